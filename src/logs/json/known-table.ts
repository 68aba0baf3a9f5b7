import { TableBuilder } from "../table-builder.ts";
import type { KnownSweep, LogTable } from "../types.ts";

/** A sweep of ours as a table: all runs one below the other, with `run` and `step` columns. */
export function knownTable(
  name: string,
  format: "journal" | "result",
  known: KnownSweep,
): LogTable {
  const table = new TableBuilder(name);
  for (const [index, run] of known.runs.entries()) {
    const heldOut = new Map(run.heldOut.map(({ stepIndex, loss }) => [stepIndex, loss]));
    for (const [i, step] of run.stepIndices.entries()) {
      table.column("run")?.set(table.row, index);
      table.column("step")?.set(table.row, step);
      table.column("lr")?.set(table.row, run.lrs[i] as number);
      table.column("loss")?.set(table.row, run.losses[i] as number);
      const evaluated = heldOut.get(step);
      if (evaluated !== undefined) table.column("held_out_loss")?.set(table.row, evaluated);
      table.row++;
    }
  }
  const { optimizer, batchSize, stepsPerEpoch } = known.info;
  return table.view({ format, hints: { optimizer, batchSize, stepsPerEpoch }, known });
}
