import { checkArray, checkObject } from "../../core/check.ts";
import { formatLr } from "../../core/format.ts";
import { checkKeys, type KeyTable } from "../../core/keys.ts";
import { maxOf } from "../../core/stats.ts";
import { checkCurve } from "../../curve/check-curve.ts";
import { readableRange } from "../view/readable-range.ts";
import { type LossSources, lrExtent, usefulPoints } from "../view/sources.ts";
import { labelLine, lossTicks, lrTicks } from "./axes.ts";
import { type Canvas, createCanvas, type Paint } from "./canvas.ts";

/** How a chart is drawn as text. */
export interface TerminalChartOptions {
  /** Characters across, the labels included; fewer than 30 are taken for 30. @default 80 */
  readonly columns?: number;
  /** Rows of the drawing itself, at least 3; two more hold the LR axis, and one or more the key. @default 14 */
  readonly lines?: number;
  /** Braille dots and lines; otherwise plain ASCII. @default true */
  readonly unicode?: boolean;
  /** Colours by what a stretch of text shows. @default none */
  readonly paint?: Paint;
  /** First and last LR of the axis. @default those of the points */
  readonly lrRange?: readonly [number, number];
}

const CHART_KEYS: KeyTable<TerminalChartOptions> = {
  columns: true,
  lines: true,
  unicode: true,
  paint: true,
  lrRange: true,
};

const NARROWEST = 30;

/**
 * Loss against learning rate as text: raw losses as dots, the smoothed curve as a line, the
 * recommended LR as an upright line with its range on the axis, the point of divergence dotted.
 * The same readable part of the loss axis as on the page. Works with any sources: a result's, those
 * of a sweep that is still running, an imported log's.
 *
 * @returns rows of at most `columns` characters (escape sequences of `paint` not counted), ending
 *   in a line break; one sentence when there is no finite loss
 */
export function terminalChart(sources: LossSources, options: TerminalChartOptions = {}): string {
  checkObject("sources", sources, "`{ runs, curve, rules, recommended }` of a result");
  checkArray("runs", sources.runs);
  checkCurve(sources.curve);
  checkKeys("terminalChart", options, CHART_KEYS);
  const { lines = 14, unicode = true, paint = (_role, text) => text } = options;
  const columns = Math.max(NARROWEST, Math.floor(options.columns ?? 80));
  const extent = options.lrRange ?? lrExtent(sources);
  const range = lossRange(sources);
  if (extent === null || range === null) {
    return "No finite loss was recorded, so there is nothing to draw.\n";
  }
  const losses = lossTicks(range, lines);
  const margin = maxOf(losses.map(({ label }) => label.length)) + 1;
  const canvas = createCanvas(columns - margin - 1, lines, unicode);
  const logs = logExtent(extent);
  const across = (lr: number) =>
    Math.round(((Math.log10(lr) - logs[0]) / (logs[1] - logs[0])) * (canvas.width - 1));
  draw(canvas, sources, across, range, unicode);

  const across10 = canvas.width / (columns - margin - 1);
  const cellOf = (lr: number) => Math.floor(across(lr) / across10);
  const ticks = lrTicks(logs, (log10) => cellOf(10 ** log10), columns - margin - 1);
  const edge = unicode ? "│" : "|";
  const labels = new Map(losses.map(({ cell, label }) => [cell, label]));
  const drawn = canvas
    .rows(paint)
    .map(
      (row, i) =>
        `${paint("axis", `${(labels.get(i) ?? "").padStart(margin - 1)} ${labels.has(i) ? (unicode ? "┤" : "+") : edge}`)}${row}`,
    );
  const axisRow = lrAxis(sources, ticks, cellOf, columns - margin - 1, unicode, paint);
  const rows = [
    ...key(sources, unicode, paint, columns),
    ...drawn,
    `${" ".repeat(margin)}${axisRow}`,
    paint("axis", `${" ".repeat(margin + 1)}${labelLine(ticks, columns - margin - 1)}`),
  ];
  return `${rows.map((row) => row.trimEnd()).join("\n")}\n`;
}

function draw(
  canvas: Canvas,
  { runs, curve, recommended }: LossSources,
  across: (lr: number) => number,
  [low, high]: readonly [number, number],
  unicode: boolean,
): void {
  const down = (loss: number) => Math.round(((high - loss) / (high - low)) * (canvas.height - 1));
  for (const run of runs) {
    run.lrs.forEach((lr, i) => {
      canvas.dot(across(lr), down(run.losses[i] as number), "raw");
    });
  }
  for (const { lr, loss } of curve.heldOut) canvas.dot(across(lr), down(loss), "heldOut");
  for (let i = 1; i < curve.lrs.length; i++) {
    const [y0, y1] = [down(curve.smoothed[i - 1] as number), down(curve.smoothed[i] as number)];
    // A wall of 1e30 is drawn up to the edge, not for 1e30 rows beyond it.
    const hold = (y: number) => Math.max(-canvas.height, Math.min(2 * canvas.height, y));
    const [x0, x1] = [across(curve.lrs[i - 1] as number), across(curve.lrs[i] as number)];
    canvas.line(x0, hold(y0), x1, hold(y1), "smoothed");
  }
  if (recommended) canvas.column(across(recommended.lr), unicode ? "│" : "|", "pick");
  if (curve.divergedLr !== null) {
    canvas.column(across(curve.divergedLr), unicode ? "┊" : ":", "wall");
  }
}

function lrAxis(
  { recommended }: LossSources,
  ticks: readonly { readonly cell: number }[],
  cellOf: (lr: number) => number,
  columns: number,
  unicode: boolean,
  paint: Paint,
): string {
  const marked = new Set(ticks.map(({ cell }) => cell));
  const [low, high] = recommended ? recommended.range.map(cellOf) : [1, 0];
  const piece = (cell: number): string => {
    if (cell >= (low as number) && cell <= (high as number)) return unicode ? "━" : "=";
    return marked.has(cell) ? (unicode ? "┬" : "+") : unicode ? "─" : "-";
  };
  const cells = Array.from({ length: columns }, (_, cell) => piece(cell)).join("");
  const [, before = "", inside = "", after = ""] = /^([^━=]*)([━=]*)(.*)$/.exec(cells) ?? [];
  return (
    paint("axis", `${unicode ? "└" : "+"}${before}`) + paint("pick", inside) + paint("axis", after)
  );
}

/** What the marks mean, in as many rows as that takes. */
function key(
  { runs, curve, recommended }: LossSources,
  unicode: boolean,
  paint: Paint,
  columns: number,
): string[] {
  const entries: [string, Parameters<Paint>[0]][] = [
    [`${unicode ? "⠢" : "."} raw`, "raw"],
    [`${unicode ? "⠤" : "*"} smoothed`, "smoothed"],
  ];
  if (recommended) {
    const [low, high] = recommended.range;
    entries.splice(0, 0, [`${unicode ? "│" : "|"} LR ${formatLr(recommended.lr)}`, "pick"]);
    entries.push([`${unicode ? "━" : "="} ${formatLr(low)} to ${formatLr(high)}`, "pick"]);
  }
  if (curve.heldOut.length > 0) entries.push([`${unicode ? "⠶" : "o"} held-out`, "heldOut"]);
  if (curve.divergedLr !== null) entries.push([`${unicode ? "┊" : ":"} diverged`, "wall"]);
  if (runs.length > 1) entries.push([`(${runs.length} runs)`, "axis"]);
  const rows: { width: number; parts: string[] }[] = [];
  for (const [text, role] of entries) {
    const last = rows.at(-1);
    const part = paint(role, text);
    if (last === undefined || last.width + 3 + text.length > columns) {
      rows.push({ width: 2 + text.length, parts: [part] });
    } else {
      last.width += 3 + text.length;
      last.parts.push(part);
    }
  }
  return rows.map(({ parts }) => `  ${parts.join("   ")}`);
}

function logExtent([from, to]: readonly [number, number]): [number, number] {
  const [low, high] = [Math.log10(from), Math.log10(to)];
  return high > low ? [low, high] : [low - 0.5, low + 0.5];
}

function lossRange({ runs, curve }: LossSources): [number, number] | null {
  const useful = usefulPoints(curve);
  const keep = (values: readonly number[]) => values.filter((_, i) => useful[i]);
  const all = [...curve.smoothed, ...runs.flatMap(({ losses }) => losses)];
  if (!all.some(Number.isFinite)) return null;
  return readableRange({ core: [...keep(curve.smoothed), ...keep(curve.raw)], all });
}
