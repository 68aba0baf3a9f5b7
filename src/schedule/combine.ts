import { checkInteger, checkOneOf, rejectOption } from "../core/check.ts";
import { checkListedKeys } from "../core/listed-keys.ts";
import { checkNonNegative, checkRisingSteps, checkSchedule } from "./checks.ts";
import { checkStep, fillValues, type Schedule, withLoop } from "./schedule.ts";

/** What {@link join} takes: schedules one after the other. */
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
  checkListedKeys("join", options, { schedules: true, boundaries: true });
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

/** What {@link offset} takes: a schedule that begins later, or somewhere inside. */
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
  checkListedKeys("offset", options, { schedule: true, steps: true });
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

/** What {@link scale} takes: a schedule, and what its LRs are multiplied by. */
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
  checkListedKeys("scale", options, { schedule: true, factor: true });
  const schedule = checkSchedule("schedule", options.schedule);
  const factor = checkNonNegative("factor", options.factor);
  const at: Schedule = (step) => factor * schedule(step);
  return withLoop(at, (values, first) => {
    fillValues(schedule, values, first);
    for (let i = 0, n = values.length; i < n; i++) values[i] = factor * (values[i] as number);
  });
}

/** What {@link perEpoch} takes: a schedule that changes only where an epoch begins. */
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
  checkListedKeys("perEpoch", options, { schedule: true, stepsPerEpoch: true, counts: true });
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
