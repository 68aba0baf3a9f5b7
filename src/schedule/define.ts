import type { Formula } from "./formula.ts";
import type { OptionDefinition, Schedule, ScheduleDefinition } from "./types.ts";

/**
 * A definition whose option list is checked against the builder's options at compile time: no
 * option without a description, no description without an option.
 */
export function defineSchedule<Options extends object>(definition: {
  kind: string;
  summary: string;
  options: { [Name in keyof Required<Options>]: OptionDefinition };
  example: Options;
  build(options: Options): Schedule;
  formula(options: Options): Formula;
}): ScheduleDefinition {
  return {
    kind: definition.kind,
    summary: definition.summary,
    options: definition.options,
    example: Object.fromEntries(Object.entries(definition.example)),
    // The builder checks every value that it uses, so any record may be passed on.
    build: (options) => definition.build(options as unknown as Options),
    formula: (options) => definition.formula(options as unknown as Options),
  };
}

/** An option that must be given. */
export function required(
  type: OptionDefinition["type"],
  description: string,
  choices?: readonly string[],
): OptionDefinition {
  return { type, required: true, description, ...(choices && { choices }) };
}

/** An option with a default: a value, or words where it follows from other options. */
export function optional(
  type: OptionDefinition["type"],
  description: string,
  fallback: { value: number | string | boolean } | { text: string },
  choices?: readonly string[],
): OptionDefinition {
  const standard =
    "value" in fallback ? { default: fallback.value } : { defaultText: fallback.text };
  return { type, required: false, description, ...standard, ...(choices && { choices }) };
}

/** Options that mean the same in every schedule that has them. */
export const common = {
  peakLr: required("lr", "highest LR, above 0"),
  totalSteps: required("integer", "optimizer steps of the whole run, at least 1"),
  floorLr: optional("lr", "lowest LR at the end, from 0 to the peak", { value: 0 }),
  lowerBound: optional("lr", "the LR never goes below it, from 0 to the peak", { value: 0 }),
  warmupSteps: optional("integer", "steps of linear warmup before the peak", { value: 0 }),
  warmupStartLr: optional("lr", "LR of step 0 when there is warmup, from 0 to the peak", {
    text: "peakLr / warmupSteps",
  }),
  staircase: optional("boolean", "decay in jumps, once every decaySteps", { value: false }),
  unit: required("choice", "what the step numbers count: optimizer steps or epochs", [
    "step",
    "epoch",
  ]),
  stepsPerEpoch: optional("integer", "optimizer steps of one epoch; with unit epoch only", {
    text: "none: needed with unit epoch",
  }),
} as const;
