import { integerIn } from "../../core/check.ts";

const DEFAULT_SAMPLE = 100;

/** Steps that can be sampled: 1 to 10 million. */
export const checkSample = integerIn(1, 10_000_000);

/**
 * How many steps of a schedule to take: what was asked for, or its whole run and the step after it
 * (with a warmup that its total leaves out), or 100.
 *
 * @throws InputError for a number that is not from 1 to 10 million
 */
export function sampleSteps(spec: object, asked?: number): number {
  const { totalSteps, warmupSteps, semantics, kind } = spec as Record<string, unknown>;
  const outside =
    (semantics === "keras" && kind === "warmup-cosine") ||
    (semantics === "timm" && kind === "warmup-stable-decay");
  const run = Number(totalSteps) + (outside ? Number(warmupSteps ?? 0) : 0);
  return checkSample("sample", asked ?? (totalSteps === undefined ? DEFAULT_SAMPLE : run + 1));
}
