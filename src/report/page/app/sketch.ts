import { symbolPath } from "../../html/swatch.ts";
import { FONT_STACK, plainText } from "../../view/chart-style.ts";
import type { JsonObject } from "../../view/figure-types.ts";
import {
  at,
  type DrawnAxis,
  groupIn,
  type Place,
  placeOn,
  short,
  svg,
  type Values,
} from "./places.ts";

/** The axes of a drawn chart; `yaxis2` where it has a lower part. */
export interface DrawnAxes {
  readonly xaxis: DrawnAxis;
  readonly yaxis: DrawnAxis;
  readonly yaxis2?: DrawnAxis;
}

/** What a sketch shows, with colours resolved; parts that are not `visible` are left out. */
export interface Sketched {
  readonly traces: readonly JsonObject[];
  readonly shapes: readonly JsonObject[];
  readonly annotations: readonly JsonObject[];
  /** Colour of the card that labels stand on. */
  readonly card: string;
}

interface Line {
  readonly color: string;
  readonly width?: number;
  readonly dash?: string;
}

interface Trace {
  readonly x: Values;
  readonly y: Values;
  readonly mode: string;
  readonly visible: boolean;
  readonly yaxis?: string;
  readonly line?: Line;
  readonly marker?: {
    readonly color: string;
    readonly size: number;
    readonly symbol?: string;
    readonly line?: Line;
  };
}

interface Shape {
  readonly type: string;
  readonly visible: boolean;
  readonly x0: number;
  readonly x1: number;
  readonly fillcolor?: string;
  readonly line: Line;
}

interface Label {
  readonly visible: boolean;
  /** On a log axis in powers of ten, as plotly has it. */
  readonly x: number;
  readonly xanchor?: string;
  readonly xshift?: number;
  readonly yref: string;
  readonly y: number;
  readonly yanchor: string;
  readonly text: string;
  readonly bgcolor?: string;
  readonly font: { readonly size: number; readonly color: string };
}

/** Plotly's parts that a sketch stands for. */
const REPLACED = ".scatterlayer, .shapelayer, .infolayer > .annotation";

/**
 * Draws what moves in a chart while the reader moves a control: lines, marks, shapes and labels as
 * plain SVG over plotly's axes, in place of plotly's own, which are hidden meanwhile. Plotly makes
 * everything anew at each redraw, which takes some ten times as long; it follows when the control
 * rests. Replaces the sketch before.
 */
export function drawSketch(plot: Element, axes: DrawnAxes, sketched: Sketched): void {
  const traces = shown<Trace>(sketched.traces);
  const upper = traces.filter(({ yaxis }) => yaxis !== "y2");
  const lower = traces.filter(({ yaxis }) => yaxis === "y2");
  const labels = shown<Label>(sketched.annotations);
  put(plot, ".layer-below", shapePaths(shown<Shape>(sketched.shapes), axes));
  put(plot, ".overplot > .xy", tracePaths(upper, axes.xaxis, axes.yaxis));
  if (axes.yaxis2) put(plot, ".overplot > .xy2", tracePaths(lower, axes.xaxis, axes.yaxis2));
  put(plot, ".infolayer", labelTexts(labels, axes, sketched.card));
  if (plot.classList.contains("sketched")) return;
  plot.classList.add("sketched");
  hide(plot, true);
}

/** Takes a sketch away and shows plotly's drawing. */
export function endSketch(plot: Element): void {
  if (!plot.classList.contains("sketched")) return;
  plot.classList.remove("sketched");
  for (const group of plot.querySelectorAll(".sketch")) group.remove();
  hide(plot, false);
}

function shown<T extends { readonly visible: boolean }>(parts: readonly JsonObject[]): T[] {
  return (parts as unknown as readonly T[]).filter(({ visible }) => visible);
}

function hide(plot: Element, hidden: boolean): void {
  for (const part of plot.querySelectorAll<SVGElement>(REPLACED)) {
    part.style.display = hidden ? "none" : "";
  }
}

function put(plot: Element, layer: string, parts: readonly Element[]): void {
  const place = plot.querySelector(layer);
  if (place) groupIn(place, "sketch", "last").replaceChildren(...parts);
}

function tracePaths(traces: readonly Trace[], xaxis: DrawnAxis, yaxis: DrawnAxis): Element[] {
  const [x, y] = [placeOn(xaxis, false), placeOn(yaxis, true)];
  return traces.flatMap((trace) => [
    ...(trace.mode.includes("lines") ? [linePath(trace, x, y)] : []),
    ...(trace.mode.includes("markers") ? markPaths(trace, x, y) : []),
  ]);
}

function linePath({ x: xs, y: ys, line }: Trace, x: Place, y: Place): Element {
  let d = "";
  let next = "M";
  xs.forEach((value, i) => {
    const [px, py] = [at(value, x), at(ys[i] ?? null, y)];
    const there = Number.isFinite(px) && Number.isFinite(py);
    if (there) d += `${next}${short(px)},${short(py)}`;
    next = there ? "L" : "M";
  });
  return svg("path", { d, fill: "none", ...stroke(line) });
}

function markPaths({ x: xs, y: ys, marker }: Trace, x: Place, y: Place): Element[] {
  if (!marker) return [];
  const { color, size, symbol = "circle", line } = marker;
  // The symbols' box is 16 pixels wide, a circle in it 10.
  const scale = size / 10;
  const look = { d: symbolPath(symbol), fill: color, ...stroke(line, scale) };
  return xs.flatMap((value, i) => {
    const [px, py] = [at(value, x), at(ys[i] ?? null, y)];
    if (!Number.isFinite(px) || !Number.isFinite(py)) return [];
    const corner = `${short(px - 8 * scale)},${short(py - 8 * scale)}`;
    return [svg("path", { ...look, transform: `translate(${corner}) scale(${scale})` })];
  });
}

/** Shapes over the whole height of the chart, at LRs. */
function shapePaths(shapes: readonly Shape[], { xaxis, yaxis, yaxis2 }: DrawnAxes): Element[] {
  const place = placeOn(xaxis, false);
  const top = yaxis._offset;
  const bottom = yaxis2 ? yaxis2._offset + yaxis2._length : top + yaxis._length;
  const held = (x: number) => short(xaxis._offset + Math.min(Math.max(x, 0), xaxis._length));
  return shapes.flatMap(({ type, x0, x1, fillcolor, line }) => {
    const [from, to] = [place(x0), place(x1)];
    if (to < 0 || from > xaxis._length) return [];
    const d =
      type === "line"
        ? `M${held(from)},${top}V${bottom}`
        : `M${held(from)},${top}H${held(to)}V${bottom}H${held(from)}Z`;
    return [svg("path", { d, fill: fillcolor ?? "none", ...(line.width && stroke(line)) })];
  });
}

function labelTexts(labels: readonly Label[], axes: DrawnAxes, card: string): Element[] {
  const { xaxis, yaxis } = axes;
  const [from, to] = xaxis.range;
  return labels.flatMap((label) => {
    const { x, xanchor, xshift = 0, yref, y, yanchor, text, bgcolor, font } = label;
    const share = (x - from) / (to - from);
    if (share < 0 || share > 1) return [];
    const edge = yaxis._offset + (yref === "paper" ? 0 : (1 - y) * yaxis._length);
    const right = xanchor === "right";
    // Plotly's boxes leave 3 pixels around the text.
    const drawn = svg("text", {
      x: short(xaxis._offset + share * xaxis._length + xshift - (right ? 3 : 0)),
      y: short(yanchor === "top" ? edge + 3 + font.size : edge - 5),
      "text-anchor": right ? "end" : "middle",
      "font-family": FONT_STACK,
      "font-size": font.size,
      fill: font.color,
      ...(text.startsWith("<b>") && { "font-weight": "bold" }),
      ...(bgcolor && { stroke: card, "stroke-width": 6, "paint-order": "stroke" }),
    });
    drawn.textContent = plainText(text);
    return [drawn];
  });
}

function stroke(line: Line | undefined, scale = 1): Record<string, string | number> {
  if (!line) return {};
  const { color, width = 2, dash = "solid" } = line;
  // Plotly's dots are as long as the line is wide, at least 3 pixels; its dashes three times that.
  const dot = Math.max(width, 3);
  return {
    stroke: color,
    "stroke-width": width / scale,
    ...(dash !== "solid" && { "stroke-dasharray": dash === "dot" ? dot : 3 * dot }),
  };
}
