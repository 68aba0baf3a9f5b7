import { checkOneOf, integerIn } from "../core/check.ts";
import { checkKeys, type KeyTable } from "../core/keys.ts";
import { maxOf } from "../core/stats.ts";
import { checkResult } from "../result/check-result.ts";
import type { Result } from "../result/types.ts";
import {
  clean,
  DEFAULT_LANGUAGE,
  type Language,
  textWidth,
  type Words,
  wordsOf,
  wrap,
} from "../words/index.ts";
import type { Message, ReportView, Table } from "./view/types.ts";
import { viewModel } from "./view/view-model.ts";

/** How much of a result is said, and how wide. */
export interface TextOptions {
  /** Columns that lines keep to where words allow. @default 80 */
  readonly columns?: number;
  /** `short`: the warnings, the first reason (of a ladder and a verification all), the answer. @default "full" */
  readonly detail?: "short" | "full";
}

const KEYS: KeyTable<TextOptions> = { columns: true, detail: true };
const DEFAULT_COLUMNS = 80;
const LEAST_COLUMNS = 20;

/**
 * The result for a terminal: plain text that ends with the answer (LR, range, confidence, schedule,
 * files) and a line break. Words are never split: only a word longer than the line, such as a path,
 * makes a longer one. No colours and no control characters, whatever the names in the result hold.
 *
 * @throws InputError for an option that there is not, and for `columns` that is no integer from 20
 */
export function renderText(
  result: Result,
  language: Language = DEFAULT_LANGUAGE,
  options: TextOptions = {},
): string {
  checkResult(result);
  const { said, answer } = textParts(result, language, options);
  return said + answer;
}

/** The text of {@link renderText} in two: all but the answer, with the empty line after it, and the answer. */
export function textParts(
  result: Result,
  language: Language = DEFAULT_LANGUAGE,
  options: TextOptions = {},
): { readonly said: string; readonly answer: string } {
  checkKeys("renderText", options, KEYS);
  const { detail = "full" } = options;
  const columns = integerIn(LEAST_COLUMNS)("columns", options.columns ?? DEFAULT_COLUMNS);
  const view = viewModel(result, language);
  const words = wordsOf(language);
  const blocks =
    checkOneOf("detail", detail, DETAILS) === "full"
      ? whole(result, view, words, columns)
      : inShort(result, view, words, columns);
  return {
    said: blocks.flatMap((block) => (block === "" ? [] : [`${block}\n\n`])).join(""),
    answer: `${answer(result, view, words, columns)}\n`,
  };
}

const DETAILS = ["short", "full"] as const;

function whole(result: Result, view: ReportView, words: Words, columns: number): string[] {
  const { terminal: text, page } = words;
  return [
    facts(view, words, columns),
    result.record.runs.length > 0 ? rules(text.rules, view.rules, columns) : "",
    bullets(page.whySchedule, view.planReasons, columns),
    bullets(text.verification, view.verificationReasons, columns),
    bullets(whyTitle(view, words), view.reasons, columns),
    bullets(page.warnings, view.warnings, columns),
  ];
}

function inShort(result: Result, view: ReportView, words: Words, columns: number): string[] {
  const { terminal: text, page } = words;
  // What was seen at each rung of a ladder, and a verification, are what was asked for.
  const { suggestion } = result;
  const isLadder = "method" in suggestion && suggestion.method === "ladder";
  const first = isLadder ? view.reasons : view.reasons.slice(0, 1);
  return [
    bullets(text.verification, view.verificationReasons, columns),
    bullets(`${whyTitle(view, words)} (${text.more})`, first, columns),
    bullets(page.warnings, view.warnings, columns),
  ];
}

function whyTitle({ headline }: ReportView, { terminal, page }: Words): string {
  return headline.status === "found" ? terminal.why : page.moreOnThis;
}

function answer(result: Result, { headline }: ReportView, words: Words, columns: number): string {
  if (headline.status === "none") {
    return [
      ...wrap(`${headline.kicker}: ${headline.title}`, columns, "  ", ""),
      ...headline.sentences.flatMap((line) => wrap(line, columns, "  ")),
      ...labelled(files(result, words), columns),
    ].join("\n");
  }
  return [
    `${headline.kicker}: ${headline.lr}`,
    ...labelled([...headline.said, ...files(result, words)], columns),
  ].join("\n");
}

function facts(
  { facts: all, settings, name }: ReportView,
  { terminal }: Words,
  columns: number,
): string {
  const rows = all.map(({ label, value, detail }) => ({
    label,
    text: `${value}${detail ? ` (${detail})` : ""}`,
  }));
  const said = [{ label: terminal.name, text: clean(name, 60) }, ...rows, ...settings];
  return labelled(said, columns).join("\n");
}

interface Labelled {
  readonly label: string;
  readonly text: string;
}

/** What each text is about, and the text in a column of its own. */
function labelled(rows: readonly Labelled[], columns: number): string[] {
  const width = Math.max(0, ...rows.map(({ label }) => textWidth(label)));
  const indent = " ".repeat(width + 4);
  return rows.flatMap(({ label, text }) =>
    wrap(text, columns, indent, `  ${padEnd(label, width)}  `),
  );
}

function bullets(title: string, list: readonly Message[], columns: number): string {
  if (list.length === 0) return "";
  return [title, ...list.flatMap(({ text }) => wrap(text, columns, "    ", "  - "))].join("\n");
}

function rules(title: string, { columns: heads, rows }: Table, columns: number): string {
  if (rows.length === 0) return "";
  const cells = [
    heads.map(({ label }) => label),
    ...rows.map((row) => row.map((cell) => clean(cell, 60))),
  ];
  const widths = heads.map((_, i) => maxOf(cells.map((row) => textWidth(row[i] ?? ""))));
  const lines = cells.flatMap((row) => {
    const padded = row.map((cell, i) =>
      heads[i]?.numeric ? padStart(cell, widths[i] as number) : padEnd(cell, widths[i] as number),
    );
    const before = `  ${padded.slice(0, -1).join("  ")}  `;
    const indent = " ".repeat(Math.min(textWidth(before), columns - LEAST_COLUMNS / 2));
    return wrap(row.at(-1) ?? "", columns, indent, before).map((line) => line.trimEnd());
  });
  return [title, ...lines].join("\n");
}

function files({ files: { result, report } }: Result, { terminal: text }: Words): Labelled[] {
  const rows: [string, string | null][] = [
    [text.result, result],
    [text.report, report],
  ];
  return rows.flatMap(([label, path]) => (path === null ? [] : [{ label, text: clean(path) }]));
}

function padEnd(text: string, width: number): string {
  return text + " ".repeat(Math.max(0, width - textWidth(text)));
}

function padStart(text: string, width: number): string {
  return " ".repeat(Math.max(0, width - textWidth(text))) + text;
}
