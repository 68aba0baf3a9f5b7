import { checkInteger } from "../core/check.ts";
import { checkSchedule } from "./checks.ts";
import { fillValues, withLoop } from "./loop.ts";
import { checkStep } from "./step.ts";
import type { Schedule } from "./types.ts";

export interface OffsetOptions {
  readonly schedule: Schedule;
  /** How much later the schedule begins; negative: how far in it already is. An integer. */
  readonly steps: number;
}

/**
 * A schedule moved in time: `schedule(max(0, t - steps))`. With positive `steps` its first value is
 * held until it begins; with negative ones it begins in the middle, as when training goes on from
 * a checkpoint whose step counter is lost.
 *
 * Worked values: linear-to-zero (peak 1, totalSteps 10) moved by 5 gives 1 at 0 and 5, 0.5 at 10;
 * moved by -5 gives 0.5 at 0. Source: optax `transition_begin`.
 *
 * @throws InputError for steps that are not an integer
 */
export function offset(options: OffsetOptions): Schedule {
  const schedule = checkSchedule("schedule", options.schedule);
  const steps = checkInteger("steps", options.steps, Number.MIN_SAFE_INTEGER);
  const at: Schedule = (step) => {
    checkStep(step);
    return schedule(Math.max(0, step - steps));
  };
  return withLoop(at, (values, first) => {
    const held = Math.min(values.length, Math.max(0, steps - first));
    if (held > 0) values.fill(schedule(0), 0, held);
    fillValues(schedule, values.subarray(held), first + held - steps);
  });
}
