import { html, type Markup, trusted } from "../html/template.ts";
import { FONT_STACK, plainText } from "../view/chart-style.ts";
import type { Figure, Label, Shape, Trace } from "../view/figure-types.ts";
import {
  AS_MADE,
  axesOfTrace,
  axisOf,
  isUpright,
  type Scene,
  type SceneAxis,
  sceneOf,
  sceneTicks,
  shareOf,
  TITLE_MIDDLE,
  tickFont,
  WIDTHS,
  widthClass,
} from "./scene.ts";
import type { Tick, Ticks } from "./ticks.ts";
import { color, drawnTraces, type Plot, percent, stroke } from "./traces.ts";

/** The parts of a drawing from back to front: what one control changes leaves the others as they are. */
export type Layers = Readonly<Record<LayerName, string>>;
export const LAYERS = ["shapes", "grid", "still", "lines", "axes", "labels"] as const;
export type LayerName = (typeof LAYERS)[number];

/** Height of a figure on paper that names none. */
export const PAPER_HEIGHT = 170;

/**
 * A figure as SVG that needs no script: it fits any width and height, for its places are parts of
 * the whole while text, marks and the width of lines are in pixels; colours are the page's variables,
 * so that it follows the theme and is light on paper. Ticks for other widths, and for paper, are in
 * it and shown where they fit (see {@link drawingStyles}).
 */
export function drawing(figure: Figure): Markup {
  return drawnScene(sceneOf(figure, AS_MADE));
}

/** The same of a scene. */
export function drawnScene(scene: Scene): Markup {
  const layers = layersOf(scene);
  return html`<svg class="drawing" aria-hidden="true" style="${areaStyle(scene)}">${LAYERS.map(
    (name) => html`<g class="${name}">${trusted(layers[name])}</g>`,
  )}</svg>`;
}

/** Where the axes lie in the chart's box, as a style. */
export function areaStyle({ margin: { l, r, t, b } }: Scene): string {
  return `left:${l}px;top:${t}px;width:calc(100% - ${l + r}px);height:calc(100% - ${t + b}px)`;
}

/** What the drawing's parts hold. */
export function layersOf(scene: Scene): Layers {
  const text = (parts: readonly (Markup | null)[]) => html`${parts}`.toString();
  const plots = plotsOf(scene);
  const still = (trace: Trace) => trace.meta === "still";
  const inPlots = (which: (trace: Trace) => boolean) =>
    text(plots.map((plot) => clipped(plot, drawnTraces(plot, which))));
  return {
    shapes: html`<svg>${scene.shapes.map((each) => shape(scene, each))}</svg>`.toString(),
    grid: text(plots.map((plot) => grid(scene, plot))),
    still: inPlots(still),
    lines: inPlots((trace) => !still(trace)),
    axes: text(scene.axes.map((each) => axis(scene, each))),
    labels: text(scene.labels.map((each) => label(scene, each.label, each.leastWidth))),
  };
}

/** The pairs of axes of a scene with what is drawn on each, the first axes first. */
export function plotsOf(scene: Scene): Plot[] {
  const plots: (Plot & { traces: Trace[] })[] = [];
  for (const trace of scene.traces) {
    const axes = axesOfTrace(scene, trace);
    if (axes === undefined || trace.mode === "none") continue;
    const there = plots.find(({ x, y }) => x === axes.x && y === axes.y);
    if (there) there.traces.push(trace);
    else plots.push({ ...axes, traces: [trace] });
  }
  const [x, y] = [axisOf(scene, "x"), axisOf(scene, "y")];
  return plots.length === 0 && x && y ? [{ x, y, traces: [] }] : plots;
}

/** A nested drawing over the place of two axes. */
function over({ x, y }: Pick<Plot, "x" | "y">, parts: Markup, more: Markup | null = null): Markup {
  return html`<svg x="${percent(x.from)}" y="${percent(y.from)}" width="${percent(x.to - x.from)}" height="${percent(y.to - y.from)}"${more}>${parts}</svg>`;
}

function clipped(plot: Plot, parts: readonly Markup[]): Markup | null {
  return parts.length === 0 ? null : over(plot, html`${parts}`);
}

function shape(scene: Scene, { type, x0, x1, fillcolor, line: edge }: Shape): Markup | null {
  const x = axisOf(scene, "x");
  if (x === undefined) return null;
  const [from, to] = [shareOf(x, x0), shareOf(x, x1)];
  if (!(to >= 0 && from <= 1)) return null;
  if (type === "line") {
    return html`<line x1="${percent(from)}" x2="${percent(from)}" y2="100%"${stroke(edge)}/>`;
  }
  const [left, right] = [Math.max(from, 0), Math.min(to, 1)];
  return html`<rect x="${percent(left)}" width="${percent(right - left)}" height="100%" fill="${color(fillcolor)}"/>`;
}

function grid(scene: Scene, { x, y }: Plot): Markup {
  const lines = ({ of, name, range }: SceneAxis, ticks: Ticks, zero: boolean) =>
    of.showgrid === false
      ? null
      : ticks.major.map(({ at }) => {
          const share = (at - range[0]) / (range[1] - range[0]);
          // Those at the edges would lie under the axes.
          if (share < 0.0015 || share > 0.9985 || (zero && at === 0)) return null;
          const place = percent(isUpright(name) ? 1 - share : share);
          return isUpright(name)
            ? html`<line x2="100%" y1="${place}" y2="${place}"/>`
            : html`<line x1="${place}" x2="${place}" y2="100%"/>`;
        });
  const hasZero = !y.log && y.of.zeroline !== false && y.range[0] < 0 && y.range[1] > 0;
  const zero = percent(1 - shareOf(y, 0));
  return over(
    { x, y },
    html`<g stroke="var(--grid)">${variants(scene, x, (ticks) => lines(x, ticks, false))}${variants(scene, y, (ticks) => lines(y, ticks, hasZero))}</g>${
      hasZero &&
      html`<line x2="100%" y1="${zero}" y2="${zero}" stroke="${color(y.of.zerolinecolor ?? "@grid")}"/>`
    }`,
  );
}

/** An axis: its line, ticks, labels and title, around the place of the drawing. */
function axis(scene: Scene, each: SceneAxis): Markup {
  const { name, of, range, from, to } = each;
  const share = ({ at }: Pick<Tick, "at">) => (at - range[0]) / (range[1] - range[0]);
  const text = ({ text: words, power }: Tick) =>
    html`${words}${power !== "" && html`<tspan dy="-.6em" font-size="70%">${power}</tspan>`}`;
  if (isUpright(name)) {
    const drawn = (ticks: Ticks) => {
      const size = tickFont(ticks);
      return html`${ticks.major.map((tick) => {
        const y = percent(1 - share(tick));
        return html`<line x1="-5" x2="-1" y1="${y}" y2="${y}"/><text x="-7.4" y="${y}" dy="${0.35 * size}" font-size="${size}">${text(tick)}</text>`;
      })}`;
    };
    return html`<svg class="y" y="${percent(from)}" height="${percent(to - from)}"><line x1="-.5" x2="-.5" y2="100%"/>${variants(scene, each, drawn)}<svg class="mark" x="${TITLE_MIDDLE - scene.margin.l}" y="50%"><text class="title" transform="rotate(-90)">${of.title.text}</text></svg></svg>`;
  }
  const top = of.side === "top";
  const edge = top ? "0" : "100%";
  const drawn = (ticks: Ticks) => {
    const size = tickFont(ticks);
    const dy = top ? -7.4 - 0.2 * size : 7.4 + size;
    return html`${ticks.minor.map((at) => {
      const x = percent(share({ at }));
      return html`<line x1="${x}" x2="${x}" y1="${top ? -1 : 1}" y2="${top ? -3 : 3}"/>`;
    })}${ticks.major.map((tick) => {
      const x = percent(share(tick));
      return html`<line x1="${x}" x2="${x}" y1="${top ? -1 : 1}" y2="${top ? -5 : 5}"/><text x="${x}" y="0" dy="${dy}" font-size="${size}">${text(tick)}</text>`;
    })}`;
  };
  const [offset, side] = top ? [-24, "above"] : [27, "below"];
  return html`<svg class="x" y="${edge}"><line x1="-1" x2="100%" y1="${top ? -0.5 : 0.5}" y2="${top ? -0.5 : 0.5}"/>${variants(scene, each, drawn)}<text class="title ${side}" x="50%" y="${offset}">${of.title.text}</text></svg>`;
}

/**
 * What an axis shows at every width, or on screen and on paper: once where it is the same, else each
 * in a group of the classes of widths, `s` or `p` that it is for.
 */
function variants(
  { margin, figure }: Scene,
  each: SceneAxis,
  drawn: (ticks: Ticks) => Markup | readonly (Markup | null)[] | null,
): Markup {
  const upright = isUpright(each.name);
  const { height, paperHeight = PAPER_HEIGHT } = figure;
  const width = WIDTHS.at(-1) as number;
  const sizes = upright
    ? [
        { name: "s", width, height },
        { name: "p", width, height: paperHeight },
      ]
    : WIDTHS.map((least, i) => ({ name: `w${i}`, width: least, height }));
  const groups = new Map<string, string[]>();
  for (const { name, ...size } of sizes) {
    const made = html`${drawn(sceneTicks(each, margin, size))}`.toString();
    groups.set(made, [...(groups.get(made) ?? []), name]);
  }
  return html`${[...groups].map(([made, names]) =>
    names.length === sizes.length
      ? trusted(made)
      : html`<g class="${names.join(" ")}">${trusted(made)}</g>`,
  )}`;
}

function label(scene: Scene, each: Label, leastWidth: number): Markup | null {
  const [x, y] = [axisOf(scene, "x"), axisOf(scene, "y")];
  if (x === undefined || y === undefined) return null;
  const share = (each.x - x.range[0]) / (x.range[1] - x.range[0]);
  const classes = WIDTHS.flatMap((_, i) => (hasRoom(scene, leastWidth, i) ? [`w${i}`] : []));
  if (!(share >= 0 && share <= 1) || classes.length === 0) return null;
  const part = each.yref === "paper" ? 1 - each.y : y.from + (1 - each.y) * (y.to - y.from);
  // Plotly's boxes leave a pixel around their padding, which is 1 where they have none of their own.
  const pad = (each.borderpad ?? 1) + 1;
  const right = each.xanchor === "right";
  const names = [
    each.yanchor === "top" ? "below" : "above",
    ...(right ? ["end"] : []),
    ...(each.bgcolor ? ["boxed"] : []),
    ...(classes.length === WIDTHS.length ? [] : classes),
  ];
  return html`<text class="${names.join(" ")}" x="${percent(share)}" dx="${(each.xshift ?? 0) - (right ? pad : 0)}" y="${percent(part)}" dy="${each.yanchor === "top" ? pad : -pad}" font-size="${each.font.size}" fill="${color(each.font.color)}"${each.text.startsWith("<b>") && html` font-weight="bold"`}>${plainText(each.text)}</text>`;
}

/** Whether a label that needs a width of drawing has it at a class of widths. */
export function hasRoom({ margin: { l, r } }: Scene, leastWidth: number, width: number): boolean {
  return (WIDTHS[width] as number) - l - r >= leastWidth;
}

/** Style of the drawings, for the page's style sheet. */
export function drawingStyles(): string {
  return `
.plot{container-type:inline-size}
.drawing{position:absolute;overflow:visible;shape-rendering:auto;font:13px ${FONT_STACK}}
.drawing svg{overflow:hidden}
.drawing .mark,.drawing .axes svg{overflow:visible}
.data path{vector-effect:non-scaling-stroke;stroke-miterlimit:2}
.data path:not([fill]){fill:none}
.drawing line{shape-rendering:crispEdges}
.drawing .shapes line{shape-rendering:auto}
.drawing .axes line{stroke:var(--line)}
.drawing text{white-space:pre;text-anchor:middle}
.drawing .axes text{fill:var(--muted)}
.drawing .y text{text-anchor:end}
.drawing .y .title{text-anchor:middle;dominant-baseline:central}
.drawing .below{dominant-baseline:text-before-edge}
.drawing .above{dominant-baseline:text-after-edge}
.drawing .end{text-anchor:end}
.drawing .boxed{stroke:var(--card);stroke-width:6px;paint-order:stroke}
${widthRules()}
.drawing .p{display:none}
@media print{.drawing .s{display:none}.drawing .p{display:inline}}
`;
}

function widthRules(): string {
  const names = WIDTHS.map((_, i) => `.drawing .w${i}`);
  const rules = WIDTHS.map((least, i) => {
    const next = WIDTHS[i + 1];
    const from = i > 0 && `(min-width:${least}px)`;
    const to = next !== undefined && `(max-width:${next - 0.01}px)`;
    return `@container ${[from, to].filter(Boolean).join(" and ")}{.drawing .w${i}{display:inline}}`;
  });
  const middle = widthClass(700);
  return `@supports (container-type:inline-size){${names.join(",")}{display:none}${rules.join("")}}
@supports not (container-type:inline-size){${names.filter((_, i) => i !== middle).join(",")}{display:none}.drawing .w${middle}{display:inline}}`;
}
