import { formatLr, formatValue } from "../../core/format.ts";
import type { Note } from "../../core/note.ts";
import { maxOf } from "../../core/stats.ts";
import type { Law, LawFactor, NamedLaw } from "../../law/index.ts";
import { clean, textWidth, wrap } from "../../words/index.ts";

/** Cells that are printed; `--json` has all of them. */
const MOST_CELLS = 24;

/**
 * Laws for a terminal: what was measured, how the LR moves, what to measure next, and last the answers
 * and the files.
 *
 * @param files that were written
 */
export function lawsText(
  laws: readonly NamedLaw[],
  notes: readonly Note[],
  files: readonly string[],
  columns: number,
): string {
  const isNamed = laws.length > 1;
  const blocks = [
    notesBlock(notes, columns),
    ...laws.flatMap(({ law }) => lawBlocks(law, isNamed, columns)),
  ];
  const answers = laws.map(({ law }) => answerBlock(law, isNamed, columns));
  const written = files.flatMap((file) => wrap(`written: ${clean(file)}`, columns, "    ", "  "));
  const text = [...blocks, [...answers, ...written].join("\n")];
  return `${text.filter((block) => block !== "").join("\n\n")}\n`;
}

function lawBlocks(law: Law, isNamed: boolean, columns: number): string[] {
  return [
    isNamed ? `== ${clean(law.name, 60)}` : "",
    cellsBlock(law, columns),
    factorsBlock(law, columns),
    notesBlock([...law.warnings, ...law.reasons.slice(law.status === "none" ? 1 : 0)], columns),
    nextBlock(law, columns),
  ];
}

function notesBlock(notes: readonly Note[], columns: number): string {
  return notes.flatMap(({ message }) => wrap(message, columns, "  ", "- ")).join("\n");
}

function cellsBlock({ cells, factors }: Law, columns: number): string {
  const names = Object.keys(factors);
  const head = [...names, "best lr", "error", "off the law", ""];
  const rows = cells
    .slice(0, MOST_CELLS)
    .map((cell) => [
      ...names.map((name) => formatValue(cell.factors[name] as number)),
      cell.lr === null ? "broke" : formatLr(cell.lr),
      cell.standardErrorLog10 === null ? "" : `x${factor(cell.standardErrorLog10)}`,
      cell.residualLog10 === null ? "" : signed(cell.residualLog10),
      cell.atEdge ? `at the ${cell.side} LR tried` : "",
    ]);
  const more =
    cells.length > MOST_CELLS ? [`  and ${cells.length - MOST_CELLS} more (--json has them)`] : [];
  const table = inColumns([head, ...rows]);
  const fits = table.every((line) => textWidth(line) <= columns);
  return [
    "Cells",
    ...(fits ? table : rows.flatMap((row) => named(head, row, columns))),
    ...more,
  ].join("\n");
}

function factorsBlock({ factors, cells }: Law, columns: number): string {
  if (Object.keys(factors).length === 0) return "";
  const rows = Object.entries(factors).map(([name, factor]) => [
    clean(name, 40),
    factor.unit === undefined ? factor.kind : `${factor.kind}, ${factor.unit}`,
    exponentText(factor, new Set(cells.map((cell) => cell.factors[name])).size > 1),
  ]);
  const before = inColumns(rows.map(([name = "", kind = ""]) => [name, kind]));
  const width = maxOf(before.map(({ length }) => length)) + 2;
  const indent = " ".repeat(Math.min(width, columns / 2));
  const lines = rows.flatMap(([, , text = ""], i) =>
    wrap(text, columns, indent, before[i]?.padEnd(width)),
  );
  return ["How the learning rate moves", ...lines].join("\n");
}

function exponentText({ exponent, interval80, bend }: LawFactor, varies: boolean): string {
  if (exponent === null || interval80 === null) {
    return varies ? "unknown: no cell shows its best" : "unknown: it has one value everywhere";
  }
  const bent = bend === undefined ? "" : `; a decade further on the power is ${signed(bend)} more`;
  return `to the power of ${signed(exponent)} (80 %: ${signed(interval80[0])} to ${signed(interval80[1])})${bent}`;
}

function nextBlock({ nextMeasurement }: Law, columns: number): string {
  if (nextMeasurement === null) return "";
  const { factors, narrowsTo, costShare, lrs } = nextMeasurement;
  const cost = costShare === null ? "" : `, each at ${percent(costShare)} of a training there`;
  return [
    "To measure next",
    ...wrap(
      `${pointText(factors)}: learning rates ${lrs.map((lr) => formatLr(lr)).join(", ")}${cost}; it would narrow the 80 % interval to ${formatLr(narrowsTo[0])} to ${formatLr(narrowsTo[1])}.`,
      columns,
      "  ",
      "  ",
    ),
  ].join("\n");
}

function answerBlock(law: Law, isNamed: boolean, columns: number): string {
  const who = isNamed ? ` of ${clean(law.name, 60)}` : "";
  const at = who + (Object.keys(law.at).length === 0 ? "" : ` at ${pointText(law.at)}`);
  if (law.status === "none") {
    const why = law.reasons[0]?.message ?? law.reason;
    // Without a point what was measured has its LRs all the same: the table below tells them.
    const title =
      law.reason === "no-point" ? `No point was asked for${who}` : `No learning rate${at}`;
    return [...wrap(title, columns, "  ", ""), ...wrap(why, columns, "  ")].join("\n");
  }
  const { lr, interval80, interval95, plan } = law;
  const [low, high] = interval80.map((end) => formatLr(end));
  const [lower, higher] = interval95.map((end) => formatLr(end));
  const schedule =
    plan === null
      ? []
      : [
          `schedule: ${plan.schedule.kind}, ${plan.schedule.totalSteps} updates, warmup ${plan.schedule.warmupSteps}`,
        ];
  const more = [`80 %: ${low} to ${high}; 95 %: ${lower} to ${higher}`, ...schedule];
  return [
    ...wrap(`Learning rate${at}: ${formatLr(lr)}`, columns, "  ", ""),
    ...more.flatMap((line) => wrap(line, columns, "    ", "  ")),
  ].join("\n");
}

function pointText(point: Readonly<Record<string, number>>): string {
  return Object.entries(point)
    .map(([name, value]) => `${clean(name, 40)} ${formatValue(value)}`)
    .join(", ");
}

/** A row in words, where there is no room for columns. */
function named(head: readonly string[], row: readonly string[], columns: number): string[] {
  const said = row.flatMap((cell, i) => (cell === "" ? [] : `${head[i]} ${cell}`.trim()));
  return wrap(said.join(", "), columns, "    ", "  - ");
}

/** Rows as columns that are as wide as their widest cell. */
function inColumns(rows: readonly (readonly string[])[]): string[] {
  const widths = (rows[0] ?? []).map((_, i) => maxOf(rows.map((row) => row[i]?.length ?? 0)));
  return rows.map((row) =>
    `  ${row.map((cell, i) => cell.padEnd(widths[i] as number)).join("  ")}`.trimEnd(),
  );
}

const factor = (log10: number) => Number((10 ** log10).toPrecision(3));
const signed = (value: number) => {
  const rounded = Number(value.toFixed(2)) || 0;
  return `${rounded > 0 ? "+" : ""}${rounded}`;
};
const percent = (share: number) => `${Number((100 * share).toPrecision(2))} %`;
