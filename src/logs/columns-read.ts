import { note } from "../contract/make-note.ts";
import { listOf } from "../core/format.ts";
import type { Note } from "../core/note.ts";
import type { LogTable } from "./formats/index.ts";
import type { LeftOutColumn } from "./loss-columns.ts";
import type { PickedRun } from "./pick-columns.ts";

/** Names of the columns of a run that were read, and of those that may have been meant and were not. */
export interface ColumnsRead {
  readonly loss: string | null;
  readonly lr: string | null;
  readonly heldOut: readonly string[];
  readonly step: string | null;
  readonly epoch: string | null;
  readonly leftOut: readonly LeftOutColumn[];
}

/** What of a run was chosen and what left out, for people and for `--json`. */
export function columnsRead(run: Omit<PickedRun, "run" | "warnings">): ColumnsRead {
  const { loss, lr, heldOutSets, step, epoch, leftOut } = run;
  return {
    loss: loss?.name ?? null,
    lr: lr?.name ?? null,
    heldOut: heldOutSets.map(({ name }) => name),
    step: step?.name ?? null,
    epoch: epoch?.name ?? null,
    leftOut,
  };
}

/** Of a text log: what was found in its lines, and in how many. */
export function matchedNotes({ name, matched }: LogTable, columns: ColumnsRead): Note[] {
  if (matched === null) return [];
  const { lines, of, byPattern } = matched;
  const { loss, lr, heldOut, step, epoch } = columns;
  const found = [loss, lr, ...heldOut, step, epoch].filter((each) => each !== null);
  const by = byPattern ? " by --pattern" : "";
  const more = byPattern ? "" : " (--pattern reads other lines)";
  const message = `${name} was read as lines of text: ${listOf(
    found.map((each) => JSON.stringify(each)),
    "and",
  )} were found${by}, a loss in ${lines} of ${of} lines${more}.`;
  return [note("matched-lines", message, { file: name, columns: found, lines, of })];
}
