import { describe, expect, test } from "vitest";
import { parabolaLr } from "./finders/gen.mjs";
import {
  judgedByOthers,
  RUNS,
  randomRuns,
  regretOfLoss,
  SEARCHES,
  searchAnswers,
  tuneAt,
} from "./rivals/simulate.mjs";

const pair = {
  horizon: 100,
  initial: 2,
  constant: null,
  tuneInitial: 3,
  log10Lrs: [-3, -2, -1, 0],
  end: [[1.5], [1, 1.2, 1, 1.2], [1.4, 1, 1.4, 1], [null, 9]],
  best: [[1.5], [1, 1.2, 1, 1.2], [1.4, 1, 1.4, 1], [null, 9]],
  tuneEnd: [[2.5], [1, 2, 1, 2], [2, 1, 2, 1], [null, 9]],
  tuneBest: [[2.5], [0.5, 2, 0.5, 2], [2, 1, 2, 1], [null, 9]],
};

describe("a simulated run", () => {
  test.each([
    [0, -2, 1],
    [1, -2, 2],
    [0, -1.5, 1.5],
    [1, -1.25, 1.25],
    [0, -9, 2.5],
    [0, 5, 3],
    [0, -0.5, 2.5],
    // Where the grid has one seed, it stands for all.
    [3, -3, 2.5],
  ])("by seed %i at 1e%s ends with a tune loss of %s", (seed, log10Lr, expected) => {
    expect(tuneAt(pair, "end", seed, log10Lr)).toBeCloseTo(expected, 10);
  });

  test("has another tune loss at its best checkpoint", () => {
    expect(tuneAt(pair, "best", 0, -2)).toBe(0.5);
  });
});

test("the seed that chooses does not judge", () => {
  // Without seed 0: means 1.133 at 1e-2, 1.133 at 1e-1; without seed 1: 1.067 and 1.267.
  const without = (seed: number) => judgedByOthers(pair, seed).regrets.end;
  expect(without(0)[1]).toBeCloseTo(0, 10);
  expect(without(0)[2]).toBeCloseTo(0, 10);
  expect(without(1)[2]).toBeCloseTo((1.2667 - 1.0667) / (2 - 1.0667), 3);
});

describe("answers of a search", () => {
  test("are one a number of runs, each with its cost and the regrets of its own picks", () => {
    const search = SEARCHES[0] ?? { range: 0, seed: 0 };
    const picks = { best: RUNS.map(() => -3), end: RUNS.map((runs) => (runs > 1 ? -2 : 0)) };
    const answers = searchAnswers("tpe", "a/adam", pair, search, picks);
    expect(answers.map(({ finder, steps }) => [finder, steps])).toEqual(
      RUNS.map((runs) => [`tpe ${runs}`, runs * 100]),
    );
    expect(answers.map(({ end }) => Number(end.toFixed(6)))).toEqual([1, 0, 0, 0]);
    expect(answers[0]?.best).toBeCloseTo((1.5 - 1.1333) / (2 - 1.1333), 3);
  });

  test("of random search are the same each time, of its range, and better with more runs", () => {
    const answers = randomRuns("a/adam", pair);
    expect(answers).toEqual(randomRuns("a/adam", pair));
    expect(answers).toHaveLength(RUNS.length * SEARCHES.length);
    for (const { lr } of answers) {
      expect(lr).toBeGreaterThanOrEqual(1e-5);
      expect(lr).toBeLessThanOrEqual(10);
    }
    // By one seed of the tune slice, the loss that chooses falls with the runs.
    for (const [number, { seed }] of SEARCHES.entries()) {
      const losses = answers
        .filter((answer) => answer.seed === number + 1)
        .map(({ lr }) => tuneAt(pair, "end", seed, Math.log10(lr as number)));
      expect([...losses].sort((a, b) => b - a)).toEqual(losses);
    }
  });
});

test("the regret of a loss is on the pair's scale, and below 0 where no LR of the grid is as good", () => {
  // The grid's lowest mean is 1.1.
  expect(regretOfLoss(pair, "end", 1.1)).toBeCloseTo(0, 10);
  expect(regretOfLoss(pair, "end", 1.55)).toBeCloseTo(0.5, 10);
  expect(regretOfLoss(pair, "end", 1)).toBeLessThan(0);
  expect(regretOfLoss(pair, "end", null)).toBe(1);
  expect(regretOfLoss(pair, "end", 50)).toBe(1);
});

describe("GeN's parabola", () => {
  // (x - 0.3)^2 at 0, 0.1 and 0.2.
  test("has its lowest point at 0.3", () => {
    expect(parabolaLr(0.1, [0.09, 0.04, 0.01])).toBeCloseTo(0.3, 10);
  });

  test.each([
    ["falls ever faster", [1, 0.9, 0.7], 0.2],
    ["rises", [1, 1.1, 1.3], 0.05],
    ["diverges", [1, 2, Number.NaN], 0.05],
    ["is nearly straight", [1, 0.9, 0.80001], 1],
  ])("that %s moves the LR", (_, losses, expected) => {
    expect(parabolaLr(0.1, losses)).toBeCloseTo(expected, 10);
  });
});
