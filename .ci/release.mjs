// Makes the package and proves it where a user would have it: packed, installed from the tarball into
// an empty project by npm alone, its quick start run there, and its types read by strict TypeScript.
// Prints the tarball's checksum. Publishes nothing.
// Run: npm run release [-- --out DIR]
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";

const { values: options } = parseArgs({
  options: { out: { type: "string", default: "dist/.release" } },
});
const root = fileURLToPath(new URL("..", import.meta.url));
const out = resolve(root, options.out);

const say = (words) => console.log(`\n== ${words}`);
const run = (program, args, cwd) =>
  execFileSync(program, args, { cwd, stdio: ["ignore", "inherit", "inherit"] });

say("Packed");
mkdirSync(out, { recursive: true });
const [{ filename, size, unpackedSize, entryCount }] = JSON.parse(
  execFileSync("npm", ["pack", "--json", "--silent", "--pack-destination", out], {
    cwd: root,
    encoding: "utf8",
    // What the scripts of `prepare` print does not belong into the JSON.
    env: { ...process.env, npm_config_ignore_scripts: "true" },
  }),
);
const tarball = join(out, filename);
console.log(
  `${filename}: ${(size / 1e6).toFixed(2)} MB, ${entryCount} files, ${(unpackedSize / 1e6).toFixed(2)} MB unpacked`,
);

const project = mkdtempSync(join(tmpdir(), "lr-finder-release-"));
try {
  say("Installed into an empty project");
  writeFileSync(join(project, "package.json"), '{ "private": true, "type": "module" }\n');
  run("npm", ["install", "--omit=optional", "--no-audit", "--no-fund", tarball], project);
  const installed = join(project, "node_modules", "lr-finder");

  say("Quick start");
  cpSync(join(root, "examples", "config.yaml"), join(project, "config.yaml"));
  const images = join(installed, "datasets", "digits-images.idx3-ubyte.gz");
  const args = [
    "run",
    "--data",
    images,
    "--model",
    "cnn:8,16",
    "--epochs",
    "20",
    "--out",
    "quickstart",
  ];
  const apply = ["--apply", "config.yaml:optimizer.learning_rate", "--yes"];
  run(join(project, "node_modules", ".bin", "lr-finder"), [...args, ...apply], project);
  for (const name of ["report.html", "result.json", "journal.jsonl"]) {
    if (!existsSync(join(project, "quickstart", name))) throw new Error(`no ${name}`);
  }
  const { suggestion } = JSON.parse(
    readFileSync(join(project, "quickstart", "result.json"), "utf8"),
  );
  if (!(suggestion.lr > 0)) throw new Error("no learning rate");

  say("Every entry point is imported and read by strict TypeScript");
  const { exports } = JSON.parse(readFileSync(join(installed, "package.json"), "utf8"));
  const entries = Object.keys(exports)
    .filter((name) => exports[name].types !== undefined)
    .map((name) => `lr-finder${name.slice(1)}`);
  const names = entries.map((_, i) => `entry${i}`);
  const imports = entries.map((name, i) => `import * as ${names[i]} from "${name}";`);
  const source = `${imports.join("\n")}\nfor (const entry of [${names.join(", ")}]) {\n  if (Object.keys(entry).length === 0) throw new Error("an entry point without exports");\n}\n`;
  writeFileSync(join(project, "entries.mjs"), source);
  run(process.execPath, ["entries.mjs"], project);
  writeFileSync(join(project, "entries.ts"), source);
  cpSync(join(root, "test", "types", "api.ts"), join(project, "api.ts"));
  const tsc = join(root, "node_modules", "typescript", "bin", "tsc");
  for (const module of ["nodenext", "bundler"]) {
    const strict = ["--strict", "--noEmit", "--skipLibCheck", "--target", "es2023", "--types", ""];
    const kind =
      module === "bundler"
        ? ["--module", "esnext", "--moduleResolution", "bundler"]
        : ["--module", "nodenext", "--moduleResolution", "nodenext"];
    run(process.execPath, [tsc, ...strict, ...kind, "entries.ts", "api.ts"], project);
    console.log(`${module}: compiles`);
  }
} finally {
  rmSync(project, { recursive: true, force: true });
}

say("Ready");
const sum = createHash("sha256").update(readFileSync(tarball)).digest("hex");
writeFileSync(`${tarball}.sha256`, `${sum}  ${filename}\n`);
console.log(`${sum}  ${tarball}`);
