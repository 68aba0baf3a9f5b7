import { describe, expect, test } from "vitest";
import { note } from "../../src/contract/make-note.ts";
import type { Note } from "../../src/core/note.ts";
import { findLearningRate } from "../../src/search/index.ts";
import { journalLine, type RunEvent, readJournal } from "../../src/sweep/index.ts";
import { createSyntheticTrainer } from "../../src/trainer/synthetic/index.ts";
import type { Trainer } from "../../src/trainer/types.ts";
import { scriptedTrainer } from "../helpers/scripted-trainer.ts";

const horizon = { totalSteps: 800 };

describe("budgets", () => {
  test("quick is the sweep alone, and the answer has the same shape", async () => {
    const { result } = await findLearningRate(createSyntheticTrainer("noisy-valley"), {
      budget: "quick",
      horizon,
    });
    expect(result.status).toBe("found");
    expect(result.probes).toEqual([]);
    expect(result.cost.trainSteps).toBeLessThanOrEqual(100);
    expect(result.budget).toEqual({ name: "quick", steps: 100 });
  });

  for (const [budget, steps, rounds] of [
    ["standard", 400, 1],
    ["thorough", 700, 2],
  ] as const) {
    test(`${budget} stays within ${steps} training steps, all counted`, async () => {
      let taken = 0;
      const inner = createSyntheticTrainer("noisy-valley");
      const trainer: Trainer = {
        ...inner,
        // Too large for whole runs to be cheap.
        info: { ...inner.info, parameterCount: 1e8 },
        step: (lr) => {
          taken += 1;
          return inner.step(lr);
        },
      };
      const { result, failure } = await findLearningRate(trainer, { budget, horizon });
      expect(failure).toBeNull();
      expect(taken).toBeLessThanOrEqual(steps);
      expect(result.cost.trainSteps).toBe(taken);
      expect(new Set(result.probes.map(({ seed }) => seed)).size).toBe(rounds);
      const suggestion = result.suggestion as { lr: number; method: string };
      expect(suggestion.method).toBe("probes");
      // The bowl's edge of stability is at 2 / 20.
      expect(suggestion.lr).toBeGreaterThan(0.002);
      expect(suggestion.lr).toBeLessThan(0.1);
    });
  }

  test("standard is the default only where the trainer can evaluate", async () => {
    const { evaluate: _none, ...blind } = createSyntheticTrainer("bowl");
    const { result } = await findLearningRate(blind, { horizon });
    expect(result.budget?.name).toBe("quick");
    const asked = await findLearningRate(blind, { budget: "standard", horizon });
    expect(asked.result.probes.length).toBeGreaterThan(2);
    const codes = (asked.result.suggestion.reasons ?? []).map(({ code }) => code);
    expect(codes).toContain("no-held-out");
  });

  test("a sweep that uses the budget up is said so", async () => {
    const { result } = await findLearningRate(createSyntheticTrainer("bowl"), {
      sweep: { steps: 100, repeats: 4, endLr: 0.05, stopRule: { kind: "none" } },
      budget: "standard",
      horizon,
    });
    expect(result.probes).toEqual([]);
    expect(result.warnings.map(({ code }) => code)).toContain("budget-spent");
  });
});

test("the trainer is left as it was, and probes share the first batch", async () => {
  const trainer = createSyntheticTrainer("noisy-valley", { seed: 3 });
  const twin = createSyntheticTrainer("noisy-valley", { seed: 3 });
  const { result } = await findLearningRate(trainer, { budget: "thorough", horizon });
  const first = result.probes.filter(({ seed }) => seed === 3).map(({ losses }) => losses[0]);
  expect(new Set(first).size).toBe(1);
  expect(first[0]).toBe(result.record.runs[0]?.losses[0]);
  for (let i = 0; i < 5; i++) {
    expect(await trainer.step(0.01)).toEqual(await twin.step(0.01));
  }
});

test("a flat sweep is tried again by probes, and refused when they show nothing either", async () => {
  const { result } = await findLearningRate(createSyntheticTrainer("flat"), { horizon });
  expect(result.status).toBe("none");
  expect(result.probes.length).toBeGreaterThan(0);
});

test("a sweep that diverges at once is not followed by probes", async () => {
  const { result } = await findLearningRate(createSyntheticTrainer("bowl"), {
    sweep: { startLr: 10, endLr: 1000 },
    horizon,
  });
  expect(result.suggestion).toMatchObject({ reason: "diverged-at-once" });
  expect(result.probes).toEqual([]);
});

test("a restore that does not restore is warned of", async () => {
  const trainer = scriptedTrainer((lr, step) => 2 - Math.min(1, lr * step) + (lr > 1 ? lr : 0));
  let drift = 0;
  const broken: Trainer = {
    ...trainer,
    evaluate: async () => 1.5,
    async step(lr) {
      drift += 0.001;
      const { loss } = await trainer.step(lr);
      return { loss: loss + drift };
    },
  };
  const { result } = await findLearningRate(broken, { horizon });
  expect(result.warnings.map(({ code }) => code)).toContain("restore-differs");
  expect(result.suggestion).toMatchObject({ confidence: "low" });
});

test("held-out losses are compared after a restore too: an average that is not put back", async () => {
  const trainer = scriptedTrainer((lr, step) => 2 - Math.min(1, lr * step) + (lr > 1 ? lr : 0));
  let average = 1.5;
  const averaging: Trainer = {
    ...trainer,
    evaluate: async () => average,
    async step(lr) {
      average *= 0.999;
      return trainer.step(lr);
    },
  };
  const { result } = await findLearningRate(averaging, { horizon });
  const codes = result.warnings.map(({ code }) => code);
  expect(codes).toContain("held-out-differs");
  expect(codes).not.toContain("restore-differs");
  expect(result.suggestion).toMatchObject({ confidence: "low" });
});

describe("a trainer that restores, and whose first losses differ", () => {
  /** A restored weight; `evaluate` and `step` are the test's. */
  const trainerOf = (
    step: (state: { w: number; drawn: number }, lr: number) => number,
    evaluate: (state: { w: number; drawn: number }) => number,
  ): Trainer => {
    const inner = createSyntheticTrainer("noisy-valley");
    let state = { w: 1, drawn: 0 };
    let kept = state;
    return {
      ...inner,
      async snapshot() {
        kept = { ...state };
      },
      async restore() {
        state = { ...kept };
      },
      step: async (lr) => ({ loss: step(state, lr) }),
      evaluate: async () => evaluate(state),
    };
  };
  const train = (state: { w: number }, lr: number) => {
    state.w -= Math.min(lr, 3) * state.w;
  };
  const before = (state: { w: number; drawn: number }, lr: number) => {
    const loss = 1 + state.w ** 2 + 0.1 * Math.sin(++state.drawn);
    train(state, lr);
    return loss;
  };
  const after = (state: { w: number; drawn: number }, lr: number) => {
    train(state, lr);
    return 1 + state.w ** 2;
  };
  const judged = (state: { w: number }) => 1 + state.w ** 2;

  test.each([
    [
      "evaluation",
      before,
      (state: { w: number; drawn: number }) => judged(state) + 0 * state.drawn++,
    ],
    ["after-update", after, judged],
  ] as const)("%s is named as the cause", async (cause, step, evaluate) => {
    const { result } = await findLearningRate(trainerOf(step, evaluate), { horizon });
    const found = result.warnings.find(({ code }) => code === "restore-differs");
    expect(found?.data).toMatchObject({ cause });
    expect(result.suggestion).not.toMatchObject({ confidence: "high" });
  });

  test("none is warned of where the loss is that before the update", async () => {
    const { result } = await findLearningRate(trainerOf(before, judged), { horizon });
    expect(result.warnings.map(({ code }) => code)).not.toContain("restore-differs");
  });
});

test("held-out losses that are never finite are told, and lower the confidence", async () => {
  const inner = createSyntheticTrainer("noisy-valley");
  const trainer: Trainer = { ...inner, evaluate: async () => Number.NaN };
  const { result } = await findLearningRate(trainer, { horizon });
  const found = result.warnings.find(({ code }) => code === "held-out-not-finite");
  expect(found?.message).toContain("gave no finite loss (NaN)");
  expect(result.suggestion).toMatchObject({ confidence: "low" });
});

test("what a trainer comes to say while it trains is in the result, and counts", async () => {
  const large = () => {
    const trainer = createSyntheticTrainer("noisy-valley");
    return { ...trainer, info: { ...trainer.info, parameterCount: 1e9 } };
  };
  const inner = large();
  const warnings: Note[] = [];
  const said = note("held-out-not-finite", "it is NaN", { loss: "NaN", evaluations: 3 });
  const trainer: Trainer = {
    ...inner,
    warnings,
    async restore() {
      if (warnings.length === 0) warnings.push(said);
      await inner.restore();
    },
  };
  const sure = await findLearningRate(large(), { horizon });
  const { result } = await findLearningRate(trainer, { horizon });
  expect(result.warnings.filter(({ code }) => code === said.code)).toEqual([said]);
  expect(sure.result.suggestion).toMatchObject({ confidence: "high" });
  expect(result.suggestion).toMatchObject({ confidence: "low" });
});

test("state that nobody named counts only where trainings from one snapshot start apart", async () => {
  const inner = createSyntheticTrainer("noisy-valley");
  const unnamed = note("state-not-named", "it changes", { names: ["ema"], kinds: ["EMA"] });
  const trainer: Trainer = {
    ...inner,
    info: { ...inner.info, parameterCount: 1e9 },
    warnings: [unnamed],
  };
  const { result } = await findLearningRate(trainer, { horizon });
  const told = result.warnings.find(({ code }) => code === "state-not-named");
  expect(told?.data).toMatchObject({ names: ["ema"], harmless: expect.any(Number) });
  expect(result.suggestion).toMatchObject({ confidence: "high" });
});

test("a trainer that fails in a probe leaves a result and the failure", async () => {
  const inner = createSyntheticTrainer("noisy-valley");
  let steps = 0;
  const trainer: Trainer = {
    ...inner,
    async step(lr) {
      steps += 1;
      if (steps === 150) throw new Error("out of memory");
      return inner.step(lr);
    },
  };
  const { result, failure } = await findLearningRate(trainer, { horizon });
  expect(failure?.message).toMatch(/out of memory/);
  expect(failure?.message).toMatch(/probe at/);
  expect(result.status).toBe("found");
});

test("a cancelled search keeps its probes, and a resumed one takes the whole ones over", async () => {
  const lines: string[] = [];
  const control = new AbortController();
  const onEvent = (event: RunEvent) => {
    lines.push(`${journalLine(event)}\n`);
    if (event.type === "trial-step" && event.trial === 2 && event.stepIndex === 5) control.abort();
  };
  const whole = await findLearningRate(createSyntheticTrainer("noisy-valley"), { horizon });
  const cut = await findLearningRate(createSyntheticTrainer("noisy-valley"), {
    horizon,
    onEvent,
    signal: control.signal,
  });
  expect(cut.result.probes.map(({ stopReason }) => stopReason)).toEqual([
    "completed",
    "diverged",
    "cancelled",
  ]);
  const header = `${journalLine({ type: "header", version: 1, options: cut.result.record.options, info: cut.result.record.info, setup: {} })}\n`;
  const journal = readJournal(header + lines.join(""));
  expect(journal.finishedTrials).toEqual(cut.result.probes);
  let trained = 0;
  const inner = createSyntheticTrainer("noisy-valley");
  const resumed = await findLearningRate(
    {
      ...inner,
      step: (lr) => {
        trained += 1;
        return inner.step(lr);
      },
    },
    { horizon, finishedRuns: journal.finishedRuns, finishedTrials: journal.finishedTrials },
  );
  expect(resumed.result.suggestion).toEqual(whole.result.suggestion);
  expect(resumed.result.probes).toEqual(whole.result.probes);
  expect(trained).toBe(whole.result.probes.slice(2).reduce((sum, { lrs }) => sum + lrs.length, 0));
});

describe("a search that is interrupted", () => {
  /** Ends it at its nth step. */
  async function until(steps: number) {
    const control = new AbortController();
    let seen = 0;
    const { result } = await findLearningRate(createSyntheticTrainer("noisy-valley"), {
      horizon,
      signal: control.signal,
      onEvent: ({ type }) => {
        if ((type === "step" || type === "trial-step") && ++seen === steps) control.abort();
      },
    });
    return result;
  }

  test("in the sweep has no advice that only a whole sweep could give", async () => {
    for (const steps of [3, 30]) {
      const { suggestion, rules, warnings } = await until(steps);
      expect(suggestion).toMatchObject({ reason: "interrupted" });
      const [reason] = suggestion.reasons;
      expect(reason?.data).toMatchObject({ stepsDone: steps, steps: 100 });
      expect(warnings).toContainEqual(expect.objectContaining({ code: "cancelled" }));
      const remarks = Object.values(rules).map(({ note: remark = "" }) => remark);
      for (const text of [reason?.message, ...remarks]) expect(text).not.toMatch(/--end-lr|raise/);
    }
  });

  test("in its trainings says so, and is no surer than that allows", async () => {
    const { suggestion, warnings } = await until(130);
    if (!("lr" in suggestion)) throw new Error("none");
    expect(suggestion.confidence).not.toBe("high");
    expect(warnings).toContainEqual(
      expect.objectContaining({ code: "cancelled", data: { during: "trainings" } }),
    );
  });
});
