import { expect, test } from "vitest";
import { runTrial } from "../../src/sweep/run-trial.ts";
import type { TrialEvent } from "../../src/sweep/trial-types.ts";
import { scriptedTrainer } from "../helpers/scripted-trainer.ts";

const at = (lr: number) => ({ label: "probe", steps: 6, lrAt: () => lr });

test("starts from the snapshot, follows the schedule and measures where asked", async () => {
  const events: TrialEvent[] = [];
  const trainer = scriptedTrainer((lr, step) => 10 - step - lr, { evaluate: async () => 5 });
  await trainer.snapshot();
  await trainer.step(1);
  const { trial, failure, cost } = await runTrial(
    trainer,
    { label: "probe", steps: 4, lrAt: (i) => (i + 1) / 10, evaluateAfter: [0, 2, 4], trial: 3 },
    { onEvent: (event) => events.push(event) },
  );
  expect(failure).toBeNull();
  expect(trial).toMatchObject({
    peakLr: 0.4,
    lrs: [0.1, 0.2, 0.3, 0.4],
    losses: [9.9, 8.8, 7.7, 6.6].map((loss) => expect.closeTo(loss, 9)),
    heldOut: [0, 2, 4].map((stepsDone) => ({ stepsDone, loss: 5 })),
    stopReason: "completed",
  });
  expect(cost).toEqual({ trainSteps: 4, evaluations: 3 });
  expect(events.map(({ type }) => type)).toEqual([
    "trial-start",
    "trial-held-out",
    "trial-step",
    "trial-step",
    "trial-held-out",
    "trial-step",
    "trial-step",
    "trial-held-out",
    "trial-end",
  ]);
  expect(new Set(events.map(({ trial: number }) => number))).toEqual(new Set([3]));
});

test("ends at a non-finite loss, at a divergence, and when it is hopeless", async () => {
  const nan = await runTrial(
    scriptedTrainer((_, step) => (step === 3 ? Number.NaN : 1)),
    at(1),
  );
  expect(nan.trial).toMatchObject({ stopReason: "non-finite" });
  expect(nan.trial.losses).toHaveLength(4);
  const grows = scriptedTrainer((_, step) => 1 + 10 ** step);
  const diverged = await runTrial(grows, { ...at(1), steps: 50 });
  expect(diverged.trial.stopReason).toBe("diverged");
  const abandoned = await runTrial(
    scriptedTrainer(() => 1),
    {
      ...at(1),
      abandon: ({ losses }) => (losses.length === 2 ? "no hope" : null),
    },
  );
  expect(abandoned.trial).toMatchObject({ stopReason: "abandoned", stopDetail: "no hope" });
  expect(abandoned.trial.losses).toHaveLength(2);
});

test("a skipped update is tried again; too many end it", async () => {
  const once = scriptedTrainer((_, step) =>
    step === 1 ? { loss: 1, skipped: true } : { loss: 1 },
  );
  const { trial, cost } = await runTrial(once, at(1));
  expect(trial.losses).toHaveLength(6);
  expect(cost.trainSteps).toBe(7);
  const always = await runTrial(
    scriptedTrainer(() => ({ loss: 1, skipped: true })),
    at(1),
  );
  expect(always.trial).toMatchObject({ stopReason: "non-finite", losses: [] });
});

test("a failure, a wrong LR and a cancellation keep what was recorded", async () => {
  const failing = scriptedTrainer((_, step) => {
    if (step === 2) throw new Error("boom");
    return 1;
  });
  const failed = await runTrial(failing, at(1));
  expect(failed.failure?.message).toMatch(/step 3 of 6.*boom/);
  expect(failed.trial).toMatchObject({ stopReason: "trainer-ended", losses: [1, 1] });
  const wrong = await runTrial(
    scriptedTrainer(() => ({ loss: 1, lr: 0.5 })),
    at(1),
  );
  expect(wrong.failure?.code).toBe("lr-not-applied");
  const control = new AbortController();
  control.abort();
  const cancelled = await runTrial(
    scriptedTrainer(() => 1),
    at(1),
    { signal: control.signal },
  );
  expect(cancelled.trial).toMatchObject({ stopReason: "cancelled", losses: [] });
});

test("another seed reseeds after the state was put back", async () => {
  const trainer = scriptedTrainer((_lr, _step, seed) => seed);
  const { trial } = await runTrial(trainer, { ...at(1), seed: 9 });
  expect(trainer.calls).toEqual(["restore", "reseed 9"]);
  expect(trial).toMatchObject({ seed: 9, losses: [9, 9, 9, 9, 9, 9] });
});
