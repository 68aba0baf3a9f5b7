import type { Trial } from "./trial-types.ts";

/** What trainings spend, as it is counted up. */
export interface CostTally {
  /** Optimizer updates asked for, skipped ones included. */
  trainSteps: number;
  /** Held-out losses measured. */
  evaluations: number;
}

/** What trainings spent; what was taken over from a journal is counted as when it was trained. */
export type SweepCost = Readonly<CostTally>;

/** What one run or trial has spent, by its record. */
export function recordedCost(
  trained: Pick<Trial, "losses" | "skipped"> & { readonly heldOut: readonly unknown[] },
): SweepCost {
  const { losses, skipped = 0, heldOut } = trained;
  return { trainSteps: losses.length + skipped, evaluations: heldOut.length };
}

/** Both together; all other properties of either are left out. */
export function addCosts(a: SweepCost, b: SweepCost): SweepCost {
  return {
    trainSteps: a.trainSteps + b.trainSteps,
    evaluations: a.evaluations + b.evaluations,
  };
}

/** Recorded steps of sweep runs or trials, all together: skipped updates do not count. */
export function recordedSteps(runs: readonly { readonly losses: readonly number[] }[]): number {
  return runs.reduce((sum, { losses }) => sum + losses.length, 0);
}
