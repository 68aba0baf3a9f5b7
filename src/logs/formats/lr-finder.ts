import { Refusal } from "../../contract/refusals.ts";
import { parseResult } from "../../result/index.ts";
import { readJournal } from "../../sweep/index.ts";
import { type KnownSweep, type LogContent, TableBuilder } from "../table.ts";
import type { LogFormatSpec, LogReader } from "./format.ts";
import { isObject, longerText } from "./json-values.ts";

declare module "./format.js" {
  interface LogFormatNames {
    result: true;
    journal: true;
  }
}

/** `result.json` of a run of ours. */
export const resultFormat: LogFormatSpec<"result"> = {
  name: "result",
  title: "lr-finder's own results",
  one: "a result.json",
  column: "column",
  reading: {
    how: "document",
    reader(document) {
      if (!isObject(document)) return null;
      if (isObject(document.record)) {
        return (text, name, { reader }) => {
          const result = parseResult(text, name, reader);
          return knownTable(name, { ...result.record, name: result.name, result });
        };
      }
      return "suggestion" in document && "sweep" in document
        ? (_text, name) => noLosses(name)
        : null;
    },
  },
  inFolder: {
    file: /^result\.json$/,
    shown: "result.json",
    together: false,
    newest: (paths) => paths,
  },
  fractionalEpochs: false,
  remarks: () => [],
  example: null,
};

function noLosses(name: string): never {
  throw new Refusal(
    "no-points",
    `${name} is what --json prints: the answer without the losses. Give the result.json of that run, or its folder`,
    { file: name },
  );
}

/** `journal.jsonl` of a run of ours, finished or not. */
export const journalFormat: LogFormatSpec<"journal"> = {
  name: "journal",
  title: "lr-finder's own journals",
  one: "a journal.jsonl",
  column: "column",
  reading: {
    how: "text",
    starts: ({ firstValue }) =>
      isObject(firstValue) && firstValue.type === "header" && isObject(firstValue.info),
    reader: (name) => new JournalReader(name),
  },
  inFolder: {
    file: /^journal\.jsonl$/,
    shown: "journal.jsonl",
    together: false,
    newest: (paths) => paths,
  },
  fractionalEpochs: false,
  remarks: () => [],
  example: null,
};

/** Gathers the whole text: what a journal holds is pieced together from its lines. */
class JournalReader implements LogReader<string> {
  readonly #name: string;
  #text = "";

  constructor(name: string) {
    this.#name = name;
  }

  push(text: string): void {
    this.#text = longerText(this.#text, text, this.#name);
  }

  view(): LogContent {
    const { header, finishedRuns, partialRun } = readJournal(this.#text.trimStart(), this.#name);
    const runs = partialRun === null ? finishedRuns : [...finishedRuns, partialRun];
    return knownTable(this.#name, { ...header, runs, name: null, result: null });
  }

  end(): LogContent {
    return this.view();
  }
}

/** A sweep of ours as a table: all runs one below the other, with `run` and `step` columns. */
function knownTable(name: string, known: KnownSweep): LogContent {
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
  return table.view({ hints: { optimizer, batchSize, stepsPerEpoch }, known });
}
