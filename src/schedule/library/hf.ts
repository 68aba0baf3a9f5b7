import { checkInteger, checkPositive } from "../../core/check.ts";
import { fillPowerFall, powerFallAt } from "../blend.ts";
import { checkTotal, checkUpTo } from "../checks.ts";
import * as common from "../common-options.ts";
import { optional, required } from "../define.ts";
import { checkStep, type Schedule, withLoop } from "../schedule.ts";
import { checkShare, checkWarmupSteps, float, python, sameAs, shared } from "./define.ts";
import { hfCosines } from "./hf-cosines.ts";
import { afterWarmup, hfCall, warmedOptions } from "./hf-warmup.ts";

const from = { semantics: "hf" } as const;

function lineAt(step: number, peakLr: number, totalSteps: number, decaySteps: number): number {
  return step < totalSteps ? peakLr * ((totalSteps - step) / decaySteps) : 0;
}

/** The schedules of Hugging Face transformers. Every warmup starts at 0, so that step 0 is wasted. */
export const hfSchedules = [
  sameAs({
    ...from,
    kind: "constant",
    source: "get_constant_schedule",
    differs: "the same",
    options: { lr: required("lr", "the LR of every step, above 0") },
    example: { lr: 0.1 },
    ours: ({ lr }) => ({ kind: "constant", lr: checkPositive("lr", lr) }),
    native: () => hfCall("get_constant_schedule", {}),
  }),
  sameAs({
    ...from,
    kind: "linear-warmup",
    source: "get_constant_schedule_with_warmup",
    differs: "the warmup starts at 0",
    options: {
      peakLr: common.peakLr,
      warmupSteps: required("integer", "step at which the peak is reached, at least 0"),
    },
    example: { peakLr: 0.1, warmupSteps: 100 },
    ours: ({ peakLr, warmupSteps }) => ({
      kind: "linear-warmup",
      peakLr,
      warmupSteps,
      warmupStartLr: 0,
    }),
    native: ({ warmupSteps }) =>
      hfCall("get_constant_schedule_with_warmup", { num_warmup_steps: python(warmupSteps) }),
  }),
  afterWarmup({
    kind: "linear-to-zero",
    source: "get_linear_schedule_with_warmup",
    differs: "it has a warmup, which starts at 0 and counts in totalSteps; 0 is held after the end",
    options: warmedOptions,
    example: { peakLr: 0.1, totalSteps: 1000, warmupSteps: 50 },
    resolve(_options, { peakLr, totalSteps, decaySteps }) {
      const at: Schedule = (step) => {
        checkStep(step);
        return lineAt(step, peakLr, totalSteps, decaySteps);
      };
      return {
        constants: { TOTAL_STEPS: totalSteps, DECAY_STEPS: decaySteps },
        schedule: withLoop(at, (values, first) => {
          for (let i = 0, n = values.length; i < n; i++)
            values[i] = lineAt(first + i, peakLr, totalSteps, decaySteps);
        }),
        code: "max(0.0, (TOTAL_STEPS - step) / DECAY_STEPS)",
      };
    },
    native: ({ totalSteps, warmupSteps }) =>
      hfCall("get_linear_schedule_with_warmup", {
        num_warmup_steps: python(warmupSteps ?? 0),
        num_training_steps: python(totalSteps),
      }),
  }),
  afterWarmup({
    kind: "polynomial",
    source: "get_polynomial_decay_schedule_with_warmup",
    differs:
      "the floor is 1e-7 unless said otherwise and held after the end; it has a warmup, which starts at 0 and counts in totalSteps",
    options: {
      ...warmedOptions,
      power: optional("number", "above 0; 1 is a straight line", { value: 1 }),
      floorLr: optional("lr", "LR at the end, from 0 to the peak", { value: 1e-7 }),
    },
    example: { peakLr: 0.1, totalSteps: 1000, warmupSteps: 50 },
    resolve(options, { peakLr, warmupSteps, decaySteps }) {
      const power = checkPositive("power", options.power ?? 1);
      const floorLr = checkUpTo("floorLr", options.floorLr ?? 1e-7, "peakLr", peakLr);
      const fall = { floor: floorLr, peak: peakLr, start: warmupSteps, steps: decaySteps, power };
      const at: Schedule = (step) => {
        checkStep(step);
        return powerFallAt(step, fall);
      };
      return {
        constants: {
          WARMUP_STEPS: warmupSteps,
          DECAY_STEPS: decaySteps,
          POWER: power,
          FLOOR_SHARE: floorLr / peakLr,
        },
        schedule: withLoop(at, (values, first) => fillPowerFall(values, first, fall)),
        lets: [["progress", "min(1.0, max(0, step - WARMUP_STEPS) / DECAY_STEPS)"]],
        code: "((1 - FLOOR_SHARE) * (1 - progress) ** POWER + FLOOR_SHARE)",
      };
    },
    native: ({ totalSteps, warmupSteps, power, floorLr }) =>
      hfCall("get_polynomial_decay_schedule_with_warmup", {
        num_warmup_steps: python(warmupSteps ?? 0),
        num_training_steps: python(totalSteps),
        lr_end: float(floorLr ?? 1e-7),
        power: float(power ?? 1),
      }),
  }),
  ...hfCosines,
  sameAs({
    ...from,
    kind: "inverse-sqrt",
    source: "get_inverse_sqrt_schedule",
    differs: "the warmup starts at 0; it has no floor",
    options: {
      peakLr: common.peakLr,
      warmupSteps: { ...shared.warmupSteps, description: "steps of linear warmup from 0" },
      timescale: optional("integer", "steps in which the LR falls by sqrt 2, at least 1", {
        text: "warmupSteps, or 10000 without warmup",
      }),
    },
    example: { peakLr: 0.1, warmupSteps: 100 },
    ours: (options) => ({ kind: "inverse-sqrt", ...options, warmupStartLr: 0 }),
    native: ({ warmupSteps, timescale }) =>
      hfCall("get_inverse_sqrt_schedule", {
        num_warmup_steps: python(warmupSteps ?? 0),
        ...(timescale !== undefined && { timescale: python(timescale) }),
      }),
  }),
  sameAs({
    ...from,
    kind: "warmup-stable-decay",
    source: "get_wsd_schedule",
    differs:
      "the decay is a cosine unless said otherwise; the floor (min_lr_ratio) is a share of the peak, and the warmup starts at it; it is held after the end",
    options: {
      ...warmedOptions,
      decaySteps: required("integer", "steps of the decay, at least 0"),
      shape: optional("choice", "curve of the decay", { value: "cosine" }, [
        "cosine",
        "linear",
        "1-sqrt",
      ]),
      floorShare: shared.floorShare,
    },
    example: { peakLr: 0.1, totalSteps: 1000, decaySteps: 200, warmupSteps: 50 },
    ours({ floorShare, shape, ...rest }) {
      const share = checkShare("floorShare", floorShare ?? 0);
      const floorLr = checkPositive("peakLr", rest.peakLr) * share;
      return {
        kind: "warmup-stable-decay",
        ...rest,
        warmupSteps: checkWarmupSteps(rest.warmupSteps),
        decaySteps: checkInteger("decaySteps", rest.decaySteps, 0),
        totalSteps: checkTotal(rest.totalSteps),
        shape: shape ?? "cosine",
        warmupStartLr: floorLr,
        floorLr,
      };
    },
    native: ({ totalSteps, warmupSteps, decaySteps, shape, floorShare }) =>
      hfCall("get_wsd_schedule", {
        num_warmup_steps: python(warmupSteps ?? 0),
        num_decay_steps: python(decaySteps),
        num_training_steps: python(totalSteps),
        decay_type: python(shape ?? "cosine"),
        min_lr_ratio: float(floorShare ?? 0),
      }),
  }),
];
