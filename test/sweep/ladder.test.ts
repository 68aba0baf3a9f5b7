import fc from "fast-check";
import { expect, test } from "vitest";
import { sweepGridSchema } from "../../src/contract/sweep.ts";
import { lrLadder } from "../../src/sweep/ladder.ts";

test("exponential steps have one ratio", () => {
  const ladder = lrLadder({ startLr: 1e-3, endLr: 1, steps: 4, mode: "exp" });
  expect(ladder).toHaveLength(4);
  expect(ladder[1]).toBeCloseTo(1e-2, 15);
  expect(ladder[2]).toBeCloseTo(1e-1, 14);
});

test("linear steps have one difference", () => {
  expect(lrLadder({ startLr: 1, endLr: 5, steps: 5, mode: "linear" })).toEqual([1, 2, 3, 4, 5]);
});

test("the ends that the grid reaches are exact and the LRs rise strictly, for any range", () => {
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
      fc.constantFrom(undefined, ...sweepGridSchema.values),
      ([startLr, endLr], steps, mode, grid) => {
        const ladder = lrLadder({ startLr, endLr, steps, mode, ...(grid && { grid }) });
        expect(ladder).toHaveLength(steps);
        expect(ladder[0]).toBe(startLr);
        if (grid === "half-open") expect(ladder.at(-1) as number).toBeLessThan(endLr);
        else expect(ladder.at(-1)).toBe(endLr);
        for (let i = 1; i < steps; i++) {
          expect(ladder[i] as number).toBeGreaterThan(ladder[i - 1] as number);
        }
      },
    ),
  );
});

test("the grids of the other finders, worked out from their sources", () => {
  const options = { startLr: 1e-4, endLr: 1, steps: 4, mode: "exp" } as const;
  const log10 = (ladder: number[]) => ladder.map((lr) => Number(Math.log10(lr).toFixed(9)));
  expect(log10(lrLadder({ ...options, grid: "half-open" }))).toEqual([-4, -3, -2, -1]);
  expect(log10(lrLadder({ ...options, grid: "second-skipped" }))).toEqual([-4, -2, -1, 0]);
});
