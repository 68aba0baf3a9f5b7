import type { StudyOutcome, StudyRow, StudyTask, Trial } from "../contract/index.ts";
import { knownOf, type Result } from "../result/index.ts";

/** What a study keeps of a result beside its files. */
export type OutcomeFacts = Pick<
  StudyOutcome,
  | "status"
  | "lr"
  | "rangeLog10"
  | "confidence"
  | "reason"
  | "for"
  | "optimizer"
  | "batchSize"
  | "rowsAre"
  | "rows"
  | "trainSteps"
  | "seconds"
>;

/** @param result of a task's run */
export function outcomeOf(result: Result): OutcomeFacts {
  const { suggestion, cost, probes, record } = result;
  const { trainSteps, seconds } = cost;
  const { optimizer } = record.info;
  const { batchSize } = knownOf(record, result.warnings);
  const common = {
    optimizer,
    ...(batchSize !== undefined && { batchSize }),
    ...comparableRows(probes),
    trainSteps,
    seconds,
  };
  if (!("lr" in suggestion)) {
    const aim = result.options.for === "best" ? "best" : "end";
    const { reason } = suggestion;
    const none = { lr: null, rangeLog10: null, confidence: null };
    return { status: "none", ...none, reason, for: aim, ...common };
  }
  const { lr, range, confidence, for: aim = "end" } = suggestion;
  const rangeLog10 = Math.log10(range[1] / range[0]);
  return { status: "found", lr, rangeLog10, confidence, reason: null, for: aim, ...common };
}

/**
 * The trainings of a task whose ends can be compared: whole ones where there are any, else probes; all of
 * one length, the longest of which there are two at least; judged on the same held-out rows. One that
 * broke has an infinite loss; one that was given up as clearly behind has none, and is left out.
 *
 * @returns none where nothing was held out
 */
export function comparableRows(trials: readonly Trial[]): Pick<StudyOutcome, "rowsAre" | "rows"> {
  const whole = longestOf(
    trials.filter(({ purpose }) => purpose?.kind === "whole-run" && purpose.divided !== true),
  );
  if (whole.length > 0) return { rowsAre: "whole-runs", rows: whole };
  const rows = longestOf(
    trials.filter(({ purpose }) => purpose === undefined || purpose.kind === "probe"),
  );
  return { rowsAre: rows.length > 0 ? "probes" : null, rows };
}

function longestOf(trials: readonly Trial[]): StudyRow[] {
  const byLength = new Map<number, StudyRow[]>();
  for (const trial of trials) {
    const row = rowOf(trial);
    if (row === null) continue;
    const same = byLength.get(row.steps);
    if (same === undefined) byLength.set(row.steps, [row]);
    else same.push(row);
  }
  const groups = [...byLength].filter(([, rows]) => rows.length > 1).sort(([a], [b]) => b - a);
  return groups[0]?.[1] ?? [];
}

function rowOf({
  peakLr: lr,
  plannedSteps: steps,
  seed,
  heldOut,
  stopReason,
}: Trial): StudyRow | null {
  const last = heldOut.at(-1);
  if (last === undefined) return null;
  switch (stopReason) {
    case "diverged":
    case "non-finite":
      return { lr, loss: Number.POSITIVE_INFINITY, steps, seed };
    case "completed": {
      const { loss } = last;
      return { lr, loss: Number.isFinite(loss) ? loss : Number.POSITIVE_INFINITY, steps, seed };
    }
    default:
      return null;
  }
}

/** What the law reads of a finished task. */
export interface StudyRows {
  readonly factors: StudyTask["factors"];
  readonly seed: number;
  readonly optimizer: string;
  /** As the trainer says. */
  readonly batchSize?: number | undefined;
  /** Trainings of the cell's own length, or shorter ones; null where there are no rows. */
  readonly rowsAre: StudyOutcome["rowsAre"];
  readonly rows: readonly StudyRow[];
  /** The task's own suggestion; null for none. */
  readonly lr: number | null;
  /** Width of the LRs that its data cannot tell from the best, in decades. */
  readonly rangeLog10: number | null;
  readonly status: StudyOutcome["status"];
}
