import { formatLr } from "../../core/format.ts";
import type { Curve } from "../../curve/types.ts";
import type { SweepRun } from "../../sweep/types.ts";
import type { JsonObject } from "./figure-types.ts";
import { drawable } from "./readable-range.ts";
import { stepOfLr } from "./sources.ts";
import { drawnIndices } from "./thin.ts";
import { count, lossText } from "./words.ts";

type Range = readonly [number, number];

function pick(values: readonly number[], indices: readonly number[]): number[] {
  return indices.map((i) => values[i] as number);
}

/** Raw losses of all runs as faint dots. They do not answer to the pointer: the smoothed line does. */
export function rawTrace(runs: readonly SweepRun[], range: Range): JsonObject {
  const lrs = runs.flatMap((run) => run.lrs);
  const losses = runs.flatMap((run) => run.losses);
  const drawn = drawnIndices(lrs, losses);
  const x = pick(lrs, drawn);
  const y = pick(losses, drawn).map((loss) => drawable(loss, range));
  return {
    type: "scatter",
    mode: "markers",
    name: "Raw loss",
    x,
    y,
    marker: {
      color: "@raw",
      size: x.length > 400 ? 4 : 5,
      opacity: x.length > 1500 ? 0.3 : runs.length > 1 ? 0.4 : 0.55,
    },
    hoverinfo: "skip",
  };
}

/** Lowest to highest raw loss over the repeats, as two traces that hold the band between them. */
export function bandTraces(curve: Curve, range: Range): JsonObject[] {
  // Both edges keep the same LRs, those of the upper one, so that the fill has no folds.
  const drawn = drawnIndices(curve.lrs, curve.high);
  const edge = (y: readonly number[], fill: boolean): JsonObject => ({
    type: "scatter",
    mode: "lines",
    name: "Spread over repeats",
    x: pick(curve.lrs, drawn),
    y: pick(y, drawn).map((loss) => drawable(loss, range)),
    line: { width: 0, color: "@band" },
    hoverinfo: "skip",
    ...(fill ? { fill: "tonexty", fillcolor: "@band" } : {}),
  });
  return [edge(curve.low, false), edge(curve.high, true)];
}

/** The smoothed line; its hover box holds LR, step, raw, smoothed and slope. */
export function smoothedTrace(curve: Curve, runs: readonly SweepRun[], range: Range): JsonObject {
  const steps = stepOfLr(runs);
  const raw = runs.length > 1 ? "Raw, mean of runs" : "Raw";
  const drawn = drawnIndices(curve.lrs, curve.smoothed);
  const lrs = pick(curve.lrs, drawn);
  return {
    type: "scatter",
    mode: "lines",
    name: "Smoothed loss",
    x: lrs,
    y: pick(curve.smoothed, drawn).map((loss) => drawable(loss, range)),
    customdata: drawn.map((i, place) => {
      const lr = lrs[place] as number;
      return [
        formatLr(lr),
        steps.has(lr) ? count(steps.get(lr) as number) : "–",
        lossText(curve.raw[i]),
        lossText(curve.smoothed[i]),
        lossText(curve.slope[i]),
      ];
    }),
    line: { color: "@smoothed", width: 3 },
    hovertemplate: `Step %{customdata[1]}<br>${raw} %{customdata[2]}<br>Smoothed <b>%{customdata[3]}</b><br>Slope %{customdata[4]} per decade<extra></extra>`,
  };
}

/** Held-out losses: squares joined by a dashed line. */
export function heldOutTrace(curve: Curve, range: Range): JsonObject {
  return {
    type: "scatter",
    mode: "lines+markers",
    name: "Held-out loss",
    x: curve.heldOut.map(({ lr }) => lr),
    y: curve.heldOut.map(({ loss }) => drawable(loss, range)),
    customdata: curve.heldOut.map(({ loss }) => lossText(loss)),
    line: { color: "@heldOut", width: 2, dash: "dash" },
    marker: { color: "@heldOut", size: 6, symbol: "square" },
    hovertemplate: "Held-out %{customdata}<extra></extra>",
  };
}

/** Slope per decade on the lower axis. */
export function slopeTrace(curve: Curve, range: Range): JsonObject {
  const drawn = drawnIndices(curve.lrs, curve.slope);
  const slopes = pick(curve.slope, drawn);
  return {
    type: "scatter",
    mode: "lines",
    name: "Slope per decade",
    x: pick(curve.lrs, drawn),
    y: slopes.map((slope) => drawable(slope, range)),
    customdata: slopes.map((slope) => lossText(slope)),
    yaxis: "y2",
    line: { color: "@slope", width: 2 },
    hovertemplate: "Slope %{customdata} per decade<extra></extra>",
  };
}
