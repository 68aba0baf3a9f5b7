import { InputError, messageOf } from "../../core/errors.ts";
import { readJournal } from "../../sweep/journal.ts";
import type { TextReader } from "../text-reader.ts";
import type { LogTable, ReadLogOptions } from "../types.ts";
import { documentTable } from "./document.ts";
import { arraysOf } from "./history.ts";
import { JsonLinesReader } from "./json-lines-reader.ts";
import { knownTable } from "./known-table.ts";
import { isObject, parseLenientJson } from "./lenient-json.ts";

/**
 * Reads text that begins with `{` or `[`: lines of JSON as they come, one whole document when it has
 * ended. Which of them it is shows in the first line: a whole object that is no document by itself
 * is the first of many.
 */
export class JsonReader implements TextReader {
  readonly #name: string;
  readonly #options: ReadLogOptions;
  #lines: JsonLinesReader | null = null;
  #kind: "open" | "document" | "journal" | "lines" = "open";
  #text = "";

  constructor(name: string, options: ReadLogOptions) {
    this.#name = name;
    this.#options = options;
  }

  push(text: string): void {
    if (this.#lines !== null) {
      this.#lines.push(text);
      return;
    }
    this.#text += text;
    if (this.#kind !== "open") return;
    const end = this.#text.indexOf("\n");
    if (end >= 0) this.#decide(this.#text.slice(0, end));
  }

  view(): LogTable {
    if (this.#lines !== null) return this.#lines.view();
    if (this.#kind === "journal") return this.#journal();
    // A document says nothing before its end.
    return new JsonLinesReader(this.#name, this.#options).view();
  }

  end(): LogTable {
    if (this.#kind === "open") this.#decide(this.#text);
    if (this.#lines !== null) return this.#lines.end();
    if (this.#kind === "journal") return this.#journal();
    return documentTable(this.#text, this.#name, this.#options);
  }

  #decide(firstLine: string): void {
    this.#kind = kindOf(firstLine);
    if (this.#kind !== "lines") return;
    this.#lines = new JsonLinesReader(this.#name, this.#options);
    this.#lines.push(this.#text);
    this.#text = "";
  }

  #journal(): LogTable {
    try {
      const { header, finishedRuns, partialRun } = readJournal(this.#text);
      const runs = partialRun === null ? finishedRuns : [...finishedRuns, partialRun];
      return knownTable(this.#name, "journal", { ...header, runs, name: null });
    } catch (cause) {
      throw new InputError("bad-journal", `${this.#name}: ${messageOf(cause)}`, {
        data: { file: this.#name },
        cause,
      });
    }
  }
}

function kindOf(firstLine: string): "document" | "journal" | "lines" {
  let value: unknown;
  try {
    value = parseLenientJson(firstLine);
  } catch {
    return "document";
  }
  if (!isObject(value)) return "document";
  if (value.type === "header" && isObject(value.info)) return "journal";
  const isDocument =
    isObject(value.record) ||
    "suggestion" in value ||
    Array.isArray(value.log_history) ||
    arraysOf(value) !== null;
  return isDocument ? "document" : "lines";
}
