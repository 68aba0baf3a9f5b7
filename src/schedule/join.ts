import { rejectOption } from "../core/check.ts";
import { checkRisingSteps, checkSchedule } from "./checks.ts";
import { fillValues, withLoop } from "./loop.ts";
import { checkStep } from "./step.ts";
import type { Schedule } from "./types.ts";

export interface JoinOptions {
  /** One schedule more than boundaries, each counting its steps from its own start. */
  readonly schedules: readonly Schedule[];
  /** First steps of the second, third, … schedule: rising integers of at least 1. */
  readonly boundaries: readonly number[];
}

/**
 * One schedule after the other: `schedules[k](t - b_k)`, k = the number of boundaries <= t, b_0 = 0.
 * The step of a boundary is step 0 of the next schedule. The last one goes on for ever.
 *
 * Worked value: constant 1 and linear-to-zero (peak 1, totalSteps 10), boundaries [5], give 1 at 5
 * and 0.5 at 10. Source: optax `join_schedules`.
 *
 * @throws InputError for boundaries out of order, or a wrong number of schedules
 */
export function join(options: JoinOptions): Schedule {
  const boundaries = checkRisingSteps("boundaries", options.boundaries);
  const { schedules } = options;
  if (!Array.isArray(schedules) || schedules.length !== boundaries.length + 1) {
    const expected = `${boundaries.length + 1} schedules, one more than \`boundaries\``;
    return rejectOption("schedules", expected, schedules);
  }
  const parts = schedules.map((part, index) => checkSchedule(`schedules[${index}]`, part));
  const at: Schedule = (step) => {
    checkStep(step);
    let index = 0;
    while (index < boundaries.length && step >= (boundaries[index] as number)) index++;
    const start = index === 0 ? 0 : (boundaries[index - 1] as number);
    return (parts[index] as Schedule)(step - start);
  };
  return withLoop(at, (values, first) => {
    for (const [index, part] of parts.entries()) {
      const start = index === 0 ? 0 : (boundaries[index - 1] as number);
      const end = boundaries[index] ?? Number.POSITIVE_INFINITY;
      const from = Math.max(0, start - first);
      const mine = values.subarray(from, Math.max(from, Math.min(values.length, end - first)));
      if (mine.length > 0) fillValues(part, mine, first + from - start);
    }
  });
}
