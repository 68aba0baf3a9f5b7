import fc from "fast-check";
import { parse as parseJsonc } from "jsonc-parser";
import { expect, test } from "vitest";
import { parse as parseYaml } from "yaml";
import {
  type ConfigFormat,
  formatKeyPath,
  jsonFormat,
  planEdit,
  yamlFormat,
} from "../../src/config/index.ts";
import { type Generated, jsonConfigs, rates, yamlConfigs } from "./generate.ts";

const valueAt = (root: unknown, path: readonly string[]): unknown =>
  path.reduce((at, part) => (at as Record<string, unknown>)[part], root);

function setAt(root: unknown, path: readonly string[], value: unknown): unknown {
  const holder = valueAt(root, path.slice(0, -1)) as Record<string, unknown>;
  holder[path.at(-1) as string] = value;
  return root;
}

function editsOneValue(
  configs: fc.Arbitrary<Generated>,
  format: ConfigFormat,
  read: (text: string) => unknown,
  numRuns: number,
): void {
  let changed = 0;
  fc.assert(
    fc.property(configs, fc.nat(), rates, ({ text, spots }, pick, rate) => {
      const spot = spots[pick % spots.length];
      if (spot === undefined) throw new Error("no value was generated");
      const path = formatKeyPath(spot.path);
      const plan = planEdit(text, format, [{ path, value: rate }]);
      if (plan.changes.length === 0) {
        expect(plan.text).toBe(text);
        expect(Number(spot.source)).toBe(rate);
        return;
      }
      changed++;
      const grown = plan.text.length - text.length;
      const literal = plan.text.slice(spot.start, spot.end + grown);
      // All bytes outside the value are the old ones; the value is a float to PyYAML and to JSON.
      expect(plan.text).toBe(text.slice(0, spot.start) + literal + text.slice(spot.end));
      expect(literal).toMatch(/^[0-9]+\.[0-9]+(e[-+][0-9]+)?$/);
      expect(Number(literal)).toBe(rate);
      // Independent readers see the new value, and everything else as before.
      const after = read(plan.text);
      expect(valueAt(after, spot.path)).toBe(rate);
      const before = read(text);
      expect(setAt(before, spot.path, null)).toEqual(setAt(after, spot.path, null));
      expect(planEdit(plan.text, format, [{ path, value: rate }]).text).toBe(plan.text);
    }),
    { seed: 7, numRuns },
  );
  expect(changed).toBeGreaterThan(numRuns * 0.9);
}

test("YAML: exactly one value changes, every other byte stays", () => {
  editsOneValue(
    yamlConfigs,
    yamlFormat,
    (text) => parseYaml(text.replace(/^\uFEFF/, ""), { logLevel: "silent" }),
    1500,
  );
});

test("JSON: exactly one value changes, every other byte stays", () => {
  editsOneValue(jsonConfigs, jsonFormat, (text) => parseJsonc(text.replace(/^\uFEFF/, "")), 2500);
});

test.each([
  ["YAML", yamlConfigs, yamlFormat],
  ["JSON", jsonConfigs, jsonFormat],
] as const)("%s: writing a number there and back restores the bytes", (_name, configs, format) => {
  fc.assert(
    fc.property(configs, fc.nat(), rates, rates, ({ text, spots }, pick, first, second) => {
      const spot = spots[pick % spots.length];
      if (spot === undefined) throw new Error("no value was generated");
      const path = formatKeyPath(spot.path);
      const set = (from: string, value: number) => planEdit(from, format, [{ path, value }]).text;
      const start = set(set(text, second), first);
      expect(set(set(start, second), first)).toBe(start);
    }),
    { seed: 11, numRuns: 200 },
  );
});

test.each([
  ["YAML", yamlConfigs, yamlFormat],
  ["JSON", jsonConfigs, jsonFormat],
] as const)("%s: all values at once", (_name, configs, format) => {
  fc.assert(
    fc.property(configs, fc.integer({ min: 40, max: 99 }), ({ text, spots }, number) => {
      const edits = spots.map(({ path }, i) => ({
        path: formatKeyPath(path),
        value: i + number + 0.5,
      }));
      let expected = text;
      for (const [i, spot] of [...spots.entries()].reverse()) {
        expected = `${expected.slice(0, spot.start)}${i + number + 0.5}${expected.slice(spot.end)}`;
      }
      expect(planEdit(text, format, edits).text).toBe(expected);
    }),
    { seed: 13, numRuns: 300 },
  );
});
