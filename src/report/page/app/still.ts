import type { Json, JsonObject } from "../../view/figure-types.ts";
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

interface StillTrace {
  readonly x: Values;
  readonly y: Values;
  readonly mode: string;
  readonly visible: boolean;
  readonly fill?: string;
  readonly fillcolor?: string;
  readonly marker?: { readonly color: string; readonly size: number; readonly opacity?: number };
}

/** An unseen trace of the corners of another, so that axes still fit themselves to all points. */
export function extentOf(trace: JsonObject): JsonObject {
  const known = extents.get(trace.x as object);
  if (known && known.of === trace.y) return { ...known.trace, visible: trace.visible ?? true };
  const { x, y } = trace as unknown as StillTrace;
  const corners = [...ends(x), ...ends(x)];
  // The lowest positive one too, for a log axis.
  const [low, high] = ends(y);
  const positive = y.filter((value) => value !== null && value > 0);
  const [least = low, most = high] = ends(positive);
  const extent: JsonObject = {
    type: "scatter",
    mode: "markers",
    x: corners,
    y: [low ?? null, high ?? null, least ?? null, most ?? null],
    marker: { opacity: 0, size: 1 },
    hoverinfo: "skip",
  };
  extents.set(trace.x as object, { of: trace.y as Json, trace: extent });
  return { ...extent, visible: trace.visible ?? true };
}

const extents = new WeakMap<object, { readonly of: Json; readonly trace: JsonObject }>();

function ends(values: Values): number[] {
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (const value of values) {
    if (value === null) continue;
    if (value < low) low = value;
    if (value > high) high = value;
  }
  return low <= high ? [low, high] : [];
}

/**
 * Draws still traces (see `STILL`) into a chart, below its other ones: two or three paths, made again
 * only when axes, size or colours change. Plotly gets {@link extentOf} in their place.
 *
 * @param traces with colours resolved; those that are not `visible` are left out
 */
export function drawStill(
  plot: Element,
  traces: readonly JsonObject[],
  xaxis: DrawnAxis,
  yaxis: DrawnAxis,
): void {
  const layer = plot.querySelector(".cartesianlayer .overplot > .xy");
  if (!layer) return;
  const [x, y] = [placeOn(xaxis, false), placeOn(yaxis, true)];
  const paths: SVGPathElement[] = [];
  let below: StillTrace | undefined;
  for (const trace of traces as unknown as readonly StillTrace[]) {
    if (trace.visible && trace.mode === "markers") paths.push(dots(trace, x, y));
    if (trace.visible && trace.fill === "tonexty" && below) paths.push(band(below, trace, x, y));
    below = trace;
  }
  groupIn(layer, "still", "first").replaceChildren(...paths);
}

/** Dots as one path: at each a line without length, which round caps make a dot. */
function dots({ x: xs, y: ys, marker }: StillTrace, x: Place, y: Place): SVGPathElement {
  const parts = xs.map((value, i) => {
    const [px, py] = [at(value, x), at(ys[i] ?? null, y)];
    return Number.isFinite(px) && Number.isFinite(py) ? `M${short(px)},${short(py)}h0` : "";
  });
  const path = svg("path");
  path.setAttribute("d", parts.join(""));
  path.style.stroke = marker?.color ?? "none";
  path.style.strokeWidth = `${marker?.size ?? 5}px`;
  path.style.opacity = String(marker?.opacity ?? 1);
  path.style.strokeLinecap = "round";
  return path;
}

/** The area between two edges at the same LRs. */
function band(low: StillTrace, high: StillTrace, x: Place, y: Place): SVGPathElement {
  const corner = ({ x: xs, y: ys }: StillTrace, i: number) =>
    `${short(at(xs[i] ?? null, x))},${short(at(ys[i] ?? null, y))}`;
  const drawn = high.x.flatMap((_, i) => {
    const all = [at(high.x[i] ?? null, x), at(low.y[i] ?? null, y), at(high.y[i] ?? null, y)];
    return all.every(Number.isFinite) ? [i] : [];
  });
  const there = drawn.map((i) => corner(high, i));
  const back = drawn.reverse().map((i) => corner(low, i));
  const path = svg("path");
  path.setAttribute("d", drawn.length > 0 ? `M${[...there, ...back].join("L")}Z` : "");
  path.style.fill = high.fillcolor ?? "none";
  return path;
}
