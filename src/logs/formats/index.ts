import type { LogContent } from "../table.ts";
import { csvFormat } from "./csv/index.ts";
import type { LogFormatNames, LogFormatSpec } from "./format.ts";
import { historyFormat } from "./history.ts";
import { jsonLinesFormat } from "./json-lines.ts";
import { jsonRowsFormat } from "./json-rows.ts";
import { lightningCsvFormat } from "./lightning-csv.ts";
import { journalFormat, resultFormat } from "./lr-finder.ts";
import { markdownFormat } from "./markdown.ts";
import { tensorboardFormat } from "./tensorboard/index.ts";
import { textFormat } from "./text/index.ts";
import { trainerStateFormat } from "./trainer-state.ts";

/**
 * Every kind of log that can be read, by its name: the only list of them, the most particular first.
 * A log is of the first one that knows it for its own, and of several in a folder the first one is
 * read. Any text is a table to `csv`, so that comes last.
 */
export const LOG_FORMATS = {
  result: resultFormat,
  journal: journalFormat,
  "lightning-csv": lightningCsvFormat,
  "trainer-state": trainerStateFormat,
  tensorboard: tensorboardFormat,
  history: historyFormat,
  "json-rows": jsonRowsFormat,
  jsonl: jsonLinesFormat,
  markdown: markdownFormat,
  text: textFormat,
  csv: csvFormat,
} as const satisfies { readonly [Name in keyof LogFormatNames]: LogFormatSpec<Name> };

/** What a log was recognised as. */
export type LogFormat = keyof typeof LOG_FORMATS;

/** A log as columns of numbers, and what it was recognised as. */
export interface LogTable extends LogContent {
  readonly format: LogFormat;
}

/** All of {@link LOG_FORMATS}. */
export const ALL_LOG_FORMATS: readonly LogFormatSpec<LogFormat>[] = Object.values(LOG_FORMATS);

/** What people call the formats, the usual ones first: `CSV and TSV, JSON lines, …`. */
export function logTitles(): string {
  return ALL_LOG_FORMATS.map(({ title }) => title)
    .reverse()
    .join(", ");
}

const ENDINGS = /(\.(csv|tsv|txt|log|jsonl?|ndjson|gz))+$/i;

/** What a log is called by its path: the file's name without endings; where that is the same for every run, the folder's. */
export function nameOfLog(path: string): string {
  const [file = "", folder = ""] = path
    .split(/[\\/]/)
    .filter((part) => part !== "")
    .reverse();
  const bare = file.replace(ENDINGS, "");
  const usual = ALL_LOG_FORMATS.flatMap(
    ({ inFolder }) => inFolder?.shown.replace(ENDINGS, "") ?? [],
  );
  const isUsual = [...usual, "history", "log"].includes(bare.toLowerCase());
  return (isUsual && folder !== "" && folder !== "." ? folder : bare) || "log";
}
