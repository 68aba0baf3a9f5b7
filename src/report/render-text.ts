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

const WIDTH = 88;

/**
 * The result for a terminal: plain text of at most 88 columns where words allow, ending in a line
 * break. No colours and no control characters, whatever the names in the result hold.
 */
export function renderText(result: Result, language: Language = DEFAULT_LANGUAGE): string {
  const view = viewModel(result, language);
  const words = wordsOf(language);
  const { terminal: text, page } = words;
  const blocks = [
    answer(view, words),
    bullets(page.warnings, view.warnings),
    bullets(view.headline.status === "found" ? text.why : page.moreOnThis, view.reasons),
    bullets(text.verification, view.verificationReasons),
    result.record.runs.length > 0 ? rules(text.rules, view.rules) : "",
    bullets(page.whySchedule, view.planReasons),
    files(result, words),
  ];
  return `${blocks.filter((block) => block !== "").join("\n\n")}\n`;
}

function answer({ headline, facts, name }: ReportView, words: Words): string {
  const { terminal: text, page } = words;
  const first =
    headline.status === "found"
      ? `${headline.kicker}: ${headline.lr} (${page.confidence(headline.confidence)})`
      : `${headline.kicker}: ${headline.title}`;
  const width = Math.max(...facts.map(({ label }) => textWidth(label))) + 2;
  const rows = [
    ...headline.sentences.flatMap((line) => wrap(line, WIDTH, "  ")),
    "",
    `  ${padEnd(text.name, width)}${clean(name, 60)}`,
    ...facts.map(
      ({ label, value, detail }) =>
        `  ${padEnd(label, width)}${value}${detail ? ` (${detail})` : ""}`,
    ),
  ];
  return [first, ...rows].join("\n");
}

function bullets(title: string, list: readonly Message[]): string {
  if (list.length === 0) return "";
  return [title, ...list.flatMap(({ text }) => wrap(text, WIDTH, "    ", "  - "))].join("\n");
}

function rules(title: string, { columns: heads, rows }: Table): string {
  if (rows.length === 0) return "";
  const cells = [
    heads.map(({ label }) => label),
    ...rows.map((row) => row.map((cell) => clean(cell, 60))),
  ];
  const widths = heads.map((_, i) => Math.max(...cells.map((row) => textWidth(row[i] ?? ""))));
  const lines = cells.map((row) =>
    row
      .map((cell, i) =>
        heads[i]?.numeric ? padStart(cell, widths[i] as number) : padEnd(cell, widths[i] as number),
      )
      .join("  ")
      .trimEnd(),
  );
  return [title, ...lines.map((line) => `  ${line}`)].join("\n");
}

function files({ files: { result, report } }: Result, { terminal: text }: Words): string {
  const rows: [string, string | null][] = [
    [text.result, result],
    [text.report, report],
  ];
  return rows
    .flatMap(([what, path]) => (path === null ? [] : [`${what}: ${clean(path)}`]))
    .join("\n");
}

/** Breaks at spaces; a word longer than the line stays whole. */
function padEnd(text: string, width: number): string {
  return text + " ".repeat(Math.max(0, width - textWidth(text)));
}

function padStart(text: string, width: number): string {
  return " ".repeat(Math.max(0, width - textWidth(text))) + text;
}
