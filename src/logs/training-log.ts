import type { Note } from "../core/note.ts";
import { classify } from "./classify.ts";
import type { LogTable } from "./formats/index.ts";
import { pickColumns, type WantedColumns } from "./pick-columns.ts";
import { type HeldOutPoint, joinPoints } from "./points.ts";
import type { LogHints } from "./table.ts";

/** An ordinary training as its log tells it. All arrays have one entry a loss, in the log's order. */
export interface TrainingLog {
  readonly name: string;
  /** The log's own steps where it has them, else 0, 1, 2, … */
  readonly steps: Float64Array;
  /** Raw as written; may be NaN or infinite. */
  readonly losses: Float64Array;
  /** The LR at each loss: the one at the same step, or else the last one before; NaN before the first. Null for a log without. */
  readonly lrs: Float64Array | null;
  /** In the log's order. */
  readonly heldOut: readonly HeldOutPoint[];
  /** What people call the row of each loss: 1-based, a header counted. */
  readonly rowNumbers: Uint32Array;
  readonly hints: LogHints;
  readonly warnings: readonly Note[];
}

/**
 * The losses of a log, whatever its LR does.
 *
 * @throws InputError when there are no losses, or a named column cannot be used: it lists what there is
 */
export function trainingLogFrom(table: LogTable, wanted: WantedColumns = {}): TrainingLog {
  const picked = pickColumns(table, wanted);
  const points = joinPoints(table, picked, { carry: true });
  return {
    name: table.name,
    steps: points.steps,
    losses: points.losses,
    lrs: points.lrs,
    heldOut: points.heldOut,
    rowNumbers: points.rows.map((row) => row + table.firstRow),
    hints: table.hints,
    warnings: [...table.warnings, ...picked.warnings, ...points.warnings],
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
