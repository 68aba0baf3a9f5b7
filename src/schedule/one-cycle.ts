import { checkPositive, rejectOption } from "../core/check.ts";
import { between } from "./blend.ts";
import { common, defineSchedule, optional } from "./define.ts";
import type { Formula } from "./formula.ts";
import { withLoop } from "./loop.ts";
import {
  bend,
  type OneCyclePhases,
  oneCycleShape,
  phaseOptions,
  phasesFormula,
} from "./one-cycle-shape.ts";
import { checkStep } from "./step.ts";
import type { Schedule } from "./types.ts";

export interface OneCycleOptions extends OneCyclePhases {
  /** Highest LR, above 0. */
  readonly peakLr: number;
  /** The first LR is peak / startDivisor; at least 1. @default 25 */
  readonly startDivisor?: number;
  /** The last LR is the first LR / endDivisor; at least 1. @default 10000 */
  readonly endDivisor?: number;
}

/**
 * The one-cycle policy: up from peak / startDivisor to the peak at step `riseShare * T - 1`, then
 * down to peak / (startDivisor * endDivisor) at the last step T - 1, each along half a cosine
 * (or a line). After the last step: the last value, for ever.
 *
 * Where the rise has no length (riseShare * T <= 1, so always for T = 1) step 0 has the peak.
 *
 * Worked values: peak 1, T 100, riseShare 0.3 give 0.04 at 0, 1 at 29, 4e-6 from 99 on.
 * Sources: Smith and Topin 2018 (1708.07120); torch `OneCycleLR`, two phases (torch raises after
 * its last step). fastai ends at peak / 1e5: startDivisor 25, endDivisor 4000.
 * {@link oneCycleMomentum} is its momentum.
 *
 * @throws InputError for totalSteps 0, a share outside 0 to 1, a divisor below 1
 */
export function oneCycle(options: OneCycleOptions): Schedule {
  const numbers = resolve(options);
  const at: Schedule = (step) => {
    checkStep(step);
    return valueAt(step, numbers);
  };
  return withLoop(at, (values, first) => {
    for (let i = 0, n = values.length; i < n; i++) values[i] = valueAt(first + i, numbers);
  });
}

function valueAt(
  step: number,
  { shape, peakLr, startLr, endLr }: ReturnType<typeof resolve>,
): number {
  const { peakStep, lastStep, linear } = shape;
  if (step < peakStep) return between(startLr, peakLr, bend(linear, step / peakStep));
  if (step < lastStep) {
    return between(endLr, peakLr, 1 - bend(linear, (step - peakStep) / (lastStep - peakStep)));
  }
  return step === peakStep ? peakLr : endLr;
}

function checkDivisor(option: string, value: unknown): number {
  if (typeof value === "number" && value >= 1 && value < Number.POSITIVE_INFINITY) return value;
  return rejectOption(option, "a finite number of at least 1", value);
}

function resolve(options: OneCycleOptions) {
  const shape = oneCycleShape(options);
  const peakLr = checkPositive("peakLr", options.peakLr);
  const startLr = peakLr / checkDivisor("startDivisor", options.startDivisor ?? 25);
  const endLr = startLr / checkDivisor("endDivisor", options.endDivisor ?? 1e4);
  return { shape, peakLr, startLr, endLr };
}

/** The schedule as code. */
function formula(options: OneCycleOptions): Formula {
  const { shape, peakLr, startLr, endLr } = resolve(options);
  return phasesFormula(shape, { start: startLr, middle: peakLr, end: endLr });
}

export const oneCycleDefinition = defineSchedule<OneCycleOptions>({
  kind: "one-cycle",
  summary: "Up to the peak and down far below the start within one run.",
  options: {
    peakLr: common.peakLr,
    ...phaseOptions,
    startDivisor: optional("number", "first LR = peak / startDivisor, at least 1", { value: 25 }),
    endDivisor: optional("number", "last LR = first LR / endDivisor, at least 1", { value: 1e4 }),
  },
  example: { peakLr: 0.1, totalSteps: 1000 },
  build: oneCycle,
  formula,
});
