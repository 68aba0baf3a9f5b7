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
