/**
 * A schedule as text that several languages read alike, from which code is printed (`code/`).
 *
 * Expressions hold numbers, names, `+ - * / % **`, parentheses, comparisons (in conditions) and
 * calls of `abs`, `cos`, `exp`, `floor`, `log`, `max`, `min`, `sqrt` and `passed`. `step` is the
 * zero-based optimizer step and `PI` is pi. `passed(LIST, x)` is how many entries of a rising list
 * are at most x, and `LIST[i]` is an entry.
 *
 * All values of `lets` are computed before any case is looked at, and none may divide by zero.
 */
export interface Formula {
  /** Largest value, above 0: the LR that an optimizer is made with where a library needs one. */
  readonly peak: number;
  /** Numbers by name, in upper case: names that end in STEP, STEPS or STARTS hold whole ones. */
  readonly constants: Readonly<Record<string, number | readonly number[]>>;
  /** Names for parts of the expressions below, in order. */
  readonly lets?: readonly (readonly [name: string, expression: string])[];
  /** The value of the first condition that holds. */
  readonly cases?: readonly (readonly [condition: string, expression: string])[];
  /** The value when no condition holds. */
  readonly otherwise: string;
}

/** Half a cosine wave over `progress`: 1 at 0, 0 at 1. */
export const COSINE_SHARE = "0.5 * (1 + cos(PI * progress))";

/** Share of the run that has passed: 0 to 1. */
export const PROGRESS = "min(1.0, step / TOTAL_STEPS)";

/** Share of the last phase that has passed: 0 before it, 1 after it. */
export const PHASE_PROGRESS = "min(1.0, max(0, step - DECAY_START_STEP) / DECAY_STEPS)";

/** A number as JavaScript and Python read it, all digits kept, with a point unless `whole`. */
export function literal(value: number, whole = false): string {
  const text = String(value);
  return whole || /[.e]/.test(text) ? text : `${text}.0`;
}

/** `expression`, but never below `FLOOR_LR`. */
export function atLeast(floorLr: number, expression: string): string {
  return floorLr === 0 ? expression : `max(FLOOR_LR, ${expression})`;
}

/** `low + (high - low) * share` as an expression; the plain product when `low` is the number 0. */
export function blend(low: string, high: string, share: string, lowValue: number): string {
  return lowValue === 0 ? `${high} * ${share}` : `${low} + (${high} - ${low}) * ${share}`;
}

/** Linear warmup as constants and a case; nothing for a warmup of no steps. */
export function warmupCase(
  warmupSteps: number,
  warmupStartLr: number,
): Required<Pick<Formula, "constants" | "cases">> {
  if (warmupSteps === 0) return { constants: {}, cases: [] };
  const line = blend("WARMUP_START_LR", "PEAK_LR", "step / WARMUP_STEPS", warmupStartLr);
  return {
    constants: {
      ...(warmupStartLr !== 0 && { WARMUP_START_LR: warmupStartLr }),
      WARMUP_STEPS: warmupSteps,
    },
    cases: [["step < WARMUP_STEPS", line]],
  };
}
