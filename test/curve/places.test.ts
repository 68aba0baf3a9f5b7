import { describe, expect, test } from "vitest";
import { buildCurve, isLinear, placesOf } from "../../src/curve/index.ts";
import { lrLadder } from "../../src/sweep/ladder.ts";

const GRIDS = ["closed", "half-open", "second-skipped"] as const;
const RANGES = [
  [0.05, 0.2],
  [0.01, 0.1],
  [1e-3, 0.5],
  [1e-7, 10],
] as const;

describe.each(GRIDS)("a %s ladder", (grid) => {
  test.each(RANGES)("from %d to %d is told by its spacing", (startLr, endLr) => {
    for (const steps of [20, 60, 500]) {
      const ladder = (mode: "exp" | "linear") => lrLadder({ startLr, endLr, steps, mode, grid });
      expect(isLinear(ladder("linear"))).toBe(true);
      expect(isLinear(ladder("exp"))).toBe(false);
      // One that broke half-way.
      expect(isLinear(ladder("linear").slice(0, steps / 2))).toBe(true);
      expect(isLinear(ladder("exp").slice(0, steps / 2))).toBe(false);
    }
  });
});

test("too few LRs, equal ones, and exponential ones that are denser below or above are not linear", () => {
  expect(isLinear([])).toBe(false);
  expect(isLinear([1, 2, 3])).toBe(false);
  expect(isLinear([1, 1, 1, 1, 1])).toBe(false);
  const exp = (startLr: number, endLr: number, steps: number) =>
    lrLadder({ startLr, endLr, steps, mode: "exp" });
  expect(isLinear([...exp(1e-6, 1e-3, 100), ...exp(2e-3, 10, 20)])).toBe(false);
  expect(isLinear([...exp(1e-6, 1e-3, 20), ...exp(2e-3, 10, 100)])).toBe(false);
});

describe.each(RANGES)("places from %d to %d", (startLr, endLr) => {
  const lrs = lrLadder({ startLr, endLr, steps: 100, mode: "linear" });
  const places = placesOf(lrs);

  test("rise, lead back, and move as `aDecade` says", () => {
    for (let i = 1; i < lrs.length; i++) {
      const lr = lrs[i] as number;
      expect(places.at(lr)).toBeGreaterThan(places.at(lrs[i - 1] as number));
      expect(places.lrAt(places.at(lr)) / lr).toBeCloseTo(1, 9);
      expect(places.at(places.away(lr, -0.3))).toBeCloseTo(places.at(lr) - 0.3, 9);
      const moved = places.at(lr * 10 ** 1e-6) - places.at(lr / 10 ** 1e-6);
      expect(moved / 2e-6).toBeCloseTo(places.aDecade(lr), 3);
    }
  });

  test("are log10 LR where that is shorter, and a sixth of the ladder a decade elsewhere", () => {
    const [low, high] = [lrs[90] as number, lrs[99] as number];
    expect(places.at(high) - places.at(low)).toBeCloseTo((6 * 9) / 99, 9);
    const bend = (endLr - startLr) / (6 * Math.LN10);
    if (startLr < bend) expect(places.at(startLr)).toBeCloseTo(Math.log10(startLr), 12);
  });
});

test("those of an exponential ladder are log10 LR", () => {
  const places = placesOf(lrLadder({ startLr: 1e-6, endLr: 1, steps: 50, mode: "exp" }));
  expect(places.at(1e-3)).toBe(Math.log10(1e-3));
  expect(places.lrAt(-2)).toBe(0.01);
  expect(places.aDecade(0.5)).toBe(1);
});

test("slopes of a linear ladder are a decade of LR's", () => {
  const lrs = lrLadder({ startLr: 1e-3, endLr: 1, steps: 200, mode: "linear" });
  const { slope } = buildCurve([{ lrs, losses: lrs.map((lr) => 3 - 2 * lr) }]);
  for (const i of [40, 100, 199]) {
    expect(slope[i]).toBeCloseTo(-2 * Math.LN10 * (lrs[i] as number), 2);
  }
});
