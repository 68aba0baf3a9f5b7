import { maxOf, minOf } from "../../core/stats.ts";
import type { Diagnosis, TrainingLog } from "../../diagnose/index.ts";
import { clean, type Words } from "../../words/index.ts";
import { axis, baseLayout, chartText } from "./chart-style.ts";
import type { Figure, KeyEntry, Shape, Trace } from "./figure-types.ts";
import { drawable, logRange, readableRange } from "./readable-range.ts";
import { DRAWN_DOTS, DRAWN_LINE, drawnIndices } from "./thin.ts";
import { averagedLosses } from "./trials.ts";

/** Held-out sets that are drawn. */
const MOST_SETS = 4;
const SET_COLORS = ["@heldOut", "@mark4", "@recommended", "@mark5"] as const;
/** What a finding is shaded in, by its severity. */
const SHADES = {
  error: "@divergedRegime",
  warning: "@unstableRegime",
  info: "@usefulRegime",
} as const;

/**
 * The losses of a training over its steps: each as a dot, their average as a line, held-out losses as
 * squares, and behind them where each finding is seen. Null without a finite loss.
 *
 * @param id tells it from the other figures of its page
 * @param name of the training where others stand beside it; null for none
 */
export function trainingFigure(
  id: string,
  name: string | null,
  log: TrainingLog,
  { findings }: Diagnosis,
  words: Pick<Words, "diagnosis" | "format" | "loss">,
): Figure | null {
  const { diagnosis: text, loss: say, format } = words;
  const { unit = "step" } = log;
  const finite = log.losses.flatMap((loss, i) => (Number.isFinite(loss) ? [i] : []));
  const steps = finite.map((i) => log.steps[i] as number);
  const losses = finite.map((i) => log.losses[i] as number);
  const average = averagedLosses(losses);
  const sets = heldOutOf(log, words);
  const all = [...losses, ...sets.flatMap(({ points }) => points.map(({ loss }) => loss))];
  const [first, last] = [steps[0], steps.at(-1)];
  if (first === undefined || last === undefined) return null;
  const isBroken = findings.some(({ code }) => code === "diverged");
  const core = isBroken
    ? [losses, ...sets.map(({ points }) => points.map(({ loss }) => loss))].flatMap(beforeBlowUp)
    : [...average, ...sets.flatMap(({ points }) => points.map(({ loss }) => loss))];
  const range = readableRange({ core, all });
  const data: Trace[] = [];
  const key: KeyEntry[] = [];
  const add = (label: string, swatch: KeyEntry["swatch"], trace: Trace) => {
    key.push({ label, swatch, traces: [data.length], shapes: [], annotations: [] });
    data.push(trace);
  };
  // By their places, for steps may begin at 0.
  const places = steps.map((_, i) => i + 1);
  const dots = drawnIndices(places, losses, DRAWN_DOTS);
  add(
    text.raw,
    { kind: "dots", color: "@raw" },
    {
      type: "scatter",
      mode: "markers",
      name: text.raw,
      x: dots.map((i) => steps[i] as number),
      y: dots.map((i) => drawable(losses[i] as number, range)),
      marker: { color: "@raw", size: dots.length > 400 ? 4 : 5, opacity: 0.55 },
      hoverinfo: "skip",
      meta: "still",
    },
  );
  const line = drawnIndices(places, average, DRAWN_LINE);
  add(
    text.average,
    { kind: "line", color: "@smoothed", dash: "solid" },
    {
      type: "scatter",
      mode: "lines",
      name: text.average,
      x: line.map((i) => steps[i] as number),
      y: line.map((i) => drawable(average[i] as number, range)),
      customdata: line.map((i) => [format.loss(losses[i]), format.loss(average[i])]),
      line: { color: "@smoothed", width: 2.5 },
      hovertemplate: `${text.raw} %{customdata[0]}<br>${text.average} <b>%{customdata[1]}</b><extra></extra>`,
    },
  );
  sets.forEach(({ label, points }, i) => {
    const color = SET_COLORS[i] as string;
    const drawn = drawnIndices(
      points.map((_, k) => k + 1),
      points.map(({ loss }) => loss),
      DRAWN_LINE,
    ).flatMap((k) => points[k] ?? []);
    add(
      label,
      { kind: "symbol", color, symbol: "square" },
      {
        type: "scatter",
        mode: "lines+markers",
        name: chartText(label),
        x: drawn.map(({ step }) => step),
        y: drawn.map(({ loss }) => drawable(loss, range)),
        customdata: drawn.map(({ loss }) => format.loss(loss)),
        line: { color, width: 1.5, dash: "dash" },
        marker: { color, size: drawn.length > 60 ? 4 : 7, symbol: "square" },
        hovertemplate: `${chartText(label)} <b>%{customdata}</b><extra></extra>`,
      },
    );
  });
  const room = Math.max((last - first) * 0.015, 0.5);
  const shapes: Shape[] = findings.map(({ severity, steps: [from, to] }) => ({
    type: "rect",
    layer: "below",
    xref: "x",
    // What is seen at one step is as wide as can be seen.
    x0: Math.min(from, to - room / 2),
    x1: Math.max(to, from + room / 2),
    yref: "paper",
    y0: 0,
    y1: 1,
    fillcolor: SHADES[severity],
    line: { width: 0 },
  }));
  findings.forEach(({ code, severity }, i) => {
    key.push({
      id: `finding-${i}`,
      label: text.codes[code],
      swatch: { kind: "area", color: SHADES[severity] },
      traces: [],
      shapes: [i],
      annotations: [],
    });
  });
  const top = maxOf(all);
  return {
    id,
    title: name === null ? text.chart : text.chartOf(clean(name, 80)),
    summary: text.chartSummary(
      log.losses.length,
      log.steps[0] ?? first,
      log.steps.at(-1) ?? last,
      unit,
    ),
    notes: [
      ...(dots.length < losses.length ? [text.outline(losses.length)] : []),
      ...(top > range[1] ? [say.cutOff(format.loss(top))] : []),
    ],
    height: 360,
    data,
    layout: {
      ...baseLayout(format),
      margin: { l: 64, r: 12, t: 14, b: 48 },
      xaxis: axis(text.axis[unit], { range: [first - room, last + room], tickformat: ",d" }),
      yaxis: axis(say.yAxis, { range, exponentformat: "power" }),
      shapes,
      annotations: [],
    },
    key,
    spanLabels: [],
    yRanges: { linear: range, log: logRange(range, all) },
  };
}

/** Losses so many times the fall above the first are those of a training that blew up. */
const BLOWN_UP = 3;

/** The losses of a training that diverged, but for those far above its start. */
function beforeBlowUp(losses: readonly number[]): number[] {
  const first = losses[0] ?? 0;
  const fall = first - minOf(losses);
  const most = first + BLOWN_UP * (fall > 0 ? fall : Math.abs(first));
  return losses.filter((loss) => loss <= most);
}

/** Held-out losses that are finite, by what they are called. */
function heldOutOf(
  { heldOut = [], heldOutSets = [] }: TrainingLog,
  { diagnosis: text, loss: say }: Pick<Words, "diagnosis" | "loss">,
) {
  return [
    { label: say.heldOut, losses: heldOut },
    ...heldOutSets.map(({ name, losses }) => ({
      label: text.heldOutSet(clean(name, 40)),
      losses,
    })),
  ]
    .map(({ label, losses }) => ({
      label,
      points: losses.filter(({ loss }) => Number.isFinite(loss)),
    }))
    .filter(({ points }) => points.length > 0)
    .slice(0, MOST_SETS);
}
