// Makes the package and proves it where a user would have it: packed, installed from the tarball into
// an empty project by npm alone, its quick start run there, and its entry points used from ES modules,
// CommonJS, strict TypeScript and bundles for browsers.
// Prints the tarball's checksum. Publishes nothing.
// Run: npm run release [-- --out DIR]
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { parseArgs } from "node:util";
import { runInNewContext } from "node:vm";

const { values: options } = parseArgs({
  options: { out: { type: "string", default: "dist/.release" } },
});
const root = fileURLToPath(new URL("..", import.meta.url));
const out = resolve(root, options.out);

/** What a plan, a schedule and a diagnosis come to: the same in every kind of project. */
const USE = [
  'const { schedule } = plan.makePlan({ lr: 0.1, optimizer: "sgd", epochs: 10, stepsPerEpoch: 50 });',
  "if (!(plan.planSchedule(schedule)(100) > 0)) throw new Error('no learning rate');",
  "const losses = Array.from({ length: 100 }, (_, i) => 1 / (1 + i / 10));",
  "const { status } = diagnose.diagnose({ steps: losses.map((_, i) => i), losses });",
  "if (status !== 'healthy') throw new Error(status);",
];

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

  say("Every starter");
  const command = join(project, "node_modules", ".bin", "lr-finder");
  const { STARTER_NAMES } = await import(
    pathToFileURL(join(installed, "dist/cli/init/kinds.js")).href
  );
  for (const kind of STARTER_NAMES)
    run(command, ["init", "--trainer", kind, "--dir", kind], project);
  const made = ["--budget", "quick", "--out", "own-module"];
  run(command, ["run", "--module", "module/lr_module.mjs", ...made], project);
  run(process.execPath, ["tfjs/lr_train.mjs"], project);

  say("Every entry point in projects of several kinds");
  const { exports } = JSON.parse(readFileSync(join(installed, "package.json"), "utf8"));
  const entries = Object.keys(exports)
    .filter((name) => exports[name].types !== undefined)
    .map((name) => `lr-finder${name.slice(1)}`);
  inEsm(entries);
  inCommonJs(entries);
  inTypeScript(entries);
  inBundles();
  plotlyInSites();
} finally {
  rmSync(project, { recursive: true, force: true });
}

say("Ready");
const sum = createHash("sha256").update(readFileSync(tarball)).digest("hex");
writeFileSync(`${tarball}.sha256`, `${sum}  ${filename}\n`);
console.log(`${sum}  ${tarball}`);

/** Writes a program into the project and runs it. */
function program(name, lines) {
  writeFileSync(join(project, name), `${lines.join("\n")}\n`);
  run(process.execPath, [name], project);
}

function inEsm(entries) {
  program("esm.mjs", [
    ...entries.map((name, i) => `import * as entry${i} from "${name}";`),
    'import * as plan from "lr-finder/plan";',
    'import * as diagnose from "lr-finder/diagnose";',
    `for (const entry of [${entries.map((_, i) => `entry${i}`)}]) {`,
    '  if (Object.keys(entry).length === 0) throw new Error("an entry point without exports");',
    "}",
    ...USE,
  ]);
  console.log("ES modules: runs");
}

function inCommonJs(entries) {
  // `require` of an ES module came with Node 20.19 and 22.12; `import()` is there always.
  const load = process.features.require_module ? "require" : "await import";
  program("common.cjs", [
    "(async () => {",
    ...entries.map((name) => `  ${load}("${name}");`),
    `  const plan = ${load}("lr-finder/plan");`,
    '  const diagnose = await import("lr-finder/diagnose");',
    ...USE,
    "})().catch((error) => { console.error(error); process.exitCode = 1; });",
  ]);
  console.log(`CommonJS: runs, with ${load}`);
}

function inTypeScript(entries) {
  const names = entries.map((_, i) => `entry${i}`);
  const source = entries.map((name, i) => `import * as ${names[i]} from "${name}";`);
  writeFileSync(join(project, "entries.ts"), `${source.join("\n")}\nvoid [${names}];\n`);
  // Declarations of TensorFlow.js do not compile in every project; ours do.
  const light = entries.filter((name) => !/(tfjs|wasm-training|browser)$/.test(name));
  const own = light.map((name, i) => `import * as own${i} from "${name}";\nvoid own${i};\n`);
  writeFileSync(join(project, "own.ts"), own.join(""));
  cpSync(join(root, "test", "types", "api.ts"), join(project, "api.ts"));
  const tsc = join(root, "node_modules", "typescript", "bin", "tsc");
  const strict = ["--strict", "--noEmit", "--target", "es2023", "--types", ""];
  for (const module of ["node16", "nodenext", "bundler"]) {
    const kind =
      module === "bundler"
        ? ["--module", "esnext", "--moduleResolution", "bundler"]
        : ["--module", module, "--moduleResolution", module];
    const compile = (...args) => run(process.execPath, [tsc, ...strict, ...kind, ...args], project);
    compile("--skipLibCheck", "entries.ts", "api.ts");
    compile("--lib", "es2023", "own.ts");
    console.log(`strict TypeScript, ${module}: compiles`);
  }
}

function inBundles() {
  run("npm", ["install", "--no-save", "--no-audit", "--no-fund", "esbuild@0.25"], project);
  const source = [
    'import * as plan from "lr-finder/plan";',
    'import * as diagnose from "lr-finder/diagnose";',
    'import { buildCurve } from "lr-finder/curve";',
    'import { cosine } from "lr-finder/schedule";',
    'import { recommend } from "lr-finder/suggest";',
    'import { parseLog } from "lr-finder/logs";',
    ...USE,
    "if (![buildCurve, cosine, recommend, parseLog].every(Boolean)) throw new Error('a name is missing');",
    "console.log('ran');",
  ];
  writeFileSync(join(project, "page.mjs"), `${source.join("\n")}\n`);
  const esbuild = join(project, "node_modules", "esbuild", "bin", "esbuild");
  const args = ["page.mjs", "--bundle", "--minify", "--format=iife", "--platform=browser"];
  run(esbuild, [...args, "--outfile=page.js", "--log-level=warning"], project);
  const code = readFileSync(join(project, "page.js"), "utf8");
  // As in a page: neither `require` nor `process`, only what every engine has.
  const said = [];
  const page = {
    console: { log: (word) => said.push(word) },
    TextDecoder,
    TextEncoder,
    performance,
  };
  runInNewContext(code, page);
  if (said[0] !== "ran") throw new Error("the bundle did not run to its end");
  console.log(`a bundle for browsers: ${(code.length / 1e3).toFixed(0)} kB, runs`);
  writeFileSync(join(project, "logs.mjs"), 'export * from "lr-finder/logs";\n');
  const whole = ["logs.mjs", "--bundle", "--minify", "--format=esm", "--platform=browser"];
  run(esbuild, [...whole, "--outfile=logs.js", "--log-level=warning"], project);
  const { length } = readFileSync(join(project, "logs.js"));
  // Another bundler than that of the tests, which sees less of what nobody wants.
  if (length > 257_000) throw new Error(`all of lr-finder/logs takes ${length} bytes`);
  console.log(`all of lr-finder/logs: ${(length / 1e3).toFixed(0)} kB`);
}

/** Sites whose bundlers take plotly's file along for reports: each a project of its own. */
function plotlyInSites() {
  /** By name: the packages that make it, and its command. */
  const builds = {
    vite: [["vite@8"], "vite", "build", "--outDir", "site", "--logLevel", "warn"],
    webpack: [
      ["webpack@5", "webpack-cli@6"],
      ...["webpack", "--mode", "none", "--entry", "./report.js", "-o", "site"],
      ...["--stats", "errors-warnings"],
    ],
    parcel: [
      ["parcel@2"],
      ...["parcel", "build", "index.html", "--dist-dir", "site"],
      ...["--no-optimize", "--no-source-maps", "--no-cache", "--log-level", "error"],
    ],
  };
  for (const [name, [packages, program, ...args]] of Object.entries(builds)) {
    const folder = join(project, name);
    const write = (file, text) => writeFileSync(join(folder, file), `${text}\n`);
    mkdirSync(folder);
    // Without the setting Parcel knows no entry points of any package.
    write(
      "package.json",
      '{ "private": true, "type": "module", "@parcel/resolver-default": { "packageExports": true } }',
    );
    write(
      "report.js",
      'import { reportBlob } from "lr-finder/browser";\nwindow.reportBlob = reportBlob;',
    );
    write(
      "index.html",
      '<!doctype html><title>A site</title><script type="module" src="./report.js"></script>',
    );
    run("npm", ["install", "--no-audit", "--no-fund", tarball, ...packages], folder);
    run(join(folder, "node_modules", ".bin", program), args, folder);
    const site = join(folder, "site");
    const files = readdirSync(site, { recursive: true, withFileTypes: true })
      .filter((file) => file.isFile())
      .map((file) => readFileSync(join(file.parentPath ?? file.path, file.name)));
    // Parcel writes it anew.
    if (!files.some((content) => content.length > 4e6 && content.includes("js-plotly-plot"))) {
      throw new Error(`${name} has left plotly out of the site`);
    }
    console.log(`a site by ${name}: has plotly for its reports`);
  }
}
