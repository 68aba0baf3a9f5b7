import { checkInteger, rejectOption } from "../../core/check.ts";
import { checkDecayFactor } from "../checks.ts";
import { optional, required } from "../define.ts";
import { literal } from "../formula.ts";

/** Options that several libraries' schedules share, as data. */
export const shared = {
  floorShare: optional("number", "lowest LR as a share of the peak, 0 to 1", { value: 0 }),
  warmupSteps: optional("integer", "steps of linear warmup", { value: 0 }),
  warmupFromZero: optional("lr", "LR of step 0 when there is warmup, from 0 to the peak", {
    value: 0,
  }),
  factor: optional("number", "what the LR is multiplied by, above 0, at most 1", { value: 0.1 }),
  requiredFactor: required("number", "what the LR is multiplied by, above 0, at most 1"),
  warmupPrefix: (value: boolean) =>
    optional("boolean", "the warmup comes before the schedule instead of covering its start", {
      value,
    }),
} as const;

/** A share: 0 to 1. */
export function checkShare(option: string, value: unknown): number {
  if (typeof value === "number" && value >= 0 && value <= 1) return value;
  return rejectOption(option, "a number from 0 to 1", value);
}

/** A list of factors, each above 0 and at most 1. */
export function checkFactors(option: string, value: unknown, count: number): number[] {
  if (!Array.isArray(value) || value.length !== count) {
    return rejectOption(option, `an array of ${count} factors, one a boundary`, value);
  }
  return value.map((item, index) => checkDecayFactor(`${option}[${index}]`, item));
}

/** Warmup steps: an integer of at least 0. */
export function checkWarmupSteps(value: unknown): number {
  return checkInteger("warmupSteps", value ?? 0, 0);
}

/** A number as a Python literal with a point. */
export const float = (value: unknown): string => literal(Number(value));

/** A whole number, a boolean or a name as a Python literal. */
export function python(value: unknown): string {
  if (typeof value === "boolean") return value ? "True" : "False";
  if (Array.isArray(value)) return `[${value.map(python).join(", ")}]`;
  return typeof value === "string" ? JSON.stringify(value) : String(value);
}
