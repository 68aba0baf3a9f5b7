import { type Aim, FEW_HELD_OUT_ROWS } from "../contract/index.ts";
import { note } from "../contract/make-note.ts";
import { formatCount } from "../core/format.ts";
import type { TrialHeldOut } from "../sweep/trial-types.ts";
import type { Check } from "./check.ts";
import type { ProbeHorizon } from "./probes/choose.ts";

/** Passes over the data from which on a model may learn rows by heart, */
const MANY_PASSES = 20;

/**
 * Where a model passes over its rows many times, its end is decided by how far it over-fits, and that
 * differs from one few held-out rows to the next: no LR is sure to be best for the end then. (The best
 * checkpoint hardly depends on it.)
 *
 * @param point a held-out loss; undefined where there is none
 */
export function rowChecks(
  point: Pick<TrialHeldOut, "count"> | undefined,
  { totalSteps, stepsPerEpoch }: ProbeHorizon,
  aim: Aim,
): Check[] {
  const passes = totalSteps / stepsPerEpoch;
  if (point === undefined || aim === "best" || passes < MANY_PASSES) return [];
  const { count } = point;
  if (count !== undefined && count >= FEW_HELD_OUT_ROWS) return [];
  const rows = count === undefined ? "An unknown number of" : String(count);
  const message = `${rows} held-out rows say little about how far a run of ${formatCount(Math.round(passes))} passes over its data over-fits by its end: keep the best checkpoint, or hold out ${FEW_HELD_OUT_ROWS} rows or more${count === undefined ? " and let `evaluate` return their count" : ""}.`;
  const data = { passes, wanted: FEW_HELD_OUT_ROWS, ...(count !== undefined && { rows: count }) };
  return [{ most: "medium", note: note("few-held-out-rows", message, data) }];
}

/** Trainings that were compared by their training loss. */
export function noHeldOut(): Check[] {
  const message =
    "The trainer cannot evaluate held-out rows: trainings were compared by their training loss, which shows no over-fitting.";
  return [{ most: "medium", note: note("no-held-out", message) }];
}
