import fc from "fast-check";
import { expect, it } from "vitest";
import { makePlan, planSchedule, shortenSchedule } from "../../src/plan/index.ts";
import { anyOptions } from "./plans.ts";

it("keeps the shares of the run", () => {
  const base = { lr: 0.1, optimizer: "sgd", totalSteps: 1000, stepsPerEpoch: 100 } as const;
  const { schedule, alternative } = makePlan(base);
  const short = { totalSteps: 100, warmupSteps: 5, peakLr: 0.1, stepsPerEpoch: 100 };
  expect(shortenSchedule(schedule, 100)).toMatchObject({ kind: "cosine", ...short, floorLr: 0 });
  expect(shortenSchedule(alternative, 100)).toMatchObject({ ...short, milestones: [50, 75] });
  const stable = makePlan({ ...base, schedule: "warmup-stable-decay" }).schedule;
  expect(shortenSchedule(stable, 100)).toMatchObject({ ...short, decaySteps: 20 });
  const epochs = makePlan({ ...base, per: "epoch", schedule: "step" }).schedule;
  const scaled = { stepsPerEpoch: 10, milestones: [50, 80], warmupSteps: 10 };
  expect(shortenSchedule(epochs, 100)).toMatchObject(scaled);
});

it("gives a schedule that trains, for any plan and length", () => {
  fc.assert(
    fc.property(anyOptions, fc.integer({ min: 1, max: 500 }), (options, steps) => {
      const { schedule, alternative } = makePlan(options);
      for (const each of [schedule, alternative].map((plan) => shortenSchedule(plan, steps))) {
        const lrAt = planSchedule(each);
        const lrs = Array.from({ length: steps }, (_, step) => lrAt(step));
        expect(Math.min(...lrs)).toBeGreaterThan(0);
        expect(Math.max(...lrs)).toBeLessThanOrEqual(each.peakLr * (1 + 1e-12));
        expect(each.totalSteps).toBe(steps);
      }
    }),
    { seed: 8, numRuns: 150 },
  );
});

it("refuses a length that is none", () => {
  const { schedule } = makePlan({ lr: 1, optimizer: "sgd", totalSteps: 9, stepsPerEpoch: 1 });
  expect(() => shortenSchedule(schedule, 0)).toThrow("`totalSteps`");
});
