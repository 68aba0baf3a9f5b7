import { note } from "../../contract/make-note.ts";
import type { Note } from "../../core/note.ts";
import { median } from "../../core/stats.ts";
import { type LogHints, TableBuilder } from "../table.ts";
import type { LogFormatSpec, Recorded } from "./format.ts";
import { addJsonRow, isObject, jsonNumber } from "./json-values.ts";

declare module "./format.js" {
  interface LogFormatNames {
    "trainer-state": true;
  }
}

/**
 * `trainer_state.json` of Hugging Face's Trainer, in the output folder and in its checkpoints:
 * `log_history` is a list of records of different kinds (`loss` and `learning_rate`; `eval_loss`; a
 * last one with `train_loss`, the mean of the whole run).
 *
 * @source transformers `TrainerState`, `Trainer.log`
 */
export const trainerStateFormat: LogFormatSpec<"trainer-state"> = {
  name: "trainer-state",
  title: "Hugging Face's trainer_state.json",
  one: "a trainer_state.json",
  column: "column",
  reading: {
    how: "document",
    reader(document) {
      if (!isObject(document) || !Array.isArray(document.log_history)) return null;
      const history: readonly unknown[] = document.log_history;
      return (_text, name, options) => {
        const table = new TableBuilder(name, options.keep);
        for (const entry of history) {
          if (isObject(entry) && !("train_runtime" in entry)) addJsonRow(table, entry);
          else table.row++;
        }
        return table.view({ hints: hintsOf(document) });
      };
    },
  },
  inFolder: {
    file: /^trainer_state\.json$/,
    shown: "trainer_state.json",
    together: false,
    newest: lastCheckpoint,
  },
  fractionalEpochs: true,
  remarks,
  example:
    '{"epoch": 0.3, "log_history": [\n{"epoch": 0.1, "learning_rate": 0.125, "loss": 2.5, "step": 1},\n{"epoch": 0.2, "learning_rate": 0.25, "loss": 1.25, "step": 2},\n{"epoch": 0.3, "learning_rate": 0.5, "loss": 3.5, "step": 3},\n{"step": 3, "train_loss": 2.4, "train_runtime": 1.5}\n], "max_steps": 3}\n',
};

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

/**
 * The Trainer logs the mean loss since its last record; where the LR is read after
 * `lr_scheduler.step()`, as older versions do, it is the LR of the step after.
 *
 * @source transformers `Trainer._maybe_log_save_evaluate`
 */
function remarks({ name, steps, lrs }: Recorded): Note[] {
  if (lrs === null || steps.length < 2) return [];
  const gaps = Array.from(
    { length: steps.length - 1 },
    (_, i) => (steps[i + 1] as number) - (steps[i] as number),
  );
  const every = median(gaps);
  const notes: Note[] = [];
  if (every > 1) {
    const message = `Each loss of ${name} is the mean of about ${every} steps, with the LR of the last of them: the LR read off it is up to one record too high. Sweep with logging_steps=1.`;
    notes.push(note("averaged-losses", message, { file: name, steps: every }));
  }
  const growth = (lrs.at(-1) as number) / (lrs[0] as number);
  const factor = Number((growth ** (1 / (lrs.length - 1))).toPrecision(3));
  const message = `Older versions of transformers write the LR of the following step beside a loss: then everything here is ${factor} times too high.`;
  notes.push(note("lr-may-lead", message, { factor }));
  return notes;
}

const CHECKPOINT = /checkpoint-(\d+)[\\/]trainer_state\.json$/;

/** Without the checkpoints that the last one, or the state beside them, holds what they do. */
function lastCheckpoint(paths: readonly string[]): readonly string[] {
  const stepOf = (path: string) => Number(CHECKPOINT.exec(path)?.[1] ?? 0);
  const whole = paths.filter((path) => !CHECKPOINT.test(path));
  const [last] = [...paths].sort((a, b) => stepOf(b) - stepOf(a));
  return whole.length > 0 || last === undefined ? whole : [last];
}
