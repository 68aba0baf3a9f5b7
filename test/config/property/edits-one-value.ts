import fc from "fast-check";
import { expect } from "vitest";
import {
  type ConfigFormat,
  floatLiteral,
  formatKeyPath,
  parseConfig,
  planEdit,
  planInsert,
} from "../../../src/config/index.ts";
import { applySplices, invertSplices } from "../../../src/config/text-changes.ts";
import { type Generated, rates, type Spot } from "../generate.ts";

/** Files that every format is tried on. */
export const FILES = 20_000;

/** One file in so many is read by an independent parser, and gets a key more. */
const THOROUGH = 20;

/** A float that every reader takes for one: a decimal point, a signed exponent. */
const LITERAL = /^[0-9]+\.[0-9]+(e[-+][0-9]+)?$/;

/**
 * Edits one value in each of {@link FILES} generated files: the bytes outside the value stay, the
 * value is the asked number, setting the old number again restores the old bytes, and a key that is
 * added and taken away leaves no trace.
 *
 * @param read what an independent parser makes of a text, if there is one
 */
export function editsOneValue(
  configs: fc.Arbitrary<Generated>,
  format: ConfigFormat,
  read: ((text: string) => unknown) | null = null,
): void {
  let changed = 0;
  let reverted = 0;
  let run = 0;
  fc.assert(
    fc.property(configs, fc.nat(), rates, ({ text, spots }, pick, rate) => {
      const spot = spots[pick % spots.length] as Spot;
      const path = formatKeyPath(spot.path);
      const plan = planEdit(text, format, [{ path, value: rate }]);
      if (plan.changes.length === 0) {
        mustBe(plan.text, text);
        mustBe(Number(spot.source.replace(/^["']|["']$/g, "")), rate);
        return;
      }
      changed++;
      const literal = plan.text.slice(spot.start, spot.end + plan.text.length - text.length);
      mustBe(plan.text, text.slice(0, spot.start) + literal + text.slice(spot.end));
      const quote = /^["']/.exec(literal)?.[0] ?? "";
      const digits = quote === "" ? literal : literal.slice(1, -1);
      mustBe(`${LITERAL.test(digits)} ${literal}`, `true ${quote}${digits}${quote}`);
      if (quote !== "") mustBe(spot.source[0], quote);
      mustBe(Number(digits), rate);
      const old = Number(spot.source);
      if (old > 0 && floatLiteral(old) === spot.source) {
        mustBe(planEdit(plan.text, format, [{ path, value: old }]).text, text);
        reverted++;
      }
      if (run++ % THOROUGH > 0) return;
      addsAndRemoves(text, format, spot, rate);
      if (read !== null && quote === "") sameButOne(read(text), read(plan.text), spot, rate);
    }),
    { seed: 7, numRuns: FILES },
  );
  expect(changed).toBeGreaterThan(FILES * 0.9);
  expect(reverted).toBeGreaterThan(FILES * 0.04);
}

function mustBe(actual: unknown, wanted: unknown): void {
  if (!Object.is(actual, wanted)) throw new Error(`${show(actual)} instead of ${show(wanted)}`);
}

function show(value: unknown): string {
  return JSON.stringify(value) ?? String(value);
}

function addsAndRemoves(text: string, format: ConfigFormat, spot: Spot, rate: number): void {
  const tree = parseConfig(text, format);
  const path = [...spot.path.slice(0, -1), "new_key"];
  // A list takes no keys.
  if (/^\d+$/.test(spot.path.at(-1) ?? "")) return;
  const written = { kind: "number", value: rate, literal: floatLiteral(rate), as: "lr" } as const;
  const added = planInsert(tree, path, written);
  mustBe(
    planEdit(added.text, format, [{ path: formatKeyPath(path), value: rate }]).text,
    added.text,
  );
  mustBe(applySplices(added.text, invertSplices(text, added.splices)), text);
}

function valueAt(root: unknown, path: readonly string[]): unknown {
  return path.reduce((at, part) => (at as Record<string, unknown>)[part], root);
}

function sameButOne(before: unknown, after: unknown, { path }: Spot, rate: number): void {
  mustBe(valueAt(after, path), rate);
  for (const root of [before, after]) {
    const holder = valueAt(root, path.slice(0, -1)) as Record<string, unknown>;
    holder[path.at(-1) as string] = null;
  }
  expect(after).toEqual(before);
}
