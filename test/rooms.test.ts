import { readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { repoFile } from "./helpers/cli.ts";
import { circles, imports, roomOf, sourceFiles } from "./helpers/imports.ts";

/**
 * Which room may import which: data flows one way. A room may always import itself. `types` marks
 * rooms of which only types may be imported (they vanish at run time).
 */
const rooms: Record<string, { values: string[]; types?: string[] }> = {
  core: { values: [] },
  resources: { values: ["core"] },
  contract: { values: ["core"] },
  files: { values: ["core", "contract"] },
  native: { values: ["core", "resources", "contract", "files"] },
  dataset: { values: ["core", "contract", "files"] },
  trainer: { values: ["core", "contract", "files", "dataset", "native"] },
  client: { values: ["core", "contract"], types: ["trainer"] },
  sweep: { values: ["core", "contract", "files"], types: ["trainer"] },
  curve: { values: ["core", "contract"] },
  suggest: { values: ["core", "contract", "curve"], types: ["sweep"] },
  schedule: { values: ["core", "contract"] },
  plan: { values: ["core", "contract", "schedule"], types: ["suggest"] },
  result: {
    values: ["core", "contract", "curve", "suggest", "plan"],
    types: ["dataset", "trainer", "sweep"],
  },
  words: {
    values: ["core", "contract"],
    types: ["curve", "suggest", "plan", "sweep", "logs"],
  },
  report: {
    values: [
      "core",
      "resources",
      "contract",
      "words",
      "curve",
      "suggest",
      "schedule",
      "plan",
      "logs",
      "result",
      "law",
      "diagnose",
    ],
    types: ["dataset", "trainer", "sweep"],
  },
  config: { values: ["core", "contract", "files"], types: ["plan"] },
  search: {
    values: [
      "core",
      "contract",
      "curve",
      "sweep",
      "suggest",
      "schedule",
      "plan",
      "result",
      "diagnose",
    ],
    types: ["trainer", "dataset"],
  },
  diagnose: { values: ["core", "contract"] },
  law: { values: ["core", "contract", "plan"] },
  logs: {
    values: [
      "core",
      "contract",
      "files",
      "curve",
      "sweep",
      "suggest",
      "plan",
      "result",
      "diagnose",
    ],
    types: ["trainer"],
  },
  live: {
    values: [
      "core",
      "contract",
      "words",
      "curve",
      "suggest",
      "schedule",
      "plan",
      "result",
      "report",
    ],
    types: ["sweep", "trainer", "dataset"],
  },
  browser: {
    values: [
      "core",
      "contract",
      "words",
      "sweep",
      "plan",
      "result",
      "search",
      "trainer",
      "report",
      // What the build packs: no folder of `src`.
      "pages",
    ],
    types: ["suggest"],
  },
  job: {
    values: [
      "core",
      "resources",
      "contract",
      "words",
      "files",
      "dataset",
      "trainer",
      "sweep",
      "plan",
      "result",
      "search",
      "report",
      "config",
    ],
  },
  study: {
    values: [
      "core",
      "resources",
      "contract",
      "files",
      "dataset",
      "trainer",
      "result",
      "law",
      "job",
    ],
  },
  cli: {
    values: [
      "core",
      "resources",
      "contract",
      "words",
      "files",
      "native",
      "dataset",
      "trainer",
      "sweep",
      "curve",
      "suggest",
      "schedule",
      "plan",
      "result",
      "report",
      "config",
      "search",
      "diagnose",
      "law",
      "logs",
      "live",
      "job",
      "study",
    ],
  },
};

test("the walk sees the imports", () => {
  expect(imports.length).toBeGreaterThan(100);
  expect(new Set(imports.map(({ from }) => roomOf(from)))).toContain("sweep");
  expect(imports.filter(({ typeOnly }) => typeOnly).length).toBeGreaterThan(100);
});

test("every room is in the table", () => {
  const known = [...Object.keys(rooms), "index"];
  expect([...new Set(sourceFiles.map(roomOf))].filter((room) => !known.includes(room))).toEqual([]);
});

test("every folder of src has a row in the docs", () => {
  const rows = readFileSync(repoFile("docs/structure.md"), "utf8").matchAll(/^\| `(\w+)` \|/gm);
  const folders = readdirSync(repoFile("src"), { withFileTypes: true }).filter((each) =>
    each.isDirectory(),
  );
  expect([...rows].map(([, room]) => room).sort()).toEqual(folders.map(({ name }) => name).sort());
});

test.each(Object.entries(rooms))(
  "%s imports only the rooms before it",
  (room, { values, types = [] }) => {
    const wrong = imports.filter(({ from, to, typeOnly, isPackage }) => {
      if (isPackage || roomOf(from) !== room) return false;
      return ![room, ...values, ...(typeOnly ? types : [])].includes(roomOf(to));
    });
    expect(wrong.map(({ from, to }) => `${from} -> ${to}`)).toEqual([]);
  },
);

/** Which packages a room may import, for their values, their types or their mere effect; others none. */
const packages: Readonly<Record<string, readonly string[]>> = {
  browser: ["@tensorflow/tfjs-layers"],
  cli: ["commander", "rolldown", "yaml"],
  config: ["diff", "fastest-levenshtein", "jsonc-parser", "toml-eslint-parser", "yaml"],
  core: ["fastest-levenshtein", "pure-rand"],
  dataset: ["papaparse"],
  logs: ["papaparse"],
  native: ["@tensorflow/tfjs-core", "@tensorflow/tfjs-layers"],
  report: ["rolldown"],
  study: ["bullmq", "yaml"],
  trainer: [
    "@tensorflow/tfjs-backend-cpu",
    "@tensorflow/tfjs-backend-wasm",
    "@tensorflow/tfjs-core",
    "@tensorflow/tfjs-layers",
    "es-module-lexer",
  ],
};

test.each(Object.keys(rooms))("%s imports only the packages that it may", (room) => {
  const wrong = imports.filter(({ from, to, isPackage }) => {
    if (!isPackage || to.startsWith("node:") || roomOf(from) !== room) return false;
    return !packages[room]?.some((name) => to === name || to.startsWith(`${name}/`));
  });
  expect(wrong.map(({ from, to }) => `${from} -> ${to}`)).toEqual([]);
});

test("no files import each other in a circle", () => {
  expect(circles()).toEqual([]);
});
