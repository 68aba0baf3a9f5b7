import type { Result } from "../result/types.ts";
import { clean } from "../words/text.ts";
import type { Message, ReportView, Table } from "./view/types.ts";
import { viewModel } from "./view/view-model.ts";

const WIDTH = 88;

/**
 * The result for a terminal: plain text of at most 88 columns where words allow, ending in a line
 * break. No colours and no control characters, whatever the names in the result hold.
 */
export function renderText(result: Result): string {
  const view = viewModel(result);
  const blocks = [
    answer(view),
    bullets("Warnings", view.warnings),
    bullets(view.headline.status === "found" ? "Why" : "More on this", view.reasons),
    bullets("Verification", verification(result)),
    result.record.runs.length > 0 ? rules(view.rules) : "",
    bullets("Why this schedule", view.planReasons),
    files(result),
  ];
  return `${blocks.filter((block) => block !== "").join("\n\n")}\n`;
}

/** What the training of the plan beside others showed. */
function verification({ verification: done }: Result): Message[] {
  return (done?.reasons ?? []).map(({ code, message }) => ({ code, text: clean(message) }));
}

function answer({ headline, facts, name }: ReportView): string {
  const first =
    headline.status === "found"
      ? `${headline.kicker}: ${headline.lr} (${headline.confidence} confidence)`
      : `${headline.kicker}: ${headline.title}`;
  const width = Math.max(...facts.map(({ label }) => label.length)) + 2;
  const rows = [
    ...headline.sentences.flatMap((line) => wrap(line, "  ")),
    "",
    `  ${"Name".padEnd(width)}${clean(name, 60)}`,
    ...facts.map(
      ({ label, value, detail }) =>
        `  ${label.padEnd(width)}${value}${detail ? ` (${detail})` : ""}`,
    ),
  ];
  return [first, ...rows].join("\n");
}

function bullets(title: string, list: readonly Message[]): string {
  if (list.length === 0) return "";
  return [title, ...list.flatMap(({ text }) => wrap(text, "    ", "  - "))].join("\n");
}

function rules({ columns, rows }: Table): string {
  if (rows.length === 0) return "";
  const cells = [
    columns.map(({ label }) => label),
    ...rows.map((row) => row.map((cell) => clean(cell, 60))),
  ];
  const widths = columns.map((_, i) => Math.max(...cells.map((row) => (row[i] ?? "").length)));
  const lines = cells.map((row) =>
    row
      .map((cell, i) =>
        columns[i]?.numeric ? cell.padStart(widths[i] as number) : cell.padEnd(widths[i] as number),
      )
      .join("  ")
      .trimEnd(),
  );
  return ["Rules", ...lines.map((line) => `  ${line}`)].join("\n");
}

function files({ files: { result, report } }: Result): string {
  const rows: [string, string | null][] = [
    ["Result", result],
    ["Report", report],
  ];
  return rows
    .flatMap(([what, path]) => (path === null ? [] : [`${what}: ${clean(path)}`]))
    .join("\n");
}

/** Breaks at spaces; a word longer than the line stays whole. */
function wrap(text: string, indent: string, first = indent): string[] {
  const lines: string[] = [];
  let line = first;
  let empty = true;
  for (const word of text.split(/\s+/)) {
    if (!empty && line.length + 1 + word.length > WIDTH) {
      lines.push(line);
      line = indent;
      empty = true;
    }
    line += empty ? word : ` ${word}`;
    empty = false;
  }
  return [...lines, line];
}
