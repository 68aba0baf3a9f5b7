import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { mean } from "../../src/core/stats.ts";
import { differenceOf, type HeldOutPoint } from "../../src/suggest/index.ts";
import { measured } from "../../src/sweep/held-out.ts";

/** The point that is recorded of these row losses. */
const of = (losses: readonly number[]) =>
  measured({ loss: mean(losses), losses, count: losses.length });

interface Golden {
  readonly a: readonly number[];
  readonly b: readonly number[];
  readonly difference: number;
  readonly standardError: number;
}
interface GroupsGolden extends Golden {
  readonly groupsOfA: readonly number[];
  readonly standardErrorOfRows: number;
}
// From scipy and numpy: see paired-golden.py.
const golden: {
  readonly rows: readonly Golden[];
  readonly unpaired: readonly Golden[];
  readonly groups: readonly GroupsGolden[];
} = JSON.parse(readFileSync(new URL("./paired-golden.json", import.meta.url), "utf8"));

/** Losses are kept with 7 digits. */
const near = (value: number) => expect.closeTo(value, 6);

describe("the numbers of scipy and numpy", () => {
  test.each(golden.rows)("paired, case %#", ({ a, b, difference, standardError }) => {
    const found = differenceOf(of(a), of(b));
    expect(found).toEqual({
      difference: near(difference),
      standardError: near(standardError),
      paired: true,
    });
  });

  test.each(golden.unpaired)("unpaired, case %#", ({ a, b, difference, standardError }) => {
    const found = differenceOf(of(a), of(b));
    expect(found).toEqual({
      difference: near(difference),
      standardError: near(standardError),
      paired: false,
    });
  });

  test.each(golden.groups)("paired over groups, case %#", ({ a, b, groupsOfA, ...wanted }) => {
    expect(of(a).rowLosses).toEqual(groupsOfA);
    const { difference, standardError, paired } = differenceOf(of(a), of(b));
    expect(paired).toBe(true);
    expect(difference).toEqual(near(wanted.difference));
    expect(standardError).toEqual(near(wanted.standardError));
    // Groups tell nearly what the rows tell.
    expect(Math.abs((standardError as number) / wanted.standardErrorOfRows - 1)).toBeLessThan(0.2);
  });
});

test("the worked value: rows 1, 2, 3 against 0, 2, 2", () => {
  // Differences 1, 0, 1: mean 2/3, squares 4/9 + 1/9 + ... = 2/3, over 2 and 3 rows: 1/9.
  const { difference, standardError } = differenceOf(of([1, 2, 3]), of([0, 2, 2]));
  expect(difference).toBeCloseTo(2 / 3, 12);
  expect(standardError).toBeCloseTo(1 / 3, 12);
});

test("the worked value of groups: the first of 130 rows' groups count twice", () => {
  // Groups 0 and 1 have two rows each. They alone differ, by 2: mean 4 x 2 / 130 = 4/65,
  // squares 4 (2 - 4/65)^2 + 126 (4/65)^2 = 4 x 4 x 126 / 130, over 127 and 130 rows.
  const zeros = Array.from({ length: 128 }, () => 0);
  const a: HeldOutPoint = { loss: 8 / 130, count: 130, rowLosses: zeros.with(0, 2).with(1, 2) };
  const b: HeldOutPoint = { loss: 0, count: 130, rowLosses: zeros };
  const { standardError } = differenceOf(a, b);
  expect(standardError).toBeCloseTo(Math.sqrt((16 * 126) / 130 / 127 / 130), 12);
});

describe("what cannot be paired", () => {
  const rows = of([1, 2, 3]);
  test("other rows, or none, go by the standard errors of the two", () => {
    expect(differenceOf(rows, of([1, 2, 4, 5])).paired).toBe(false);
    expect(differenceOf({ ...rows, count: 1000 }, rows).paired).toBe(false);
    expect(differenceOf({ loss: 4, standardError: 3 }, { loss: 2, standardError: 4 })).toEqual({
      difference: 2,
      standardError: 5,
      paired: false,
    });
  });
  test("without a standard error of both there is none of their difference", () => {
    const nothing = { difference: 2, standardError: null, paired: false };
    expect(differenceOf({ loss: 4 }, { loss: 2 })).toEqual(nothing);
    expect(differenceOf({ loss: 4, count: 9 }, { loss: 2, standardError: 1 })).toEqual(nothing);
    // One row says nothing of the others.
    expect(differenceOf(of([4]), of([2]))).toEqual(nothing);
  });
  test("a loss that is no number differs by no number", () => {
    expect(differenceOf(of([Number.NaN, 1]), rows)).toMatchObject({
      difference: Number.NaN,
      standardError: null,
    });
  });
});

// Whole numbers, so that sums are exact.
const number = fc.integer({ min: -1000, max: 1000 });
const pairs = fc.array(fc.tuple(number, number), { minLength: 2, maxLength: 300 });

test("antisymmetric, zero for equal, and the same for all rows shifted", () => {
  fc.assert(
    fc.property(pairs, number, (rows, shift) => {
      const [a, b] = [rows.map(([first]) => first), rows.map(([, second]) => second)];
      const there = differenceOf(of(a), of(b));
      const back = differenceOf(of(b), of(a));
      expect(there.difference + back.difference).toBe(0);
      expect(back).toMatchObject({ standardError: there.standardError, paired: true });
      expect(differenceOf(of(a), of(a))).toEqual({ difference: 0, standardError: 0, paired: true });
      const moved = differenceOf(
        of(a.map((each) => each + shift)),
        of(b.map((each) => each + shift)),
      );
      expect(moved.difference).toBeCloseTo(there.difference, 9);
      expect(moved.standardError).toBeCloseTo(there.standardError as number, 2);
    }),
  );
});

test("what the rows have in common does not count: a paired error is below an unpaired one", () => {
  const hard = Array.from({ length: 100 }, (_, i) => (i * 37) % 100);
  const [a, b] = [hard.map((each, i) => each + (i % 3)), hard];
  const paired = differenceOf(of(a), of(b)).standardError as number;
  const { rowLosses: _rows, ...alone } = of(b);
  expect(paired).toBeLessThan((differenceOf(of(a), alone).standardError as number) / 10);
});
