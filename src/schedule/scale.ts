import { checkNonNegative, checkSchedule } from "./checks.ts";
import { fillValues, withLoop } from "./loop.ts";
import type { Schedule } from "./types.ts";

export interface ScaleOptions {
  readonly schedule: Schedule;
  /** Finite, at least 0. */
  readonly factor: number;
}

/**
 * A schedule whose every value is multiplied: `factor * schedule(t)`. For a parameter group that
 * trains at a fixed share of the base LR. Steps are those of the schedule.
 *
 * Worked value: constant 0.1 scaled by 0.5 gives 0.05. Source: the learning-rate multipliers of You et
 * al. 2017 (1708.03888) and of parameter groups in torch, whose schedulers scale each group alike.
 *
 * @throws InputError for a factor below 0 or not finite
 */
export function scale(options: ScaleOptions): Schedule {
  const schedule = checkSchedule("schedule", options.schedule);
  const factor = checkNonNegative("factor", options.factor);
  const at: Schedule = (step) => factor * schedule(step);
  return withLoop(at, (values, first) => {
    fillValues(schedule, values, first);
    for (let i = 0, n = values.length; i < n; i++) values[i] = factor * (values[i] as number);
  });
}
