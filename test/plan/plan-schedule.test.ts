import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { makePlan, planSchedule, type SchedulePlan } from "../../src/plan/index.ts";
import { sample } from "../../src/schedule/index.ts";
import { anyOptions } from "./plans.ts";

const seed = 77;
const cosine: SchedulePlan = {
  kind: "cosine",
  peakLr: 0.1,
  warmupStartLr: 0.01,
  warmupSteps: 10,
  floorLr: 0.001,
  totalSteps: 110,
  stepsPerEpoch: 20,
  per: "step",
};
const step: SchedulePlan = {
  kind: "step",
  peakLr: 0.1,
  warmupStartLr: 0.01,
  warmupSteps: 10,
  milestones: [50, 80],
  factor: 0.1,
  totalSteps: 110,
  stepsPerEpoch: 20,
  per: "step",
};

const stable: SchedulePlan = {
  kind: "warmup-stable-decay",
  peakLr: 0.1,
  warmupStartLr: 0.01,
  warmupSteps: 10,
  decaySteps: 20,
  floorLr: 0,
  totalSteps: 110,
  stepsPerEpoch: 20,
  per: "step",
};

function expectAt(plan: SchedulePlan, values: Record<number, number>): void {
  const lrAt = planSchedule(plan);
  for (const [at, lr] of Object.entries(values)) expect(lrAt(Number(at))).toBeCloseTo(lr, 12);
}

describe("values worked out by hand", () => {
  it("cosine", () => {
    expectAt(cosine, { 0: 0.01, 5: 0.055, 10: 0.1, 60: 0.0505, 110: 0.001, 500: 0.001 });
  });

  it("step", () => {
    const drops = { 49: 0.1, 50: 0.01, 79: 0.01, 80: 0.001, 109: 0.001, 500: 0.001 };
    expectAt(step, { 0: 0.01, 9: 0.091, 10: 0.1, ...drops });
    expectAt({ ...step, warmupSteps: 0 }, { 0: 0.1, ...drops });
    expectAt({ ...step, milestones: [] }, { 10: 0.1, 500: 0.1 });
  });

  it("warmup-stable-decay", () => {
    // 1 - sqrt(1 / 4) = 1 / 2 a quarter into the decay.
    expectAt(stable, { 0: 0.01, 5: 0.055, 10: 0.1, 90: 0.1, 95: 0.05, 110: 0, 500: 0 });
    expectAt({ ...stable, decaySteps: 0 }, { 109: 0.1 });
  });

  it("per epoch, an even ramp from plan to peak", () => {
    const base = { lr: 0.3, optimizer: "sgd", stepsPerEpoch: 10, per: "epoch" } as const;
    const { schedule } = makePlan({ ...base, totalSteps: 80, warmupSteps: 20, schedule: "step" });
    expectAt(schedule, { 0: 0.1, 9: 0.1, 10: 0.2, 19: 0.2, 20: 0.3, 39: 0.3, 40: 0.03, 60: 0.003 });
  });
});

it("starts at the warmup's start, reaches the peak, ends at the floor, for any circumstances", () => {
  fc.assert(
    fc.property(anyOptions, (options) => {
      const plan = makePlan(options);
      for (const each of [plan.schedule, plan.alternative]) {
        const lrs = sample(planSchedule(each), each.totalSteps);
        expect(lrs[0]).toBe(each.warmupStartLr);
        expect(Math.max(...lrs)).toBe(each.peakLr);
        expect(each.peakLr).toBe(plan.initialLr);
        expect(lrs.indexOf(each.peakLr)).toBe(each.warmupSteps);
        expect(Math.min(...lrs)).toBeGreaterThan(0);
        if (each.kind === "step") {
          const lowest = each.peakLr * each.factor ** each.milestones.length;
          expect((lrs.at(-1) as number) / lowest).toBeCloseTo(1, 9);
        } else {
          const end = Math.ceil(each.totalSteps / each.stepsPerEpoch) * each.stepsPerEpoch;
          expect(planSchedule(each)(each.per === "step" ? each.totalSteps : end)).toBe(
            each.floorLr,
          );
        }
      }
    }),
    { seed, numRuns: 100 },
  );
});

it("changes only at epoch starts with per epoch, milestones included", () => {
  fc.assert(
    fc.property(anyOptions, (options) => {
      const { schedule, alternative } = makePlan({ ...options, per: "epoch" });
      for (const each of [schedule, alternative]) {
        const lrs = sample(planSchedule(each), Math.min(each.totalSteps, 5000));
        const changes = [...lrs.keys()].filter((at) => at > 0 && lrs[at] !== lrs[at - 1]);
        expect(changes.filter((at) => at % each.stepsPerEpoch !== 0)).toEqual([]);
      }
    }),
    { seed, numRuns: 60 },
  );
});

it("rejects numbers that are no schedule, by name", () => {
  expect(() => planSchedule({ ...cosine, floorLr: 0.2 })).toThrow("`floorLr`");
  expect(() => planSchedule({ ...cosine, totalSteps: 9 })).toThrow("`totalSteps`");
  expect(() => planSchedule({ ...step, milestones: [80, 50] })).toThrow("`milestones[1]`");
  expect(() => planSchedule({ ...step, factor: 0 })).toThrow("`factor`");
  expect(() => planSchedule({ ...cosine, per: "epoch", stepsPerEpoch: 0 })).toThrow(
    "`stepsPerEpoch`",
  );
});
