import { checkInteger, checkPositive } from "../../core/check.ts";
import { between, fillPowerFall, powerFallAt } from "../blend.ts";
import {
  checkBoolean,
  checkDecayFactor,
  checkPeakAndFloor,
  checkRisingSteps,
  checkTotal,
} from "../checks.ts";
import * as common from "../common-options.ts";
import { optional, required } from "../define.ts";
import { blend, COSINE_SHARE } from "../formula.ts";
import { checkStep, type Schedule, withLoop } from "../schedule.ts";
import {
  checkShare,
  checkWarmupSteps,
  float,
  type NativeCall,
  ofItsOwn,
  python,
  sameAs,
  shared,
} from "./define.ts";
import { checkCycleFactor, cycleLets, geometricCosines } from "./geometric.ts";

/**
 * Keras' `CosineDecayRestarts`. Keras computes in float32, where the logarithm that finds the cycle
 * can put a restart one step off; here it is float64.
 */
const kerasRestarts = ofItsOwn({
  semantics: "keras",
  kind: "cosine-restarts",
  source: "CosineDecayRestarts",
  differs:
    "each cycle is twice as long unless said otherwise, and its length is not rounded to whole steps; the floor (alpha) is a share of the peak",
  options: {
    peakLr: common.peakLr,
    cycleSteps: required("integer", "steps of the first cycle, at least 1"),
    cycleFactor: optional("number", "each cycle is this much longer, 1 to 1000", { value: 2 }),
    peakFactor: optional("number", "each peak is this share of the one before", { value: 1 }),
    floorShare: shared.floorShare,
  },
  example: { peakLr: 0.1, cycleSteps: 100 },
  resolve(options) {
    const peakLr = checkPositive("peakLr", options.peakLr);
    const cycleSteps = checkInteger("cycleSteps", options.cycleSteps, 1);
    const factor = checkCycleFactor(options.cycleFactor ?? 2);
    const peakFactor = checkDecayFactor("peakFactor", options.peakFactor ?? 1);
    const floorLr = peakLr * checkShare("floorShare", options.floorShare ?? 0);
    const height = peakFactor === 1 ? "" : "PEAK_FACTOR ** cycle * ";
    return {
      schedule: geometricCosines({
        cycleSteps,
        factor,
        cycles: Number.POSITIVE_INFINITY,
        floorLr,
        peakOf: (cycle) => between(floorLr, peakLr, peakFactor ** cycle),
      }),
      formula: {
        peak: peakLr,
        constants: {
          PEAK_LR: peakLr,
          FLOOR_LR: floorLr,
          CYCLE_STEPS: cycleSteps,
          CYCLE_FACTOR: factor,
          PEAK_FACTOR: peakFactor,
        },
        lets: cycleLets(factor, "step"),
        otherwise: blend("FLOOR_LR", "PEAK_LR", `${height}${COSINE_SHARE}`, floorLr),
      },
    };
  },
  native: ({ peakLr, cycleSteps, cycleFactor, peakFactor, floorShare }) => ({
    module: "keras.optimizers.schedules",
    name: "CosineDecayRestarts",
    arguments: {
      initial_learning_rate: float(peakLr),
      first_decay_steps: python(cycleSteps),
      t_mul: float(cycleFactor ?? 2),
      m_mul: float(peakFactor ?? 1),
      alpha: float(floorShare ?? 0),
    },
  }),
});

const from = { semantics: "keras" } as const;
const call = (name: string, args: Record<string, string>): NativeCall => ({
  module: "keras.optimizers.schedules",
  name,
  arguments: args,
});
const decay = {
  peakLr: common.peakLr,
  decaySteps: required("integer", "steps that the rate stands for, at least 1"),
  staircase: common.staircase,
};

function polynomialAt(
  step: number,
  peakLr: number,
  floorLr: number,
  totalSteps: number,
  power: number,
  cycle: boolean,
): number {
  const length = cycle ? totalSteps * Math.max(1, Math.ceil(step / totalSteps)) : totalSteps;
  return powerFallAt(step, { floor: floorLr, peak: peakLr, start: 0, steps: length, power });
}

/** The schedules of Keras 3 (float32 there, float64 here). */
export const kerasSchedules = [
  sameAs({
    ...from,
    kind: "piecewise-constant",
    source: "PiecewiseConstantDecay",
    differs: "the step of a boundary keeps the old LR; the new one comes a step later",
    options: {
      boundaries: required("integers", "last steps of the LRs, rising, at least 1"),
      lrs: required("numbers", "the LRs, one more than boundaries, at least 0"),
    },
    example: { boundaries: [300, 600], lrs: [0.1, 0.03, 0.01] },
    ours: ({ boundaries, lrs }) => ({
      kind: "piecewise-constant",
      boundaries: checkRisingSteps("boundaries", boundaries).map((step) => step + 1),
      lrs,
    }),
    native: ({ boundaries, lrs }) =>
      call("PiecewiseConstantDecay", {
        boundaries: python(boundaries),
        values: `[${(lrs as number[]).map(float).join(", ")}]`,
      }),
  }),
  sameAs({
    ...from,
    kind: "exponential-decay",
    source: "ExponentialDecay",
    differs: "it has no floor and no default number of steps; it never ends",
    options: { ...decay, factor: shared.requiredFactor },
    example: { peakLr: 0.1, decaySteps: 100, factor: 0.9 },
    ours: (options) => ({ kind: "exponential-decay", ...options }),
    native: ({ peakLr, decaySteps, factor, staircase }) =>
      call("ExponentialDecay", {
        initial_learning_rate: float(peakLr),
        decay_steps: python(decaySteps),
        decay_rate: float(factor),
        staircase: python(staircase ?? false),
      }),
  }),
  sameAs({
    ...from,
    kind: "inverse-time",
    source: "InverseTimeDecay",
    differs: "it has no floor; it never ends",
    options: {
      ...decay,
      decayRate: required("number", "after decaySteps the LR is peak / (1 + decayRate), above 0"),
    },
    example: { peakLr: 0.1, decaySteps: 100, decayRate: 1 },
    ours: (options) => ({ kind: "inverse-time", ...options }),
    native: ({ peakLr, decaySteps, decayRate, staircase }) =>
      call("InverseTimeDecay", {
        initial_learning_rate: float(peakLr),
        decay_steps: python(decaySteps),
        decay_rate: float(decayRate),
        staircase: python(staircase ?? false),
      }),
  }),
  ofItsOwn({
    ...from,
    kind: "polynomial",
    source: "PolynomialDecay",
    differs:
      "the floor is 1e-4 unless said otherwise; with cycle the LR rises again after totalSteps and falls over two, three, … times as many",
    options: {
      peakLr: common.peakLr,
      totalSteps: common.totalSteps,
      power: optional("number", "above 0; 1 is a straight line", { value: 1 }),
      floorLr: optional("lr", "LR at the end, from 0 to the peak", { value: 1e-4 }),
      cycle: optional("boolean", "start again after totalSteps", { value: false }),
    },
    example: { peakLr: 0.1, totalSteps: 1000 },
    resolve(options) {
      const floor = options.floorLr ?? 1e-4;
      const { peakLr, floorLr } = checkPeakAndFloor({ peakLr: options.peakLr, floorLr: floor });
      const totalSteps = checkTotal(options.totalSteps);
      const power = checkPositive("power", options.power ?? 1);
      const cycle = checkBoolean("cycle", options.cycle ?? false);
      const fall = { floor: floorLr, peak: peakLr, start: 0, steps: totalSteps, power };
      const at: Schedule = (step) => {
        checkStep(step);
        return polynomialAt(step, peakLr, floorLr, totalSteps, power, cycle);
      };
      // floor(a / b + 1) - (a % b == 0) would be the ceiling; integers allow this shorter form.
      const length = cycle
        ? "TOTAL_STEPS * max(1, floor((step + TOTAL_STEPS - 1) / TOTAL_STEPS))"
        : "TOTAL_STEPS";
      return {
        schedule: withLoop(at, (values, first) => {
          if (!cycle) return fillPowerFall(values, first, fall);
          for (let i = 0, n = values.length; i < n; i++)
            values[i] = polynomialAt(first + i, peakLr, floorLr, totalSteps, power, cycle);
        }),
        formula: {
          peak: peakLr,
          constants: { PEAK_LR: peakLr, FLOOR_LR: floorLr, TOTAL_STEPS: totalSteps, POWER: power },
          lets: [["progress", `min(1.0, step / (${length}))`]],
          otherwise: blend("FLOOR_LR", "PEAK_LR", "(1 - progress) ** POWER", floorLr),
        },
      };
    },
    native: ({ peakLr, totalSteps, power, floorLr, cycle }) =>
      call("PolynomialDecay", {
        initial_learning_rate: float(peakLr),
        decay_steps: python(totalSteps),
        end_learning_rate: float(floorLr ?? 1e-4),
        power: float(power ?? 1),
        cycle: python(cycle ?? false),
      }),
  }),
  sameAs({
    ...from,
    kind: "cosine",
    source: "CosineDecay",
    differs: "the floor (alpha) is a share of the peak; it is held after totalSteps",
    options: {
      peakLr: common.peakLr,
      totalSteps: common.totalSteps,
      floorShare: shared.floorShare,
    },
    example: { peakLr: 0.1, totalSteps: 1000, floorShare: 0.01 },
    ours: ({ peakLr, totalSteps, floorShare }) => ({
      kind: "cosine",
      peakLr,
      totalSteps,
      floorLr: checkPositive("peakLr", peakLr) * checkShare("floorShare", floorShare ?? 0),
    }),
    native: ({ peakLr, totalSteps, floorShare }) =>
      call("CosineDecay", {
        initial_learning_rate: float(peakLr),
        decay_steps: python(totalSteps),
        alpha: float(floorShare ?? 0),
      }),
  }),
  sameAs({
    ...from,
    kind: "warmup-cosine",
    source: "CosineDecay with warmup_target",
    differs:
      "totalSteps (decay_steps) leaves the warmup out, so the floor is reached at warmupSteps + totalSteps; the floor (alpha) is a share of the peak",
    options: {
      peakLr: common.peakLr,
      totalSteps: common.totalSteps,
      warmupSteps: shared.warmupSteps,
      warmupStartLr: shared.warmupFromZero,
      floorShare: shared.floorShare,
    },
    example: { peakLr: 0.1, totalSteps: 1000, warmupSteps: 50 },
    ours({ peakLr, totalSteps, warmupSteps: given, warmupStartLr, floorShare }) {
      const warmupSteps = checkWarmupSteps(given);
      return {
        kind: "warmup-cosine",
        peakLr,
        totalSteps: checkInteger("totalSteps", totalSteps, 1) + warmupSteps,
        warmupSteps,
        warmupStartLr: warmupStartLr ?? 0,
        floorLr: checkPositive("peakLr", peakLr) * checkShare("floorShare", floorShare ?? 0),
      };
    },
    native: ({ peakLr, totalSteps, warmupSteps, warmupStartLr, floorShare }) =>
      call("CosineDecay", {
        initial_learning_rate: float(warmupStartLr ?? 0),
        decay_steps: python(totalSteps),
        alpha: float(floorShare ?? 0),
        warmup_target: float(peakLr),
        warmup_steps: python(warmupSteps ?? 0),
      }),
  }),
  kerasRestarts,
];
