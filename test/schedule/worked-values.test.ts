import { describe, expect, it } from "vitest";
import {
  buildSchedule,
  constant,
  cosineRestartEnds,
  join,
  linearToZero,
  offset,
  perEpoch,
  reduceOnPlateau,
  type Schedule,
  type ScheduleSpec,
  scale,
} from "../../src/schedule/index.ts";

// The worked values that the doc comments state, worked out by hand.
type Row = [ScheduleSpec, Record<number, number>];
const peakLr = 0.1;

const rows: Row[] = [
  [
    { kind: "constant", lr: 0.1 },
    { 0: 0.1, 1e9: 0.1 },
  ],
  [
    { kind: "piecewise-constant", boundaries: [10, 20], lrs: [1, 0.5, 0.1] },
    { 9: 1, 10: 0.5, 19: 0.5, 20: 0.1 },
  ],
  [
    { kind: "inverse-time", peakLr, decayRate: 1, decaySteps: 100 },
    { 0: 0.1, 100: 0.05, 300: 0.025 },
  ],
  [
    { kind: "exponential-decay", peakLr, factor: 0.5, decaySteps: 100 },
    { 100: 0.05, 50: 0.1 / Math.SQRT2 },
  ],
  [
    { kind: "exponential-decay", peakLr, factor: 0.5, decaySteps: 100, staircase: true },
    { 50: 0.1, 99: 0.1, 100: 0.05 },
  ],
  [
    { kind: "step-decay", peakLr, every: 10, unit: "epoch", stepsPerEpoch: 50 },
    { 499: 0.1, 500: 0.05 },
  ],
  [
    { kind: "multi-step", peakLr, milestones: [300, 600], unit: "step" },
    { 299: 0.1, 300: 0.01, 600: 0.001, 1e6: 0.001 },
  ],
  [
    { kind: "multi-step", peakLr, milestones: [3, 6], unit: "epoch", stepsPerEpoch: 100 },
    { 299: 0.1, 300: 0.01, 600: 0.001 },
  ],
  [
    { kind: "polynomial", peakLr, totalSteps: 100, power: 2 },
    { 0: 0.1, 50: 0.025, 100: 0, 1e6: 0 },
  ],
  [
    { kind: "linear-to-zero", peakLr, totalSteps: 10 },
    { 9: 0.01, 10: 0 },
  ],
  [
    { kind: "linear-to-zero", peakLr, totalSteps: 10, zeroAt: "last-step" },
    { 0: 0.1, 9: 0 },
  ],
  [
    { kind: "cosine", peakLr, totalSteps: 100 },
    { 0: 0.1, 50: 0.05, 75: 0.0146446609, 100: 0, 150: 0 },
  ],
  [
    { kind: "cosine-restarts", peakLr, cycleSteps: 100, cycleFactor: 2, peakFactor: 0.5 },
    { 0: 0.1, 50: 0.05, 100: 0.05, 200: 0.025, 300: 0.025 },
  ],
  [
    { kind: "linear-warmup", peakLr, warmupSteps: 10 },
    { 0: 0.01, 1: 0.019, 10: 0.1, 1e6: 0.1 },
  ],
  [
    { kind: "linear-warmup", peakLr, warmupSteps: 10, warmupStartLr: 0 },
    { 0: 0, 5: 0.05 },
  ],
  [
    {
      kind: "warmup-cosine",
      peakLr,
      totalSteps: 120,
      warmupSteps: 10,
      holdSteps: 10,
      warmupStartLr: 0.01,
    },
    { 0: 0.01, 5: 0.055, 10: 0.1, 20: 0.1, 70: 0.05, 120: 0, 121: 0 },
  ],
  [
    { kind: "one-cycle", peakLr: 1, totalSteps: 100 },
    { 0: 0.04, 29: 1, 99: 4e-6, 100: 4e-6 },
  ],
  [
    { kind: "one-cycle-momentum", totalSteps: 100 },
    { 0: 0.95, 29: 0.85, 99: 0.95, 500: 0.95 },
  ],
  [
    { kind: "triangular", floorLr: 0.001, peakLr: 0.006, halfCycleSteps: 2000 },
    { 0: 0.001, 2000: 0.006, 3000: 0.0035, 4000: 0.001 },
  ],
  [
    { kind: "triangular2", floorLr: 0.001, peakLr: 0.006, halfCycleSteps: 2000 },
    { 2000: 0.006, 6000: 0.0035, 10000: 0.00225 },
  ],
  [
    { kind: "exp-range", floorLr: 0, peakLr: 1, halfCycleSteps: 10, gamma: 0.99 },
    { 10: 0.904382075, 20: 0, 30: 0.7397003734 },
  ],
  [
    { kind: "warmup-stable-decay", peakLr, totalSteps: 100, warmupSteps: 10 },
    { 0: 0.01, 10: 0.1, 80: 0.1, 85: 0.05, 100: 0, 101: 0 },
  ],
  [
    { kind: "rex", peakLr, totalSteps: 100 },
    { 0: 0.1, 50: 0.0666666667, 75: 0.04, 100: 0 },
  ],
  [
    { kind: "inverse-sqrt", peakLr, warmupSteps: 100 },
    { 0: 0.001, 100: 0.1, 400: 0.05 },
  ],
];

function expectValues(schedule: Schedule, values: Record<number, number>): void {
  for (const [step, value] of Object.entries(values)) {
    expect(schedule(Number(step)), `step ${step}`).toBeCloseTo(value, 9);
  }
}

describe("values stated in the doc comments", () => {
  it.each(rows)("%j", (spec, values) => expectValues(buildSchedule(spec), values));

  const line = linearToZero({ peakLr: 1, totalSteps: 10 });

  it("join", () => {
    const joined = join({ schedules: [constant({ lr: 1 }), line], boundaries: [5] });
    expectValues(joined, { 4: 1, 5: 1, 10: 0.5, 15: 0, 99: 0 });
  });

  it("scale", () => {
    expectValues(scale({ schedule: constant({ lr: 0.1 }), factor: 0.5 }), { 0: 0.05 });
  });

  it("offset", () => {
    expectValues(offset({ schedule: line, steps: 5 }), { 0: 1, 5: 1, 10: 0.5 });
    expectValues(offset({ schedule: line, steps: -5 }), { 0: 0.5, 4: 0.1, 5: 0 });
  });

  it("perEpoch", () => {
    const held = { schedule: line, stepsPerEpoch: 5 } as const;
    expectValues(perEpoch({ ...held, counts: "steps" }), { 0: 1, 4: 1, 5: 0.5, 9: 0.5, 10: 0 });
    expectValues(perEpoch({ ...held, counts: "epochs" }), { 0: 1, 4: 1, 5: 0.9, 9: 0.9, 10: 0.8 });
  });

  it("cosineRestartEnds", () => {
    expect(cosineRestartEnds({ cycleSteps: 100, cycleFactor: 2 }, 700)).toEqual([99, 299, 699]);
    expect(cosineRestartEnds({ cycleSteps: 100, cycleFactor: 2 }, 699)).toEqual([99, 299]);
    expect(cosineRestartEnds({ cycleSteps: 10 }, 35)).toEqual([9, 19, 29]);
    expect(cosineRestartEnds({ cycleSteps: 10 }, 9)).toEqual([]);
  });

  it("reduceOnPlateau", () => {
    const plateau = reduceOnPlateau({ startLr: 0.1, patience: 1 });
    const lrs = [1, 1, 1, 1, 1].map((loss) => plateau.observe(loss));
    for (const [index, lr] of [0.1, 0.1, 0.01, 0.01, 0.001].entries()) {
      expect(lrs[index]).toBeCloseTo(lr, 12);
    }
  });
});
