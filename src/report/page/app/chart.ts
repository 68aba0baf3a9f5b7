import { keyName } from "../../html/chart.ts";
import type { Figure, Json, JsonObject } from "../../view/figure-types.ts";
import { STILL } from "../../view/loss-traces.ts";
import type { Palette, ThemeName } from "../../view/palette.ts";
import type { Plotly } from "../page-data.ts";
import type { DrawnAxis } from "./places.ts";
import { resolveColors } from "./resolve-colors.ts";
import { drawSketch, endSketch } from "./sketch.ts";
import { drawStill, extentOf } from "./still.ts";

/** Where the chart's axes lie inside its element, in CSS pixels; the x axis in powers of ten. */
export interface Place {
  readonly left: number;
  readonly width: number;
  readonly top: number;
  readonly height: number;
  readonly fromLog10: number;
  readonly toLog10: number;
}

/** One drawn chart. */
export interface DrawnChart {
  readonly element: HTMLElement;
  figure(): Figure;
  /** Names of the key's entries that are not shown. */
  readonly hidden: ReadonlySet<string>;
  /** Draws another figure in its place; what is hidden and what was zoomed to stay. */
  setFigure(figure: Figure): Promise<void>;
  /**
   * The same in a fraction of the time, for every move of a control: axes and still traces stay,
   * and boxes under the pointer are those of before until `setFigure` follows.
   */
  sketch(figure: Figure): void;
  recolor(theme: ThemeName): Promise<void>;
  /** Shows or hides an entry of the key. */
  toggle(entry: string, shown: boolean): Promise<void>;
  /** `reset`, `all`, `log`, `linear`, `png` or `svg`. */
  act(action: string): Promise<void>;
  /** A size of its own for paper; null gives back the screen's. */
  resize(size: { readonly width: number; readonly height: number } | null): Promise<void>;
  place(): Place | null;
  /** Called whenever it was drawn. */
  onDrawn(listener: () => void): void;
}

/** What plotly adds to the element it draws into. */
interface PlotElement extends HTMLElement {
  on(event: "plotly_afterplot", listener: () => void): void;
  readonly _fullLayout?: {
    readonly xaxis: DrawnAxis;
    readonly yaxis: DrawnAxis;
    readonly yaxis2?: DrawnAxis;
  };
}

/** CSS pixels that a label of the log axis takes. */
const TICK_ROOM = 40;

const CONFIG = { displayModeBar: false, displaylogo: false, responsive: true, showLink: false };

/** Draws a figure into its element and returns what its controls need. */
export async function drawChart(
  plotly: Plotly,
  element: HTMLElement,
  first: Figure,
  palettes: Readonly<Record<ThemeName, Palette>>,
  startTheme: ThemeName,
): Promise<DrawnChart> {
  const plot = element as PlotElement;
  const hidden = new Set<string>();
  let figure = first;
  let palette = palettes[startTheme];
  let yaxis: JsonObject = {};
  let size: { readonly width: number; readonly height: number } | null = null;
  // What the reader zoomed to is kept while this number stays; plotly takes 0 for "never".
  let revision = 1;

  const items = (name: string) => (figure.layout[name] ?? []) as readonly JsonObject[];
  const isHidden = (kind: "traces" | "shapes" | "annotations", index: number) =>
    figure.key.some((entry) => hidden.has(keyName(entry)) && entry[kind].includes(index));
  const pixelsPerDecade = () => {
    const [from, to] = (figure.layout.xaxis as { range: [number, number] }).range;
    return ((size?.width ?? width) - 76) / (to - from);
  };
  // A label over a stretch of the axis is dropped where the stretch is narrower than its text.
  const hasRoom = (annotation: number) => {
    const label = figure.spanLabels.find((each) => each.annotation === annotation);
    if (!label) return true;
    const room = (label.toLog10 - label.fromLog10) * pixelsPerDecade();
    return room >= label.characters * 6.4 + 8;
  };
  const traces = (): JsonObject[] =>
    figure.data.map((trace, i) => ({ ...trace, visible: !isHidden("traces", i) }));
  // A tick at every power of ten, or at every other one where there is no room for upright labels.
  const ticks = (): JsonObject => {
    const { type, dtick } = figure.layout.xaxis as { type?: string; dtick?: Json };
    if (type !== "log" || dtick !== 1) return {};
    return { dtick: Math.max(1, Math.ceil(TICK_ROOM / pixelsPerDecade())), tickangle: 0 };
  };
  const data = () =>
    resolveColors(
      traces().map((trace) => (trace.meta === STILL ? extentOf(trace) : trace)),
      palette,
    );
  let stillDrawn = "";
  let stillOf: readonly Json[] = [];
  const drawStillTraces = () => {
    const full = plot._fullLayout;
    const still = traces().filter((trace) => trace.meta === STILL);
    if (!full || (still.length === 0 && stillOf.length === 0)) return;
    const { xaxis, yaxis } = full;
    const places = [xaxis, yaxis].map(({ type, range, _length }) => [type, range, _length]);
    const shown = JSON.stringify([places, still.map(({ visible }) => visible)]);
    const of = [palette as unknown as Json, ...still.flatMap(({ x, y }) => [x ?? null, y ?? null])];
    if (shown === stillDrawn && of.every((part, i) => part === stillOf[i])) return;
    [stillDrawn, stillOf] = [shown, of];
    drawStill(plot, colored(still), xaxis, yaxis);
  };
  const shapes = (): JsonObject[] =>
    items("shapes").map((shape, i) => ({ ...shape, visible: !isHidden("shapes", i) }));
  const annotations = (): JsonObject[] =>
    items("annotations").map((label, i) => ({
      ...label,
      visible: !isHidden("annotations", i) && hasRoom(i),
    }));
  // A copy throughout: plotly writes what is zoomed to into the ranges that it is given.
  const layout = () =>
    structuredClone(
      resolveColors(
        {
          ...figure.layout,
          shapes: shapes(),
          annotations: annotations(),
          xaxis: { ...(figure.layout.xaxis as JsonObject), ...ticks() },
          yaxis: { ...(figure.layout.yaxis as JsonObject), ...yaxis },
          height: size?.height ?? figure.height,
          ...(size && { width: size.width, autosize: false }),
          uirevision: revision,
        },
        palette,
      ),
    );
  const redraw = async () => {
    await plotly.react(plot, data(), layout(), CONFIG);
  };
  const colored = (parts: readonly JsonObject[]) => resolveColors(parts, palette) as JsonObject[];
  const save = (format: string) =>
    plotly.downloadImage(
      {
        data: resolveColors(traces(), palette),
        layout: {
          ...(layout() as JsonObject),
          showlegend: true,
          legend: { orientation: "h", y: -0.12 },
        },
      },
      {
        format,
        width: 1200,
        height: figure.height + 120,
        scale: 2,
        filename: `lr-finder-${figure.id}`,
      },
    );

  plot.textContent = "";
  let width = plot.clientWidth;
  await plotly.newPlot(plot, data(), layout(), CONFIG);
  plot.on("plotly_afterplot", drawStillTraces);
  plot.on("plotly_afterplot", () => endSketch(plot));
  drawStillTraces();
  addEventListener("resize", () => {
    if (plot.clientWidth === width) return;
    width = plot.clientWidth;
    if (figure.spanLabels.length > 0) void redraw();
  });
  return {
    element: plot,
    figure: () => figure,
    hidden,
    async setFigure(next) {
      figure = next;
      await redraw();
    },
    sketch(next) {
      figure = next;
      const axes = plot._fullLayout;
      if (!axes) return;
      drawSketch(plot, axes, {
        traces: colored(traces().filter(({ meta }) => meta !== STILL)),
        shapes: colored(shapes()),
        annotations: colored(annotations()),
        card: palette.card,
      });
    },
    async recolor(theme) {
      palette = palettes[theme];
      await redraw();
    },
    async toggle(entry, shown) {
      if (shown) hidden.delete(entry);
      else hidden.add(entry);
      await redraw();
    },
    async act(action) {
      if (action === "png" || action === "svg") {
        await save(action);
        return;
      }
      const log = action === "log" || (action !== "linear" && yaxis.type === "log");
      const type = log ? "log" : "linear";
      const range = log ? figure.yRanges?.log : figure.yRanges?.linear;
      yaxis =
        action === "all" ? { type, autorange: true, range: null } : { type, range: range ?? null };
      revision++;
      await redraw();
      const lower = figure.layout.yaxis2 as { range: Json } | undefined;
      if (action === "all" && lower) await plotly.relayout(plot, { "yaxis2.autorange": true });
      if (action === "reset") {
        const { range: x } = figure.layout.xaxis as { range: Json };
        const ranges = { "xaxis.range": x, ...(lower && { "yaxis2.range": lower.range }) };
        await plotly.relayout(plot, structuredClone(ranges));
      }
    },
    async resize(next) {
      size = next;
      await redraw();
    },
    place() {
      const full = plot._fullLayout;
      if (full === undefined) return null;
      const { xaxis, yaxis: upper, yaxis2: lower = upper } = full;
      return {
        left: xaxis._offset,
        width: xaxis._length,
        top: upper._offset,
        height: lower._offset + lower._length - upper._offset,
        fromLog10: xaxis.range[0],
        toLog10: xaxis.range[1],
      };
    },
    onDrawn(listener) {
      plot.on("plotly_afterplot", listener);
    },
  };
}
