import { isPart, type LossName, lossName } from "./column-roles.ts";
import type { LogColumn } from "./table.ts";

/** A column with the name that counts: without that of its run. */
export interface NamedColumn {
  readonly name: string;
  readonly column: LogColumn;
}

/** A column that may have been meant, and why it is not taken. */
export interface LeftOutColumn {
  readonly name: string;
  /** `part`: of a loss that is there; `average`: of a column that is taken; `few-values`: than another; `same`: values. */
  readonly why: "part" | "average" | "few-values" | "same";
}

/** The losses of one kind, training or held-out, of a run. */
export interface ChosenLosses {
  /** Several are several losses: one is as likely as the other. */
  readonly chosen: readonly LogColumn[];
  /** What was added up, where the log has only the parts. */
  readonly summed: readonly string[];
  readonly leftOut: readonly LeftOutColumn[];
}

/** A column with fewer than one in so many of the values of another one is no loss of its own. */
const FEW_VALUES = 20;

interface Candidate extends NamedColumn {
  readonly loss: LossName;
}

/**
 * The losses among the columns of a run. The plain one (`loss`, `train/loss`, `total_loss`) is taken
 * where there is one, of several means of one loss the one of single steps; parts without a whole are
 * added up; any others are each a loss of their own.
 */
export function chooseLosses(
  columns: readonly NamedColumn[],
  kind: "training" | "held-out",
): ChosenLosses {
  const leftOut: LeftOutColumn[] = [];
  const leave = (candidates: readonly Candidate[], why: LeftOutColumn["why"]) => {
    for (const { column } of candidates) leftOut.push({ name: column.name, why });
  };
  const all = columns.flatMap(({ name, column }): Candidate[] => {
    const loss = column.values.length === 0 ? null : lossName(name);
    return loss === null || loss.isHeldOut !== (kind === "held-out")
      ? []
      : [{ name, column, loss }];
  });
  const most = Math.max(0, ...all.map(({ column }) => column.values.length));
  const long = all.filter(({ column }) => column.values.length * FEW_VALUES > most);
  const few = all.filter((candidate) => !long.includes(candidate));
  const isMean = ({ loss }: Candidate) => long.some((other) => other.loss.base === loss.base);
  leave(few.filter(isMean), "average");
  leave(
    few.filter((candidate) => !isMean(candidate)),
    "few-values",
  );
  const finest = long.filter(({ loss }) =>
    long.every(
      (other) => other.loss.base !== loss.base || other.loss.granularity >= loss.granularity,
    ),
  );
  leave(
    long.filter((candidate) => !finest.includes(candidate)),
    "average",
  );
  const longest = Math.max(
    0,
    ...finest.flatMap(({ loss, column }) => (loss.extras.length === 0 ? column.values.length : [])),
  );
  // One that is written now and then beside another is a mean of it, whatever its name.
  const plain = finest.filter(
    ({ loss, column }) => loss.extras.length === 0 && 2 * column.values.length > longest,
  );
  const totals = plain.filter(({ loss }) => loss.isTotal);
  const whole = totals.length > 0 ? totals : plain;
  if (whole.length > 0) {
    const rest = finest.filter((candidate) => !whole.includes(candidate));
    const isSparse = ({ loss, column }: Candidate) =>
      loss.extras.length === 0 && 2 * column.values.length <= longest;
    leave(rest.filter(isSparse), "few-values");
    leave(
      rest.filter((candidate) => !isSparse(candidate)),
      "part",
    );
    const different = whole.filter(
      ({ column }, i) => !whole.slice(0, i).some((other) => same(other.column, column)),
    );
    leave(
      whole.filter((candidate) => !different.includes(candidate)),
      "same",
    );
    return { chosen: different.map(({ column }) => column), summed: [], leftOut };
  }
  if (finest.length > 1 && finest.every(({ loss }) => isPart(loss))) {
    const parts = finest.map(({ column }) => column);
    const summed = parts.map(({ name }) => name);
    return { chosen: [sumOf(parts)], summed, leftOut };
  }
  return { chosen: finest.map(({ column }) => column), summed: [], leftOut };
}

function same(one: LogColumn, other: LogColumn): boolean {
  const equal = (a: ArrayLike<number> | null, b: ArrayLike<number> | null) => {
    if (a === null || b === null) return a === b;
    for (let i = 0; i < a.length; i++) if (!Object.is(a[i], b[i])) return false;
    return a.length === b.length;
  };
  return equal(one.values, other.values) && equal(one.rows, other.rows);
}

/** The sum of columns, in the rows where all of them have a value. */
function sumOf(parts: readonly LogColumn[]): LogColumn {
  const name = parts.map((part) => part.name).join(" + ");
  const fault = parts.find((part) => part.fault !== null)?.fault ?? null;
  const sums = new Map<number, { sum: number; parts: number }>();
  for (const { values, rows } of parts) {
    for (let i = 0; i < values.length; i++) {
      const row = rows?.[i] ?? i;
      const before = sums.get(row) ?? { sum: 0, parts: 0 };
      sums.set(row, { sum: before.sum + (values[i] as number), parts: before.parts + 1 });
    }
  }
  const whole = [...sums]
    .filter((entry) => entry[1].parts === parts.length)
    .sort(([a], [b]) => a - b);
  return {
    name,
    values: Float64Array.from(whole, ([, { sum }]) => sum),
    rows: Uint32Array.from(whole, ([row]) => row),
    fault,
    labels: null,
  };
}
