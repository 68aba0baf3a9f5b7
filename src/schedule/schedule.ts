import { checkInteger, describe } from "../core/check.ts";
import { InputError } from "../core/errors.ts";
import { checkSchedule } from "./checks.ts";

/**
 * A learning rate (or a momentum) for a zero-based optimizer step.
 *
 * Pure: the same step gives the same number, in any order of calls. Steps are integers from 0 to
 * 2^53 - 1; a negative, fractional or NaN step is an `InputError` with code `bad-step`. After its
 * last step every schedule keeps a stated value, so no step is out of range.
 */
export type Schedule = (step: number) => number;

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

/** Writes the values of steps first, first + 1, … into all of `values`. */
export type Loop = (values: Float64Array, first: number) => void;

const loops = new WeakMap<Schedule, Loop>();

/**
 * A schedule together with the loop that samples it: `values[i] = at(first + i)` for every index.
 *
 * The loop has to be written out beside each schedule. A JavaScript engine compiles one loop for
 * each place in the source; a shared one, once it has seen many schedules, no longer inlines them
 * and boxes every number they return, which takes up to three times as long. For the same reason it
 * calls a function of the module, given the schedule's numbers, and not `at`: there is another `at`
 * for every schedule that is built.
 */
export function withLoop(at: Schedule, loop: Loop): Schedule {
  loops.set(at, loop);
  return at;
}

/** Writes the values of steps first … first + values.length - 1 into `values`. */
export function fillValues(schedule: Schedule, values: Float64Array, first = 0): void {
  const loop = loops.get(schedule);
  if (loop !== undefined) loop(values, first);
  else for (let i = 0, n = values.length; i < n; i++) values[i] = schedule(first + i);
}

/** Most steps that {@link sample} takes: 2^28 numbers are 2 GiB. */
export const MAX_SAMPLES = 2 ** 28;

/**
 * The values of steps 0 … totalSteps - 1.
 *
 * @param totalSteps 1 to 2^28; the array has that many entries (8 bytes each)
 * @throws InputError for another number of steps
 */
export function sample(schedule: Schedule, totalSteps: number): Float64Array {
  checkSchedule("schedule", schedule);
  checkInteger("totalSteps", totalSteps, 1, MAX_SAMPLES);
  const values = new Float64Array(totalSteps);
  fillValues(schedule, values);
  return values;
}
