import { describe, expect, test } from "vitest";
import { findLearningRate } from "../../src/search/index.ts";
import { scriptedTrainer } from "../helpers/scripted-trainer.ts";

const horizon = { totalSteps: 800 };
const noise = (step: number) => 0.01 * Math.sin(7 * step);

/** The answer of a search on losses by LR and step, with an optimizer whose usual LR is 1e-3. */
async function answerOf(loss: (lr: number, step: number) => number) {
  const trainer = scriptedTrainer(loss);
  const info = { ...trainer.info, optimizer: "adam" };
  const { result } = await findLearningRate({ ...trainer, info }, { horizon });
  return { ...result.suggestion, result };
}

function failing(atStep: number, message: string) {
  return (lr: number, step: number) => {
    if (step === atStep) throw new Error(message);
    return 2 - Math.min(1, lr * step) + noise(step);
  };
}

describe("what broke outranks what half a curve looks like", () => {
  test.each([
    [0, "step 1 of"],
    [6, "step 7 of"],
    [40, "step 41 of"],
  ])("a trainer that fails at step %d", async (step, place) => {
    const { reasons, result } = await answerOf(failing(step, "no rows left"));
    expect(result.suggestion).toMatchObject({ reason: "trainer-failed" });
    expect(reasons[0]?.message).toContain("no rows left");
    expect(reasons[0]?.message).toContain(place);
    expect(reasons[0]?.message).not.toMatch(/--(steps|end-lr|start-lr)/);
  });

  test("a trainer that fails after the fall leaves an LR, the failure first, and little confidence", async () => {
    const loss = (lr: number, step: number) => {
      if (lr > 0.5) throw new Error("no rows left");
      return (lr < 0.01 ? 2 - 150 * lr : 0.5 + 5 * lr) + noise(step);
    };
    const { reasons, result } = await answerOf(loss);
    expect(result.suggestion).toMatchObject({ confidence: "low" });
    expect(reasons[0]).toMatchObject({ code: "trainer-failed" });
  });

  test.each([
    ["before any update", (_lr: number, step: number) => (step === 0 ? Number.NaN : 2)],
    [
      "losses that had not changed",
      (_lr: number, step: number) => (step === 6 ? Number.NaN : 2 + noise(step)),
    ],
    [
      "losses that had not changed",
      (lr: number, step: number) => (lr > 5e-5 ? Number.NaN : 2 + noise(step)),
    ],
  ])("NaN %s is the data's doing", async (says, loss) => {
    const { reasons, result } = await answerOf(loss);
    expect(result.suggestion).toMatchObject({ reason: "loss-not-finite" });
    expect(reasons[0]?.message).toContain(says);
    expect(reasons[0]?.message).toContain("Look at the data");
    expect(result.probes).toEqual([]);
    expect(result.warnings.map(({ code }) => code)).not.toContain("range-extended");
  });

  test("NaN among losses that batches make fall a little is the data's doing, at one sweep's cost", async () => {
    const losses = [0.727, 0.736, 0.709, 0.713, 0.71, 0.687, 0.691, Number.NaN];
    const { reasons, result } = await answerOf((_lr, step) => losses[step] as number);
    expect(reasons[0]).toMatchObject({ code: "loss-not-finite" });
    expect(reasons[0]?.message).toContain("batch 8");
    expect(result.cost.trainSteps).toBe(losses.length);
  });

  test("what breaks with the same losses at LRs ten thousand times lower is not looked for further below", async () => {
    // Three losses are too few to know their noise.
    const losses = [1, 1.4, 1.9, Number.NaN];
    const { result } = await answerOf((_lr, step) => losses[step] as number);
    expect(result.cost.trainSteps).toBe(2 * losses.length);
    expect(result.warnings.filter(({ code }) => code === "range-extended")).toHaveLength(1);
  });

  test("NaN at an LR that breaks training is the LR's", async () => {
    const { result } = await answerOf((lr, step) => (lr > 0.01 ? Number.NaN : 2 + noise(step)));
    expect(result.suggestion).not.toMatchObject({ reason: "loss-not-finite" });
  });
});
