import { describe, expect, it } from "vitest";
import { toJson } from "../../src/core/json.ts";
import { renderText } from "../../src/report/index.ts";
import { parseResult, type Result } from "../../src/result/index.ts";
import { climbLadder } from "../../src/search/index.ts";
import type { Trainer } from "../../src/trainer/types.ts";
import { scriptedTrainer } from "../helpers/scripted-trainer.ts";

/** A loss that falls as exp(-lr t / 5), and blows up above an LR of 0.5. */
const bowl = (lr: number, step: number) =>
  lr > 0.5 ? 0.2 + 10 ** step : 0.2 + Math.exp((-lr * step) / 5);

const codesOf = ({ suggestion }: Result) => suggestion.reasons.map(({ code }) => code);
const verdicts = ({ suggestion }: Result) =>
  suggestion.reasons.filter(({ code }) => code === "ladder-rung").map(({ data }) => data.verdict);

describe("the manual ladder", () => {
  it("tries 0.1 to 0.0001 for 100 steps each from the same state, and takes the lowest", async () => {
    const trainer = scriptedTrainer(bowl);
    const { result, failure } = await climbLadder(trainer);
    expect(failure).toBeNull();
    expect(trainer.asked).toEqual([0.1, 0.01, 0.001, 0.0001].flatMap((lr) => Array(100).fill(lr)));
    expect(result.suggestion).toMatchObject({ lr: 0.1, method: "ladder", confidence: "low" });
    expect(result.probes.map(({ peakLr }) => peakLr)).toEqual([0.1, 0.01, 0.001, 0.0001]);
    expect(new Set(result.probes.map(({ losses }) => losses[0]))).toEqual(new Set([1.2]));
    expect(verdicts(result)).toEqual(["good", "too-slow", "too-slow", "too-slow"]);
    expect(result.cost).toMatchObject({ trainSteps: 400, evaluations: 0 });
    expect(result.plan?.initialLr).toBe(0.1);
    expect(trainer.state).toBe(7);
  });

  it("goes ten times lower when all diverge, and says what it saw", async () => {
    const { result } = await climbLadder(scriptedTrainer(bowl), { lrs: [10, 3, 1] });
    expect(result.probes.map(({ peakLr }) => peakLr)).toEqual([10, 3, 1, 0.1]);
    expect(verdicts(result)).toEqual(["diverged", "diverged", "diverged", "good"]);
    expect(result.suggestion).toMatchObject({
      lr: 0.1,
      // Nothing lower was tried.
      range: [0.1, expect.any(Number)],
    });
    expect(result.suggestion.reasons[1]?.message).toMatch(
      /^10\.0: the loss diverged.*ten times lower, 1\.0/,
    );
  });

  it("names a loss that becomes NaN", async () => {
    const nan = (lr: number, step: number) => (lr > 0.05 && step > 2 ? Number.NaN : bowl(lr, step));
    const { result } = await climbLadder(scriptedTrainer(nan), { steps: 50 });
    expect(result.suggestion.reasons[1]?.message).toBe(
      "0.1: the loss became NaN at step 3; ten times lower, 0.01.",
    );
    expect(result.suggestion).toMatchObject({ lr: 0.01 });
  });

  it("goes ten times higher, twice at most, when all are too slow", async () => {
    const { result } = await climbLadder(scriptedTrainer(bowl), { lrs: [1e-5, 1e-6] });
    expect(result.probes.map(({ peakLr }) => peakLr)).toEqual([1e-5, 1e-6, 1e-4, 1e-3]);
    expect(result.suggestion).toMatchObject({ lr: 1e-3, confidence: "low" });
  });

  it("is surer of a rung between others, and keeps the range below the one that diverged", async () => {
    const { result } = await climbLadder(scriptedTrainer(bowl), { lrs: [0.6, 0.4, 0.01] });
    expect(result.suggestion).toMatchObject({ lr: 0.4, confidence: "medium" });
    expect("range" in result.suggestion && result.suggestion.range[1]).toBe(0.4);
  });

  it("judges by held-out losses where there are some", async () => {
    const trainer: Trainer = scriptedTrainer(bowl, { evaluate: async () => 0.5 });
    const { result } = await climbLadder(trainer, { lrs: [0.001] });
    expect(result.cost.evaluations).toBe(11 * 3);
    // A held-out loss that never falls: nothing to suggest, however the batch losses fall.
    expect(result.status).toBe("none");
    expect(result.suggestion).toMatchObject({ reason: "flat" });
  });

  it("has no suggestion when nothing survives", async () => {
    const { result } = await climbLadder(scriptedTrainer((_, step) => 1 + 10 ** step));
    expect(result).toMatchObject({ status: "none", plan: null });
    expect(result.suggestion).toMatchObject({ reason: "diverged-at-once" });
    expect(codesOf(result)[0]).toBe("ladder-none");
  });

  it("keeps what was tried when the trainer fails or is cancelled, and restores", async () => {
    const trainer = scriptedTrainer((lr, step) => {
      if (lr === 0.01 && step === 20) throw new Error("out of memory");
      return bowl(lr, step);
    });
    const { result, failure } = await climbLadder(trainer);
    expect(failure?.message).toContain("out of memory");
    expect(result.suggestion).toMatchObject({ lr: 0.1 });
    expect(result.sweep.stopReason).toBe("trainer-ended");
    expect(trainer.state).toBe(7);

    const controller = new AbortController();
    const stopped = await climbLadder(scriptedTrainer(bowl), {
      signal: controller.signal,
      onEvent: ({ type }) => type === "trial-end" && controller.abort(),
    });
    expect(stopped.result.sweep.stopReason).toBe("cancelled");
    expect(stopped.result.suggestion).toMatchObject({ lr: 0.1 });
  });

  it("gives a document that can be read and shown without a curve", async () => {
    const { result } = await climbLadder(scriptedTrainer(bowl), { horizon: { epochs: 20 } });
    expect(parseResult(toJson(result), "result.json")).toEqual(result);
    expect(result.methods).toMatchObject({ valley: null, minimum: null });
    expect(result.sweep).toMatchObject({ steps: 0, startLr: 0.0001, endLr: 0.1 });
    const text = renderText(result);
    expect(text).toContain("0.1: the training loss went from");
    expect(text).not.toContain("needs 1 points");
  });

  it.each([
    [{ lrs: [] }, "`ladder`"],
    [{ lrs: [0.1, 0] }, "`ladder`"],
    [{ lrs: [0.1, 0.1] }, "differ"],
    [{ steps: 5 }, "`steps`"],
    [{ verify: { steps: 3 } }, "`verifySteps`"],
  ])("refuses %j before any training", async (options, words) => {
    const trainer = scriptedTrainer(bowl);
    await expect(climbLadder(trainer, options)).rejects.toThrow(words);
    expect(trainer.asked).toEqual([]);
  });
});
