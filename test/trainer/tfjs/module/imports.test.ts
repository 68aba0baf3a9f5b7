import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { moduleDigests } from "../../../../src/trainer/tfjs/module/imports.ts";
import { whileWatched } from "../../../../src/trainer/tfjs/module/system-random.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "imports-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

function write(name: string, text: string): string {
  const file = join(folder, name);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
  return file;
}

test.each([
  ["an import", 'import "./dep.mjs";', "dep.mjs"],
  ["an import that waits", 'await import("./dep.mjs");', "dep.mjs"],
  [
    "a require under any name",
    'import { createRequire } from "node:module";\nconst load = createRequire(import.meta.url);\nload("./dep.cjs");',
    "dep.cjs",
  ],
  [
    "a require without a name",
    'import { createRequire } from "node:module";\ncreateRequire(import.meta.url)("./dep.cjs");',
    "dep.cjs",
  ],
  [
    "a folder",
    'import { createRequire } from "node:module";\nconst require = createRequire(import.meta.url);\nrequire("./dep");',
    "dep/index.js",
  ],
])("what %s loads is known, and what that requires", async (_what, code, dep) => {
  write(dep, dep.endsWith(".mjs") ? 'import "./deeper.cjs";' : 'require("./deeper.cjs");');
  write(join(dirname(dep), "deeper.cjs"), "module.exports = 1;");
  const digests = await moduleDigests(write("m.mjs", code));
  const deeper = dep.replace(/[^/]+$/, "deeper.cjs");
  expect(Object.keys(digests)).toEqual([deeper, dep, "m.mjs"].sort());
});

test("a package counts as the user's where it is a link to a folder of the user's", async () => {
  write("own/package.json", '{"name":"own","type":"module","exports":"./index.js"}');
  write("own/index.js", "export const w = 1;");
  write("app/node_modules/other/package.json", '{"name":"other","main":"index.js"}');
  write("app/node_modules/other/index.js", "module.exports = 1;");
  symlinkSync(join(folder, "own"), join(folder, "app/node_modules/own"), "dir");
  const digests = await moduleDigests(write("app/m.mjs", 'import "own";\nimport "other";'));
  expect(Object.keys(digests)).toEqual(["../own/index.js", "m.mjs"]);
});

test.each([
  [
    "named",
    'import { randomFillSync } from "node:crypto"; randomFillSync(new Uint8Array(4));',
    true,
  ],
  ["as a whole", 'import crypto from "node:crypto"; crypto.randomBytes(4);', true],
  ["of the web", "crypto.getRandomValues(new Uint8Array(4));", true],
  ["for a digest alone", 'import { createHash } from "node:crypto"; createHash("sha256");', false],
  ["not at all", "Math.random();", false],
])("draws from the system's random numbers are noticed: %s", async (_how, code, expected) => {
  const url = `data:text/javascript,${encodeURIComponent(code)}`;
  const { drew } = await whileWatched(() => import(/* @vite-ignore */ url));
  expect(drew).toBe(expected);
  const before = globalThis.crypto.getRandomValues;
  await whileWatched(async () => {});
  expect(globalThis.crypto.getRandomValues).toBe(before);
});
