import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { DEEPEST_JSON, numberFromJson, parseJson, toJson } from "../../src/core/json.ts";

test("non-finite numbers survive the way through JSON", () => {
  const losses = [1.5, Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  const read = (JSON.parse(toJson({ losses })) as { losses: unknown[] }).losses;
  expect(read.map(numberFromJson)).toEqual(losses);
});

test("what is no number gives undefined", () => {
  for (const value of ["1", null, undefined, {}, "nan"]) {
    expect(numberFromJson(value)).toBeUndefined();
  }
});

describe("JSON from elsewhere", () => {
  test("is what JSON.parse gives, or its error", () => {
    fc.assert(
      fc.property(fc.oneof(fc.json({ maxDepth: 8 }), fc.string(), json5Like), (text) => {
        const padded = text.padEnd(DEEPEST_JSON + 1);
        expect(outcome(() => parseJson(padded))).toEqual(outcome(() => JSON.parse(padded)));
      }),
      { seed: 5, numRuns: 2000 },
    );
  });

  test.each([
    ["[", "]", 1],
    ['{"a":', "}", 1],
    ['[{"\\"[[":', "}]", 2],
  ])("is nested up to 1000 deep: %s", (open, close, levels) => {
    const nested = (depth: number) =>
      `${open.repeat(depth / levels)}"]]"${close.repeat(depth / levels)}`;
    expect(() => parseJson(nested(DEEPEST_JSON))).not.toThrow();
    expect(() => parseJson(nested(DEEPEST_JSON + levels))).toThrow(SyntaxError);
  });

  test("is refused at once where it is nested without end", () => {
    expect(() => parseJson("[".repeat(20_000_000))).toThrow(
      "nested deeper than 1000 levels, at position 1000",
    );
  });
});

const json5Like = fc
  .array(fc.constantFrom('"', "\\", "[", "]", "{", "}", ":", ",", "1"))
  .map((parts) => parts.join(""));

function outcome(call: () => unknown): unknown {
  try {
    return call();
  } catch (error) {
    return String(error);
  }
}
