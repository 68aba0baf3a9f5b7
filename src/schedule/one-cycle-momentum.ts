import { rejectOption } from "../core/check.ts";
import { between } from "./blend.ts";
import { defineSchedule, optional } from "./define.ts";
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

export interface OneCycleMomentumOptions extends OneCyclePhases {
  /** Momentum when the LR is highest: 0 to below 1, at most `highMomentum`. @default 0.85 */
  readonly lowMomentum?: number;
  /** Momentum at both ends: 0 to below 1. @default 0.95 */
  readonly highMomentum?: number;
}

/**
 * The momentum of the one-cycle policy: the mirror image of {@link oneCycle}'s LR. Down from
 * `highMomentum` to `lowMomentum` at the LR's peak, and back up at the last step; after it
 * `highMomentum`, for ever. Phases, curve and edge cases are those of {@link oneCycle}. With Adam
 * it is beta1.
 *
 * Worked values: T 100, riseShare 0.3 give 0.95 at 0, 0.85 at 29, 0.95 from 99 on.
 * Sources: Smith 2018 (1803.09820); torch `OneCycleLR` with `cycle_momentum`.
 *
 * @throws InputError for a momentum outside 0 to below 1, low above high, totalSteps 0
 */
export function oneCycleMomentum(options: OneCycleMomentumOptions): Schedule {
  const numbers = resolve(options);
  const at: Schedule = (step) => {
    checkStep(step);
    return valueAt(step, numbers);
  };
  return withLoop(at, (values, first) => {
    for (let i = 0, n = values.length; i < n; i++) values[i] = valueAt(first + i, numbers);
  });
}

function valueAt(step: number, { shape, high, low }: ReturnType<typeof resolve>): number {
  const { peakStep, lastStep, linear } = shape;
  if (step < peakStep) return between(low, high, 1 - bend(linear, step / peakStep));
  if (step < lastStep) {
    return between(low, high, bend(linear, (step - peakStep) / (lastStep - peakStep)));
  }
  return step === peakStep ? low : high;
}

function checkMomentum(option: string, value: unknown): number {
  if (typeof value === "number" && value >= 0 && value < 1) return value;
  return rejectOption(option, "a number of at least 0 and below 1", value);
}

function resolve(options: OneCycleMomentumOptions) {
  const shape = oneCycleShape(options);
  const high = checkMomentum("highMomentum", options.highMomentum ?? 0.95);
  const low = checkMomentum("lowMomentum", options.lowMomentum ?? 0.85);
  if (low > high) rejectOption("lowMomentum", `at most \`highMomentum\` (${high})`, low);
  return { shape, high, low };
}

/** The schedule as code. */
function formula(options: OneCycleMomentumOptions): Formula {
  const { shape, high, low } = resolve(options);
  return phasesFormula(shape, { start: high, middle: low, end: high });
}

export const oneCycleMomentumDefinition = defineSchedule<OneCycleMomentumOptions>({
  kind: "one-cycle-momentum",
  summary: "Momentum that goes with one-cycle: low where the LR is high.",
  options: {
    ...phaseOptions,
    lowMomentum: optional("number", "momentum at the LR's peak, 0 to below 1", { value: 0.85 }),
    highMomentum: optional("number", "momentum at both ends, 0 to below 1", { value: 0.95 }),
  },
  example: { totalSteps: 1000 },
  build: oneCycleMomentum,
  formula,
});
