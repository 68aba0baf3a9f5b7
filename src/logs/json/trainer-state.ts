import { TableBuilder } from "../table-builder.ts";
import type { LogHints, LogTable, ReadLogOptions } from "../types.ts";
import { addJsonRow, jsonNumber } from "./json-rows.ts";
import { isObject } from "./lenient-json.ts";

/**
 * Hugging Face's `trainer_state.json`: `log_history` is a list of records of different kinds
 * (`loss` and `learning_rate`; `eval_loss`; a last one with `train_loss`, the mean of the whole run).
 *
 * @source transformers `TrainerState`, `Trainer.log`
 */
export function trainerStateTable(
  state: Readonly<Record<string, unknown>>,
  name: string,
  options: ReadLogOptions,
): LogTable {
  const table = new TableBuilder(name, options.keep);
  for (const entry of state.log_history as unknown[]) {
    if (isObject(entry) && !("train_runtime" in entry)) addJsonRow(table, entry);
    else table.row++;
  }
  return table.view({ format: "trainer-state", hints: hintsOf(state) });
}

function hintsOf(state: Readonly<Record<string, unknown>>): LogHints {
  const batchSize = jsonNumber(state.train_batch_size);
  const steps = jsonNumber(state.max_steps);
  const epochs = jsonNumber(state.num_train_epochs);
  const perEpoch = steps && epochs ? Math.round(steps / epochs) : 0;
  return {
    ...(batchSize ? { batchSize } : {}),
    ...(perEpoch >= 1 ? { stepsPerEpoch: perEpoch } : {}),
  };
}
