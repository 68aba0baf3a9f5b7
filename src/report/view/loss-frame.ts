import type { Curve } from "../../curve/index.ts";
import type { Words } from "../../words/index.ts";
import type { Trace } from "./figure-types.ts";
import { bandTraces, rawTrace } from "./loss-traces.ts";
import { logRange, readableRange } from "./readable-range.ts";
import { type LossSources, lrExtent, stepOfLr, usefulPoints } from "./sources.ts";

/**
 * What of the loss chart stays while smoothing and trims change: its axes, the raw losses and the
 * band over the repeats. Worked out once, so that a new curve is drawn in milliseconds.
 */
export interface LossFrame {
  /** Lowest and highest LR of everything recorded. */
  readonly extent: readonly [number, number];
  readonly range: readonly [number, number];
  readonly slopeRange: readonly [number, number];
  readonly logRange: readonly [number, number] | null;
  /** Highest loss above the readable part; null when there is none. */
  readonly topAbove: number | null;
  /** Empty for one run. */
  readonly band: readonly Trace[];
  readonly raw: Trace;
  readonly steps: ReadonlyMap<number, number>;
  readonly points: number;
  readonly runs: number;
}

/** The frame of a chart; null when not a single finite loss was recorded. */
export function lossFrame(
  { runs, curve }: Pick<LossSources, "runs" | "curve">,
  words: Pick<Words, "format" | "loss">,
): LossFrame | null {
  const extent = lrExtent({ runs, curve });
  const all = [
    ...curve.smoothed,
    ...runs.flatMap((run) => run.losses),
    ...curve.heldOut.map(({ loss }) => loss),
  ];
  if (extent === null || !all.some(Number.isFinite)) return null;
  const useful = usefulPoints(curve);
  const keep = (values: readonly number[]) => values.filter((_, i) => useful[i]);
  const range = sevenDigits(
    readableRange({ core: [...keep(curve.smoothed), ...keep(curve.raw)], all }),
  );
  const log = logRange(range, all);
  const above = all.filter((loss) => Number.isFinite(loss) && loss > range[1]);
  return {
    extent,
    range,
    slopeRange: sevenDigits(readableRange({ core: keep(curve.slope), all: curve.slope })),
    logRange: log && sevenDigits(log),
    topAbove: above.length > 0 ? above.reduce((most, loss) => Math.max(most, loss)) : null,
    band: hasBand(curve, runs.length) ? bandTraces(curve, range, words) : [],
    raw: rawTrace(runs, range, words),
    steps: stepOfLr(runs),
    points: runs.reduce((sum, run) => sum + run.lrs.length, 0),
    runs: runs.length,
  };
}

/**
 * The ends of an axis as a page carries them. Plotly keeps what a reader zoomed to only while the
 * ends that it is given stay the same to the last bit.
 */
export function sevenDigits([from, to]: readonly [number, number]): readonly [number, number] {
  return [Number(from.toPrecision(7)), Number(to.toPrecision(7))];
}

function hasBand(curve: Curve, runs: number): boolean {
  return runs > 1 && curve.lrs.length > 0;
}
