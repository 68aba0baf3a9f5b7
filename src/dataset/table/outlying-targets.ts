import { note } from "../../contract/make-note.ts";
import type { Note } from "../../core/note.ts";
import { maxOf, median, quantile } from "../../core/stats.ts";

/** Fewer targets than this have no tails. */
const LEAST = 20;
/** Further from the median than so many interquartile ranges lies nothing of a bell, nor of most long tails. */
const FAR = 20;
/** At most so large a part of the rows: more of them are a distribution, and no slip. */
const MOST_ROWS = 0.01;
/** They dominate where they carry this share of all squares. */
const DOMINATES = 0.9;
/** Rows that are named one by one. */
const NAMED = 5;

/**
 * That a few rows decide a squared error: targets that lie further than 20 interquartile ranges from the
 * median, at most one in a hundred (or one), with nine tenths of the sum of squared distances from it.
 *
 * @param values one a row of a regression
 * @param rowNumbers of the file, one a row
 */
export function outlyingTargets(
  name: string,
  values: ArrayLike<number>,
  rowNumbers: readonly number[],
): Note[] {
  if (values.length < LEAST) return [];
  const all = Array.from(values);
  const middle = median(all);
  const width = quantile(all, 0.75) - quantile(all, 0.25);
  if (!(width > 0)) return [];
  // In units of the width, so that squares stay finite.
  const distances = all.map((value) => Math.abs(value - middle) / width);
  const far = [...distances.keys()].filter((i) => (distances[i] as number) > FAR);
  if (far.length === 0 || far.length > Math.max(1, MOST_ROWS * all.length)) return [];
  const most = maxOf(distances);
  const squares = (places: Iterable<number>) =>
    [...places].reduce((sum, i) => sum + ((distances[i] as number) / most) ** 2, 0);
  const share = squares(far) / squares(distances.keys());
  if (share < DOMINATES) return [];
  const rows = far.slice(0, NAMED).map((i) => rowNumbers[i] as number);
  const shown = far.slice(0, NAMED).map((i) => all[i] as number);
  const [low, high] = [quantile(all, 0.25), quantile(all, 0.75)];
  const more = far.length > NAMED ? ` and ${far.length - NAMED} more` : "";
  const message = `The target column "${name}" is ${shown.join(", ")} in ${far.length === 1 ? "row" : "rows"} ${rows.join(", ")}${more}, far outside of the others (half of them lie from ${low} to ${high}): a squared error is decided by ${far.length === 1 ? "that row" : "those rows"} alone. Correct or leave out what is wrong, or take another \`--loss\` or the logarithm.`;
  return [
    note("outlying-targets", message, {
      column: name,
      rows,
      values: shown,
      count: far.length,
      low,
      high,
    }),
  ];
}
