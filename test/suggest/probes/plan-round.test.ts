import fc from "fast-check";
import { expect, test } from "vitest";
import { chooseFromProbes, type ProbeChoice } from "../../../src/suggest/probes/choose.ts";
import { planRound } from "../../../src/suggest/probes/plan-round.ts";
import { falling, probe } from "./helpers.ts";

const horizon = { totalSteps: 800, stepsPerEpoch: 4 };
const first = {
  round: 0,
  rounds: 2,
  stepsLeft: 640,
  totalSteps: 800,
  centreLr: 0.03,
  canReseed: true,
  before: null,
};
const second = { ...first, round: 1, stepsLeft: 400 };

/** What probes that ended at these held-out losses came to; they started at 2. */
const choiceOf = (ends: readonly number[], training?: number): ProbeChoice =>
  chooseFromProbes(
    ends.map((end, i) =>
      probe(0.01 * 10 ** (i / 2), {
        heldOut: falling(end),
        ...(training === undefined ? {} : { training }),
      }),
    ),
    horizon,
  ) as ProbeChoice;

test("a first round shares its half of the updates among four probes", () => {
  expect(planRound(first)).toEqual({ centreLr: 0.03, probeSteps: 80, steps: 320, reseed: false });
  expect(planRound({ ...first, rounds: 1 })).toMatchObject({ probeSteps: 160, steps: 640 });
});

test("the next goes over the pick with another data order, or with longer probes without one", () => {
  const before = choiceOf([1, 0.5, 1]);
  expect(planRound({ ...second, before })).toEqual({
    centreLr: 0.03,
    probeSteps: 100,
    steps: 400,
    reseed: true,
  });
  expect(planRound({ ...second, before, canReseed: false })).toMatchObject({
    probeSteps: 133,
    reseed: false,
  });
});

test("on a plateau it makes probes of twice the length, around the best, on the same data", () => {
  const before = choiceOf([1.7, 1.6, 1.59]);
  expect(before.onPlateau).toBe(true);
  const plan = planRound({ ...second, before });
  expect(plan).toMatchObject({ probeSteps: 160, steps: 400, reseed: false });
  expect(plan?.centreLr).toBeCloseTo(0.1, 12);
  expect(planRound({ ...second, before, totalSteps: 100 })?.probeSteps).toBe(100);
  // Two of them at least.
  expect(planRound({ ...second, before, stepsLeft: 200 })?.probeSteps).toBe(100);
});

test("a high loss that comes from over-fitting is no plateau", () => {
  expect(choiceOf([1.7, 1.6, 1.65], 0.2).onPlateau).toBe(false);
  expect(choiceOf([1.7, 1.3, 1.65]).onPlateau).toBe(false);
});

test("plans nothing that the updates do not allow", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 3000 }),
      fc.integer({ min: 1, max: 3000 }),
      fc.integer({ min: 0, max: 1 }),
      fc.boolean(),
      fc.double({ min: 0.1, max: 1.99, noNaN: true }),
      (stepsLeft, totalSteps, round, canReseed, end) => {
        const before = round === 0 ? null : choiceOf([end]);
        const plan = planRound({ ...first, round, stepsLeft, totalSteps, canReseed, before });
        if (plan === null) return;
        expect(plan.probeSteps).toBeGreaterThanOrEqual(12);
        expect(plan.probeSteps).toBeLessThanOrEqual(Math.min(totalSteps, plan.steps));
        expect(plan.steps).toBeLessThanOrEqual(stepsLeft);
        expect(plan.reseed && !canReseed).toBe(false);
      },
    ),
  );
});
