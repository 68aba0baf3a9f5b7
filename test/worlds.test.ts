// Each file of src belongs to one world, whose tsconfig knows only what is there at run time.
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { repoFile } from "./helpers/cli.ts";
import { sourceFiles } from "./helpers/imports.ts";

const WORLDS = ["pure", "packages", "tfjs", "browser", "web", "node"] as const;

const tsc = (...args: string[]) =>
  spawnSync(process.execPath, [repoFile("node_modules/typescript/bin/tsc"), ...args], {
    encoding: "utf8",
    cwd: repoFile("."),
  }).stdout.trim();

/** Files that a world's own tsconfig names, as paths from `src`. */
function filesOf(world: string): string[] {
  const { files } = JSON.parse(
    tsc("-p", repoFile(`src/worlds/tsconfig.${world}.json`), "--showConfig"),
  );
  const base = repoFile("src/worlds");
  return files
    .map((file: string) => relative(repoFile("src"), join(base, file)))
    .filter((file: string) => !file.endsWith(".d.ts"));
}

test("every file is in one world", () => {
  const listed = WORLDS.flatMap(filesOf);
  expect(listed.filter((file, i) => listed.indexOf(file) !== i)).toEqual([]);
  expect([...listed].sort()).toEqual(sourceFiles);
});

/** What must not compile in a world, as lines of a module, and what must. */
const SNIPPETS: Record<(typeof WORLDS)[number], { wrong: string[]; right: string[] }> = {
  pure: {
    wrong: [
      'import { readFileSync } from "node:fs";',
      'import { join } from "path";',
      'import "node:fs";',
      'import * as tf from "@tensorflow/tfjs-core";',
      'import { layers } from "@tensorflow/tfjs-layers";',
      "export const cwd = process.cwd();",
      "export const title = document.title;",
      "export const width = window.innerWidth;",
      "export const bytes = Buffer.from([1]);",
      'export const made = require("node:fs");',
      "export const here: HTMLElement | null = null;",
      'localStorage.setItem("a", "b");',
      "setTimeout(() => {}, 1);",
      "setInterval(() => {}, 1);",
      "setImmediate(() => {});",
      "queueMicrotask(() => {});",
      "export const answer = fetch;",
      'console.log("");',
      "export const here = globalThis.process;",
      "export const clone = structuredClone({});",
    ],
    right: [
      "export const text = new TextDecoder().decode(new Uint8Array(2));",
      "export const now: number = performance.now();",
      'import Papa from "papaparse"; export const cells = Papa.parse<string[]>("a", {}).data;',
    ],
  },
  browser: {
    wrong: [
      'import { readFileSync } from "node:fs";',
      'import * as tf from "@tensorflow/tfjs-core";',
      "export const cwd = process.cwd();",
      "export const bytes = Buffer.from([1]);",
    ],
    right: ["export const title = document.title;", "export const width = window.innerWidth;"],
  },
  packages: {
    wrong: ["export const title = document.title;"],
    right: ['import { createRequire } from "node:module"; export const make = createRequire;'],
  },
  tfjs: {
    wrong: [
      'import { readFileSync } from "node:fs";',
      'import "node:crypto";',
      "export const cwd = process.cwd();",
      "export const bytes = Buffer.from([1]);",
      "export const title = document.title;",
      "setTimeout(() => {}, 1);",
    ],
    right: [
      'import * as tf from "@tensorflow/tfjs-core"; export const { add } = tf;',
      "export const now: number = performance.now();",
      "export const valid = WebAssembly.validate(new Uint8Array(0));",
    ],
  },
  web: {
    wrong: [
      'import { readFileSync } from "node:fs";',
      "export const cwd = process.cwd();",
      "export const bytes = Buffer.from([1]);",
    ],
    right: [
      "export const title = document.title;",
      'import * as tf from "@tensorflow/tfjs-core"; export const { add } = tf;',
    ],
  },
  node: {
    wrong: [
      "export const title = document.title;",
      "export const width = window.innerWidth;",
      "export const here: HTMLElement | null = null;",
    ],
    right: [
      'import { readFileSync } from "node:fs"; export const text = readFileSync("a", "utf8");',
      "export const cwd = process.cwd();",
      "export const valid = WebAssembly.validate(new Uint8Array(0));",
    ],
  },
};

/** Declarations of what a world has beside its libraries. */
const AMBIENT = {
  pure: ["universal.d.ts"],
  packages: [],
  tfjs: ["universal.d.ts", "webassembly.d.ts"],
  browser: [],
  web: [],
  node: ["webassembly.d.ts"],
};

test.each(WORLDS)("in the world %s the wrong import does not compile", (world) => {
  const { wrong, right } = SNIPPETS[world];
  const lines = [...wrong, ...right];
  // Below the repository, so that packages are found.
  mkdirSync(repoFile("dist"), { recursive: true });
  const folder = mkdtempSync(repoFile(`dist/.${world}-`));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  for (const [i, line] of lines.entries()) {
    writeFileSync(join(folder, `line-${i}.ts`), `${line}\nexport {};\n`);
  }
  const config = join(folder, "tsconfig.json");
  writeFileSync(
    config,
    JSON.stringify({
      extends: repoFile(`src/worlds/tsconfig.${world}.json`),
      compilerOptions: {
        composite: false,
        declarationMap: false,
        tsBuildInfoFile: null,
        noEmit: true,
        rootDir: "/",
      },
      include: [],
      references: [],
      files: [
        ...lines.map((_, i) => `line-${i}.ts`),
        ...AMBIENT[world].map((name) => repoFile(`src/worlds/${name}`)),
      ],
    }),
  );
  const output = tsc("-p", config);
  const failed = new Set([...output.matchAll(/line-(\d+)\.ts\(/g)].map(([, i]) => Number(i)));
  expect(lines.filter((_, i) => failed.has(i))).toEqual(wrong);
});
