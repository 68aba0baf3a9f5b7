import type { KeyTable } from "../../core/listed-keys.ts";
import { checkNonNegative } from "../checks.ts";
import { checkOptions, defineSchedule, required } from "../define.ts";
import type { Formula } from "../formula.ts";
import { checkStep, type Schedule, withLoop } from "../schedule.ts";

declare module "../define.js" {
  interface ScheduleNames {
    constant: true;
  }
}

/** What {@link constant} takes: one LR for every step. */
export interface ConstantOptions {
  /** The LR of every step: finite, at least 0 (0 freezes a phase of a {@link join}). */
  readonly lr: number;
}

const KEYS: KeyTable<ConstantOptions> = {
  lr: true,
};

/**
 * The same LR for ever: `lr`.
 *
 * Worked value: lr 0.1 gives 0.1 at step 0 and at step 1e9. Source: optax `constant_schedule`.
 *
 * @throws InputError for an `lr` below 0 or not finite
 */
export function constant(options: ConstantOptions): Schedule {
  checkOptions("constant", KEYS, options);
  const { lr } = resolve(options);
  const at: Schedule = (step) => {
    checkStep(step);
    return lr;
  };
  return withLoop(at, (values) => {
    values.fill(lr);
  });
}

function resolve(options: ConstantOptions) {
  const lr = checkNonNegative("lr", options.lr);
  return { lr };
}

/** The schedule as code. */
function formula(options: ConstantOptions): Formula {
  const { lr } = resolve(options);
  return { peak: lr || 1, constants: { LR: lr }, otherwise: "LR" };
}

export const constantDefinition = defineSchedule({
  kind: "constant",
  summary: "The same LR for ever.",
  options: { lr: required("lr", "the LR of every step, at least 0") },
  example: { lr: 0.1 },
  build: constant,
  formula,
});
