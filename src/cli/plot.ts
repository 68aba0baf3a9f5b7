import { type Environment, variable } from "../core/environment.ts";
import { buildCurve } from "../curve/index.ts";
import { collector, type LiveEvent } from "../live/collect.ts";
import { type Layer, type TerminalChartOptions, terminalChart } from "../report/terminal/index.ts";
import type { LossSources } from "../report/view/sources.ts";
import type { Result } from "../result/types.ts";
import type { ResolvedSweepOptions } from "../sweep/types.ts";
import { textWidth } from "../words/index.ts";
import type { Io } from "./io.ts";
import { control } from "./output.ts";
import type { Progress } from "./progress.ts";
import { styleFor } from "./style.ts";

/** Rows of the drawing where there is room, and where there is none. */
const [MOST_LINES, FEWEST_LINES] = [14, 5];

/**
 * Draws loss against learning rate for `--plot`. It goes where words go (stderr), so that data on
 * stdout stays what it is. Colours and braille only where the terminal and the user want them.
 *
 * @param below rows that are printed after it: on a terminal it is as high as it can be seen with them
 */
export function printPlot(io: Io, sources: LossSources, below = 0): void {
  io.draw(chartWithin(io, sources, MOST_LINES, below, {}));
}

/** A chart of at most `most` rows of drawing that leaves room for `below` rows, and for the cursor's. */
function chartWithin(
  io: Io,
  sources: LossSources,
  most: number,
  below: number,
  options: TerminalChartOptions,
): string {
  const all = { ...chartOptions(io), ...options };
  const chart = terminalChart(sources, { ...all, lines: most });
  const over = io.errRows === null ? 0 : rowsOf(chart) + below + 1 - io.errRows;
  if (over <= 0) return chart;
  return terminalChart(sources, { ...all, lines: Math.max(FEWEST_LINES, most - over) });
}

/**
 * How many rows a text takes that ends in a line break.
 *
 * @param columns of the terminal, which breaks what is longer (a path); by default no line is
 */
export function rowsOf(text: string, columns = Number.POSITIVE_INFINITY): number {
  const lines = text.split("\n").slice(0, -1);
  return lines.reduce((rows, line) => rows + Math.max(1, Math.ceil(textWidth(line) / columns)), 0);
}

/** What a result's chart is made from. */
export function plotSources({ record, curve, rules, suggestion }: Result): LossSources {
  const recommended = "lr" in suggestion ? suggestion : null;
  return { runs: record.runs, curve, rules, recommended };
}

/** Rows of the drawing while it is redrawn in place. */
const LIVE_LINES = 12;
const REDRAW_MS = 250;
/** At most one part in this many of the time goes into drawing. */
const DRAWING_SHARE = 20;
/** Fewer points are no curve yet. */
const FEWEST_POINTS = 12;

/**
 * The chart of a sweep while it runs, redrawn in place above the progress line; elsewhere than on a
 * terminal the progress alone. `done` clears it.
 *
 * @param inner makes the progress that goes below, which prints into the `Io` it is given
 * @param now clock in ms, for tests
 */
export function livePlot(
  io: Io,
  options: ResolvedSweepOptions,
  inner: (io: Io) => Progress,
  now: () => number = () => performance.now(),
): Progress {
  if (!io.errIsTerminal) return inner(io);
  const recorded = collector();
  let status = "";
  let chart = "";
  let height = 0;
  let nextDraw = Number.NEGATIVE_INFINITY;
  const paint = () => {
    const up = height > 0 ? control.up(height) : "";
    const body = chart.replaceAll("\n", `${control.eraseLine}\n`);
    height = rowsOf(chart);
    io.draw(`${control.lineStart}${up}${body}${status}${control.eraseLine}`);
  };
  const progress = inner({
    ...io,
    get errColumns() {
      return io.errColumns;
    },
    get errRows() {
      return io.errRows;
    },
    draw(text) {
      status = text.replace(`${control.lineStart}${control.eraseLine}`, "");
      io.draw(text);
    },
  });
  return {
    onEvent(event) {
      recorded.push(event as LiveEvent);
      const started = now();
      if (event.type === "step" && started >= nextDraw) {
        chart = chartOf(io, options, recorded.runs);
        nextDraw = started + Math.max(REDRAW_MS, (now() - started) * DRAWING_SHARE);
        paint();
      }
      progress.onEvent(event);
    },
    done() {
      progress.done();
      if (height > 0) io.draw(`${control.lineStart}${control.up(height)}${control.eraseBelow}`);
      // What is printed from here on is not the chart's.
      height = 0;
    },
  };
}

function chartOf(io: Io, options: ResolvedSweepOptions, runs: LossSources["runs"]): string {
  const points = runs.reduce((sum, { lrs }) => sum + lrs.length, 0);
  if (points < FEWEST_POINTS) return "";
  const curve = buildCurve(runs);
  const sources = { runs, curve, rules: {}, recommended: null };
  return chartWithin(io, sources, LIVE_LINES, 0, { lrRange: [options.startLr, options.endLr] });
}

function chartOptions(io: Io): TerminalChartOptions {
  const style = styleFor(io);
  const paints: Readonly<Record<Layer | "axis", (text: string) => string>> = {
    raw: style.dim,
    heldOut: style.yellow,
    wall: style.red,
    pick: style.green,
    smoothed: style.bold,
    axis: style.dim,
  };
  return {
    columns: io.errColumns - 1,
    unicode: isUnicodeTerminal(io.env, process.platform),
    paint: (role, text) => paints[role](text),
  };
}

/**
 * Whether braille can be expected to show: the locale (LC_ALL, LC_CTYPE, LANG, in that order) says
 * UTF-8, and the terminal is not the Linux console, whose font lacks it. Where no locale is set at
 * all: only on macOS and Windows, whose terminals are Unicode anyway.
 */
export function isUnicodeTerminal(env: Environment, platform: string): boolean {
  const term = variable(env, "TERM");
  if (term === "linux" || term === "dumb") return false;
  const locale = variable(env, "LC_ALL") ?? variable(env, "LC_CTYPE") ?? variable(env, "LANG");
  if (locale === undefined) return platform === "darwin" || platform === "win32";
  return /utf-?8/i.test(locale);
}
