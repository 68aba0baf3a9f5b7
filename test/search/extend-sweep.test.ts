import { describe, expect, test } from "vitest";
import { findLearningRate } from "../../src/search/find.ts";
import type { SearchRequest } from "../../src/search/index.ts";
import type { RunEvent } from "../../src/sweep/index.ts";
import type { Trainer } from "../../src/trainer/types.ts";

/**
 * Gradient descent on scale * (w^2 + 1) / 2 from w = 1: stable below an LR of 2 / scale. Held-out rows are
 * those of training.
 */
function bowl(scale: number) {
  let w = 1;
  let kept = 1;
  let steps = 0;
  // It never comes near 0: there a sweep says nothing of higher LRs.
  const loss = () => (scale * (w * w + 1)) / 2;
  const trainer: Trainer = {
    info: {
      optimizer: "sgd",
      batchSize: 1e6,
      stepsPerEpoch: 100,
      parameterCount: 1e6,
      engine: { name: "test", version: "1", why: "a bowl" },
      seed: 0,
    },
    async step(lr) {
      steps += 1;
      const before = loss();
      w -= lr * scale * w;
      return { loss: before };
    },
    evaluate: async () => loss(),
    async snapshot() {
      kept = w;
    },
    async restore() {
      w = kept;
    },
    close: async () => {},
  };
  return { trainer, taken: () => steps, weight: () => w };
}

async function search(scale: number, request: SearchRequest = {}) {
  const { trainer, taken, weight } = bowl(scale);
  const events: RunEvent[] = [];
  const onEvent = (event: RunEvent) => void events.push(event);
  const { result, failure } = await findLearningRate(trainer, {
    horizon: { totalSteps: 800 },
    ...request,
    onEvent,
  });
  expect(failure).toBeNull();
  expect(weight()).toBe(1);
  return { result, events, taken: taken() };
}
const codes = (warnings: readonly { code: string }[]) => warnings.map(({ code }) => code);

describe.each([1e7, 1e9, 1e13])("a bowl so steep that it breaks at the first LRs: %d", (scale) => {
  test.each(["quick", "standard"] as const)(
    "%s sweeps again below, and answers",
    async (budget) => {
      const { result, taken } = await search(scale, { budget });
      if (result.status !== "found") throw new Error(result.suggestion.reason);
      expect(result.suggestion.lr).toBeGreaterThan(0.01 / scale);
      expect(result.suggestion.lr).toBeLessThan(2 / scale);
      expect(codes(result.warnings)).toContain("range-extended");
      expect(result.sweep.startLr).toBeLessThan(1e-6);
      expect(result.record.options.startLr).toBe(result.sweep.startLr);
      expect(result.cost.trainSteps).toBe(taken);
    },
  );

  test("a start that was given stays, and the answer says what to do", async () => {
    const { result } = await search(scale, { sweep: { startLr: 1e-6 } });
    expect(result.status).toBe("none");
    expect(result.sweep.startLr).toBe(1e-6);
    expect(result.suggestion.reasons[0]?.message).toContain("lower --start-lr");
  });
});

describe("a loss in huge units, of an optimizer whose steps go with the gradient", () => {
  test("is swept in the default range divided by the loss's root", async () => {
    const { result } = await search(1e13, { budget: "quick" });
    const size = Math.sqrt(1e13);
    const [first] = result.warnings;
    expect(first).toMatchObject({ code: "range-extended", data: { side: "scaled", loss: 1e13 } });
    expect(first?.data.fromLr).toBeCloseTo(1e-6 / size, 18);
    expect(first?.data.toLr).toBeCloseTo(100 / size, 9);
  });

  test("stays where it was given, and for an optimizer whose steps do not", async () => {
    const given = await search(1e13, { budget: "quick", sweep: { endLr: 10 } });
    const sides = given.result.warnings.map(({ data }) => data.side);
    expect(sides).not.toContain("scaled");
    const { trainer } = bowl(1e13);
    const adam = { ...trainer, info: { ...trainer.info, optimizer: "adam" } };
    const { result } = await findLearningRate(adam, { budget: "quick" });
    expect(result.warnings.map(({ data }) => data.side)).not.toContain("scaled");
  });
});

describe("a bowl so flat that the loss still falls at the last LR", () => {
  test("is swept again above", async () => {
    const { result } = await search(1e-3, { budget: "quick" });
    if (result.status !== "found") throw new Error(result.suggestion.reason);
    expect(result.suggestion.lr).toBeGreaterThan(100);
    expect(result.warnings[0]).toMatchObject({ code: "range-extended", data: { side: "above" } });
  });

  test("an end that was given stays", async () => {
    const { result } = await search(1e-3, { budget: "quick", sweep: { endLr: 100 } });
    expect(result.suggestion).toMatchObject({ reason: "still-falling" });
  });
});

test("one in the usual range is swept once", async () => {
  const { result, events } = await search(10, { budget: "quick" });
  expect(result.warnings).toEqual([]);
  expect(events.filter(({ type }) => type === "run-start")).toHaveLength(1);
});

test("a number of steps is kept to", async () => {
  const { taken } = await search(1e9, { budget: 150 });
  expect(taken).toBeLessThanOrEqual(150);
});

test("the journal's numbers go on, and a run that is continued takes all sweeps over", async () => {
  const { result, events } = await search(1e13, { budget: "quick" });
  const starts = events.flatMap((event) => (event.type === "run-start" ? [event.run] : []));
  expect(starts).toEqual(starts.map((_, i) => i));
  expect(starts.length).toBeGreaterThan(1);
  const { trainer, taken } = bowl(1e13);
  const { result: first } = await findLearningRate(bowl(1e13).trainer, {
    ...{ budget: "quick", sweep: { startLr: 1e-6 }, horizon: { totalSteps: 800 } },
  });
  const again = await findLearningRate(trainer, {
    ...{ budget: "quick", horizon: { totalSteps: 800 } },
    finishedRuns: first.record.runs,
  });
  expect(again.result.suggestion).toEqual(result.suggestion);
  expect(again.result.cost.trainSteps).toBe(result.cost.trainSteps);
  expect(taken()).toBe(result.cost.trainSteps - first.cost.trainSteps);
});
