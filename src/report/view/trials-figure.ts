import { divisionOf } from "../../suggest/whole-runs/divisions.ts";
import type { Words } from "../../words/index.ts";
import { axis, baseLayout, chartText } from "./chart-style.ts";
import {
  DASHES,
  type Dash,
  type Figure,
  type KeyEntry,
  type Stroke,
  type Trace,
} from "./figure-types.ts";
import { drawable, logRange, readableRange } from "./readable-range.ts";
import { drawnIndices } from "./thin.ts";
import { averagedLosses, type ShownTrial, trialSentences } from "./trials.ts";

const COLORS = ["@smoothed", "@alternative", "@recommended", "@heldOut", "@diverged", "@mark5"];

/**
 * Loss over updates of several trainings from one state: averaged batch losses as lines, held-out
 * losses as squares. Colour and dash both differ between the first 6, one
 * of them between the first 36.
 */
export function trialsFigure(
  id: string,
  title: string,
  shown: readonly ShownTrial[],
  words: Pick<Words, "format" | "trials">,
): Figure {
  const { trials: text } = words;
  const curves = shown.map(({ trial }) => averagedLosses(trial.losses));
  const held = shown.map(({ trial }) => trial.heldOut.filter(({ loss }) => Number.isFinite(loss)));
  const all = [...curves, ...held.map((points) => points.map(({ loss }) => loss))].flat();
  const range = readableRange({ core: core(shown, curves), all });
  const data: Trace[] = [];
  const key: KeyEntry[] = shown.map(({ label }, i) => {
    const color = COLORS[i % COLORS.length] as string;
    const dash = DASHES[Math.floor(i / COLORS.length + i) % DASHES.length] as Dash;
    const traces = [data.length];
    data.push(batchTrace(label, curves[i] as number[], { color, dash, width: 2 }, range, words));
    if ((held[i] as unknown[]).length > 0) {
      traces.push(data.length);
      data.push(heldOutTrace(label, held[i] ?? [], color, range, words));
    }
    return {
      id: `trial-${i}`,
      label,
      swatch: { kind: "line", color, dash },
      traces,
      shapes: [],
      annotations: [],
    };
  });
  const steps = shown.reduce((most, { trial }) => Math.max(most, trial.plannedSteps), 1);
  const sentences = trialSentences(shown, words);
  return {
    id,
    title,
    summary: text.summary(
      shown.length,
      steps,
      shown.some(({ trial }) => divisionOf(trial) > 0),
    ),
    notes: [...sentences, text.smoothedNote],
    height: 420,
    data,
    layout: {
      ...baseLayout(words.format),
      hovermode: "closest",
      margin: { l: 64, r: 12, t: 16, b: 48 },
      xaxis: axis(text.xAxis, { range: [-steps * 0.01, steps * 1.02], tickformat: ",d" }),
      yaxis: axis(text.yAxis, { range, exponentformat: "power" }),
      shapes: [],
      annotations: [],
    },
    key,
    spanLabels: [],
    yRanges: { linear: range, log: logRange(range, all) },
  };
}

/** What the axis must show: every training that came to its end, or all of them when none did. */
function core(shown: readonly ShownTrial[], curves: readonly (readonly number[])[]): number[] {
  const ended = curves.filter((_, i) => shown[i]?.final !== null);
  return (ended.length > 0 ? ended : curves).flat();
}

function batchTrace(
  label: string,
  losses: readonly number[],
  line: Stroke,
  range: readonly [number, number],
  { trials: text, format }: Pick<Words, "format" | "trials">,
): Trace {
  const steps = losses.map((_, i) => i + 1);
  const drawn = drawnIndices(steps, losses);
  return {
    type: "scatter",
    mode: "lines",
    name: chartText(text.batchLoss(label)),
    x: drawn.map((i) => i),
    y: drawn.map((i) => drawable(losses[i] as number, range)),
    customdata: drawn.map((i) => format.loss(losses[i])),
    line,
    hovertemplate: `${text.hover(chartText(label), "%{customdata}")}<extra></extra>`,
  };
}

function heldOutTrace(
  label: string,
  points: readonly { readonly stepsDone: number; readonly loss: number }[],
  color: string,
  range: readonly [number, number],
  { trials: text, format }: Pick<Words, "format" | "trials">,
): Trace {
  return {
    type: "scatter",
    mode: "markers",
    name: chartText(text.heldOut(label)),
    x: points.map(({ stepsDone }) => stepsDone),
    y: points.map(({ loss }) => drawable(loss, range)),
    customdata: points.map(({ loss }) => format.loss(loss)),
    marker: { color, size: 8, symbol: "square", line: { color: "@markLine", width: 1 } },
    hovertemplate: `${text.hover(chartText(text.heldOut(label)), "%{customdata}")}<extra></extra>`,
  };
}
