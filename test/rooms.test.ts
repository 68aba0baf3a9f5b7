import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative, sep } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";

const root = fileURLToPath(new URL("../src", import.meta.url));

/**
 * Which room may import which: data flows one way. A room may always import itself. `types` marks
 * rooms of which only types may be imported (they vanish at run time).
 */
const rooms: Record<string, { values: string[]; types?: string[]; pure?: boolean }> = {
  core: { values: [], pure: true },
  resources: { values: ["core"] },
  contract: { values: ["core"], pure: true },
  files: { values: ["core", "contract"] },
  native: { values: ["core", "resources", "contract", "files"] },
  dataset: { values: ["core", "contract"] },
  trainer: { values: ["core", "contract", "dataset", "native"] },
  client: { values: ["core", "contract"], types: ["trainer"] },
  sweep: { values: ["core", "contract"], types: ["trainer"] },
  curve: { values: ["core", "contract"], pure: true },
  suggest: { values: ["core", "contract", "curve"], types: ["sweep"], pure: true },
  schedule: { values: ["core", "contract"], pure: true },
  plan: { values: ["core", "contract", "schedule"], types: ["suggest"], pure: true },
  result: {
    values: ["core", "contract", "curve", "suggest", "plan"],
    types: ["dataset", "trainer", "sweep"],
    pure: true,
  },
  words: {
    values: ["core", "contract"],
    types: ["curve", "suggest", "plan", "sweep"],
    pure: true,
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
  diagnose: { values: ["core", "contract"], pure: true },
  logs: { values: ["core", "contract", "curve", "sweep", "plan", "result"], types: ["trainer"] },
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
      "logs",
      "live",
      "job",
    ],
  },
};

interface Import {
  readonly file: string;
  readonly specifier: string;
  readonly typeOnly: boolean;
}

function sourceFiles(): string[] {
  return readdirSync(root, { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".ts"))
    .map((file) => join(root, file));
}

function importsOf(file: string): Import[] {
  const text = readFileSync(file, "utf8");
  const statement =
    /^(?:import|export)\s+(type\s)?[^;]*?from\s+"([^"]+)"|import\(\s*"([^"]+)"\s*\)/gm;
  return [...text.matchAll(statement)].map((match) => ({
    file,
    specifier: (match[2] ?? match[3]) as string,
    typeOnly: match[1] !== undefined,
  }));
}

/** The first folder below src; a file that lies in src itself is a room of its own name. */
function roomOf(file: string): string {
  return (relative(root, file).split(sep)[0] as string).replace(/\.ts$/, "");
}

const imports = sourceFiles().flatMap(importsOf);

test("the walk sees the imports", () => {
  expect(imports.length).toBeGreaterThan(100);
  expect(new Set(imports.map(({ file }) => roomOf(file)))).toContain("sweep");
});

test("every room is in the table", () => {
  const known = [...Object.keys(rooms), "index"];
  expect([...new Set(sourceFiles().map(roomOf))].filter((room) => !known.includes(room))).toEqual(
    [],
  );
});

describe.each(Object.entries(rooms))("%s", (room, { values, types = [], pure = false }) => {
  const own = imports.filter(({ file }) => roomOf(file) === room);

  test("imports only the rooms before it", () => {
    const wrong = own.filter(({ file, specifier, typeOnly }) => {
      if (!specifier.startsWith(".")) return false;
      const target = roomOf(join(dirname(file), specifier));
      const allowed = [room, ...values, ...(typeOnly ? types : [])];
      return !allowed.includes(target);
    });
    expect(wrong.map(({ file, specifier }) => `${relative(root, file)} -> ${specifier}`)).toEqual(
      [],
    );
  });

  test.runIf(pure)("runs in a browser: neither node:* nor TensorFlow.js", () => {
    const wrong = own.filter(
      ({ specifier }) => specifier.startsWith("node:") || specifier.startsWith("@tensorflow/"),
    );
    expect(wrong.map(({ file, specifier }) => `${relative(root, file)} -> ${specifier}`)).toEqual(
      [],
    );
  });
});
