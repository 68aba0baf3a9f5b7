import { describe, expect, test } from "vitest";
import { findLearningRate } from "../../src/search/find.ts";
import type { BudgetRequest, SearchRequest } from "../../src/search/index.ts";
import { isWholeRun } from "../../src/suggest/index.ts";
import type { RunEvent } from "../../src/sweep/index.ts";
import { createSyntheticTrainer } from "../../src/trainer/synthetic/index.ts";
import type { Trainer } from "../../src/trainer/types.ts";

const horizon = { totalSteps: 120 };

/** A trainer that counts its updates, too large for whole runs to be cheap unless said otherwise. */
function counted(parameterCount = 1e8) {
  const inner = createSyntheticTrainer("noisy-valley");
  const taken = { steps: 0 };
  const trainer: Trainer = {
    ...inner,
    info: { ...inner.info, batchSize: 32, parameterCount },
    step(lr) {
      taken.steps += 1;
      return inner.step(lr);
    },
  };
  return { trainer, taken };
}

async function found(trainer: Trainer, request: SearchRequest) {
  const { result, failure } = await findLearningRate(trainer, { horizon, ...request });
  expect(failure).toBeNull();
  if (result.status !== "found") throw new Error(`none: ${result.suggestion.reason}`);
  return result;
}

test("where they are cheap, standard makes whole runs by itself, under the plan's schedule", async () => {
  const { trainer, taken } = counted(100);
  const result = await found(trainer, { budget: "standard" });
  const runs = result.probes.filter(isWholeRun);
  expect(result.suggestion).toMatchObject({ method: "whole-runs", for: "end" });
  expect(runs.length).toBeGreaterThanOrEqual(3);
  expect(runs.length).toBeLessThanOrEqual(8);
  expect(result.cost.trainSteps).toBe(taken.steps);
  expect(taken.steps).toBeLessThanOrEqual(400 + 8 * 120);
  expect(result.budget).toEqual({ name: "standard", steps: 400 + 8 * 120 });
  for (const { purpose, plannedSteps, peakLr, lrs } of runs) {
    expect(plannedSteps).toBe(120);
    expect(Math.max(...lrs)).toBe(peakLr);
    expect(purpose).toMatchObject({ lr: peakLr, schedule: result.plan.schedule.kind });
  }
  // The answer is one that was trained, and lies between two others.
  const lrs = [...new Set(runs.map(({ peakLr }) => peakLr))].sort((a, b) => a - b);
  const at = lrs.indexOf(result.suggestion.lr);
  expect(at).toBeGreaterThan(0);
  expect(at).toBeLessThan(lrs.length - 1);
});

describe.each([60, 119, 300, 480, 1000, "50%", "100%", "400%", "800%"] as const)(
  "budget %s",
  (budget) => {
    test("is kept to the step, whatever it buys, and the same command gives the same answer", async () => {
      const { trainer, taken } = counted();
      const first = await found(trainer, { budget });
      const limit = typeof budget === "number" ? budget : (Number.parseFloat(budget) / 100) * 120;
      expect(taken.steps).toBeLessThanOrEqual(limit);
      expect(first.budget).toEqual({ name: String(budget), steps: limit });
      const again = await found(counted().trainer, { budget });
      expect(again.suggestion).toEqual(first.suggestion);
      expect(again.probes).toEqual(first.probes);
      const runs = first.probes.filter(isWholeRun);
      if (limit >= 100 + 3 * 120) expect(runs.length).toBeGreaterThanOrEqual(3);
      else expect(runs).toEqual([]);
    });
  },
);

describe("a budget in time", () => {
  const search = async (budget: BudgetRequest, budgetSteps?: number) => {
    const events: RunEvent[] = [];
    const { trainer, taken } = counted();
    const { result } = await findLearningRate(trainer, {
      horizon,
      budget,
      onEvent: (event) => events.push(event),
      ...(budgetSteps !== undefined && { budgetSteps }),
    });
    return { result, events, taken };
  };

  test("becomes a number of steps before anything is decided; that number repeats the run", async () => {
    const { result, events } = await search("2s");
    const [first] = events;
    if (first?.type !== "budget") throw new Error(`${first?.type} came first`);
    expect(first.name).toBe("2s");
    expect(first.stepMs).toBeGreaterThan(0);
    expect(result.budget).toEqual({ name: "2s", steps: first.steps });
    const repeated = await search(first.steps);
    expect(repeated.result.suggestion).toEqual(result.suggestion);
    expect(repeated.result.probes).toEqual(result.probes);
    expect(repeated.result.cost.trainSteps).toBe(result.cost.trainSteps);
    expect(repeated.events).toEqual(events.slice(1));
  });

  test("is not measured again by a run that is continued", async () => {
    const { result, events } = await search("1h", 300);
    expect(events[0]?.type).toBe("run-start");
    expect(result.budget).toEqual({ name: "1h", steps: 300 });
  });

  test("that holds too few steps makes the fewest, and says so", async () => {
    const inner = createSyntheticTrainer("noisy-valley");
    const slow: Trainer = {
      ...inner,
      async step(lr) {
        await new Promise((resolve) => setTimeout(resolve, 30));
        return inner.step(lr);
      },
    };
    const before = await inner.evaluate?.();
    const { result } = await findLearningRate(slow, { horizon, budget: "0.2s" });
    expect(result.warnings[0]).toMatchObject({ code: "budget-short", data: { name: "0.2s" } });
    expect(result.budget).toEqual({ name: "0.2s", steps: 20 });
    expect(result.cost.trainSteps).toBeLessThanOrEqual(20);
    expect(await inner.evaluate?.()).toBe(before);
  });
});

test("the aim is in the answer, and the other aim's LR where they part", async () => {
  for (const aim of ["end", "best"] as const) {
    const { trainer } = counted(100);
    const { suggestion } = await found(trainer, { for: aim });
    expect(suggestion.for).toBe(aim);
    if (suggestion.other !== undefined) {
      expect(suggestion.other.for).not.toBe(aim);
      expect(suggestion.other.lr).not.toBe(suggestion.lr);
    }
  }
  await expect(findLearningRate(counted().trainer, { for: "test" as "end" })).rejects.toThrow(
    "`for` must be one of end, best",
  );
});

test("an interrupted search takes its whole runs over", async () => {
  const whole = await found(counted(100).trainer, {});
  const { trainer, taken } = counted(100);
  const again = await findLearningRate(trainer, {
    horizon,
    finishedRuns: whole.record.runs,
    finishedTrials: whole.probes.slice(0, -1),
  });
  expect(again.result.probes).toEqual(whole.probes);
  expect(again.result.cost.trainSteps).toBe(whole.cost.trainSteps);
  expect(taken.steps).toBe(whole.probes.at(-1)?.losses.length);
});

test("runs with another data order have their rows divided anew where the trainer can, the others not", async () => {
  const { trainer } = counted(100);
  const divided: number[] = [];
  let now = 0;
  const dividing: Trainer = {
    ...trainer,
    async restore() {
      now = 0;
      await trainer.restore();
    },
    async divideAgain(seed) {
      now = seed;
      divided.push(seed);
    },
    // Other rows have another level.
    evaluate: async () => (await evaluated(trainer)) + now,
  };
  const plain = await found(counted(100).trainer, {});
  const result = await found(dividing, {});
  const { seed } = trainer.info;
  const again = result.probes.filter((trial) => isWholeRun(trial) && trial.seed !== seed);
  expect(again.length).toBeGreaterThan(0);
  expect(divided).toEqual(again.map((trial) => trial.seed));
  for (const trial of result.probes) {
    if (trial.purpose?.kind !== "whole-run") continue;
    const { order, divided: isDivided } = trial.purpose;
    expect(order).toBe(again.includes(trial) ? trial.seed - seed : undefined);
    expect(isDivided).toBe(again.includes(trial) ? true : undefined);
  }
  expect(result.suggestion.lr).toBe(plain.suggestion.lr);
});

async function evaluated({ evaluate }: Trainer): Promise<number> {
  const value = await evaluate?.();
  return typeof value === "number" ? value : (value?.loss ?? Number.NaN);
}

test("a verification trains no whole run again that the search has made", async () => {
  const { trainer, taken } = counted(100);
  const { result } = await findLearningRate(trainer, { horizon, verify: {} });
  const searched = result.probes.reduce((sum, { losses }) => sum + losses.length, 0);
  const swept = result.record.runs.reduce((sum, { losses }) => sum + losses.length, 0);
  const [plan, ...others] = result.verification?.sides ?? [];
  expect(result.probes.some((trial) => trial === plan?.trial)).toBe(true);
  expect(others.map(({ trial }) => trial.purpose?.kind)).toEqual(["verification", "verification"]);
  const trained = others.reduce((sum, { trial }) => sum + trial.losses.length, 0);
  expect(taken.steps).toBe(swept + searched + trained);
  expect(result.cost.trainSteps).toBe(taken.steps);
  // Continued from its journal, which numbers what was trained.
  const again = await findLearningRate(counted(100).trainer, {
    horizon,
    verify: {},
    finishedRuns: result.record.runs,
    finishedTrials: [...result.probes, ...others.map(({ trial }) => trial)],
  });
  expect(again.result.verification).toEqual(result.verification);
});
