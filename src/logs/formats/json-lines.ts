import { note } from "../../contract/make-note.ts";
import { Refusal } from "../../contract/refusals.ts";
import type { Note } from "../../core/note.ts";
import { type LogContent, type ReadLogOptions, TableBuilder } from "../table.ts";
import type { LogFormatSpec, LogReader } from "./format.ts";
import { addJsonRow, isObject, longerText, parseLenientJson } from "./json-values.ts";

declare module "./format.js" {
  interface LogFormatNames {
    jsonl: true;
  }
}

/** One JSON object a line. */
export const jsonLinesFormat: LogFormatSpec<"jsonl"> = {
  name: "jsonl",
  title: "JSON lines",
  one: "lines of JSON objects",
  column: "column",
  reading: {
    how: "text",
    starts: ({ firstValue }) => isObject(firstValue),
    reader: (name, options) => new JsonLinesReader(name, options),
  },
  inFolder: null,
  fractionalEpochs: false,
  remarks: () => [],
  example:
    '{"lr": 0.125, "loss": 2.5}\n{"lr": 0.25, "loss": 1.25}\n{"lr": 0.5, "accuracy": {"top": 0.5}, "loss": 3.5}\n',
};

/**
 * Reads one JSON object a line, piece by piece. Lines that are no JSON object (prints of a training
 * script among the records) are left out with a warning, as is a last line that is cut off.
 */
class JsonLinesReader implements LogReader<string> {
  readonly #name: string;
  readonly #table: TableBuilder;
  #rest = "";
  #objects = 0;
  #strange = 0;
  #firstStrange = 0;
  #isCut = false;

  constructor(name: string, options: ReadLogOptions) {
    this.#name = name;
    this.#table = new TableBuilder(name, options.keep);
  }

  push(text: string): void {
    const firstEnd = text.indexOf("\n");
    if (firstEnd < 0) {
      this.#rest = longerText(this.#rest, text, this.#name);
      return;
    }
    this.#take(this.#rest + text.slice(0, firstEnd));
    let start = firstEnd + 1;
    for (;;) {
      const end = text.indexOf("\n", start);
      if (end < 0) break;
      this.#take(text.slice(start, end));
      start = end + 1;
    }
    this.#rest = text.slice(start);
  }

  view(): LogContent {
    return this.#table.view({ warnings: this.#warnings() });
  }

  end(): LogContent {
    if (this.#rest.trim() !== "") {
      this.#isCut = this.#rest.trimStart().startsWith("{") && parsed(this.#rest) === undefined;
      if (!this.#isCut) this.#take(this.#rest);
      this.#rest = "";
    }
    if (this.#strange > this.#objects) {
      const line = this.#firstStrange;
      throw new Refusal(
        "bad-log",
        `${this.#name} is not JSON lines: line ${line} and ${this.#strange - 1} more are not JSON objects`,
        { file: this.#name, fault: "no-objects", line, lines: this.#strange },
      );
    }
    return this.view();
  }

  #take(line: string): void {
    if (line.trim() === "") {
      this.#table.row++;
      return;
    }
    const value = parsed(line);
    if (value !== undefined) {
      this.#objects++;
      addJsonRow(this.#table, value);
      return;
    }
    this.#strange++;
    this.#table.row++;
    if (this.#strange === 1) this.#firstStrange = this.#table.row;
  }

  #warnings(): Note[] {
    const warnings: Note[] = [];
    if (this.#strange > 0) {
      const [lines, line] = [this.#strange, this.#firstStrange];
      const message = `${lines} of the lines of ${this.#name} are not JSON objects and were left out; the first is line ${line}.`;
      warnings.push(note("skipped-lines", message, { file: this.#name, lines, firstLine: line }));
    }
    if (this.#isCut) {
      const message = `The last line of ${this.#name} is cut off: it was left out.`;
      warnings.push(note("cut-off", message, { file: this.#name }));
    }
    return warnings;
  }
}

function parsed(line: string): object | undefined {
  try {
    const value = parseLenientJson(line);
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
