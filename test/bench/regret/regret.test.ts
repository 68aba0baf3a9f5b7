import { describe, expect, test } from "vitest";
import { trainGrid } from "./grid.mjs";
import { gridRegret, noiseFloor, regretAt } from "./regret.mjs";
import { warmupCosine } from "./train.mjs";

const pair = {
  horizon: 100,
  initial: 2,
  constant: null,
  log10Lrs: [-3, -2, -1, 0],
  end: [
    [1.5, 1.7],
    [1, 1],
    [1.2, 1.4],
    [null, 9],
  ],
  best: [
    [1.5, 1.7],
    [1, 1],
    [0.8, 1],
    [null, 1.9],
  ],
  at: [],
};
const grid = gridRegret(pair);

describe("regret on the grid", () => {
  test("is 0 at the lowest mean loss and 1 for no training", () => {
    expect(grid.regrets.end.map(round)).toEqual([0.6, 0, 0.3, 1]);
    expect(grid.log10Best).toEqual({ best: -1, end: -2 });
  });

  test("a diverged seed counts as not having trained", () => {
    // (2 + 1.9) / 2 = 1.95 of the range 0.9 to 2
    expect(round(grid.regrets.best[3])).toBe(round(1.05 / 1.1));
  });

  test("over-fitting decides where the end is worse than the best checkpoint", () => {
    // end 1.3 at the LR of the best checkpoint 0.9: 0.4 of a gain of 1.1
    expect(grid.overfits).toBe(true);
    expect(gridRegret({ ...pair, best: pair.end }).overfits).toBe(false);
  });

  test("a constant predictor that is better stands for not training", () => {
    const raw = gridRegret({ ...pair, initial: 900, constant: 2 });
    expect(raw.regrets.end).toEqual(grid.regrets.end);
  });

  test("no LR that helps: regret 1 everywhere", () => {
    const flat = gridRegret({
      ...pair,
      end: [
        [2, 2],
        [3, 2],
        [null, null],
        [2, 2],
      ],
    });
    expect(flat.regrets.end).toEqual([1, 1, 1, 1]);
  });
});

describe("regret of an LR", () => {
  test.each([
    [1e-3, 0.6],
    [1e-2, 0],
    [10 ** -1.5, 0.15],
    [10 ** -0.25, 0.825],
  ])("%s is %s by interpolation in log10 LR", (lr, expected) => {
    expect(regretAt(grid, "end", lr)).toBeCloseTo(expected, 10);
  });

  test("outside of the grid it is that of the nearest end", () => {
    expect(regretAt(grid, "end", 1e-9)).toBe(grid.regrets.end[0]);
    expect(regretAt(grid, "end", 50)).toBe(1);
  });
});

test("the noise floor picks with one seed and scores with the other", () => {
  const two = {
    ...pair,
    log10Lrs: [-2, -1],
    end: [
      [1, 1.5],
      [1.2, 1],
    ],
    best: [
      [1, 1],
      [1.2, 1.2],
    ],
  };
  // Seed 1 picks -2, which is 0.5 of 1 worse for seed 2; seed 2 picks -1, 0.2 of 1 worse for seed 1.
  expect(noiseFloor(two, "end")).toBeCloseTo((0.5 + 0.2) / 2, 10);
  expect(noiseFloor(two, "best")).toBe(0);
  expect(noiseFloor({ ...two, end: [[1], [2]] }, "end")).toBe(null);
});

test("the schedule warms up over 5 % of the steps and falls to 0", () => {
  const lrAt = warmupCosine(0.4, 100);
  expect([0, 4, 5].map(lrAt).map(round)).toEqual([0.08, 0.4, 0.4]);
  expect(lrAt(52.5)).toBeCloseTo(0.2, 10);
  expect(lrAt(99)).toBeLessThan(2e-4);
  expect(warmupCosine(1, 4)(0)).toBe(1);
});

describe("the grid that is trained", () => {
  // Loss 1 at 1e-3 and rising on both sides; diverged from 1e-1 on.
  const bowl = (log10Lr: number) => {
    const loss = Math.min(2, 1 + ((log10Lr + 3) / 2.5) ** 2);
    return log10Lr > -1.2 ? { end: null, best: null } : { end: loss, best: loss };
  };
  const train = (from: number, more: { lowest?: number; dense?: boolean } = {}) => {
    const asked: string[] = [];
    const rows = trainGrid({
      startLoss: 2,
      seeds: [1, 2],
      from,
      ...more,
      measure: async (log10Lr: number, seed: number) => {
        asked.push(`${log10Lr}/${seed}`);
        return bowl(log10Lr);
      },
    });
    return rows.then((found) => ({ found, asked }));
  };

  test("ends where training has no effect or fails, and is dense around the best", async () => {
    const { found, asked } = await train(-2);
    const lrs = found.map(({ log10Lr }) => log10Lr);
    expect(lrs).toEqual([-6, -5, -4.5, -4, -3.5, -3.25, -3, -2.75, -2.5, -2, -1.5, -1, 0]);
    expect(new Set(asked).size).toBe(asked.length);
    expect(asked).toContain("-3/2");
    expect(asked).not.toContain("0/2");
  });

  test("a dense one has quarter decades wherever it is good, every seed, and its own lowest LR", async () => {
    const { found, asked } = await train(-2, { dense: true, lowest: -5 });
    const lrs = found.map(({ log10Lr }) => log10Lr);
    expect(lrs[0]).toBe(-5);
    for (let lr = -5; lr < -1; lr += 0.25) expect(lrs).toContain(lr);
    expect(lrs).not.toContain(-0.25);
    expect(asked).toContain("0/2");
    expect(found.every(({ runs }) => runs.length === 2)).toBe(true);
  });

  test.each([-5, 1, 2])("finds the same best from 1e%i", async (from) => {
    const { found } = await train(from);
    const losses = found.map(({ runs }) => runs[0]?.end ?? 2);
    expect(found[losses.indexOf(Math.min(...losses))]?.log10Lr).toBe(-3);
  });
});

function round(value: number | undefined): number {
  return Number((value as number).toFixed(9));
}
