import { checkInteger, checkOneOf, checkPositive, rejectOption } from "../core/check.ts";

/** A finite number of at least 0. */
export function checkNonNegative(option: string, value: unknown): number {
  if (typeof value === "number" && value >= 0 && value < Number.POSITIVE_INFINITY) return value;
  return rejectOption(option, "a finite number of at least 0", value);
}

/** A number above 0 and at most 1: what a value is multiplied by when it decays. */
export function checkDecayFactor(option: string, value: unknown): number {
  if (typeof value === "number" && value > 0 && value <= 1) return value;
  return rejectOption(option, "a number above 0 and at most 1", value);
}

/** A lower LR: from 0 to the peak. */
export function checkUpTo(option: string, value: unknown, peakName: string, peak: number): number {
  if (typeof value === "number" && value >= 0 && value <= peak) return value;
  return rejectOption(option, `a number from 0 to \`${peakName}\` (${peak})`, value);
}

/** Peak and floor of a schedule that decays: 0 <= floor <= peak, peak > 0. */
export function checkPeakAndFloor(options: { peakLr: unknown; floorLr?: unknown }): {
  peakLr: number;
  floorLr: number;
} {
  const peakLr = checkPositive("peakLr", options.peakLr);
  return { peakLr, floorLr: checkUpTo("floorLr", options.floorLr ?? 0, "peakLr", peakLr) };
}

/**
 * Warmup of a schedule: steps, and the LR of step 0, which must not be above the peak. The start
 * is peak / steps by default: a first step at LR 0 would be wasted.
 */
export function checkWarmup(
  options: { warmupSteps?: unknown; warmupStartLr?: unknown },
  peakLr: number,
): { warmupSteps: number; warmupStartLr: number } {
  const warmupSteps = checkInteger("warmupSteps", options.warmupSteps ?? 0, 0);
  const start = options.warmupStartLr ?? peakLr / Math.max(1, warmupSteps);
  return { warmupSteps, warmupStartLr: checkUpTo("warmupStartLr", start, "peakLr", peakLr) };
}

/** The whole run's steps: at least 1, and room for the phases that must fit in it. */
export function checkTotal(value: unknown, phases: Readonly<Record<string, number>> = {}): number {
  const totalSteps = checkInteger("totalSteps", value, 1);
  const needed = Object.values(phases).reduce((sum, steps) => sum + steps, 0);
  if (totalSteps >= needed) return totalSteps;
  const names = Object.entries(phases).map(([name, steps]) => `\`${name}\` (${steps})`);
  return rejectOption("totalSteps", `at least ${needed}, the sum of ${names.join(" and ")}`, value);
}

/** Step numbers in order: integers of at least 1, each above the one before. */
export function checkRisingSteps(option: string, value: unknown): number[] {
  if (!Array.isArray(value)) return rejectOption(option, "an array of step numbers", value);
  let previous = 0;
  return value.map((item: unknown, index) => {
    const name = `${option}[${index}]`;
    if (typeof item !== "number" || !Number.isSafeInteger(item) || item < 1) {
      return rejectOption(name, "an integer of at least 1", item);
    }
    if (item <= previous) {
      return rejectOption(name, `above the one before it (${previous}): they must rise`, item);
    }
    previous = item;
    return item;
  });
}

/** How many optimizer steps one `unit` is; `stepsPerEpoch` must be given for epochs, and only then. */
export function checkUnit(options: { unit: unknown; stepsPerEpoch?: unknown }): number {
  const unit = checkOneOf("unit", options.unit, ["step", "epoch"]);
  if (unit === "epoch") return checkInteger("stepsPerEpoch", options.stepsPerEpoch, 1);
  if (options.stepsPerEpoch === undefined) return 1;
  return rejectOption("stepsPerEpoch", "left out when `unit` is step", options.stepsPerEpoch);
}

/** A boolean. */
export function checkBoolean(option: string, value: unknown): boolean {
  return typeof value === "boolean" ? value : rejectOption(option, "true or false", value);
}

/** A schedule that is to be composed. */
export function checkSchedule<T>(option: string, value: T): T {
  return typeof value === "function" ? value : rejectOption(option, "a schedule (function)", value);
}
