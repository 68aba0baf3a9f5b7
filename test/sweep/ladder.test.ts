import fc from "fast-check";
import { expect, test } from "vitest";
import { lrLadder } from "../../src/sweep/ladder.ts";

test("exponential steps have one ratio", () => {
  const ladder = lrLadder(1e-3, 1, 4, "exp");
  expect(ladder).toHaveLength(4);
  expect(ladder[1]).toBeCloseTo(1e-2, 15);
  expect(ladder[2]).toBeCloseTo(1e-1, 14);
});

test("linear steps have one difference", () => {
  expect(lrLadder(1, 5, 5, "linear")).toEqual([1, 2, 3, 4, 5]);
});

test("both ends are exact and the LRs rise strictly, for any range", () => {
  const range = fc
    .tuple(
      fc.double({ min: -12, max: 3, noNaN: true }),
      fc.double({ min: 0.01, max: 10, noNaN: true }),
    )
    .map(([log, width]) => [10 ** log, 10 ** (log + width)] as const);
  fc.assert(
    fc.property(
      range,
      fc.integer({ min: 2, max: 400 }),
      fc.constantFrom("exp" as const, "linear" as const),
      ([start, end], steps, mode) => {
        const ladder = lrLadder(start, end, steps, mode);
        expect(ladder[0]).toBe(start);
        expect(ladder.at(-1)).toBe(end);
        for (let i = 1; i < steps; i++) {
          expect(ladder[i] as number).toBeGreaterThan(ladder[i - 1] as number);
        }
      },
    ),
  );
});
