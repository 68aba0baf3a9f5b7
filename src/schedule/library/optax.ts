import { checkPositive, rejectOption } from "../../core/check.ts";
import { checkRisingSteps, checkTotal } from "../checks.ts";
import * as common from "../common-options.ts";
import { required } from "../define.ts";
import {
  checkFactors,
  checkShare,
  checkWarmupSteps,
  float,
  type NativeCall,
  python,
  sameAs,
  shared,
} from "./define.ts";
import { optaxOneCycle } from "./optax-one-cycle.ts";
import { optaxRestarts } from "./optax-restarts.ts";

const from = { semantics: "optax" } as const;
const call = (name: string, args: Record<string, string>): NativeCall => ({
  module: "optax",
  name,
  arguments: args,
});
const atLeastOne = "steps until the end value, at least 1 (optax stays constant for 0)";

/** The schedules of optax (float32 unless JAX is told otherwise, float64 here). */
export const optaxSchedules = [
  sameAs({
    ...from,
    kind: "constant",
    source: "constant_schedule",
    differs: "the same",
    options: { lr: required("lr", "the LR of every step, at least 0") },
    example: { lr: 0.1 },
    ours: (options) => ({ kind: "constant", ...options }),
    native: ({ lr }) => call("constant_schedule", { value: float(lr) }),
  }),
  sameAs({
    ...from,
    kind: "piecewise-constant",
    source: "piecewise_constant_schedule",
    differs:
      "it takes factors that multiply, not LRs; the step of a boundary has the new LR already",
    options: {
      peakLr: common.peakLr,
      boundaries: required("integers", "first steps of the next LRs, rising, at least 1"),
      factors: required("numbers", "what the LR is multiplied by at each boundary, above 0"),
    },
    example: { peakLr: 0.1, boundaries: [300, 600], factors: [0.3, 0.3] },
    ours(options) {
      const boundaries = checkRisingSteps("boundaries", options.boundaries);
      const lrs = [checkPositive("peakLr", options.peakLr)];
      for (const factor of checkFactors("factors", options.factors, boundaries.length)) {
        lrs.push((lrs.at(-1) as number) * factor);
      }
      return { kind: "piecewise-constant", boundaries, lrs };
    },
    native: ({ peakLr, boundaries, factors }) =>
      call("piecewise_constant_schedule", {
        init_value: float(peakLr),
        boundaries_and_scales: `{${(boundaries as number[])
          .map((step, index) => `${step}: ${float((factors as number[])[index])}`)
          .join(", ")}}`,
      }),
  }),
  sameAs({
    ...from,
    kind: "exponential-decay",
    source: "exponential_decay",
    differs: "the floor (end_value) is an LR that is never gone below; it never ends",
    options: {
      peakLr: common.peakLr,
      decaySteps: required("integer", "steps that the factor stands for, at least 1"),
      factor: shared.requiredFactor,
      staircase: common.staircase,
      floorLr: common.lowerBound,
    },
    example: { peakLr: 0.1, decaySteps: 100, factor: 0.9 },
    ours: (options) => ({ kind: "exponential-decay", ...options }),
    native: ({ peakLr, decaySteps, factor, staircase, floorLr }) =>
      call("exponential_decay", {
        init_value: float(peakLr),
        transition_steps: python(decaySteps),
        decay_rate: float(factor),
        staircase: python(staircase ?? false),
        end_value: float(floorLr ?? 0),
      }),
  }),
  sameAs({
    ...from,
    kind: "polynomial",
    source: "polynomial_schedule",
    differs: "the power must be given",
    options: {
      peakLr: common.peakLr,
      totalSteps: required("integer", atLeastOne),
      power: required("number", "above 0; 1 is a straight line"),
      floorLr: common.floorLr,
    },
    example: { peakLr: 0.1, totalSteps: 1000, power: 2 },
    ours: (options) => ({ kind: "polynomial", ...options }),
    native: ({ peakLr, totalSteps, power, floorLr }) =>
      call("polynomial_schedule", {
        init_value: float(peakLr),
        end_value: float(floorLr ?? 0),
        power: float(power),
        transition_steps: python(totalSteps),
      }),
  }),
  sameAs({
    ...from,
    kind: "linear-to-zero",
    source: "linear_schedule to 0",
    differs: "0 at totalSteps and after, as here",
    options: { peakLr: common.peakLr, totalSteps: required("integer", atLeastOne) },
    example: { peakLr: 0.1, totalSteps: 1000 },
    ours: (options) => ({ kind: "linear-to-zero", ...options }),
    native: ({ peakLr, totalSteps }) =>
      call("linear_schedule", {
        init_value: float(peakLr),
        end_value: "0.0",
        transition_steps: python(totalSteps),
      }),
  }),
  sameAs({
    ...from,
    kind: "linear-warmup",
    source: "warmup_constant_schedule",
    differs: "the start must be given, and is often 0, which wastes the first step",
    options: {
      peakLr: common.peakLr,
      warmupSteps: required("integer", atLeastOne),
      warmupStartLr: required("lr", "LR of step 0, from 0 to the peak"),
    },
    example: { peakLr: 0.1, warmupSteps: 100, warmupStartLr: 0 },
    ours({ warmupSteps, ...rest }) {
      const steps = checkWarmupSteps(warmupSteps);
      if (steps === 0) return rejectOption("warmupSteps", "at least 1", steps);
      return { kind: "linear-warmup", ...rest, warmupSteps: steps };
    },
    native: ({ peakLr, warmupSteps, warmupStartLr }) =>
      call("warmup_constant_schedule", {
        init_value: float(warmupStartLr),
        peak_value: float(peakLr),
        warmup_steps: python(warmupSteps),
      }),
  }),
  sameAs({
    ...from,
    kind: "cosine",
    source: "cosine_decay_schedule",
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
      call("cosine_decay_schedule", {
        init_value: float(peakLr),
        decay_steps: python(totalSteps),
        alpha: float(floorShare ?? 0),
      }),
  }),
  sameAs({
    ...from,
    kind: "warmup-cosine",
    source: "warmup_cosine_decay_schedule",
    differs:
      "totalSteps (decay_steps) counts the warmup, which must be shorter; the start must be given; the floor is an LR",
    options: {
      peakLr: common.peakLr,
      totalSteps: common.totalSteps,
      warmupSteps: required("integer", "steps of linear warmup, below totalSteps"),
      warmupStartLr: required("lr", "LR of step 0, from 0 to the peak"),
      floorLr: common.floorLr,
    },
    example: { peakLr: 0.1, totalSteps: 1000, warmupSteps: 50, warmupStartLr: 0 },
    ours(options) {
      const warmupSteps = checkWarmupSteps(options.warmupSteps);
      const totalSteps = checkTotal(options.totalSteps, { warmupSteps });
      if (warmupSteps === totalSteps) {
        return rejectOption("totalSteps", `above \`warmupSteps\` (${warmupSteps})`, totalSteps);
      }
      return { kind: "warmup-cosine", ...options };
    },
    native: ({ peakLr, totalSteps, warmupSteps, warmupStartLr, floorLr }) =>
      call("warmup_cosine_decay_schedule", {
        init_value: float(warmupStartLr),
        peak_value: float(peakLr),
        warmup_steps: python(warmupSteps),
        decay_steps: python(totalSteps),
        end_value: float(floorLr ?? 0),
      }),
  }),
  optaxRestarts,
  optaxOneCycle,
];
