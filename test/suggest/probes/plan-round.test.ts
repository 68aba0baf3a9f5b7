import fc from "fast-check";
import { expect, test } from "vitest";
import { planRound } from "../../../src/suggest/probes/plan-round.ts";

const first = {
  round: 0,
  rounds: 2,
  stepsLeft: 640,
  totalSteps: 800,
  canReseed: true,
};
const second = { ...first, round: 1, stepsLeft: 400 };

test("a first round shares its half of the updates among four probes", () => {
  expect(planRound(first)).toEqual({ probeSteps: 80, steps: 320, reseed: false });
  expect(planRound({ ...first, rounds: 1 })).toMatchObject({ probeSteps: 160, steps: 640 });
});

test("the next has another data order, or longer probes without one", () => {
  expect(planRound(second)).toEqual({
    probeSteps: 100,
    steps: 400,
    reseed: true,
  });
  expect(planRound({ ...second, canReseed: false })).toMatchObject({
    probeSteps: 133,
    reseed: false,
  });
});

test("no probe is longer than the run, or shorter than 12 updates", () => {
  expect(planRound({ ...first, totalSteps: 50 })?.probeSteps).toBe(50);
  expect(planRound({ ...first, stepsLeft: 96 })?.probeSteps).toBe(12);
  expect(planRound({ ...first, stepsLeft: 95 })).toBeNull();
});

test("plans nothing that the updates do not allow", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 3000 }),
      fc.integer({ min: 1, max: 3000 }),
      fc.integer({ min: 0, max: 1 }),
      fc.boolean(),
      (stepsLeft, totalSteps, round, canReseed) => {
        const plan = planRound({ ...first, round, stepsLeft, totalSteps, canReseed });
        if (plan === null) return;
        expect(plan.probeSteps).toBeGreaterThanOrEqual(12);
        expect(plan.probeSteps).toBeLessThanOrEqual(Math.min(totalSteps, plan.steps));
        expect(plan.steps).toBeLessThanOrEqual(stepsLeft);
        expect(plan.reseed && !canReseed).toBe(false);
      },
    ),
  );
});
