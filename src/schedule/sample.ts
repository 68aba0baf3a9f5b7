import { checkInteger } from "../core/check.ts";
import { checkSchedule } from "./checks.ts";
import { fillValues } from "./loop.ts";
import type { Schedule } from "./types.ts";

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
