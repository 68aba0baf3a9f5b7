import { InputError } from "../../core/errors.ts";
import { toJson } from "../../core/json.ts";
import type { Finding } from "../../diagnose/index.ts";
import {
  createLogParser,
  type Judgement,
  judgeRuns,
  keepPickable,
  type LogParser,
  summaryOf,
  type WantedColumns,
} from "../../logs/index.ts";
import { type Language, wordsOf } from "../../words/index.ts";
import { type Io, textColumns } from "../io.ts";
import { printText } from "../output.ts";
import { followFile } from "./follow-file.ts";
import { findingBlock, judgementsText } from "./print.ts";

/** Everything that `diagnose` is asked to do. */
export interface DiagnoseRequest {
  /** Paths; `-` is standard input. */
  readonly logs: readonly string[];
  readonly columns: WantedColumns;
  /** One character. @default detected */
  readonly delimiter?: string | undefined;
  /** Regular expression for the lines of a text log. */
  readonly pattern?: string;
  readonly follow: boolean;
  /** Time between two looks at a growing log. */
  readonly intervalMs: number;
  readonly language: Language;
  readonly json: boolean;
}

/**
 * Follows a growing log until the signal (Ctrl-C): findings are printed when they appear and taken back when
 * they are no longer seen, and the whole diagnosis comes at the end. With `json` each is a line.
 *
 * @returns the last diagnosis of each run; null when there was nothing to read
 * @throws InputError for a file that is no log, or a column that is not there
 */
export async function followLog(
  request: DiagnoseRequest,
  io: Io,
  signal: AbortSignal,
): Promise<readonly Judgement[] | null> {
  const { intervalMs, json } = request;
  const words = wordsOf(request.language);
  const { terminal: text } = words;
  const log = request.logs[0] as string;
  let parser = parserFor(request);
  let shown = new Map<string, Seen>();
  let last: readonly Judgement[] | null = null;
  let isWaiting = false;
  let isNew = false;
  const say = (text: string) => io.err(`${text}\n`);
  const print = (type: "finding" | "gone", { run, finding }: Seen) => {
    const of = run === null ? "" : `${run}: `;
    if (json) io.out(`${toJson({ type, ...(run !== null && { run }), ...finding })}\n`);
    else if (type === "finding")
      printText(io, `${of}${findingBlock(finding, textColumns(io.outColumns), words)}\n\n`);
    else printText(io, `${text.gone(run, finding.code)}\n\n`);
  };
  const look = () => {
    const judged = judgeSoFar(parser, request);
    if (judged === null) return;
    last = judged;
    const now = new Map(
      judged.flatMap(({ run, diagnosis }) =>
        diagnosis.findings.map((finding) => [`${run} ${keyOf(finding)}`, { run, finding }]),
      ),
    );
    for (const [key, seen] of shown) if (!now.has(key)) print("gone", seen);
    for (const [key, seen] of now) if (!shown.has(key)) print("finding", seen);
    shown = now;
  };
  say(text.following(log));
  for await (const event of followFile(log, intervalMs, signal)) {
    if (event.type === "missing") {
      if (!isWaiting) say(text.awaited(log));
      isWaiting = true;
      continue;
    }
    isWaiting = false;
    if (event.type === "bytes") {
      parser.push(event.bytes);
      isNew = true;
    } else if (event.type === "restarted") {
      say(text.restarted(log, event.why));
      parser = parserFor(request);
      shown = new Map();
      last = null;
    } else if (isNew) {
      look();
      isNew = false;
    }
  }
  if (last === null) return null;
  if (json) io.out(`${toJson({ type: "summary", ...summaryOf(last) })}\n`);
  else printText(io, judgementsText(last, textColumns(io.outColumns), words));
  return last;
}

interface Seen {
  readonly run: string | null;
  readonly finding: Finding;
}

function parserFor({ logs, columns, delimiter, pattern }: DiagnoseRequest): LogParser {
  return createLogParser(logs[0] as string, {
    keep: keepPickable(columns),
    ...(delimiter === undefined ? {} : { delimiter }),
    ...(pattern === undefined ? {} : { pattern }),
  });
}

/** Null while the log has no losses yet. */
function judgeSoFar(parser: LogParser, { columns }: DiagnoseRequest): readonly Judgement[] | null {
  const table = parser.view();
  if (table.columns.length === 0) return null;
  try {
    return judgeRuns(table, columns);
  } catch (fault) {
    // A log of JSON lines may begin with other things than losses.
    const isEarly =
      fault instanceof InputError && /^(no-loss|unknown|empty)-column$/.test(fault.code);
    if (isEarly && table.rows < MANY_ROWS) return null;
    throw fault;
  }
}

/** A log that has no losses in so many rows will have none. */
const MANY_ROWS = 100;

function keyOf({ code, data }: Finding): string {
  return `${code} ${"kind" in data ? data.kind : ""} ${"heldOut" in data ? data.heldOut : ""}`;
}
