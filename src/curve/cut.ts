import { describe } from "../core/check.ts";
import { InputError } from "../core/errors.ts";
import type { CurveRun } from "./curve.ts";

/** The usable part of a run. */
export interface CutRun {
  readonly lrs: readonly number[];
  /** Same length as `lrs`, all finite. */
  readonly losses: readonly number[];
  /** LR of the first non-finite loss; null when there was none. */
  readonly nonFiniteLr: number | null;
  readonly stopReason: string | undefined;
}

/**
 * The run up to, and without, its first non-finite loss: whatever a dead model reports later says
 * nothing about learning rates.
 *
 * @param name how to call the run in an error, e.g. `runs[2]`
 * @throws InputError when the arrays differ in length, an LR is not a finite number above 0, or the
 *   LRs fall: it names the run and the place
 */
export function cutRun(run: CurveRun, name: string): CutRun {
  const { lrs, losses } = run;
  checkLadder(lrs, losses, name);
  let end = 0;
  while (end < losses.length && Number.isFinite(losses[end])) end++;
  const whole = end === losses.length;
  return {
    lrs: whole ? lrs : lrs.slice(0, end),
    losses: whole ? losses : losses.slice(0, end),
    nonFiniteLr: whole ? null : (lrs[end] as number),
    stopReason: run.stopReason,
  };
}

/** Equal lengths; LRs finite, above 0 and never falling. */
export function checkLadder(lrs: readonly number[], losses: readonly number[], name: string): void {
  if (lrs.length !== losses.length) {
    throw new InputError(
      "bad-curve",
      `\`${name}\` must have as many losses as learning rates, got ${losses.length} and ${lrs.length}`,
      { data: { name, lrs: lrs.length, losses: losses.length } },
    );
  }
  let previous = 0;
  for (let i = 0; i < lrs.length; i++) {
    const lr = lrs[i] as number;
    if (!(Number.isFinite(lr) && lr > 0)) {
      const expected = "a finite number above 0";
      throw new InputError(
        "bad-curve",
        `\`${name}.lrs[${i}]\` must be ${expected}, got ${describe(lr)}`,
        {
          data: { name, index: i, expected, value: lr },
        },
      );
    }
    if (lr < previous) {
      throw new InputError(
        "bad-curve",
        `\`${name}.lrs\` must never fall, but lrs[${i}] = ${lr} comes after ${previous}; ` +
          "pass the rising part of one sweep a run",
        { data: { name, index: i, value: lr, previous } },
      );
    }
    previous = lr;
  }
}
