import { type NoteData, note } from "../contract/make-note.ts";
import { formatLoss } from "../core/format.ts";
import type { Note } from "../core/note.ts";
import { minOf } from "../core/stats.ts";
import type { Trial } from "../sweep/trial-types.ts";
import type { SweepRecord } from "../sweep/types.ts";

/** Part of a constant answer's loss that a model must be better by, */
const BETTER = 0.01;
/**
 * and by what luck may give: of n rows of noise, the best of many trainings explains a part of up to
 * z^2 / (z^2 + n - 2), which is what a correlation with t = z explains; here z^2, just above 3^2.
 */
const LUCK = 10;
/** Below so many held-out rows luck alone may look like learning. */
const FEW = 30;

const ANSWERS: Readonly<Record<NoteData["no-better-than-constant"]["is"], string>> = {
  mean: "the mean of the targets",
  median: "the median of the targets",
  "class-shares": "the shares of the classes",
};

/**
 * A warning when no training came below the held-out loss that one and the same answer to every row gives:
 * all that the losses fell by is then the start's own error.
 */
export function constantWarnings(record: SweepRecord, trials: readonly Trial[]): Note[] {
  const { constantAnswer } = record.info;
  const heldOut = [...record.runs, ...trials]
    .flatMap((run): readonly { loss: number; count?: number | undefined }[] => run.heldOut)
    .filter(({ loss }) => Number.isFinite(loss));
  if (constantAnswer === undefined || heldOut.length === 0) return [];
  const { loss: constantLoss, is } = constantAnswer;
  const lowestLoss = minOf(heldOut.map(({ loss }) => loss));
  const rows = heldOut.find(({ count }) => count !== undefined)?.count ?? Number.POSITIVE_INFINITY;
  if (lowestLoss < constantLoss * (1 - Math.max(BETTER, luckOf(rows)))) return [];
  const compared = `the lowest held-out loss of all trainings is ${formatLoss(lowestLoss)}, and answering every row with ${ANSWERS[is]} gives ${formatLoss(constantLoss)}`;
  if (lowestLoss < constantLoss * (1 - BETTER) && rows < FEW) {
    const message = `${rows} held-out rows cannot tell whether anything was learned: ${compared}, which the luckiest of so many trainings may come to on so few rows without learning anything. Hold out more rows, or get more data.`;
    return [
      note("no-better-than-constant", message, { lowestLoss, constantLoss, is, fewRows: rows }),
    ];
  }
  const message = `Nothing came clearly below a constant answer: ${compared}. All that the losses fell by is the error that the model started with, and an LR read off that says nothing of learning. Check that the inputs tell something of the target (the right columns, rows in step with their targets); a model that needs longer to begin shows it with --budget thorough.`;
  return [note("no-better-than-constant", message, { lowestLoss, constantLoss, is })];
}

function luckOf(rows: number): number {
  return LUCK / (LUCK + Math.max(1, rows - 2));
}

/** A warning when there were held-out losses and none of them was finite, though training has finite ones. */
export function heldOutWarnings(record: SweepRecord, trials: readonly Trial[]): Note[] {
  const all = [...record.runs, ...trials];
  const heldOut = all.flatMap((run) => run.heldOut.map(({ loss }) => loss));
  const trains = all.some(({ losses }) => losses.some(Number.isFinite));
  const first = heldOut[0];
  if (first === undefined || heldOut.some(Number.isFinite) || !trains) return [];
  const message = `The trainer's evaluation gave no finite loss (${first}), in ${heldOut.length} evaluations, while its training losses are finite: held-out losses say nothing here. Look at the held-out rows (none, missing labels, NaN in them) and at what the evaluation computes (log of 0, division by 0).`;
  return [
    note("held-out-not-finite", message, { loss: String(first), evaluations: heldOut.length }),
  ];
}
