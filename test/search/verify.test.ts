import { describe, expect, it } from "vitest";
import { toJson } from "../../src/core/json.ts";
import { parseResult } from "../../src/result/index.ts";
import { climbLadder, type LadderOptions } from "../../src/search/index.ts";
import type { Trainer } from "../../src/trainer/types.ts";
import { scriptedTrainer } from "../helpers/scripted-trainer.ts";

/** A trainer whose loss falls with the sum of its LRs, and is held out 0.1 higher. */
function summing(parts: { evaluate?: boolean; best?: number } = {}): Trainer & { sum: number } {
  const { best = 0 } = parts;
  const loss = () => 1 / (1 + trainer.sum) + (best > 0 ? Math.max(0, trainer.sum - best) : 0);
  let saved = 0;
  const scripted = scriptedTrainer((lr) => {
    const before = loss();
    trainer.sum += lr;
    return before;
  });
  const trainer: Trainer & { sum: number } = Object.assign(scripted, {
    sum: 0,
    async snapshot() {
      saved = trainer.sum;
    },
    async restore() {
      trainer.sum = saved;
    },
    ...(parts.evaluate === false ? {} : { evaluate: async () => loss() + 0.1 }),
  });
  return trainer;
}

const verified = async (trainer: Trainer, options: LadderOptions = {}) => {
  const outcome = await climbLadder(trainer, {
    lrs: [0.1],
    steps: 50,
    horizon: { totalSteps: 200 },
    verify: {},
    ...options,
  });
  const { verification } = outcome.result;
  return { ...outcome, verification, codes: verification?.reasons.map(({ code }) => code) };
};

describe("a verification", () => {
  it("trains plan, default LR and runner-up over the whole run from the same state", async () => {
    const trainer = summing();
    const { verification, result } = await verified(trainer);
    expect(verification?.steps).toBe(200);
    expect(verification?.sides.map(({ role, title, lr }) => [role, title, lr])).toEqual([
      ["plan", "cosine from 0.1", 0.1],
      ["default-lr", "constant 0.01 (the default of sgd)", 0.01],
      ["runner-up", "step decay from 0.1", 0.1],
    ]);
    for (const { trial } of verification?.sides ?? []) {
      expect(trial.losses[0]).toBe(1);
      expect(trial.losses.length).toBe(200);
      expect(trial.heldOut.map(({ stepsDone }) => stepsDone)).toEqual([
        0, 20, 40, 60, 80, 100, 120, 140, 160, 180, 200,
      ]);
    }
    expect(trainer.sum).toBe(0);
    const searched = result.probes.reduce((sum, { losses }) => sum + losses.length, 0);
    expect(result.cost.trainSteps).toBe(searched + 600);
    expect(result.cost.evaluations).toBe(11 * (result.probes.length + 3));
  });

  it("says where the plan ended beside the others, in shares of the whole fall", async () => {
    const { verification, codes } = await verified(summing());
    expect(codes?.slice(0, 2)).toEqual(["verified-default-lr", "verified-runner-up"]);
    // Sums of the LRs: about 10 for the cosine, 2 for 200 steps at 0.01; held out at 1 / (1 + sum) + 0.1.
    const [beside] = verification?.reasons ?? [];
    const { loss, otherLoss, lowerShare } = (beside?.data ?? {}) as Record<string, number>;
    expect(otherLoss).toBeCloseTo(1 / 3 + 0.1, 9);
    expect(loss).toBeCloseTo(1 / (1 + 10.05) + 0.1, 3);
    // The fall is from 1.1 to the lowest end, step decay's.
    expect(lowerShare).toBeGreaterThan(0.25);
    expect(lowerShare).toBeLessThan(0.28);
    expect(beside?.message).toMatch(
      /^The plan ended at a held-out loss of 0\.19.*0\.4333, 0\.24\d+ above it \(27 % of the whole fall\)/,
    );
  });

  it("is honest when the plan lost", async () => {
    // Past a sum of 2, where the constant default ends, the loss rises again: the plan overshoots.
    const { verification, codes } = await verified(summing({ best: 3 }), { lrs: [0.05] });
    expect(codes).toContain("verification-lost");
    const lost = verification?.reasons.find(({ code }) => code === "verification-lost");
    expect(lost?.message).toMatch(/^The plan did not win here: constant 0\.01.* ended lowest/);
  });

  it("squeezes the schedules to a short horizon, and says so", async () => {
    const { verification, codes } = await verified(summing(), { verify: { steps: 40 } });
    expect(verification?.sides.map(({ schedule }) => schedule?.totalSteps)).toEqual([
      40,
      undefined,
      40,
    ]);
    expect(verification?.sides[0]?.trial.lrs.length).toBe(40);
    expect(codes).toContain("verification-short");
  });

  it("takes 1000 steps of a long run", async () => {
    const { verification } = await verified(summing(), { horizon: { totalSteps: 5000 } });
    expect(verification?.steps).toBe(1000);
  });

  it("compares training losses without held-out ones", async () => {
    const { verification, codes } = await verified(summing({ evaluate: false }));
    expect(codes).toContain("verification-training-loss");
    expect(verification?.reasons[0]?.message).toContain("training loss");
    expect(verification?.sides[0]?.trial.heldOut).toEqual([]);
  });

  it("names a side that does not come to its end", async () => {
    const trainer = summing();
    const { step } = trainer;
    trainer.step = async (lr) => {
      const result = await step(lr);
      // Only the constant default is still at 0.01 after a sum of 1.
      return lr === 0.01 && trainer.sum > 1 ? { loss: Number.NaN } : result;
    };
    const { verification } = await verified(trainer);
    expect(verification?.reasons[0]?.message).toMatch(
      /^Beside the plan, constant 0\.01 .* did not come to the end: the loss became NaN/,
    );
  });

  it("is left out, with a warning, without a plan or when the trainer fails", async () => {
    const none = await verified(scriptedTrainer((_, step) => 1 + 10 ** step));
    expect(none.verification).toBeNull();
    expect(none.result.warnings.map(({ code }) => code)).toContain("not-verified");
    let steps = 0;
    const failing = scriptedTrainer((lr, step) => {
      steps += 1;
      if (steps > 250) throw new Error("gone");
      return Math.exp(-lr * step);
    });
    const failed = await verified(failing);
    expect(failed.failure?.message).toContain("gone");
    expect(failed.result.suggestion).toMatchObject({ lr: 0.1 });
    expect(failed.result.warnings.at(-1)?.message).toContain("gone");
  });

  it("survives being written and read", async () => {
    const { result } = await verified(summing());
    expect(parseResult(toJson(result), "result.json")).toEqual(result);
  });
});
