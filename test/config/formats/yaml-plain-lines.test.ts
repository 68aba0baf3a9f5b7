import { isDeepStrictEqual } from "node:util";
import fc from "fast-check";
import { expect, test } from "vitest";
import type { ConfigTree } from "../../../src/config/format.ts";
import { parseYaml } from "../../../src/config/formats/yaml/parse.ts";
import { readPlainLines } from "../../../src/config/formats/yaml/plain-lines.ts";
import { parseConfig, yamlFormat } from "../../../src/config/index.ts";
import { LrFinderError } from "../../../src/core/errors.ts";
import { yamlConfigs } from "../generate.ts";

const SEED = 14;
const RUNS = 3000;

function byPackage(text: string): ConfigTree | null {
  try {
    return parseYaml(text, "c.yaml", yamlFormat);
  } catch (error) {
    if (error instanceof LrFinderError) return null;
    throw error;
  }
}

/** Whether the lines were read; fails when they were and the package reads anything else. */
function agrees(text: string): boolean {
  const fast = readPlainLines(text, "c.yaml", yamlFormat);
  if (fast === null) return false;
  const slow = byPackage(text);
  if (slow === null) throw new Error(`the package refuses ${JSON.stringify(text)}`);
  // Follows `parent` in circles, and tells -0 from 0.
  const same = isDeepStrictEqual({ ...fast, lineOf: null }, { ...slow, lineOf: null });
  if (!same) expect(fast.documents, text).toEqual(slow.documents);
  expect(same, text).toBe(true);
  for (let at = 0; at <= text.length; at++) expect(fast.lineOf(at)).toBe(slow.lineOf(at));
  return true;
}

const KEYS = ["a", "lr", "x y", "größe", "n-1", "a.b/c", '"k"', "'it is'", '""', "null", "1", "🔥"];
const VALUES = [
  "0.1",
  ".1",
  "1e-3",
  "-2",
  "-0",
  "1:30",
  "0x1F",
  "~",
  "yes",
  "word",
  "two words",
  "a:b",
  "a#b",
  "C:\\x",
  "$" + "{lr}",
  "<<",
  "-x",
  "--- x",
  ".inf",
  "2024-01-01",
  "'it''s'",
  "''",
  '""',
  '"a # b"',
  '"  "',
  "'a: b'",
  "größe 🔥",
];
// What ends the simple class, or begins something else.
const STRANGE = [
  "",
  "[1, 2]",
  "{a: 1}",
  "|",
  ">-",
  "*a",
  "&a 1",
  "!!str 1",
  '"\\n"',
  '"open',
  "'open",
  "a: b",
  "a:",
  "- a",
  "-",
  "? a",
  ": a",
  "@a",
  "%a",
  "`a",
  "'a' b",
  "'a'#b",
  "\ta",
  "a\tb",
  "a\u0007",
  "a\u2028b",
  "\uFEFFa",
  "...",
  "---",
];

const value = fc.oneof(
  { weight: 60, arbitrary: fc.constantFrom(...VALUES) },
  { weight: 1, arbitrary: fc.constantFrom(...STRANGE) },
);
const remark = fc.constantFrom("", "", "", "", " # lr: 0.1", "  # \"quoted' {", " ", "   #");
const between = fc.oneof(
  { weight: 4, arbitrary: fc.constant("") },
  {
    weight: 1,
    arbitrary: fc
      .array(fc.tuple(fc.nat(7), fc.constantFrom("", "# note", "# note: 1", "#")), { maxLength: 3 })
      .map((lines) => lines.map(([column, what]) => `${" ".repeat(column)}${what}\n`).join("")),
  },
);

type Tree =
  | { readonly kind: "value"; readonly value: string; readonly remark: string }
  | {
      readonly kind: "map" | "list";
      readonly step: number;
      readonly compact: boolean;
      readonly remark: string;
      readonly children: readonly (readonly [string, Tree, string])[];
    };

const { root } = fc.letrec<{ root: Tree; node: Tree }>((tie) => ({
  node: fc.oneof(
    { depthSize: "small", withCrossShrink: true },
    fc.record({ kind: fc.constant("value" as const), value, remark }),
    tie("root"),
  ),
  root: fc.record({
    kind: fc.constantFrom("map" as const, "list" as const),
    step: fc.integer({ min: 0, max: 4 }),
    compact: fc.boolean(),
    remark,
    children: fc.array(fc.tuple(fc.constantFrom(...KEYS), tie("node"), between), {
      minLength: 1,
      maxLength: 4,
    }),
  }),
}));

/** Lines of a tree whose collections stand in `column`; the first goes on with what is there when compact. */
function lines(tree: Tree, column: number, compact: boolean): string {
  if (tree.kind === "value") return `${tree.value}${tree.remark}\n`;
  let text = "";
  for (const [i, [key, child, before]] of tree.children.entries()) {
    const goesOn = compact && i === 0;
    text += goesOn ? "" : before + " ".repeat(column);
    text += tree.kind === "list" ? "-" : `${key}:`;
    const gap = child.kind === "value" ? 1 : child.step;
    if (child.kind === "value") text += ` ${lines(child, 0, false)}`;
    else if (tree.kind === "list" && child.compact && gap > 0) {
      text += " ".repeat(gap) + lines(child, column + 1 + gap, true);
    } else text += `${child.remark}\n${lines(child, column + gap, false)}`;
  }
  return text;
}

const documents = fc
  .record({
    root,
    before: between,
    after: between,
    tail: fc.boolean(),
    crlf: fc.boolean(),
    mark: fc.boolean(),
  })
  .map(({ root, before, after, tail, crlf, mark }) => {
    let text = before + lines(root, 0, false) + after;
    if (!tail) text = text.replace(/\n$/, "");
    if (crlf) text = text.replaceAll("\n", "\r\n");
    return (mark ? "\uFEFF" : "") + text;
  });

const PIECES = [
  " ",
  "  ",
  "\n",
  "\r\n",
  "\r",
  "\t",
  ":",
  ": ",
  "- ",
  "-",
  "#",
  " #",
  "'",
  '"',
  ",",
];
const pieces = fc.constantFrom(...PIECES, ...STRANGE, "x", "a: 1\n", "\n# c\n", "---\n", "\n\n");

/** The same with some places cut out, doubled or filled with something else. */
function mutated(texts: fc.Arbitrary<string>): fc.Arbitrary<string> {
  const place = fc.double({ min: 0, max: 1, noNaN: true });
  const change = fc.tuple(place, fc.nat(4), fc.oneof(fc.constant(""), pieces), fc.boolean());
  return fc
    .tuple(texts, fc.array(change, { minLength: 1, maxLength: 3 }))
    .map(([text, changes]) => {
      let now = text;
      for (const [where, length, put, twice] of changes) {
        const at = Math.floor(where * now.length);
        const cut = now.slice(at, at + length);
        now = now.slice(0, at) + put + (twice ? cut + cut : "") + now.slice(at + length);
      }
      return now;
    });
}

// Lines without a plan: every column, key, dash and comment beside every other. Most are wrong.
const soup = fc
  .array(
    fc.tuple(
      fc.constantFrom(0, 0, 0, 1, 2, 2, 2, 3, 4),
      fc.constantFrom(
        "- 1",
        "- - w",
        "a: 1",
        "a:",
        "b: 'x'",
        "- a: 1",
        "- a:",
        "-",
        "# c",
        "",
        "1",
      ),
      fc.constantFrom("", "", " ", " # c"),
      fc.constantFrom("\n", "\n", "\n", "\n\n", "\r\n", "\n  # d\n", "\n# e\n    # f\n"),
    ),
    { minLength: 1, maxLength: 5 },
  )
  .map((all) => all.map(([n, what, end, line]) => " ".repeat(n) + what + end + line).join(""));

// How often the lines must be read for the comparison to be one.
test.each([
  ["simple documents", documents, 0.3],
  ["the same, damaged", mutated(documents), 0.1],
  ["any YAML", yamlConfigs.map(({ text }) => text), 0.01],
  ["any YAML, damaged", mutated(yamlConfigs.map(({ text }) => text)), 0.005],
  ["lines without a plan", soup, 0.04],
])(
  "%s: what is read line by line is what the package reads",
  (_, texts, share) => {
    let read = 0;
    fc.assert(
      fc.property(texts, (text) => {
        if (agrees(text)) read++;
      }),
      { seed: SEED, numRuns: RUNS },
    );
    expect(read / RUNS).toBeGreaterThan(share);
  },
  600_000,
);

const nested = (depth: number) =>
  `${Array.from({ length: depth }, (_, i) => `${" ".repeat(i)}a:\n`).join("")}${" ".repeat(depth)}b: 1\n`;

test("at the limits of depth, keys and lines the two agree, or the package reads alone", () => {
  for (const depth of [1, 98, 99, 100, 101, 499, 500, 501]) {
    expect(agrees(nested(depth)), `${depth} levels`).toBe(depth < 100);
    expect(agrees(`${"- ".repeat(depth)}1\n`), `${depth} dashes`).toBe(depth <= 100);
  }
  for (const length of [999, 1000, 1001, 1023, 1024, 1025]) {
    expect(agrees(`${"k".repeat(length)}: 1\n`), `${length} characters`).toBe(length <= 1000);
  }
  for (const long of ["x", "x ", "''", "é", "-", " ", "#"]) {
    for (const around of ["", "'", '"']) {
      const text = `a: ${around}${long.repeat(400_000 / long.length)}${around}\n`;
      const fast = readPlainLines(text, "c.yaml", yamlFormat);
      if (fast !== null) expect(fast.documents).toEqual(byPackage(text)?.documents);
    }
  }
});

test.each(["", "z: [1, 2]\n", "---\nz: 1\n"])(
  "a large config that ends with %j is the package's tree",
  (tail) => {
    const text =
      Array.from({ length: 5000 }, (_, i) => `g${i}:\n  lr: .1 # ${i}\n`).join("") + tail;
    const { lineOf: _, ...tree } = parseConfig(text, yamlFormat, "c.yaml");
    const { lineOf: __, ...slow } = parseYaml(text, "c.yaml", yamlFormat);
    expect(isDeepStrictEqual(tree, slow)).toBe(true);
  },
);
