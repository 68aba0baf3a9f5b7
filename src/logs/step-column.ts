import { note } from "../contract/make-note.ts";
import type { Note } from "../core/note.ts";
import { roleRank } from "./column-roles.ts";
import type { LogTable } from "./formats/index.ts";
import type { NamedColumn } from "./loss-columns.ts";
import type { LogColumn } from "./table.ts";

/**
 * The column that counts steps, by its name: of several that may, the one that goes back least often,
 * and of those the surest. A setting that is printed once (`step: 20` among the arguments), or that never
 * changes, counts nothing.
 *
 * @param losses how many the run has
 */
export function stepColumn(columns: readonly NamedColumn[], losses: number): LogColumn | null {
  const ranked = columns.flatMap(({ name, column }) => {
    const rank = roleRank("step", name);
    return rank === null || !isCount(column, losses) ? [] : [{ rank, column }];
  });
  // A stable order: of equals the first.
  const sorted = ranked.sort((a, b) => a.rank - b.rank).map(({ column }) => column);
  const [first] = sorted;
  if (first === undefined || falls(first) === 0) return first ?? null;
  const long = sorted.filter(({ values }) => 2 * values.length > losses);
  return long.reduce((best, column) => (falls(column) < falls(best) ? column : best), first);
}

function isCount({ values }: LogColumn, losses: number): boolean {
  if (values.length === 0) return false;
  if (values.length * FEWEST < losses) return false;
  return values.length < MANY || values.some((value) => value !== values[0]);
}

/** A step for every so many losses at least; a column of so many equal values is a setting. */
const FEWEST = 4;
const MANY = 5;

function falls({ values }: LogColumn): number {
  let count = 0;
  for (let i = 1; i < values.length; i++) {
    if ((values[i] as number) < (values[i - 1] as number)) count++;
  }
  return count;
}

/** Of the places where the epoch rises, and of those where steps go back, the share where both happen. */
const MOST = 0.9;

/**
 * Steps that begin again with every epoch, counted on from epoch to epoch; null for any others. An
 * epoch is as long as the highest step in the log says, so that where a run was resumed from an earlier
 * epoch the steps go back as well.
 */
export function acrossEpochs(
  table: LogTable,
  step: LogColumn,
  epoch: LogColumn | null,
): { readonly step: LogColumn; readonly warning: Note } | null {
  if (epoch === null) return null;
  const epochs = epochsAt(step, epoch);
  if (epochs.some((value) => !Number.isInteger(value))) return null;
  let falling = 0;
  let epochsBegun = 0;
  let anew = 0;
  let least = Number.POSITIVE_INFINITY;
  let most = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < epochs.length; i++) {
    const value = step.values[i] as number;
    least = Math.min(least, value);
    most = Math.max(most, value);
    if (i === 0) continue;
    const before = step.values[i - 1] as number;
    if (value < before) falling++;
    if ((epochs[i] as number) <= (epochs[i - 1] as number)) continue;
    epochsBegun++;
    if (value <= before) anew++;
  }
  const isWithin = anew > 0 && anew >= MOST * epochsBegun && anew >= MOST * falling;
  if (!isWithin || !Number.isFinite(most)) return null;
  const length = most + (least === 0 ? 1 : 0);
  const first = epochs[0] as number;
  const values = step.values.map((value, i) => ((epochs[i] as number) - first) * length + value);
  const message = `The steps of ${table.name} begin again with every epoch; they were counted on, ${length} an epoch.`;
  return {
    step: { ...step, values },
    warning: note("steps-within-epochs", message, { stepsPerEpoch: length }),
  };
}

/** The epoch at each value of another column: the last one up to its row; NaN before the first. */
function epochsAt(column: LogColumn, epoch: LogColumn): Float64Array {
  const rowOf = ({ rows }: LogColumn, i: number) => rows?.[i] ?? i;
  let at = -1;
  return Float64Array.from(column.values, (_, i) => {
    while (at + 1 < epoch.values.length && rowOf(epoch, at + 1) <= rowOf(column, i)) at++;
    return at < 0 ? Number.NaN : (epoch.values[at] as number);
  });
}
