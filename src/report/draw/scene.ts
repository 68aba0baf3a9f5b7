import {
  type Axis,
  type Figure,
  keyName,
  type Label,
  type Margin,
  type Range,
  type Shape,
  type Trace,
} from "../view/figure-types.ts";
import { labelWidth, TICK_FONT, type Ticks, ticksOf } from "./ticks.ts";

export const AXES = ["x", "x2", "y", "y2"] as const;
export type AxisName = (typeof AXES)[number];

/** What the reader chose to see of a figure. */
export interface View {
  /** Names of the key's entries that are not shown. */
  readonly hidden: ReadonlySet<string>;
  /** Of the first y axis. */
  readonly yLog: boolean;
  /** The first y axis over everything that is shown, instead of its readable part. */
  readonly all: boolean;
  /** Parts of axes that were zoomed to. */
  readonly zoom: Readonly<Partial<Record<AxisName, Range>>>;
}

/** A figure as it opens. */
export const AS_MADE: View = { hidden: new Set(), yLog: false, all: false, zoom: {} };

/** An axis with everything about it decided but its ticks, which depend on its length. */
export interface SceneAxis {
  readonly name: AxisName;
  readonly of: Axis;
  readonly log: boolean;
  readonly range: Range;
  /** The part of the drawing that it takes, from the top or left. */
  readonly from: number;
  readonly to: number;
  readonly separators: string;
}

/**
 * A figure with all its measures decided: what both drawings of it, our own and plotly's, are made
 * from, so that one can take the place of the other.
 */
export interface Scene {
  readonly figure: Figure;
  readonly margin: Margin;
  readonly axes: readonly SceneAxis[];
  readonly traces: readonly Trace[];
  readonly shapes: readonly Shape[];
  readonly labels: readonly SceneLabel[];
}

export interface SceneLabel {
  readonly label: Label;
  /** Pixels of the drawing's width below which it has no room. */
  readonly leastWidth: number;
}

/**
 * Widths in CSS pixels at which a chart's ticks may change; each class of widths has the ticks that
 * fit its lower end. Style sheets know them by number.
 */
export const WIDTHS: readonly number[] = [240, 320, 400, 500, 620, 760, 920];

/** The class of a width: the last of {@link WIDTHS} that it reaches, or the first. */
export function widthClass(width: number): number {
  return Math.max(
    0,
    WIDTHS.findLastIndex((least) => width >= least),
  );
}

/** Pixels from a y axis to its labels' ends, between these and the title, and of the title. */
const TO_LABELS = 7.4;
const TO_TITLE = 6;
const TITLE = 18;

/** Decides a figure's measures. Pure; the same arguments give the same scene. */
export function sceneOf(figure: Figure, view: View = AS_MADE): Scene {
  const { layout, key } = figure;
  const hiddenOf = (kind: "traces" | "shapes" | "annotations") =>
    new Set(key.flatMap((entry) => (view.hidden.has(keyName(entry)) ? entry[kind] : [])));
  const without = <T>(all: readonly T[], hidden: ReadonlySet<number>) =>
    all.filter((_, i) => !hidden.has(i));
  const traces = without(figure.data, hiddenOf("traces"));
  const axes = axesOf(figure, traces, view);
  const hidden = hiddenOf("annotations");
  const scene = {
    figure,
    axes,
    traces,
    shapes: without(layout.shapes, hiddenOf("shapes")),
    labels: without(
      layout.annotations.map((label, i) => ({ label, leastWidth: leastWidth(figure, i, axes) })),
      hidden,
    ),
  };
  return { ...scene, margin: marginOf(layout.margin, axes, figure.height) };
}

/** The axis of a scene by its name, where it has one. */
export function axisOf({ axes }: Pick<Scene, "axes">, name: AxisName): SceneAxis | undefined {
  return axes.find((axis) => axis.name === name);
}

/** The axes that a trace is drawn on. */
export function axesOfTrace(scene: Pick<Scene, "axes">, { xaxis, yaxis }: Trace) {
  const [x, y] = [axisOf(scene, xaxis ?? "x"), axisOf(scene, yaxis ?? "y")];
  return x && y && { x, y };
}

/** A place along an axis, 0 at its start and 1 at its end; an upright one starts at the bottom. */
export function shareOf({ log, range: [from, to] }: SceneAxis, value: number): number {
  return ((log ? Math.log10(value) : value) - from) / (to - from);
}

/** The ticks of an axis in a drawing of a size, both in CSS pixels of the whole chart. */
export function sceneTicks(
  { name, of, log, range, from, to, separators }: SceneAxis,
  { l, r, t, b }: Margin,
  size: { readonly width: number; readonly height: number },
): Ticks {
  const upright = isUpright(name);
  const pixels = (to - from) * (upright ? size.height - t - b : size.width - l - r);
  const counts = of.tickformat === ",d";
  return ticksOf({
    range,
    log,
    upright,
    pixels: Math.max(1, pixels),
    most: of.nticks,
    values: of.values,
    counts,
    separators,
  });
}

export function isUpright(name: AxisName): boolean {
  return name === "y" || name === "y2";
}

function axesOf(figure: Figure, shown: readonly Trace[], view: View): SceneAxis[] {
  const { xaxis, xaxis2, yaxis, yaxis2, separators } = figure.layout;
  const named: [AxisName, Axis | undefined][] = [
    ["x", xaxis],
    ["x2", xaxis2],
    ["y", yaxis],
    ["y2", yaxis2],
  ];
  return named.flatMap(([name, of]) => {
    if (of === undefined) return [];
    const log = of.type === "log" || (name === "y" && view.yLog);
    const [low, high] = of.domain ?? [0, 1];
    const place = isUpright(name) ? { from: 1 - high, to: 1 - low } : { from: low, to: high };
    const range = view.zoom[name] ?? rangeOf(figure, shown, view, name, of, log);
    return [{ name, of, log, range, ...place, separators }];
  });
}

function rangeOf(
  { data, yRanges }: Figure,
  shown: readonly Trace[],
  view: View,
  name: AxisName,
  axis: Axis,
  log: boolean,
): Range {
  if (isUpright(name) && view.all) return extent(shown, name, log, false);
  if (name === "y" && view.yLog && yRanges?.log) return yRanges.log;
  return axis.range ?? extent(data, name, log, axis.rangemode === "tozero");
}

/** The ends of an axis that shows all points of its traces, with room of a twentieth. */
function extent(traces: readonly Trace[], name: AxisName, log: boolean, fromZero: boolean): Range {
  let low = fromZero ? 0 : Number.POSITIVE_INFINITY;
  let high = fromZero ? 0 : Number.NEGATIVE_INFINITY;
  for (const { x, y, xaxis = "x", yaxis = "y" } of traces) {
    if ((isUpright(name) ? yaxis : xaxis) !== name) continue;
    for (const value of isUpright(name) ? y : x) {
      const place = value !== null && log ? Math.log10(value) : value;
      if (place === null || !Number.isFinite(place)) continue;
      low = Math.min(low, place);
      high = Math.max(high, place);
    }
  }
  if (!(low <= high)) return log ? [-1, 0] : [0, 1];
  if (low === high) return fromZero && low === 0 ? [0, 1] : [low - 0.5, high + 0.5];
  const room = (high - low) * 0.05;
  return [fromZero && low === 0 ? 0 : low - room, fromZero && high === 0 ? 0 : high + room];
}

/** The least width of the drawing at which a label over a stretch of the x axis fits into it. */
function leastWidth(
  { spanLabels }: Figure,
  annotation: number,
  axes: readonly SceneAxis[],
): number {
  const span = spanLabels.find((each) => each.annotation === annotation);
  const x = axisOf({ axes }, "x");
  if (span === undefined || x === undefined) return 0;
  const part = (span.toLog10 - span.fromLog10) / (x.range[1] - x.range[0]);
  return (span.characters * 6.4 + 8) / part;
}

/**
 * Room for the labels: at least what the figure wants, more where labels are long. Measured in the
 * letters of wide fonts, for the reader's are not known.
 */
function marginOf(least: Margin, axes: readonly SceneAxis[], height: number): Margin {
  const { t, b } = least;
  let { l, r } = least;
  for (const axis of axes) {
    if (isUpright(axis.name)) {
      const { major } = sceneTicks(axis, least, { width: WIDTHS[0] as number, height });
      const widest = major.reduce((width, tick) => Math.max(width, labelWidth(tick)), 0);
      l = Math.max(l, Math.ceil(TO_LABELS + widest + TO_TITLE + TITLE));
    } else {
      for (const width of WIDTHS) {
        const last = sceneTicks(axis, least, { width, height }).major.at(-1);
        if (last === undefined) continue;
        const share = (last.at - axis.range[0]) / (axis.range[1] - axis.range[0]);
        const beyond = labelWidth(last) / 2 - (1 - share) * (width - l - r);
        r = Math.max(r, Math.ceil(beyond));
      }
    }
  }
  return { l, r, t, b };
}

/** Pixels from the left edge of a chart to the middle of the titles of its y axes. */
export const TITLE_MIDDLE = TITLE / 2;

/** Size of the tick labels' letters: those of powers of ten are raised, and so need larger ones. */
export function tickFont({ major }: Ticks): number {
  return major.some(({ power }) => power !== "") ? TICK_FONT + 1 : TICK_FONT;
}
