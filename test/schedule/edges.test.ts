import { describe, expect, it } from "vitest";
import {
  buildSchedule,
  oneCycle,
  reduceOnPlateau,
  type ScheduleSpec,
  sample,
  warmupCosine,
  warmupStableDecay,
} from "../../src/schedule/index.ts";

const peakLr = 0.1;

describe("one step of training", () => {
  const specs: ScheduleSpec[] = [
    { kind: "polynomial", peakLr, totalSteps: 1 },
    { kind: "linear-to-zero", peakLr, totalSteps: 1 },
    { kind: "linear-to-zero", peakLr, totalSteps: 1, zeroAt: "last-step" },
    { kind: "cosine", peakLr, totalSteps: 1 },
    { kind: "warmup-cosine", peakLr, totalSteps: 1 },
    { kind: "warmup-cosine", peakLr, totalSteps: 1, warmupSteps: 1 },
    { kind: "warmup-cosine", peakLr, totalSteps: 1, holdSteps: 1 },
    { kind: "one-cycle", peakLr, totalSteps: 1 },
    { kind: "warmup-stable-decay", peakLr, totalSteps: 1 },
    { kind: "warmup-stable-decay", peakLr, totalSteps: 1, decaySteps: 1 },
    { kind: "rex", peakLr, totalSteps: 1 },
    { kind: "triangular", peakLr, floorLr: 0.1, halfCycleSteps: 1 },
    { kind: "cosine-restarts", peakLr, cycleSteps: 1 },
  ];
  it.each(specs)("$kind trains it at the peak", (spec) => {
    expect(Array.from(sample(buildSchedule(spec), 1))).toEqual([0.1]);
  });
});

describe("warmup-cosine at its seams", () => {
  it("hits start, peak and floor exactly, with numbers that do not add up in binary", () => {
    const schedule = warmupCosine({
      peakLr: 0.3,
      totalSteps: 50,
      warmupSteps: 7,
      warmupStartLr: 0.1,
      holdSteps: 3,
      floorLr: 0.7e-1,
    });
    expect(schedule(0)).toBe(0.1);
    expect([7, 8, 9, 10].map(schedule)).toEqual([0.3, 0.3, 0.3, 0.3]);
    expect(schedule(11)).toBeLessThan(0.3);
    expect([50, 51, 1000].map(schedule)).toEqual([0.07, 0.07, 0.07]);
  });

  it("with no room for a decay holds the peak to the end", () => {
    const schedule = warmupCosine({ peakLr: 1, totalSteps: 6, warmupSteps: 4, holdSteps: 2 });
    expect(Array.from(sample(schedule, 8))).toEqual([0.25, 0.4375, 0.625, 0.8125, 1, 1, 0, 0]);
  });
});

it("warmup-stable-decay without a decay drops to the floor at the end", () => {
  const schedule = warmupStableDecay({ peakLr: 1, totalSteps: 3, decaySteps: 0, floorLr: 0.5 });
  expect(Array.from(sample(schedule, 5))).toEqual([1, 1, 1, 0.5, 0.5]);
});

describe("one-cycle with a phase of no length", () => {
  it("starts at the peak when there is no rise", () => {
    const schedule = oneCycle({ peakLr: 1, totalSteps: 3, riseShare: 0, anneal: "linear" });
    expect(schedule(0)).toBe(1);
    expect(schedule(1)).toBeCloseTo((1 + 4e-6) / 2, 12);
    expect(schedule(2)).toBe(0.04 / 1e4);
  });

  it("ends at the peak when there is no fall, and drops after it", () => {
    const schedule = oneCycle({ peakLr: 1, totalSteps: 3, riseShare: 1 });
    expect([0, 2, 3].map(schedule)).toEqual([0.04, 1, 0.04 / 1e4]);
  });
});

describe("reduce on plateau", () => {
  it("improves on negative losses, where a share of the best would ask for worse", () => {
    const plateau = reduceOnPlateau({ startLr: 1, patience: 0, threshold: 0.1 });
    const lrs = [-10, -11.1, -12.5].map((loss) => plateau.observe(loss));
    expect(lrs).toEqual([1, 1, 1]);
    expect(plateau.observe(-12.6)).toBeCloseTo(0.1, 12);
  });

  it("counts NaN and infinite losses as bad, also at the start", () => {
    const plateau = reduceOnPlateau({ startLr: 1, patience: 1, factor: 0.5 });
    const losses = [Number.NaN, Number.POSITIVE_INFINITY, 3, Number.NEGATIVE_INFINITY];
    expect(losses.map((loss) => plateau.observe(loss))).toEqual([1, 0.5, 0.5, 0.5]);
    expect(plateau.getState().best).toBe(3);
  });

  it("goes on from a saved state through JSON", () => {
    const options = { startLr: 1, patience: 1, cooldown: 2, factor: 0.5 };
    const losses = [3, 2, 2, 2, 2, 2, 2, 2, 1, 1, 1, 1];
    const whole = reduceOnPlateau(options);
    const expected = losses.map((loss) => whole.observe(loss));
    for (let cut = 0; cut < losses.length; cut++) {
      const first = reduceOnPlateau(options);
      const second = reduceOnPlateau(options);
      const begin = losses.slice(0, cut).map((loss) => first.observe(loss));
      second.setState(JSON.parse(JSON.stringify(first.getState())));
      expect([...begin, ...losses.slice(cut).map((loss) => second.observe(loss))]).toEqual(
        expected,
      );
    }
  });

  it("rejects a state that is not one, and a metric that is not a number", () => {
    const plateau = reduceOnPlateau({ startLr: 1 });
    const state = plateau.getState();
    expect(() => plateau.setState({ ...state, lr: 2 })).toThrow("`state.lr`");
    expect(() => plateau.setState({ ...state, best: Number.NaN })).toThrow("`state.best`");
    expect(() => plateau.setState({ ...state, cooldownLeft: -1 })).toThrow("`state.cooldownLeft`");
    expect(() => plateau.observe("1" as unknown as number)).toThrow("`metric`");
    expect(plateau.getState()).toEqual(state);
  });
});
