import type { Note } from "../core/note.ts";
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
