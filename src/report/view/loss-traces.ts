import type { Curve } from "../../curve/index.ts";
import type { SweepRun } from "../../sweep/types.ts";
import type { Words } from "../../words/index.ts";
import type { Trace } from "./figure-types.ts";
import { drawable } from "./readable-range.ts";
import { DRAWN_DOTS, DRAWN_LINE, drawnIndices } from "./thin.ts";

type Range = readonly [number, number];

function pick(values: readonly number[], indices: readonly number[]): number[] {
  return indices.map((i) => values[i] as number);
}

/** Raw losses of all runs as faint dots. They do not answer to the pointer: the smoothed line does. */
export function rawTrace(
  runs: readonly SweepRun[],
  range: Range,
  words: Pick<Words, "format" | "loss">,
): Trace {
  const lrs = runs.flatMap((run) => run.lrs);
  const losses = runs.flatMap((run) => run.losses);
  const drawn = drawnIndices(lrs, losses, DRAWN_DOTS);
  const x = pick(lrs, drawn);
  const y = pick(losses, drawn).map((loss) => drawable(loss, range));
  return {
    type: "scatter",
    mode: "markers",
    name: words.loss.raw,
    x,
    y,
    marker: {
      color: "@raw",
      size: x.length > 400 ? 4 : 5,
      opacity: x.length > 1500 ? 0.3 : runs.length > 1 ? 0.4 : 0.55,
    },
    hoverinfo: "skip",
    meta: "still",
  };
}

/** Lowest to highest raw loss over the repeats, as two traces that hold the band between them. */
export function bandTraces(
  curve: Curve,
  range: Range,
  words: Pick<Words, "format" | "loss">,
): Trace[] {
  // Both edges keep the same LRs, those of the upper one, so that the fill has no folds.
  const drawn = drawnIndices(curve.lrs, curve.high, DRAWN_DOTS);
  const edge = (y: readonly number[], fill: boolean): Trace => ({
    type: "scatter",
    mode: "lines",
    name: words.loss.spread,
    x: pick(curve.lrs, drawn),
    y: pick(y, drawn).map((loss) => drawable(loss, range)),
    line: { width: 0, color: "@band" },
    hoverinfo: "skip",
    meta: "still",
    ...(fill ? { fill: "tonexty", fillcolor: "@band" } : {}),
  });
  return [edge(curve.low, false), edge(curve.high, true)];
}

/**
 * The smoothed line; its hover box holds LR, step, raw, smoothed and slope.
 *
 * @param steps place on the ladder of an LR
 * @param ofRuns whether raw losses are means over several runs
 */
export function smoothedTrace(
  curve: Curve,
  steps: ReadonlyMap<number, number>,
  ofRuns: boolean,
  range: Range,
  words: Pick<Words, "format" | "loss">,
): Trace {
  const drawn = drawnIndices(curve.lrs, curve.smoothed, DRAWN_LINE);
  const lrs = pick(curve.lrs, drawn);
  const field = (place: number) => `%{customdata[${place}]}`;
  const lines = words.loss.hover(field(0), field(1), field(2), field(3), ofRuns);
  return {
    type: "scatter",
    mode: "lines",
    name: words.loss.smoothed,
    x: lrs,
    y: pick(curve.smoothed, drawn).map((loss) => drawable(loss, range)),
    customdata: drawn.map((i, place) => {
      const lr = lrs[place] as number;
      return [
        steps.has(lr) ? words.format.count(steps.get(lr) as number) : "–",
        words.format.loss(curve.raw[i]),
        words.format.loss(curve.smoothed[i]),
        words.format.loss(curve.slope[i]),
      ];
    }),
    line: { color: "@smoothed", width: 3 },
    hovertemplate: `${lines.join("<br>")}<extra></extra>`,
  };
}

/** Held-out losses: squares joined by a dashed line. */
export function heldOutTrace(
  curve: Curve,
  range: Range,
  words: Pick<Words, "format" | "loss">,
): Trace {
  return {
    type: "scatter",
    mode: "lines+markers",
    name: words.loss.heldOut,
    x: curve.heldOut.map(({ lr }) => lr),
    y: curve.heldOut.map(({ loss }) => drawable(loss, range)),
    customdata: curve.heldOut.map(({ loss }) => words.format.loss(loss)),
    line: { color: "@heldOut", width: 2, dash: "dash" },
    marker: { color: "@heldOut", size: 6, symbol: "square" },
    hovertemplate: `${words.loss.hoverHeldOut("%{customdata}")}<extra></extra>`,
  };
}

/** Slope per decade on the lower axis. */
export function slopeTrace(
  curve: Curve,
  range: Range,
  words: Pick<Words, "format" | "loss">,
): Trace {
  const drawn = drawnIndices(curve.lrs, curve.slope, DRAWN_LINE);
  const slopes = pick(curve.slope, drawn);
  return {
    type: "scatter",
    mode: "lines",
    name: words.loss.slope,
    x: pick(curve.lrs, drawn),
    y: slopes.map((slope) => drawable(slope, range)),
    customdata: slopes.map((slope) => words.format.loss(slope)),
    yaxis: "y2",
    line: { color: "@slope", width: 2 },
    hovertemplate: `${words.loss.hoverSlope("%{customdata}")}<extra></extra>`,
  };
}
