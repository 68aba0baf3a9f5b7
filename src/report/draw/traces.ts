import { html, type Markup, trusted } from "../html/template.ts";
import type { Dash, Stroke, Trace } from "../view/figure-types.ts";
import { type SceneAxis, shareOf } from "./scene.ts";
import { symbolPath } from "./symbols.ts";

/** A pair of axes with what is drawn on them. */
export interface Plot {
  readonly x: SceneAxis;
  readonly y: SceneAxis;
  readonly traces: readonly Trace[];
}

/**
 * The still traces of a plot, for a place of a size of its own in pixels.
 */
export function stillTraces(plot: Plot, width: number, height: number): string {
  const parts = drawnTraces(plot, ({ meta }) => meta === "still");
  return parts.length === 0
    ? ""
    : html`<svg width="${width}" height="${height}">${parts}</svg>`.toString();
}

/** Units of the stretched drawings that lines are in: a tenth of a pixel where it is 1000 wide. */
const UNITS = 10_000;

function stretched(parts: readonly Markup[]): Markup {
  return html`<svg class="data" viewBox="0 0 ${UNITS} ${UNITS}" preserveAspectRatio="none">${parts}</svg>`;
}

/** The traces of a plot that are wanted, from back to front, over the whole of its place. */
export function drawnTraces(plot: Plot, which: (trace: Trace) => boolean): Markup[] {
  const parts: Markup[] = [];
  let open: Markup[] = [];
  const close = () => {
    if (open.length > 0) parts.push(stretched(open));
    open = [];
  };
  plot.traces.forEach((trace, i) => {
    if (!which(trace)) return;
    const below = plot.traces[i - 1];
    if (trace.fill === "tonexty" && below) open.push(band(plot, below, trace));
    if (trace.mode.includes("lines") && trace.line?.width !== 0) open.push(line(plot, trace));
    if (!trace.mode.includes("markers")) return;
    const { symbol = "circle" } = trace.marker ?? {};
    if (symbol === "circle" || symbol === "square") open.push(...dots(plot, trace));
    else {
      close();
      parts.push(symbols(plot, trace));
    }
  });
  close();
  return parts;
}

/** Places of a trace's points in units; NaN where there is none. Far outside is far enough. */
function places({ x, y }: Plot, trace: Trace): readonly (readonly [number, number])[] {
  const unit = (share: number) => Math.round(Math.min(Math.max(share, -100), 101) * UNITS);
  return trace.x.map((value, i) => {
    const loss = trace.y[i] ?? Number.NaN;
    return [unit(shareOf(x, value)), unit(1 - shareOf(y, loss))];
  });
}

const isPlace = ([x, y]: readonly [number, number]) => Number.isFinite(x) && Number.isFinite(y);

function line(plot: Plot, trace: Trace): Markup {
  let d = "";
  let before: readonly [number, number] | null = null;
  for (const place of places(plot, trace)) {
    const [x, y] = place;
    if (!isPlace(place)) before = null;
    else {
      d += before === null ? `M${x} ${y}l` : `${between(x - before[0])}${between(y - before[1])}`;
      before = place;
    }
  }
  return html`<path d="${trusted(d)}"${stroke(trace.line)}/>`;
}

/** A number of a list: its minus sign parts it from the one before as well as a space. */
function between(value: number): string {
  return value < 0 ? String(value) : ` ${value}`;
}

/** The area between two edges at the same x. */
function band(plot: Plot, low: Trace, high: Trace): Markup {
  const [below, above] = [places(plot, low), places(plot, high)];
  const drawn = above.flatMap((place, i) => {
    const under = below[i];
    return under && isPlace(place) && isPlace(under) ? [[place, under] as const] : [];
  });
  const corners = [...drawn.map(([place]) => place), ...drawn.reverse().map(([, under]) => under)];
  const d = corners.map(([x, y]) => `${x} ${y}`).join("L");
  return html`<path d="${trusted(d === "" ? "" : `M${d}Z`)}" fill="${color(high.fillcolor)}"/>`;
}

/** Round or square marks as one path: at each a line without length, whose caps are the mark. */
function dots(plot: Plot, trace: Trace): Markup[] {
  const { marker } = trace;
  if (marker === undefined) return [];
  const d = places(plot, trace)
    .map((place) => (isPlace(place) ? `M${place[0]} ${place[1]}h0` : ""))
    .join("");
  const { size, opacity = 1, line: edge } = marker;
  const width = edge?.width ?? 0;
  const cap = marker.symbol === "square" ? "square" : "round";
  const path = (paint: string | undefined, wide: number) =>
    html`<path d="${trusted(d)}" stroke="${color(paint)}" stroke-width="${wide}" stroke-linecap="${cap}"${opacity === 1 ? null : html` opacity="${opacity}"`}/>`;
  return width > 0
    ? [path(edge?.color, size + width), path(marker.color, size - width)]
    : [path(marker.color, size)];
}

function symbols({ x, y }: Plot, { x: xs, y: ys, marker }: Trace): Markup {
  if (marker === undefined) return html``;
  const { size, symbol = "circle", line: edge } = marker;
  const d = trusted(symbolPath(symbol, size / 2));
  const places = xs.flatMap((value, i) => {
    const [px, py] = [shareOf(x, value), 1 - shareOf(y, ys[i] ?? Number.NaN)];
    return px >= -1 && px <= 2 && py >= -1 && py <= 2 ? [[px, py] as const] : [];
  });
  return html`<g fill="${color(marker.color)}"${edge && stroke(edge)}>${places.map(
    ([px, py]) =>
      html`<svg class="mark" x="${percent(px)}" y="${percent(py)}"><path d="${d}"/></svg>`,
  )}</g>`;
}

/** A role as the page's variable; any other colour as it is. */
export function color(role: string | undefined): string {
  if (role === undefined) return "none";
  return role.startsWith("@") ? `var(--${role.slice(1)})` : role;
}

/** Strokes and gaps of each line style, in dots. */
const PATTERNS: Readonly<Record<Dash, readonly number[]>> = {
  solid: [],
  dot: [1],
  dash: [3],
  longdash: [5],
  dashdot: [3, 1, 1, 1],
  longdashdot: [5, 2, 1, 2],
};

/** A stroke as attributes. */
export function stroke({ color: paint, width = 2, dash = "solid" }: Stroke = {}): Markup {
  // Plotly's lengths, by what its dots are long: as the line is wide, at least 3 pixels.
  const dot = Math.max(width, 3);
  const pattern = PATTERNS[dash].map((length) => length * dot).join(" ");
  return html` stroke="${color(paint)}" stroke-width="${width}"${pattern !== "" && html` stroke-dasharray="${pattern}"`}`;
}

/** A part of the whole, to a hundredth of a percent. */
export function percent(share: number): string {
  return `${Math.round(share * 1e4) / 100}%`;
}
