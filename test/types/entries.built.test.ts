// Each entry point, alone, under strict TypeScript that checks every declaration it reads: in a project
// that has neither the types of Node.js, nor the DOM, nor TensorFlow.js. It needs a build.
import { spawnSync } from "node:child_process";
import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { repoFile, temporaryFolder } from "../helpers/cli.ts";

/** Entry points whose callers have TensorFlow.js, and so its types, of which some do not compile. */
const OF_TENSORFLOW = ["lr-finder/tfjs", "lr-finder/wasm-training", "lr-finder/browser"];

const MODULES = {
  node16: { module: "node16", moduleResolution: "node16" },
  nodenext: { module: "nodenext", moduleResolution: "nodenext" },
  bundler: { module: "esnext", moduleResolution: "bundler" },
};

const { exports } = JSON.parse(readFileSync(repoFile("package.json"), "utf8"));
const entries = Object.keys(exports)
  .filter((name) => exports[name].types !== undefined)
  .map((name) => `lr-finder${name.slice(1)}`);

/** What the compiler says of a project that imports an entry point and no more. */
function compile(entry: string, module: keyof typeof MODULES): string {
  const heavy = OF_TENSORFLOW.includes(entry);
  const folder = temporaryFolder();
  mkdirSync(join(folder, "node_modules"));
  symlinkSync(repoFile("."), join(folder, "node_modules/lr-finder"), "dir");
  for (const name of heavy ? ["@tensorflow", "@types"] : []) {
    symlinkSync(repoFile(`node_modules/${name}`), join(folder, "node_modules", name), "dir");
  }
  const compilerOptions = {
    ...MODULES[module],
    target: "es2023",
    lib: heavy ? ["es2023", "dom"] : ["es2023"],
    types: [],
    strict: true,
    exactOptionalPropertyTypes: true,
    skipLibCheck: heavy,
    noEmit: true,
    // What is linked stays where it is linked, without what lies beside its target.
    preserveSymlinks: true,
  };
  writeFileSync(join(folder, "package.json"), '{"type":"module"}');
  writeFileSync(join(folder, "entry.ts"), `import * as entry from "${entry}";\nvoid entry;\n`);
  writeFileSync(
    join(folder, "tsconfig.json"),
    JSON.stringify({ compilerOptions, files: ["entry.ts"] }),
  );
  const tsc = repoFile("node_modules/typescript/lib/tsc.js");
  const { status, stdout } = spawnSync(process.execPath, [tsc, "-p", folder, "--pretty", "false"], {
    cwd: folder,
    encoding: "utf8",
  });
  return status === 0 ? "" : stdout;
}

test("there are entry points", () => {
  expect(entries).toContain("lr-finder");
  expect(entries.length).toBeGreaterThan(10);
});

test.for(
  entries.flatMap((entry) => Object.keys(MODULES).map((module) => [entry, module] as const)),
)("%s: %s", ([entry, module]) => {
  expect(compile(entry, module as keyof typeof MODULES)).toBe("");
});

test("what needs other types is seen", () => {
  const folder = temporaryFolder();
  writeFileSync(join(folder, "heavy.d.ts"), 'export const model: import("@tensorflow/x").Model;');
  const tsc = repoFile("node_modules/typescript/lib/tsc.js");
  const args = [
    "--ignoreConfig",
    "--strict",
    "--noEmit",
    "--types",
    "",
    join(folder, "heavy.d.ts"),
  ];
  expect(spawnSync(process.execPath, [tsc, ...args], { encoding: "utf8" }).status).not.toBe(0);
});
