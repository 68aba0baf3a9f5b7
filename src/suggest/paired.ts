import { ROW_GROUPS } from "../contract/index.ts";
import type { TrialHeldOut } from "../sweep/index.ts";

/** A held-out loss with what is known of its rows. */
export type HeldOutPoint = Pick<TrialHeldOut, "loss" | "count" | "standardError" | "rowLosses">;

/** How much two held-out losses differ, and how sure that is. */
export interface Difference {
  /** Loss of the first less that of the second; NaN where either is. */
  readonly difference: number;
  /** At least 0; null where nothing is known of the rows of one of them. */
  readonly standardError: number | null;
  /** Whether it was taken row by row. */
  readonly paired: boolean;
}

/**
 * The difference of two held-out losses, d = a - b.
 *
 * Row by row where both hold the losses of equally many rows. Those have to be the same rows, as they
 * are in trials of one result with the same seed; for another seed a trainer may hold out others. With differences d_g of G rows, or of groups with n_g of the n rows each, and their mean
 * D = sum n_g d_g / n:
 *
 * SE = sqrt(sum n_g (d_g - D)^2 / (G - 1) / n)
 *
 * which for single rows is that of the paired t-test, sd(d) / sqrt(n). Else, for rows that have
 * nothing to do with each other, SE = sqrt(SE_a^2 + SE_b^2).
 *
 * Worked value: rows [1, 2, 3] and [0, 2, 2] differ by 2/3 with SE 1/3.
 *
 * @source Student (1908), The probable error of a mean; weighted least squares for groups
 */
export function differenceOf(a: HeldOutPoint, b: HeldOutPoint): Difference {
  const difference = a.loss - b.loss;
  const differences = pairedRows(a, b);
  if (differences !== null) {
    const weights = groupSizes(differences.length, a.count);
    const standardError = weightedError(differences, weights);
    return { difference, standardError, paired: true };
  }
  const isKnown = a.standardError !== undefined && b.standardError !== undefined;
  const standardError = isKnown ? Math.hypot(a.standardError, b.standardError) : null;
  return { difference, standardError, paired: false };
}

/** The rows' differences; null where there are no two of the same rows. */
function pairedRows(a: HeldOutPoint, b: HeldOutPoint): number[] | null {
  const [rows, others] = [a.rowLosses, b.rowLosses];
  if (rows === undefined || others === undefined || rows.length < 2) return null;
  if (rows.length !== others.length || a.count !== b.count) return null;
  return rows.map((loss, i) => loss - (others[i] as number));
}

/** Rows in each of `groups` groups, where row i is in group i mod `groups`. */
function groupSizes(groups: number, rows = groups): number[] {
  if (groups < ROW_GROUPS) return Array.from({ length: groups }, () => 1);
  return Array.from({ length: groups }, (_, group) => Math.ceil((rows - group) / groups));
}

function weightedError(differences: readonly number[], weights: readonly number[]): number {
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const weighted = (values: readonly number[]) =>
    values.reduce((sum, value, i) => sum + value * (weights[i] as number), 0);
  const centre = weighted(differences) / total;
  const squares = weighted(differences.map((each) => (each - centre) ** 2));
  return Math.sqrt(squares / (differences.length - 1) / total);
}
