import { note } from "../contract/make-note.ts";
import type { Note } from "../core/note.ts";
import type { Trial } from "../sweep/trial-types.ts";
import type { SweepRecord } from "../sweep/types.ts";

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
