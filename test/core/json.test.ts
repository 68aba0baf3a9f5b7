import { expect, test } from "vitest";
import { numberFromJson, toJson } from "../../src/core/json.ts";

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
