import {
  AS_MADE,
  AXES,
  type AxisName,
  axisOf,
  type Scene,
  sceneOf,
  type View,
} from "../draw/scene.ts";
import { areaStyle, drawnScene, LAYERS, layersOf, plotsOf } from "../draw/svg.ts";
import { toPlotly } from "../draw/to-plotly.ts";
import { stillTraces } from "../draw/traces.ts";
import type { Plotly, PlotlyElement } from "../page/page-data.ts";
import type { Figure, Range } from "../view/figure-types.ts";
import type { Palette, ThemeName } from "../view/palette.ts";

/** Where the chart's axes lie inside its element, in CSS pixels; the x axis in powers of ten. */
export interface Place {
  readonly left: number;
  readonly width: number;
  readonly top: number;
  readonly height: number;
  readonly fromLog10: number;
  readonly toLog10: number;
}

/** One chart: our own drawing, and over it plotly's once that is there. */
export interface Chart {
  readonly element: HTMLElement;
  figure(): Figure;
  /** Names of the key's entries that are not shown. */
  readonly hidden: ReadonlySet<string>;
  /** Draws another figure in its place; what is hidden and what was zoomed to stay. */
  setFigure(figure: Figure): Promise<void>;
  /**
   * The same with our own drawing alone, in a fraction of the time, for every move of a control:
   * boxes under the pointer are those of before until `setFigure` follows.
   */
  sketch(figure: Figure): void;
  recolor(theme: ThemeName): Promise<void>;
  /** Shows or hides an entry of the key. */
  toggle(entry: string, shown: boolean): Promise<void>;
  /** `reset`, `all`, `log`, `linear`, `png` or `svg`. */
  act(action: string): Promise<void>;
  place(): Place;
  /** Called whenever its axes may lie elsewhere. */
  onDrawn(listener: () => void): void;
  /** Lets plotly take over; the picture stays the same, and answers to the pointer. */
  wake(): Promise<void>;
  /** Lets go of an element that leaves the page. */
  close(): void;
}

/** What a chart needs of its page. */
export interface ChartTools {
  plotly(): Promise<Plotly>;
  readonly palettes: Readonly<Record<ThemeName, Palette>>;
  readonly theme: ThemeName;
}

const CONFIG = { displayModeBar: false, displaylogo: false, showLink: false, doubleClick: false };

/** Brings the chart of an element to life; draws it where that was not done yet. */
export function openChart(element: HTMLElement, first: Figure, tools: ChartTools): Chart {
  let figure = first;
  let view: View = AS_MADE;
  let scene = sceneOf(figure, view);
  let palette = tools.palettes[tools.theme];
  let awake: Promise<PlotlyElement> | undefined;
  let live: { readonly plotly: Plotly; readonly plot: PlotlyElement } | undefined;
  const listeners: (() => void)[] = [];
  let own = element.querySelector<SVGElement>(":scope > .drawing");
  if (own === null) own = putDrawing(element, scene);
  const drawing = own;
  let held = layersOf(scene);
  let size = sizeOf(element);
  // Counts what was drawn, so that what comes late does not cover what came since.
  let drawn = 0;

  /** Our own drawing of what is to be seen now; only what differs is touched. */
  const draw = () => {
    drawn++;
    scene = sceneOf(figure, view);
    const wanted = layersOf(scene);
    for (const name of LAYERS) {
      const place = wanted[name] === held[name] ? null : drawing.querySelector(`:scope > .${name}`);
      if (place) place.innerHTML = wanted[name];
    }
    held = wanted;
    const style = areaStyle(scene);
    if (drawing.getAttribute("style") !== style) drawing.setAttribute("style", style);
    element.style.height = `${figure.height}px`;
    for (const listener of listeners) listener();
  };
  const redraw = async () => {
    draw();
    if (live === undefined) return;
    const [mine, { data, layout }] = [drawn, toPlotly(scene, size, palette, "left out")];
    await live.plotly.react(live.plot, data, layout, CONFIG);
    if (mine === drawn) element.classList.remove("sketched");
  };
  const change = (next: Partial<View>) => {
    view = { ...view, ...next };
    return redraw();
  };

  const start = async (): Promise<PlotlyElement> => {
    const plotly = await tools.plotly();
    const place = document.createElement("div");
    place.className = "plotly-layer";
    element.append(place);
    size = sizeOf(element);
    const [mine, { data, layout }] = [drawn, toPlotly(scene, size, palette, "left out")];
    const plot = await plotly.newPlot(place, data, layout, CONFIG);
    live = { plotly, plot };
    const still = () => drawStill(plot, scene, size);
    plot.on("plotly_afterplot", still);
    if (mine === drawn) still();
    else await redraw();
    plot.on("plotly_relayout", (update) => {
      const zoom = zoomIn(update);
      if (zoom !== null) void change({ zoom: { ...view.zoom, ...zoom } });
    });
    plot.on("plotly_doubleclick", () => void change({ zoom: {} }));
    element.classList.add("awake");
    return plot;
  };
  const wake = () => {
    awake ??= start();
    return awake;
  };
  const save = async (format: string) => {
    const plotly = await tools.plotly();
    const width = 1200;
    const { data, layout } = toPlotly(
      scene,
      { width, height: figure.height + 120 },
      palette,
      "drawn",
    );
    await plotly.downloadImage(
      { data, layout: { ...layout, showlegend: true, legend: { orientation: "h", y: -0.12 } } },
      {
        format,
        width,
        height: figure.height + 120,
        scale: 2,
        filename: `lr-finder-${figure.id}`,
      },
    );
  };

  const touch = () => void wake();
  element.addEventListener("pointerenter", touch, { once: true });
  element.addEventListener("pointerdown", touch, { once: true });
  const watch = new ResizeObserver(() => {
    const now = sizeOf(element);
    if (now.width === size.width || now.width === 0) return;
    size = now;
    for (const listener of listeners) listener();
    if (live) void redraw();
  });
  watch.observe(element);

  return {
    element,
    figure: () => figure,
    get hidden() {
      return view.hidden;
    },
    async setFigure(next) {
      figure = next;
      await redraw();
    },
    sketch(next) {
      figure = next;
      draw();
      if (live) element.classList.add("sketched");
    },
    async recolor(theme) {
      palette = tools.palettes[theme];
      if (live) await redraw();
    },
    async toggle(entry, shown) {
      const hidden = new Set(view.hidden);
      if (shown) hidden.delete(entry);
      else hidden.add(entry);
      await change({ hidden });
    },
    async act(action) {
      if (action === "png" || action === "svg") return save(action);
      const { y: _, ...others } = view.zoom;
      if (action === "reset") return change({ all: false, zoom: {} });
      if (action === "all") return change({ all: true, zoom: others });
      return change({ yLog: action === "log", all: false, zoom: others });
    },
    place() {
      const { l, r, t, b } = scene.margin;
      const [fromLog10, toLog10] = axisOf(scene, "x")?.range ?? [0, 1];
      const { width } = sizeOf(element);
      return {
        left: l,
        width: width - l - r,
        top: t,
        height: figure.height - t - b,
        fromLog10,
        toLog10,
      };
    },
    onDrawn: (listener) => listeners.push(listener),
    async wake() {
      await wake();
    },
    close() {
      watch.disconnect();
    },
  };
}

function putDrawing(element: HTMLElement, scene: Scene): SVGElement {
  element.insertAdjacentHTML("afterbegin", drawnScene(scene).toString());
  return element.firstElementChild as SVGElement;
}

/** In CSS pixels; the width is that of the content, whatever it lies in. */
function sizeOf({ clientWidth, clientHeight }: HTMLElement): Size {
  return { width: clientWidth, height: clientHeight };
}

interface Size {
  readonly width: number;
  readonly height: number;
}

/** The ranges in what plotly says of a zoom; null where there are none. */
function zoomIn(
  update: Readonly<Record<string, unknown>>,
): Partial<Record<AxisName, Range>> | null {
  const zoom: Partial<Record<AxisName, Range>> = {};
  for (const name of AXES) {
    const axis = name.replace(/^./, (letter) => `${letter}axis`);
    const [low, high] = [update[`${axis}.range[0]`], update[`${axis}.range[1]`]].map(Number);
    if (low !== undefined && high !== undefined && low < high) zoom[name] = [low, high];
  }
  return Object.keys(zoom).length === 0 ? null : zoom;
}

/** Puts the still traces into plotly's drawing, below its own. */
function drawStill(plot: Element, scene: Scene, { width, height }: Size): void {
  const layer = plot.querySelector(".cartesianlayer .overplot > .xy");
  const [first] = plotsOf(scene);
  if (layer === null || first === undefined) return;
  const { l, r, t, b } = scene.margin;
  const { from, to } = first.y;
  const wanted = stillTraces(first, width - l - r, (height - t - b) * (to - from));
  let group = layer.querySelector(":scope > .still");
  if (group === null) {
    group = document.createElementNS("http://www.w3.org/2000/svg", "g");
    group.classList.add("still");
    layer.prepend(group);
  }
  if (drawnStill.get(group) === wanted) return;
  drawnStill.set(group, wanted);
  group.innerHTML = wanted;
}

const drawnStill = new WeakMap<Element, string>();
