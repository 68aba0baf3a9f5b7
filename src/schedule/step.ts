import { describe } from "../core/check.ts";
import { InputError } from "../core/errors.ts";

/**
 * Accepts the integers 0 … 2^53 - 1 as steps; anything else (negative, fractional, NaN, infinite)
 * is an {@link InputError} with code `bad-step`.
 */
export function checkStep(step: number): void {
  // True for every integer in [0, 2^32): one comparison on the path that is taken millions of times.
  if (step >>> 0 !== step) checkStepSlowly(step);
}

function checkStepSlowly(step: number): void {
  if (Number.isSafeInteger(step) && step >= 0) return;
  throw new InputError(
    "bad-step",
    `A schedule's step must be an integer from 0 to 2^53 - 1, got ${describe(step)}`,
    { data: { step } },
  );
}
