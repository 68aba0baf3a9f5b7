import { rejectOption } from "../core/check.ts";
import type { TrainingLog } from "./types.ts";

/**
 * Checks what a log must hold: as many losses (and LRs) as steps, steps that are finite and rise
 * strictly, LRs that are finite and not negative. Losses may be anything.
 *
 * @throws InputError that names the array and the index
 */
export function checkLog({ steps, losses, heldOut, lrs }: TrainingLog): void {
  sameLength("losses", losses, steps);
  if (lrs !== undefined) sameLength("lrs", lrs, steps);
  rising("steps", steps);
  lrs?.forEach((lr, i) => {
    if (!(Number.isFinite(lr) && lr >= 0)) {
      rejectOption(`lrs[${i}]`, "a finite number of at least 0", lr);
    }
  });
  if (heldOut !== undefined) {
    rising(
      "heldOut steps",
      heldOut.map(({ step }) => step),
    );
  }
}

function sameLength(name: string, values: readonly number[], steps: readonly number[]): void {
  if (values.length === steps.length) return;
  rejectOption(name, `as many numbers as \`steps\` (${steps.length})`, values);
}

function rising(name: string, steps: readonly number[]): void {
  let previous = Number.NEGATIVE_INFINITY;
  for (const [i, step] of steps.entries()) {
    if (!Number.isFinite(step)) rejectOption(`${name}[${i}]`, "a finite number", step);
    if (step <= previous)
      rejectOption(`${name}[${i}]`, `above the one before it (${previous})`, step);
    previous = step;
  }
}
