import type { StepUnit } from "../contract/findings.ts";
import { note } from "../contract/make-note.ts";
import { Refusal } from "../contract/refusals.ts";
import type { Note } from "../core/note.ts";
import type { LogTable } from "./formats/index.ts";
import { type PickedColumns, requireColumn } from "./pick-columns.ts";
import type { LogColumn } from "./table.ts";

/** A held-out loss and where in the log it was measured. */
export interface HeldOutPoint {
  /** Index of the last point at or before it; -1 when there is none. */
  readonly after: number;
  readonly step: number;
  readonly loss: number;
}

/** The losses of one held-out set. */
export interface HeldOutPoints {
  readonly name: string;
  readonly points: readonly HeldOutPoint[];
}

/** The losses of a log in its own order, each with its LR. All arrays have one entry a loss. */
export interface LogPoints {
  /** Zero-based row of the table. */
  readonly rows: Uint32Array;
  /** The log's own step where it has them, else 0, 1, 2, … */
  readonly steps: Float64Array;
  /** What the steps count. */
  readonly unit: StepUnit;
  readonly losses: Float64Array;
  /** NaN where the log does not say; null for a log without learning rates. */
  readonly lrs: Float64Array | null;
  /** Held-out losses by their column. */
  readonly heldOutSets: readonly HeldOutPoints[];
  readonly warnings: readonly Note[];
}

/**
 * Most values of a column that are joined. Each costs some 100 bytes on the way to a result, and a Set
 * or Map holds up to 2^24.
 */
const MOST_VALUES = 10_000_000;

/**
 * Joins the columns of a sparse log: a loss and a learning rate belong together when they are in
 * the same row, or in rows of the same step (Lightning writes them in turn). A loss whose step has
 * no LR gets the last one before it (`carry`), as in a log that writes the LR only now and then.
 *
 * @throws InputError when the log has no losses; `too-many-rows` for a column of over 10 million
 */
export function joinPoints(
  table: LogTable,
  picked: PickedColumns,
  options: { readonly carry: boolean },
): LogPoints {
  const loss = requireColumn(table, picked, "loss");
  for (const column of [loss, picked.lr, picked.step, ...picked.heldOutSets]) {
    if (column !== null && column.values.length > MOST_VALUES) throw tooMany(table.name, column);
  }
  const rows = rowsOf(loss);
  const stepAt = picked.step === null ? null : valueByRow(picked.step, table.rows, "carried");
  const counted = stepAt === null ? countedSteps(rows, picked.epoch, table.rows) : null;
  const steps = counted?.steps ?? at(stepAt ?? new Float64Array(0), rows);
  const isByEpoch = counted?.isByEpoch ?? picked.step?.name === picked.epoch?.name;
  const lrs = picked.lr === null ? null : lrsFor(rows, picked.lr, stepAt, table, options.carry);
  const warnings = lrs === null ? [] : unmatched(table, lrs);
  const points: LogPoints = {
    rows,
    steps,
    unit: isByEpoch || (counted !== null && table.hints.rowsAre === "epochs") ? "epoch" : "step",
    losses: loss.values,
    lrs,
    heldOutSets: picked.heldOutSets.map((column) => ({
      name: column.name,
      points: measured(heldOutPoints(column, rows, steps, stepAt), column.name, warnings),
    })),
    warnings,
  };
  return isShuffled(points.steps) ? inStepOrder(points, table.name) : points;
}

/**
 * The steps of a log that counts none: 0, 1, 2, …, or its epochs where each loss has a whole one of its
 * own. Where the epochs go back the run began again there: the count goes back with them.
 */
function countedSteps(rows: Uint32Array, epoch: LogColumn | null, tableRows: number) {
  const steps = new Float64Array(rows.length);
  const epochs = epoch === null ? null : at(valueByRow(epoch, tableRows, "carried"), rows);
  const isOwn = epochs !== null && haveOwnEpochs(epochs);
  // Epochs of the losses that count, rising, and the count of the first loss of each.
  const held: { epoch: number; from: number }[] = [];
  let next = 0;
  for (let i = 0; i < steps.length; i++) {
    const epoch = epochs?.[i] ?? Number.NaN;
    if (!Number.isNaN(epoch)) {
      const back = held.length > 0 && epoch < (held.at(-1) as { epoch: number }).epoch;
      while (back && held.length > 0 && (held.at(-1) as { epoch: number }).epoch >= epoch) {
        next = (held.pop() as { from: number }).from;
      }
      if (epoch !== held.at(-1)?.epoch) held.push({ epoch, from: next });
    }
    steps[i] = isOwn ? epoch : next;
    next++;
  }
  return { steps, isByEpoch: isOwn };
}

/** Whether losses have whole epochs that change from each to the next one, but for a few. */
function haveOwnEpochs(epochs: Float64Array): boolean {
  let same = 0;
  for (let i = 0; i < epochs.length; i++) {
    if (!Number.isInteger(epochs[i])) return false;
    if (epochs[i] === epochs[i - 1]) same++;
  }
  return same === 0;
}

function tooMany(file: string, { name, values }: LogColumn): Refusal {
  const [rows, most] = [values.length, MOST_VALUES].map((count) => count.toLocaleString("en"));
  return new Refusal(
    "too-many-rows",
    `${file} has ${rows} rows of ${JSON.stringify(name)}, and up to ${most} can be used: keep the part that matters, or every tenth row`,
    { file, column: name, rows: values.length, maxRows: MOST_VALUES },
  );
}

/** Steps that fall, and no step twice: rows of one run in another order, not a run that began again. */
function isShuffled(steps: Float64Array): boolean {
  let falls = false;
  for (let i = 1; i < steps.length && !falls; i++) {
    falls = (steps[i] as number) < (steps[i - 1] as number);
  }
  return falls && new Set(steps).size === steps.length;
}

function inStepOrder(points: LogPoints, name: string): LogPoints {
  const { rows, steps, losses, lrs } = points;
  const order = Uint32Array.from(steps.keys()).sort(
    (a, b) => (steps[a] as number) - (steps[b] as number),
  );
  const sorted = Float64Array.from(order, (i) => steps[i] as number);
  return {
    unit: points.unit,
    rows: Uint32Array.from(order, (i) => rows[i] as number),
    steps: sorted,
    losses: Float64Array.from(order, (i) => losses[i] as number),
    lrs: lrs === null ? null : Float64Array.from(order, (i) => lrs[i] as number),
    heldOutSets: points.heldOutSets.map((set) => ({
      ...set,
      points: set.points
        .map((point) => ({
          ...point,
          after: lastUpTo(sorted, point.step),
        }))
        .sort((a, b) => a.step - b.step),
    })),
    warnings: [
      ...points.warnings,
      note(
        "sorted-by-step",
        `The rows of ${name} are not in the order of their steps; they were put into it.`,
      ),
    ],
  };
}

/** Index of the last of rising values that is at most `limit`; -1 for none. */
function lastUpTo(rising: Float64Array, limit: number): number {
  let from = 0;
  let to = rising.length;
  while (from < to) {
    const middle = (from + to) >> 1;
    if ((rising[middle] as number) <= limit) from = middle + 1;
    else to = middle;
  }
  return from - 1;
}

function lrsFor(
  rows: Uint32Array,
  lr: LogColumn,
  stepAt: Float64Array | null,
  table: LogTable,
  carry: boolean,
): Float64Array {
  if (lr.rows === null) return at(lr.values, rows);
  const own = valueByRow(lr, table.rows, "own");
  const carried = valueByRow(lr, table.rows, "carried");
  const byStep = new Map<number, number>();
  if (stepAt !== null) {
    for (const [i, row] of lr.rows.entries()) {
      byStep.set(stepAt[row] as number, lr.values[i] as number);
    }
  }
  const exact = Float64Array.from(rows, (row) => {
    const same = own[row] as number;
    return Number.isNaN(same) && stepAt !== null
      ? (byStep.get(stepAt[row] as number) ?? same)
      : same;
  });
  const matches = exact.some((value) => !Number.isNaN(value));
  if (matches && !carry) return exact;
  return exact.map((value, i) =>
    Number.isNaN(value) ? (carried[rows[i] as number] as number) : value,
  );
}

/** One value a row: the row's own (NaN for none), or the last one up to it. */
function valueByRow(column: LogColumn, rows: number, kind: "own" | "carried"): Float64Array {
  if (column.rows === null) return column.values;
  const values = new Float64Array(rows).fill(Number.NaN);
  for (const [i, row] of column.rows.entries()) values[row] = column.values[i] as number;
  if (kind === "own") return values;
  for (let row = 1; row < rows; row++) {
    if (Number.isNaN(values[row])) values[row] = values[row - 1] as number;
  }
  return values;
}

function rowsOf(column: LogColumn): Uint32Array {
  if (column.rows !== null) return column.rows;
  const rows = new Uint32Array(column.values.length);
  for (let i = 0; i < rows.length; i++) rows[i] = i;
  return rows;
}

function at(values: Float64Array, places: Uint32Array): Float64Array {
  const found = new Float64Array(places.length);
  for (let i = 0; i < found.length; i++) found[i] = values[places[i] as number] as number;
  return found;
}

function heldOutPoints(
  column: LogColumn,
  rows: Uint32Array,
  steps: Float64Array,
  stepAt: Float64Array | null,
): HeldOutPoint[] {
  let after = -1;
  return Array.from(rowsOf(column), (row, i) => {
    while (after + 1 < rows.length && (rows[after + 1] as number) <= row) after++;
    const step = stepAt?.[row] ?? (after < 0 ? after : (steps[after] as number));
    return { after, step, loss: column.values[i] as number };
  });
}

/** Without zeros before the first other value: that is what a loss holds that is not measured yet. */
function measured(points: readonly HeldOutPoint[], name: string, warnings: Note[]): HeldOutPoint[] {
  const first = points.findIndex(({ loss }) => loss !== 0);
  if (first < LEAST_ZEROS) return [...points];
  const message = `The first ${first} values of ${JSON.stringify(name)} are 0, as where nothing was measured: they are left out.`;
  warnings.push(note("held-out-zeros", message, { column: name, values: first }));
  return points.slice(first);
}

/** One loss of 0 may be one. */
const LEAST_ZEROS = 2;

function unmatched(table: LogTable, lrs: Float64Array): Note[] {
  let missing = 0;
  for (let i = 0; i < lrs.length; i++) if (Number.isNaN(lrs[i])) missing++;
  if (missing === 0) return [];
  const message = `${missing} of the ${lrs.length} losses of ${table.name} have no learning rate at their step: they are left out.`;
  return [note("losses-without-lr", message, { losses: missing, of: lrs.length })];
}
