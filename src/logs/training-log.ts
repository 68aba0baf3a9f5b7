import type { StepUnit } from "../contract/findings.ts";
import type { Note } from "../core/note.ts";
import { classify } from "./classify.ts";
import { type ColumnsRead, columnsRead, matchedNotes } from "./columns-read.ts";
import type { LogTable } from "./formats/index.ts";
import { type PickedRun, pickRuns, severalRuns, type WantedColumns } from "./pick-columns.ts";
import { type HeldOutPoint, type HeldOutPoints, joinPoints } from "./points.ts";
import type { LogHints } from "./table.ts";

/** An ordinary training as its log tells it. All arrays have one entry a loss, in the log's order. */
export interface TrainingLog {
  readonly name: string;
  /** What tells the run from the others of the log; null where it is the only one. */
  readonly run: string | null;
  /** The log's own steps where it has them, else its epochs where each loss has one, else 0, 1, 2, … */
  readonly steps: Float64Array;
  /** What the steps count. */
  readonly unit: StepUnit;
  /** Raw as written; may be NaN or infinite. */
  readonly losses: Float64Array;
  /** The LR at each loss: the one at the same step, or else the last one before; NaN before the first. Null for a log without. */
  readonly lrs: Float64Array | null;
  /** In the log's order; of several held-out sets those of the first. */
  readonly heldOut: readonly HeldOutPoint[];
  /** Every held-out set by its column. */
  readonly heldOutSets: readonly HeldOutPoints[];
  readonly columns: ColumnsRead;
  /** What people call the row of each loss: 1-based, a header counted. */
  readonly rowNumbers: Uint32Array;
  readonly hints: LogHints;
  readonly warnings: readonly Note[];
}

/**
 * The losses of a log of one run, whatever its LR does.
 *
 * @throws InputError when there are no losses, or a named column cannot be used: it lists what there is;
 *   `several-columns` for a log of several runs, which {@link trainingLogsFrom} reads
 */
export function trainingLogFrom(table: LogTable, wanted: WantedColumns = {}): TrainingLog {
  const runs = pickRuns(table, wanted);
  if (runs.length > 1) throw severalRuns(table, runs);
  return trainingLogOf(table, runs[0] as PickedRun);
}

/**
 * Every run of a log: those of an export of several, and each loss of a log with several that are as
 * likely. See {@link trainingLogFrom}.
 */
export function trainingLogsFrom(table: LogTable, wanted: WantedColumns = {}): TrainingLog[] {
  return pickRuns(table, wanted).map((run) => trainingLogOf(table, run));
}

function trainingLogOf(table: LogTable, picked: PickedRun): TrainingLog {
  const points = joinPoints(table, picked, { carry: true });
  const columns = columnsRead(picked);
  return {
    name: table.name,
    run: picked.run,
    steps: points.steps,
    unit: points.unit,
    losses: points.losses,
    lrs: points.lrs,
    heldOut: points.heldOutSets[0]?.points ?? [],
    heldOutSets: points.heldOutSets,
    columns,
    rowNumbers: points.rows.map((row) => row + table.firstRow),
    hints: table.hints,
    warnings: [
      ...matchedNotes(table, columns),
      ...table.warnings,
      ...picked.warnings,
      ...points.warnings,
    ],
  };
}

/** A finder's LRs grow at least this many times, a warmup's seldom do before they stay. */
const FINDER_GROWTH = 100;
const FINDER_LOSSES = 8;

/**
 * The range of a log that is an LR sweep and no training: its LR rises all the way, by equal factors
 * and a hundredfold or more. Null for any other; a linear rise may be a warmup.
 */
export function sweepSpan(log: TrainingLog): { fromLr: number; toLr: number } | null {
  if (log.lrs === null) return null;
  const kept = [...log.lrs.keys()].filter((i) => (log.lrs?.[i] as number) > 0);
  const lrs = Float64Array.from(kept, (i) => log.lrs?.[i] as number);
  const rows = Uint32Array.from(kept, (i) => log.rowNumbers[i] as number);
  const kind = classify({ lrs, rows }, { name: log.name, firstRow: 0 });
  if (kind.kind !== "sweep") return null;
  const [from, to] = kind.passes[0] as readonly [number, number];
  const fromLr = lrs[from] as number;
  const toLr = lrs[to - 1] as number;
  const middle = lrs[(from + to) >> 1] as number;
  const isGeometric = middle < Math.sqrt(((fromLr + toLr) / 2) * Math.sqrt(fromLr * toLr));
  const isFinder = to - from >= FINDER_LOSSES && toLr >= FINDER_GROWTH * fromLr && isGeometric;
  return isFinder ? { fromLr, toLr } : null;
}
