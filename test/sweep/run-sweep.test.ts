import { describe, expect, test } from "vitest";
import { InputError, TrainerError } from "../../src/core/errors.ts";
import { runSweep } from "../../src/sweep/run-sweep.ts";
import type { SweepEvent } from "../../src/sweep/types.ts";
import { scriptedTrainer } from "../helpers/scripted-trainer.ts";

const bowl = (lr: number) => 2 - 0.2 * Math.max(0, Math.log10(lr) + 4) + (lr / 0.3) ** 3;
const options = { startLr: 1e-6, endLr: 1, steps: 40 };

describe("a whole sweep", () => {
  test("asks for every LR of the ladder once and keeps the raw losses", async () => {
    const trainer = scriptedTrainer(() => 1);
    const { record, failure, cost } = await runSweep(trainer, options);
    expect(failure).toBeNull();
    const run = record.runs[0];
    expect(run?.stopReason).toBe("completed");
    expect(run?.lrs).toEqual(trainer.asked);
    expect(run?.lrs).toHaveLength(40);
    expect(run?.lrs[0]).toBe(1e-6);
    expect(run?.lrs.at(-1)).toBe(1);
    expect(run?.losses).toEqual(Array(40).fill(1));
    expect(cost).toEqual({ trainSteps: 40, evaluations: 0 });
  });

  test("leaves the trainer as it was", async () => {
    const trainer = scriptedTrainer(bowl);
    await runSweep(trainer, options);
    expect(trainer.state).toBe(7);
    expect(trainer.calls).toEqual(["snapshot", "restore"]);
  });

  test("gives the same record twice", async () => {
    const trainer = scriptedTrainer((lr, step) => bowl(lr) + Math.sin(step));
    const first = await runSweep(trainer, options);
    const second = await runSweep(trainer, options);
    expect(second).toEqual(first);
  });
});

describe("stops", () => {
  test("at the first non-finite loss, which is kept", async () => {
    for (const bad of [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]) {
      const trainer = scriptedTrainer((_lr, step) => (step === 12 ? bad : 1));
      const run = (await runSweep(trainer, options)).record.runs[0];
      expect(run?.stopReason).toBe("non-finite");
      expect(run?.stopDetail).toContain("step 13 of 40");
      expect(run?.losses).toHaveLength(13);
      expect(run?.losses[12]).toBe(bad);
      expect(trainer.state).toBe(7);
    }
  });

  test("when the loss has diverged", async () => {
    const trainer = scriptedTrainer((lr) => (lr > 0.01 ? 100 : 2));
    const run = (await runSweep(trainer, options)).record.runs[0];
    expect(run?.stopReason).toBe("diverged");
    expect(run?.lrs.at(-3)).toBeGreaterThan(0.01);
    expect(run?.lrs.at(-4)).toBeLessThan(0.01);
  });

  test("before the next step when it is cancelled, keeping what was recorded", async () => {
    const controller = new AbortController();
    const trainer = scriptedTrainer((_lr, step) => {
      if (step === 4) controller.abort();
      return 1;
    });
    const outcome = await runSweep(trainer, options, { signal: controller.signal });
    expect(outcome.failure).toBeNull();
    expect(outcome.record.runs[0]?.stopReason).toBe("cancelled");
    expect(outcome.record.runs[0]?.losses).toHaveLength(5);
    expect(trainer.state).toBe(7);
  });

  test("when the trainer throws: the failure names step and LR, and the steps before are kept", async () => {
    const trainer = scriptedTrainer((_lr, step) => {
      if (step === 20) throw new Error("out of memory");
      return 1;
    });
    const { record, failure } = await runSweep(trainer, options);
    expect(failure).toBeInstanceOf(TrainerError);
    expect(failure?.message).toMatch(/at step 21 of 40, LR .*: out of memory/);
    expect(record.runs[0]?.stopReason).toBe("trainer-ended");
    expect(record.runs[0]?.losses).toHaveLength(20);
    expect(trainer.state).toBe(7);
  });

  test("when another LR was applied than asked; float32 rounding is none", async () => {
    const rounding = scriptedTrainer((lr) => ({ loss: 1, lr: Math.fround(lr) }));
    expect((await runSweep(rounding, options)).failure).toBeNull();
    const wrong = scriptedTrainer(() => ({ loss: 1, lr: 1e-3 }));
    expect((await runSweep(wrong, options)).failure?.code).toBe("lr-not-applied");
  });

  test("when a loss is no number", async () => {
    const trainer = scriptedTrainer(() => ({ loss: "1" as unknown as number }));
    expect((await runSweep(trainer, options)).failure?.code).toBe("bad-loss");
  });

  test("when restoring fails: that is the failure, the record is kept", async () => {
    const trainer = scriptedTrainer(() => 1, {
      restore: async () => {
        throw new Error("no memory left");
      },
    });
    const { record, failure } = await runSweep(trainer, options);
    expect(failure?.message).toContain("no memory left");
    expect(record.runs[0]?.losses).toHaveLength(40);
  });
});

test("a snapshot that fails ends it before anything is trained", async () => {
  const trainer = scriptedTrainer(() => 1, {
    snapshot: async () => {
      throw new Error("cannot save");
    },
  });
  const { record, failure } = await runSweep(trainer, options);
  expect(failure?.message).toContain("while its state was saved: cannot save");
  expect(record.runs).toMatchObject([
    { losses: [], stop: { code: "trainer-failed", message: "cannot save" } },
  ]);
  expect(trainer.asked).toEqual([]);
});

test("what a listener throws comes through, after the state was put back", async () => {
  const trainer = scriptedTrainer(() => 1);
  const onEvent = (event: SweepEvent) => {
    if (event.type === "step" && event.stepIndex === 3) throw new Error("disk full");
  };
  await expect(runSweep(trainer, options, { onEvent })).rejects.toThrow("disk full");
  expect(trainer.state).toBe(7);
});

describe("skipped updates", () => {
  test("are no points; the same LR is tried again", async () => {
    let skips = 0;
    const trainer = scriptedTrainer((_lr, step) => {
      if (step % 4 !== 3) return 1;
      skips += 1;
      return { loss: Number.NaN, skipped: true };
    });
    const { record, cost } = await runSweep(trainer, options);
    expect(record.runs[0]?.losses).toEqual(Array(40).fill(1));
    expect(cost.trainSteps).toBe(40 + skips);
  });

  test("without end end the run", async () => {
    const trainer = scriptedTrainer(() => ({ loss: 1, skipped: true }));
    const { record } = await runSweep(trainer, options);
    expect(record.runs[0]?.stopReason).toBe("non-finite");
    expect(record.runs[0]?.stopDetail).toContain("20 updates in a row were skipped");
  });
});

describe("repeats", () => {
  test("start from the snapshot with another seed each", async () => {
    const trainer = scriptedTrainer((lr, step, seed) => bowl(lr) + step + seed * 1000);
    const { record } = await runSweep(trainer, { ...options, repeats: 3, seed: 5 });
    expect(record.runs.map((run) => run.seed)).toEqual([5, 6, 7]);
    expect(trainer.calls).toEqual([
      "snapshot",
      "restore",
      "reseed 6",
      "restore",
      "reseed 7",
      "restore",
    ]);
    const first = record.runs.map((run) => run.losses[0] as number);
    expect(first[1] as number).toBeCloseTo((first[0] as number) + 6000, 6);
  });

  test("already finished are not trained again", async () => {
    const whole = await runSweep(scriptedTrainer(bowl), { ...options, repeats: 2 });
    const trainer = scriptedTrainer(bowl);
    const resumed = await runSweep(
      trainer,
      { ...options, repeats: 2 },
      { finishedRuns: whole.record.runs.slice(0, 1) },
    );
    expect(resumed.record).toEqual(whole.record);
    expect(trainer.calls).toContain("reseed 1");
    expect(trainer.asked).toHaveLength(whole.record.runs[1]?.losses.length as number);
  });

  test("need a trainer that can be reseeded", async () => {
    const trainer = scriptedTrainer(bowl);
    delete (trainer as { reseed?: unknown }).reseed;
    await expect(runSweep(trainer, { repeats: 2 })).rejects.toThrow(InputError);
    expect(trainer.calls).toEqual([]);
  });
});

test("held-out losses come every k steps, at the LR of the step before", async () => {
  const trainer = scriptedTrainer(() => 1, { evaluate: async () => 0.5 });
  const { record, cost } = await runSweep(trainer, { ...options, evaluateEvery: 10 });
  expect(record.runs[0]?.heldOut.map((held) => held.stepIndex)).toEqual([9, 19, 29, 39]);
  expect(record.runs[0]?.heldOut[3]).toEqual({ stepIndex: 39, lr: 1, loss: 0.5 });
  expect(cost.evaluations).toBe(4);
  await expect(runSweep(scriptedTrainer(bowl), { evaluateEvery: 5 })).rejects.toThrow(
    "`evaluateEvery` needs held-out rows",
  );
});

test("events tell the whole story in order", async () => {
  const events: SweepEvent[] = [];
  const trainer = scriptedTrainer((_lr, step) => (step === 10 ? Number.NaN : 1));
  await runSweep(trainer, options, { onEvent: (event) => events.push(event) });
  expect(events[0]).toEqual({ type: "run-start", run: 0, seed: 0 });
  expect(events.filter((event) => event.type === "step")).toHaveLength(11);
  expect(events.at(-1)).toMatchObject({ type: "run-end", stopReason: "non-finite" });
});

test("the event loop turns during a long sweep, so that Ctrl-C is heard", async () => {
  const controller = new AbortController();
  const timer = setTimeout(() => controller.abort(), 40);
  const trainer = scriptedTrainer(() => {
    const until = performance.now() + 2;
    while (performance.now() < until);
    return 1;
  });
  const { record } = await runSweep(trainer, { steps: 5000 }, { signal: controller.signal });
  clearTimeout(timer);
  expect(record.runs[0]?.stopReason).toBe("cancelled");
});
