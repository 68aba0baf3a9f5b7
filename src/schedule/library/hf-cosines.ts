import { checkInteger, checkPositive } from "../../core/check.ts";
import { cosineShare, fillHalfCosine, halfCosineAt } from "../blend.ts";
import { checkBoolean, checkUpTo } from "../checks.ts";
import * as common from "../common-options.ts";
import { optional } from "../define.ts";
import { checkStep, type Schedule, withLoop } from "../schedule.ts";
import { float, python } from "./define.ts";
import { type AfterWarmup, afterWarmup, hfCall, type Warmed, warmedOptions } from "./hf-warmup.ts";

const waves = optional("number", "cosine waves after the warmup, above 0; 0.5 ends at 0", {
  value: 0.5,
});
const stepEarly = optional("boolean", "every value a step early (cosine_warmup_with_min_lr)", {
  value: false,
});
const after = "after totalSteps the LR rises again";

/** transformers' schedules along cosines. */
export const hfCosines = [
  ...(["cosine", "warmup-cosine"] as const).map((kind) =>
    afterWarmup({
      kind,
      source:
        "get_cosine_schedule_with_warmup; with floorLr get_cosine_with_min_lr_schedule_with_warmup; with stepEarly get_cosine_with_min_lr_schedule_with_warmup_lr_rate",
      differs: `the warmup starts at 0 (with stepEarly at peak / warmupSteps) and counts in totalSteps; ${after}`,
      options: { ...warmedOptions, waves, floorLr: common.floorLr, stepEarly },
      example: { peakLr: 0.1, totalSteps: 1000, warmupSteps: 50 },
      resolve: cosine,
      native: ({ totalSteps, warmupSteps, waves: count, floorLr, stepEarly: early }) => {
        const withFloor = early === true || Number(floorLr ?? 0) > 0;
        const name = withFloor ? "cosine_with_min_lr_schedule" : "cosine_schedule";
        return hfCall(`get_${name}_with_warmup${early === true ? "_lr_rate" : ""}`, {
          num_warmup_steps: python(warmupSteps ?? 0),
          num_training_steps: python(totalSteps),
          num_cycles: float(count ?? 0.5),
          ...(withFloor && { min_lr: float(floorLr ?? 0) }),
        });
      },
    }),
  ),
  afterWarmup({
    kind: "cosine-restarts",
    source: "get_cosine_with_hard_restarts_schedule_with_warmup",
    differs:
      "cycles are a number of equal parts of what the warmup leaves of totalSteps, with one peak; 0 is held after the end",
    options: {
      ...warmedOptions,
      cycles: optional("integer", "cycles of one length, at least 1", { value: 1 }),
    },
    example: { peakLr: 0.1, totalSteps: 1000, warmupSteps: 50, cycles: 4 },
    resolve(options, numbers) {
      const { warmupSteps, decaySteps } = numbers;
      const cycles = checkInteger("cycles", options.cycles ?? 1, 1);
      const at: Schedule = (step) => {
        checkStep(step);
        return restartAt(step, numbers, cycles);
      };
      return {
        constants: { WARMUP_STEPS: warmupSteps, DECAY_STEPS: decaySteps, CYCLES: cycles },
        schedule: withLoop(at, (values, first) => {
          for (let i = 0, n = values.length; i < n; i++)
            values[i] = restartAt(first + i, numbers, cycles);
        }),
        lets: [["progress", "max(0, step - WARMUP_STEPS) / DECAY_STEPS"]],
        cases: [["progress >= 1", "0.0"]],
        code: "0.5 * (1 + cos(PI * ((CYCLES * progress) % 1)))",
      };
    },
    native: ({ totalSteps, warmupSteps, cycles }) =>
      hfCall("get_cosine_with_hard_restarts_schedule_with_warmup", {
        num_warmup_steps: python(warmupSteps ?? 0),
        num_training_steps: python(totalSteps),
        num_cycles: python(cycles ?? 1),
      }),
  }),
];

function restartAt(step: number, numbers: Warmed, cycles: number): number {
  const { peakLr, warmupSteps, decaySteps } = numbers;
  const progress = (step - warmupSteps) / decaySteps;
  const passed = cycles * progress;
  return progress < 1 ? peakLr * cosineShare(passed - Math.floor(passed)) : 0;
}

/** `floor + (peak - floor) * (1 + cos(2 pi c q)) / 2`, q = (t - W + shift) / (T - W). */
function cosine(options: Readonly<Record<string, unknown>>, numbers: Warmed): AfterWarmup {
  const { peakLr, warmupSteps, decaySteps } = numbers;
  const shift = checkBoolean("stepEarly", options.stepEarly ?? false) ? 1 : 0;
  const count = checkPositive("waves", options.waves ?? 0.5);
  const floorLr = checkUpTo("floorLr", options.floorLr ?? 0, "peakLr", peakLr);
  const wave = {
    floor: floorLr,
    peak: peakLr,
    start: warmupSteps,
    steps: decaySteps / (2 * count),
    height: 1,
  };
  const at: Schedule = (step) => {
    checkStep(step);
    return halfCosineAt(step + shift, wave);
  };
  const code = "0.5 * (1 + cos(PI * WAVES * 2 * progress))";
  return {
    constants: {
      WARMUP_STEPS: warmupSteps,
      DECAY_STEPS: decaySteps,
      WAVES: count,
      FLOOR_SHARE: floorLr / peakLr,
    },
    schedule: withLoop(at, (values, first) => {
      fillHalfCosine(values, 0, values.length, first + shift, wave);
    }),
    early: shift,
    lets: [["progress", `(step - WARMUP_STEPS${shift === 0 ? "" : " + 1"}) / DECAY_STEPS`]],
    code: floorLr === 0 ? code : `(${code} * (1 - FLOOR_SHARE) + FLOOR_SHARE)`,
  };
}
