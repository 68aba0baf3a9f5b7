import { InputError } from "../../core/errors.ts";

const MAX_SAMPLE = 10_000_000;
const DEFAULT_SAMPLE = 100;

/**
 * How many steps of a schedule to take: what was asked for, or its whole run and the step after it
 * (with a warmup that its total leaves out), or 100.
 *
 * @throws InputError for a number that is not from 1 to 10 million
 */
export function sampleSteps(spec: object, asked?: unknown): number {
  const { totalSteps, warmupSteps, semantics, kind } = spec as Record<string, unknown>;
  const outside =
    (semantics === "keras" && kind === "warmup-cosine") ||
    (semantics === "timm" && kind === "warmup-stable-decay");
  const run = Number(totalSteps) + (outside ? Number(warmupSteps ?? 0) : 0);
  const steps = asked ?? (totalSteps === undefined ? DEFAULT_SAMPLE : run + 1);
  if (typeof steps === "number" && Number.isInteger(steps) && steps >= 1 && steps <= MAX_SAMPLE) {
    return steps;
  }
  throw new InputError("bad-option", `--sample must be from 1 to ${MAX_SAMPLE}, got ${steps}`);
}
