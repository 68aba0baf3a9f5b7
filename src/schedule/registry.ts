import { checkOneOf, nearest, rejectOption } from "../core/check.ts";
import { InputError } from "../core/errors.ts";
import { constantDefinition } from "./constant.ts";
import { cosineDefinition } from "./cosine.ts";
import { cosineRestartsDefinition } from "./cosine-restarts.ts";
import { expRangeDefinition } from "./exp-range.ts";
import { exponentialDecayDefinition } from "./exponential-decay.ts";
import { inverseSqrtDefinition } from "./inverse-sqrt.ts";
import { inverseTimeDefinition } from "./inverse-time.ts";
import { linearToZeroDefinition } from "./linear-to-zero.ts";
import { linearWarmupDefinition } from "./linear-warmup.ts";
import { multiStepDefinition } from "./multi-step.ts";
import { oneCycleDefinition } from "./one-cycle.ts";
import { oneCycleMomentumDefinition } from "./one-cycle-momentum.ts";
import { piecewiseConstantDefinition } from "./piecewise-constant.ts";
import { polynomialDefinition } from "./polynomial.ts";
import { rexDefinition } from "./rex.ts";
import type { ScheduleKind, ScheduleSpec } from "./spec.ts";
import { stepDecayDefinition } from "./step-decay.ts";
import { triangularDefinition } from "./triangular.ts";
import { triangular2Definition } from "./triangular2.ts";
import type { Schedule, ScheduleDefinition } from "./types.ts";
import { warmupCosineDefinition } from "./warmup-cosine.ts";
import { warmupStableDecayDefinition } from "./warmup-stable-decay.ts";

/** Every schedule that is a function of the step, by name, in the order of help texts. */
export const scheduleDefinitions: Readonly<Record<ScheduleKind, ScheduleDefinition>> = {
  constant: constantDefinition,
  "piecewise-constant": piecewiseConstantDefinition,
  "inverse-time": inverseTimeDefinition,
  "exponential-decay": exponentialDecayDefinition,
  "step-decay": stepDecayDefinition,
  "multi-step": multiStepDefinition,
  polynomial: polynomialDefinition,
  "linear-to-zero": linearToZeroDefinition,
  cosine: cosineDefinition,
  "cosine-restarts": cosineRestartsDefinition,
  "linear-warmup": linearWarmupDefinition,
  "warmup-cosine": warmupCosineDefinition,
  "one-cycle": oneCycleDefinition,
  "one-cycle-momentum": oneCycleMomentumDefinition,
  triangular: triangularDefinition,
  triangular2: triangular2Definition,
  "exp-range": expRangeDefinition,
  "warmup-stable-decay": warmupStableDecayDefinition,
  rex: rexDefinition,
  "inverse-sqrt": inverseSqrtDefinition,
};

/** The names of all schedules. */
export const scheduleNames = Object.keys(scheduleDefinitions) as ScheduleKind[];

/**
 * The schedule that a plain JSON object describes. An option that is absent or undefined has its
 * default.
 *
 * @throws InputError for an unknown kind or option (with the nearest name), a missing option, a
 *   value outside its range; each names the option
 */
export function buildSchedule(spec: ScheduleSpec): Schedule {
  if (typeof spec !== "object" || spec === null || Array.isArray(spec)) {
    return rejectOption("schedule", "an object with a `kind`", spec);
  }
  const { kind, ...options } = spec;
  const definition = scheduleDefinitions[checkOneOf("kind", kind, scheduleNames)];
  checkOptionNames(definition, options);
  return definition.build(options);
}

/** Rejects options that the schedule does not have, and the lack of those that it needs. */
export function checkOptionNames(
  { kind, options: known }: ScheduleDefinition,
  given: Readonly<Record<string, unknown>>,
): void {
  const names = Object.keys(known);
  const unknown = Object.keys(given).find((name) => !names.includes(name));
  if (unknown !== undefined) {
    const near = nearest(unknown, names);
    const hint = near === undefined ? "" : ` Did you mean \`${near}\`?`;
    throw new InputError(
      "unknown-option",
      `The schedule ${kind} has no option \`${unknown}\`; it has ${names.join(", ")}.${hint}`,
      { data: { kind, option: unknown, expected: names, nearest: near } },
    );
  }
  const missing = names.filter((name) => known[name]?.required && given[name] === undefined);
  if (missing.length > 0) {
    const list = missing.map((name) => `\`${name}\` (${known[name]?.description})`).join(", ");
    throw new InputError("missing-option", `The schedule ${kind} needs ${list}`, {
      data: { kind, missing },
    });
  }
}
