import { checkOneOf, checkPositive } from "../../core/check.ts";
import type { KeyTable } from "../../core/listed-keys.ts";
import { checkTotal } from "../checks.ts";
import * as common from "../common-options.ts";
import { checkOptions, defineSchedule, optional } from "../define.ts";
import type { Formula } from "../formula.ts";
import { checkStep, type Schedule, withLoop } from "../schedule.ts";

declare module "../define.js" {
  interface ScheduleNames {
    "linear-to-zero": true;
  }
}

/** What {@link linearToZero} takes: a straight line down to 0. */
export interface LinearToZeroOptions {
  /** LR of step 0, above 0. */
  readonly peakLr: number;
  /** Optimizer steps of the run, at least 1. */
  readonly totalSteps: number;
  /**
   * Where the LR is 0: `end` = at step totalSteps, one after the last, so that every step trains;
   * `last-step` = at step totalSteps - 1, which then changes nothing. @default "end"
   */
  readonly zeroAt?: "end" | "last-step";
}

const KEYS: KeyTable<LinearToZeroOptions> = {
  peakLr: true,
  totalSteps: true,
  zeroAt: true,
};

/**
 * A straight line to 0: `peak * (1 - t / n)`, n = totalSteps (`zeroAt: "end"`) or totalSteps - 1
 * (`zeroAt: "last-step"`). At n and after: 0. Step 0 always has the peak, so one step of training
 * (totalSteps 1) runs at the peak with either choice.
 *
 * Worked values: peak 0.1, totalSteps 10 give 0.01 at step 9 (`end`) or 0 (`last-step`).
 * Sources: Li et al. 2019 (1905.04753) and Bergsma et al. 2025 (2502.15938), who find decay to
 * zero over the whole budget the robust choice.
 *
 * @throws InputError for totalSteps 0, a peak of 0
 */
export function linearToZero(options: LinearToZeroOptions): Schedule {
  checkOptions("linear-to-zero", KEYS, options);
  const numbers = resolve(options);
  const at: Schedule = (step) => {
    checkStep(step);
    return lrAt(step, numbers);
  };
  return withLoop(at, (values, first) => {
    for (let i = 0, n = values.length; i < n; i++) values[i] = lrAt(first + i, numbers);
  });
}

function lrAt(step: number, { peakLr, zeroStep }: ReturnType<typeof resolve>): number {
  return step < zeroStep ? peakLr * (1 - step / zeroStep) : 0;
}

function resolve(options: LinearToZeroOptions) {
  const peakLr = checkPositive("peakLr", options.peakLr);
  const totalSteps = checkTotal(options.totalSteps);
  const zeroAt = checkOneOf("zeroAt", options.zeroAt ?? "end", ["end", "last-step"]);
  const zeroStep = Math.max(1, zeroAt === "end" ? totalSteps : totalSteps - 1);
  return { peakLr, zeroStep };
}

/** The schedule as code. */
function formula(options: LinearToZeroOptions): Formula {
  const { peakLr, zeroStep } = resolve(options);
  return {
    peak: peakLr,
    constants: { PEAK_LR: peakLr, ZERO_STEP: zeroStep },
    otherwise: "PEAK_LR * max(0.0, 1 - step / ZERO_STEP)",
  };
}

export const linearToZeroDefinition = defineSchedule({
  kind: "linear-to-zero",
  summary: "A straight line from the peak to 0.",
  options: {
    peakLr: common.peakLr,
    totalSteps: common.totalSteps,
    zeroAt: optional("choice", "0 one step after the last step, or at it", { value: "end" }, [
      "end",
      "last-step",
    ]),
  },
  example: { peakLr: 0.1, totalSteps: 1000 },
  build: linearToZero,
  formula,
});
