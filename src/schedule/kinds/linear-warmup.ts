import { checkPositive } from "../../core/check.ts";
import type { KeyTable } from "../../core/listed-keys.ts";
import { between } from "../blend.ts";
import { checkWarmup } from "../checks.ts";
import * as common from "../common-options.ts";
import { checkOptions, defineSchedule, required } from "../define.ts";
import { type Formula, warmupCase } from "../formula.ts";
import { checkStep, type Schedule, withLoop } from "../schedule.ts";

declare module "../define.js" {
  interface ScheduleNames {
    "linear-warmup": true;
  }
}

/** What {@link linearWarmup} takes: a straight line up to an LR that then stays. */
export interface LinearWarmupOptions {
  /** LR at `warmupSteps` and after, above 0. */
  readonly peakLr: number;
  /** Step at which the peak is reached, at least 0 (0: no warmup). */
  readonly warmupSteps: number;
  /** LR of step 0: 0 to the peak. @default peakLr / warmupSteps */
  readonly warmupStartLr?: number;
}

const KEYS: KeyTable<LinearWarmupOptions> = {
  peakLr: true,
  warmupSteps: true,
  warmupStartLr: true,
};

/**
 * A straight line up, then the peak for ever: `start + (peak - start) * t / warmupSteps` for
 * t < warmupSteps, the peak at `warmupSteps` and after. A part for {@link join}.
 *
 * Worked values: peak 0.1, warmupSteps 10 give 0.01 at 0, 0.019 at 1, 0.1 from 10 on; with
 * warmupStartLr 0: 0 at 0, 0.05 at 5. Source: optax `linear_schedule`; Goyal et al. 2017
 * (1706.02677) for the use.
 *
 * @throws InputError for negative warmup steps, a start above the peak
 */
export function linearWarmup(options: LinearWarmupOptions): Schedule {
  checkOptions("linear-warmup", KEYS, options);
  const numbers = resolve(options);
  const at: Schedule = (step) => {
    checkStep(step);
    return lrAt(step, numbers);
  };
  return withLoop(at, (values, first) => {
    for (let i = 0, n = values.length; i < n; i++) values[i] = lrAt(first + i, numbers);
  });
}

function lrAt(
  step: number,
  { peakLr, warmupSteps, warmupStartLr }: ReturnType<typeof resolve>,
): number {
  return step < warmupSteps ? between(warmupStartLr, peakLr, step / warmupSteps) : peakLr;
}

function resolve(options: LinearWarmupOptions) {
  const peakLr = checkPositive("peakLr", options.peakLr);
  const { warmupSteps, warmupStartLr } = checkWarmup(options, peakLr);
  return { peakLr, warmupSteps, warmupStartLr };
}

/** The schedule as code. */
function formula(options: LinearWarmupOptions): Formula {
  const { peakLr, warmupSteps, warmupStartLr } = resolve(options);
  const { constants, cases } = warmupCase(warmupSteps, warmupStartLr);
  return {
    peak: peakLr,
    constants: { PEAK_LR: peakLr, ...constants },
    cases,
    otherwise: "PEAK_LR",
  };
}

export const linearWarmupDefinition = defineSchedule({
  kind: "linear-warmup",
  summary: "A straight line up to the peak, which is then held.",
  options: {
    peakLr: common.peakLr,
    warmupSteps: required("integer", "step at which the peak is reached, at least 0"),
    warmupStartLr: common.warmupStartLr,
  },
  example: { peakLr: 0.1, warmupSteps: 100 },
  build: linearWarmup,
  formula,
});
