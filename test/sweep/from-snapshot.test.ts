import { describe, expect, test } from "vitest";
import { InputError } from "../../src/core/errors.ts";
import { addCosts, recordedSteps } from "../../src/sweep/cost.ts";
import { trainFromSnapshot } from "../../src/sweep/from-snapshot.ts";
import type { Trial } from "../../src/sweep/trial-types.ts";
import { scriptedTrainer } from "../helpers/scripted-trainer.ts";

const of = (steps: number, lr = 0.1) => ({ label: "probe", steps, lrAt: () => lr });
const broken = (why: string) => async () => {
  throw new Error(why);
};

describe("trials from one snapshot", () => {
  test("of different lengths, LRs and seeds start alike; their cost is added up", async () => {
    const trainer = scriptedTrainer((lr, step, seed) => 100 * seed + 10 * lr - step, {
      evaluate: async () => 5,
    });
    const trials: Trial[] = [];
    const { failure, cost } = await trainFromSnapshot(trainer, {}, async (train) => {
      for (const options of [of(3), of(5, 1), { ...of(2), seed: 4, evaluateAfter: [0, 2] }]) {
        const { trial, isCut } = await train(options);
        expect(isCut).toBe(false);
        trials.push(trial);
      }
    });
    expect(failure).toBeNull();
    expect(trials.map(({ losses }) => losses)).toEqual([
      [1, 0, -1],
      [10, 9, 8, 7, 6],
      [401, 400],
    ]);
    expect(cost).toEqual({ trainSteps: 10, evaluations: 4 });
    expect(recordedSteps(trials)).toBe(10);
    expect(trainer.calls).toEqual([
      "snapshot",
      "restore",
      "restore",
      "restore",
      "reseed 4",
      "restore",
    ]);
    expect(trainer.state).toBe(7);
  });

  test("a state that cannot be saved: the body is not called", async () => {
    const trainer = scriptedTrainer(() => 1, { snapshot: broken("disk full") });
    const { failure, cost } = await trainFromSnapshot(trainer, {}, async () => {
      throw new Error("called");
    });
    expect(failure?.message).toBe("the trainer failed while its state was saved: disk full");
    expect(cost).toEqual({ trainSteps: 0, evaluations: 0 });
    expect(trainer.calls).toEqual([]);
  });

  test("the first failure counts, the part before it is kept, the state is put back", async () => {
    const trainer = scriptedTrainer((_lr, step) => {
      if (step === 3) throw new Error("out of memory");
      return 1;
    });
    const cut: boolean[] = [];
    const { failure, cost } = await trainFromSnapshot(trainer, {}, async (train) => {
      for (const steps of [2, 5, 6]) {
        const { trial, isCut } = await train({ ...of(steps), label: `probe of ${steps}` });
        cut.push(isCut);
        if (isCut) expect(trial.losses).toEqual([1, 1, 1]);
      }
    });
    expect(cut).toEqual([false, true, true]);
    expect(failure?.message).toContain("at step 4 of 5 of a probe of 5");
    expect(cost.trainSteps).toBe(2 + 3 + 3);
    expect(trainer.state).toBe(7);
  });

  test("a state that cannot be put back is the failure, unless there was one before", async () => {
    let restores = 0;
    const parts = {
      restore: async () => {
        restores += 1;
        if (restores === 2) throw new Error("no memory left");
      },
    };
    const alone = await trainFromSnapshot(
      scriptedTrainer(() => 1, parts),
      {},
      async (train) => {
        await train(of(2));
      },
    );
    expect(alone.failure?.message).toContain("while its state was put back: no memory left");
    restores = 0;
    const bad = scriptedTrainer(() => "1" as unknown as number, parts);
    const after = await trainFromSnapshot(bad, {}, async (train) => void (await train(of(2))));
    expect(restores).toBe(2);
    expect(after.failure?.code).toBe("bad-loss");
  });

  test("a cancelled trial is cut without a failure", async () => {
    const control = new AbortController();
    const trainer = scriptedTrainer((_lr, step) => {
      if (step === 1) control.abort();
      return 1;
    });
    const hooks = { signal: control.signal };
    let stopReason = "";
    const { failure, cost } = await trainFromSnapshot(trainer, hooks, async (train) => {
      const { trial, isCut } = await train(of(9));
      expect(isCut).toBe(true);
      stopReason = trial.stopReason;
    });
    expect([stopReason, failure, cost.trainSteps]).toEqual(["cancelled", null, 2]);
  });

  test("what the body throws comes through, after the state was put back", async () => {
    const trainer = scriptedTrainer(() => 1);
    const run = trainFromSnapshot(trainer, {}, async (train) => {
      await train(of(2));
      throw new InputError("bad-option", "no such rung");
    });
    await expect(run).rejects.toThrow("no such rung");
    expect(trainer.state).toBe(7);
  });
});

test("costs are added without what else the two hold", () => {
  const a = { trainSteps: 3, evaluations: 1, seconds: 9 };
  expect(addCosts(a, { trainSteps: 4, evaluations: 0 })).toEqual({ trainSteps: 7, evaluations: 1 });
});
