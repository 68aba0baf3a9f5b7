import { checkInteger, checkOneOf } from "../core/check.ts";
import { checkSchedule } from "./checks.ts";
import { fillValues, withLoop } from "./loop.ts";
import { checkStep } from "./step.ts";
import type { Schedule } from "./types.ts";

export interface PerEpochOptions {
  readonly schedule: Schedule;
  /** Optimizer steps of one epoch: an integer of at least 1. */
  readonly stepsPerEpoch: number;
  /** What `schedule` counts: optimizer steps, or epochs. */
  readonly counts: "steps" | "epochs";
}

/**
 * The value of an epoch's start, held within the epoch. With e = floor(t / stepsPerEpoch):
 * `schedule(e * stepsPerEpoch)` for a schedule that counts steps, `schedule(e)` for one that counts
 * epochs. Takes optimizer steps, as every schedule does.
 *
 * Worked values: linear-to-zero (peak 1, totalSteps 10), 5 steps an epoch, gives 1 for steps 0 to 4
 * and 0.5 for 5 to 9 when it counts steps; 0.9 for 5 to 9 when it counts epochs.
 *
 * @throws InputError for stepsPerEpoch below 1 or an unknown `counts`
 */
export function perEpoch(options: PerEpochOptions): Schedule {
  const schedule = checkSchedule("schedule", options.schedule);
  const stepsPerEpoch = checkInteger("stepsPerEpoch", options.stepsPerEpoch, 1);
  const counts = checkOneOf("counts", options.counts, ["steps", "epochs"]);
  const stride = counts === "steps" ? stepsPerEpoch : 1;
  const at: Schedule = (step) => {
    checkStep(step);
    return schedule(Math.floor(step / stepsPerEpoch) * stride);
  };
  return withLoop(at, (values, first) => {
    if (stepsPerEpoch === 1) return fillValues(schedule, values, first);
    for (let i = 0; i < values.length; ) {
      const epoch = Math.floor((first + i) / stepsPerEpoch);
      const lr = schedule(epoch * stride);
      const end = Math.min(values.length, (epoch + 1) * stepsPerEpoch - first);
      for (; i < end; i++) values[i] = lr;
    }
  });
}
