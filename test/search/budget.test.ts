import fc from "fast-check";
import { expect, test } from "vitest";
import { InputError } from "../../src/core/errors.ts";
import {
  type BudgetCircumstances,
  type BudgetRequest,
  MIN_BUDGET_STEPS,
  readBudget,
  spend,
} from "../../src/search/budget.ts";
import { findLearningRate } from "../../src/search/find.ts";
import { planSearch, type SearchRequest } from "../../src/search/plan-search.ts";
import { createSyntheticTrainer } from "../../src/trainer/synthetic/index.ts";
import type { TrainerInfo } from "../../src/trainer/types.ts";

const info: TrainerInfo = {
  optimizer: "adam",
  batchSize: 32,
  stepsPerEpoch: 100,
  parameterCount: 1_000_000,
  engine: { name: "cpu", version: "1", why: "a test" },
  seed: 0,
};
const evaluates = { info, evaluate: async () => 1 };
const plan = (budget: BudgetRequest | undefined, totalSteps = 800, trainer = evaluates) =>
  planSearch(trainer, { budget, horizon: { totalSteps } });

test("standard where held-out rows can be evaluated, quick elsewhere", () => {
  expect(plan(undefined).budget).toEqual({ name: "standard", steps: 400 });
  expect(planSearch({ info }, {}).budget).toEqual({ name: "quick", steps: 100 });
});

test.each([
  ["standard", 20_000, 2000],
  ["thorough", 20_000, 4000],
  ["thorough", 800, 700],
  ["quick", 1e6, 100],
  ["full", 800, 3200],
  ["full", 100, 700],
  [600, 800, 600],
  ["600", 800, 600],
  ["50%", 800, 400],
  ["12.5%", 800, 100],
  ["800%", 800, 6400],
] as const)("budget %s of a run of %d steps is %d", (budget, totalSteps, steps) => {
  expect(plan(budget, totalSteps).budget.steps).toBe(steps);
});

test.each([
  [19, "`budget` must be an integer of at least 20"],
  ["0%", "above 0"],
  ["-5s", "above 0"],
  ["fast", "one of quick, standard, thorough, full, a number of training steps (600)"],
  ["thorogh", 'Did you mean "thorough"?'],
  ["10min", "a time (90s, 10m, 1h)"],
  ["1.5", "an integer"],
  [true, "got true (boolean)"],
  ["", "a share of the run"],
])("budget %j is refused: %s", (budget, said) => {
  expect(() => readBudget("budget", budget)).toThrow(said);
});

test("a share that holds too few steps names the run", () => {
  expect(() => plan("1%")).toThrow("at least 20 steps: 1% of a run of 800 steps is 8");
});

test("a time waits for the first steps", () => {
  const { timed, budget } = plan("1.5m");
  expect(budget.name).toBe("1.5m");
  expect(timed?.seconds).toBe(90);
});

test("a time, once it is a number of steps, plans as that number does", () => {
  const { timed: _timed, budget, ...found } = plan("90s").timed?.at(1234) ?? plan("quick");
  const { timed: _other, budget: asked, ...expected } = plan(1234);
  expect(found).toEqual(expected);
  expect({ ...budget, name: asked.name }).toEqual(asked);
});

test("a small budget shortens the sweep, a given length stays", () => {
  expect(plan(60).sweep.steps).toBe(60);
  expect(plan("50%", 100).sweep.steps).toBe(50);
  expect(planSearch(evaluates, { budget: 60, sweep: { steps: 80 } }).sweep.steps).toBe(80);
});

const circumstances = fc.record({
  totalSteps: fc.integer({ min: 1, max: 1e6 }),
  batchSize: fc.integer({ min: 0, max: 1e4 }),
  parameterCount: fc.integer({ min: 0, max: 1e9 }),
  canEvaluate: fc.boolean(),
  isOpen: fc.boolean(),
  furtherSweeps: fc.integer({ min: 0, max: 4 }),
});
const numbered = fc.oneof(
  fc.integer({ min: MIN_BUDGET_STEPS, max: 1e7 }).map((steps) => readBudget("budget", steps)),
  fc.double({ min: 0.01, max: 1e4, noNaN: true }).map((share) => ({
    ...{ kind: "share" as const, name: "share", share },
  })),
);
const limitOf = (budget: ReturnType<typeof readBudget>, { totalSteps }: BudgetCircumstances) =>
  budget.kind === "steps"
    ? budget.steps
    : budget.kind === "share"
      ? Math.floor(budget.share * totalSteps)
      : Number.NaN;

test("a number is never exceeded, but by the sweep that was asked for", () => {
  fc.assert(
    fc.property(
      numbered,
      circumstances,
      fc.integer({ min: 10, max: 500 }),
      (budget, about, swept) => {
        if (budget.kind === "time") return;
        const { sweepAndProbes, wholeRuns, total, most, rounds, cheap } = spend(
          budget,
          swept,
          about,
        );
        const limit = limitOf(budget, about);
        expect(total).toBe(Math.max(swept, limit));
        expect(sweepAndProbes + wholeRuns * about.totalSteps).toBeLessThanOrEqual(total);
        expect(most).toBeLessThanOrEqual(total);
        expect(most).toBeGreaterThanOrEqual(Math.min(swept, total));
        expect(cheap).toBe(false);
        if (rounds > 0) expect(sweepAndProbes - swept).toBeGreaterThanOrEqual(48);
        if (wholeRuns > 0) expect(wholeRuns).toBeGreaterThanOrEqual(3);
      },
    ),
  );
});

test("a larger named budget never buys less", () => {
  fc.assert(
    fc.property(circumstances, (about) => {
      const total = (name: "quick" | "standard" | "thorough" | "full") =>
        spend({ kind: "name", name }, 100, about).total;
      expect(total("standard")).toBeGreaterThanOrEqual(total("quick"));
      expect(total("thorough")).toBeGreaterThanOrEqual(total("standard"));
      expect(total("full")).toBeGreaterThanOrEqual(total("thorough"));
    }),
  );
});

test.each([
  [{ batchSize: 32, parameterCount: 1000 }, 8],
  [{ batchSize: 32, parameterCount: 8000 }, 4],
  [{ batchSize: 32, parameterCount: 20_000 }, 0],
  [{ batchSize: 0, parameterCount: 1000 }, 0],
  [{ batchSize: 32, parameterCount: 0 }, 0],
  [{ batchSize: 32, parameterCount: 1000, totalSteps: 2500 }, 4],
  [{ batchSize: 32, parameterCount: 1000, totalSteps: 4000 }, 0],
  [{ batchSize: 32, parameterCount: 1000, isOpen: true }, 0],
  [{ batchSize: 32, parameterCount: 1000, canEvaluate: false }, 0],
])("whole runs of %j that standard makes by itself: %d", (given, runs) => {
  const about = {
    ...{ totalSteps: 800, canEvaluate: true, isOpen: false, furtherSweeps: 0 },
    ...given,
  };
  expect(spend({ kind: "name", name: "standard" }, 100, about).wholeRuns).toBe(runs);
  expect(spend({ kind: "name", name: "quick" }, 100, about).wholeRuns).toBe(0);
});

test.each([
  [100_000, 30, {}, 500 + 2 * 8 * 30 + 12 * 30],
  ["40000%", 30, {}, 500 + 2 * 8 * 30 + 12 * 30],
  [100_000, 30, { startLr: 1e-6, endLr: 1 }, 100 + 2 * 8 * 30 + 12 * 30],
  ["standard", 11, { startLr: 1e-6, endLr: 1 }, 100],
  [600, 800, {}, 600],
] as const)(
  "budget %s of a run of %d steps with %j comes to %d at most",
  (budget, totalSteps, sweep, most) => {
    const {
      steps,
      spending,
      budget: held,
    } = planSearch(evaluates, {
      ...{ budget, sweep, horizon: { totalSteps } },
    });
    expect(spending.most).toBe(most);
    expect(steps.search).toBe(most);
    expect(held.steps).toBeGreaterThanOrEqual(most);
    expect(steps.trials).toBeLessThanOrEqual(most - 100);
  },
);

test("more budget than a search can come to makes no other search", () => {
  const { timed: _, budget: __, ...large } = plan(1e5, 30);
  const { timed: _t, budget: _b, ...huge } = plan(1e9, 30);
  expect({ ...huge, spending: { ...huge.spending, total: 0, sweepAndProbes: 0 } }).toEqual({
    ...large,
    spending: { ...large.spending, total: 0, sweepAndProbes: 0 },
  });
});

test("an InputError for what is no budget", () => {
  expect(() => readBudget("budget", {})).toThrow(InputError);
});

test.each(["noisy-valley", "flat", "cliff", "falling"] as const)(
  "no search takes more than it was said to come to: %s",
  async (landscape) => {
    for (const budget of [300, 1e6] as const) {
      for (const totalSteps of [8, 30]) {
        const trainer = createSyntheticTrainer(landscape, { heldOutRows: 100 });
        const request: SearchRequest = { budget, horizon: { totalSteps } };
        const { steps } = planSearch(trainer, request);
        const { result } = await findLearningRate(trainer, request);
        expect(result.cost.trainSteps).toBeLessThanOrEqual(steps.search);
        // Further sweeps, and whole runs that end early where nothing moves, are what it may hold too much.
        expect(steps.search).toBeLessThanOrEqual(6 * result.cost.trainSteps);
      }
    }
  },
);
