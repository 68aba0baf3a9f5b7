import { chartText } from "../view/chart-style.ts";
import type { Json, JsonObject } from "../view/figure-types.ts";
import type { Palette } from "../view/palette.ts";
import {
  isUpright,
  type Scene,
  type SceneAxis,
  sceneTicks,
  TITLE_MIDDLE,
  tickFont,
  WIDTHS,
  widthClass,
} from "./scene.ts";
import { hasRoom } from "./svg.ts";
import type { Tick } from "./ticks.ts";

/** A chart as plotly takes it. */
export interface PlotlyChart {
  readonly data: Json;
  readonly layout: JsonObject;
}

/**
 * A scene as plotly draws it: the same axes, ticks, titles and margins as in our own drawing, none of
 * them left to plotly, and in the colours of a palette.
 *
 * @param size of the chart in CSS pixels
 * @param still whether it holds the still traces too
 */
export function toPlotly(
  scene: Scene,
  size: { readonly width: number; readonly height: number },
  palette: Palette,
  still: "drawn" | "left out",
): PlotlyChart {
  const { figure, margin, shapes, labels } = scene;
  const width = widthClass(size.width);
  const axes = scene.axes.map((axis): [string, Json] => [
    axis.name.replace(/^./, (letter) => `${letter}axis`),
    plotlyAxis(scene, axis, { width: WIDTHS[width] as number, height: size.height }),
  ]);
  const layout: JsonObject = {
    ...figure.layout,
    ...Object.fromEntries(axes),
    ...size,
    autosize: false,
    margin: { ...margin, autoexpand: false },
    shapes,
    annotations: [
      ...labels
        .filter(({ leastWidth }) => hasRoom(scene, leastWidth, width))
        .map(({ label }) => label),
      ...scene.axes.map((axis) => title(scene, axis)),
    ],
  };
  const traces = scene.traces.filter(({ meta }) => still === "drawn" || meta !== "still");
  return {
    data: resolveColors(traces, palette),
    layout: resolveColors(layout, palette) as JsonObject,
  };
}

function plotlyAxis(
  { margin }: Scene,
  axis: SceneAxis,
  size: { readonly width: number; readonly height: number },
): Json {
  const ticks = sceneTicks(axis, margin, size);
  const value = (at: number) => (axis.log ? 10 ** at : at);
  return {
    ...axis.of,
    title: { text: "" },
    type: axis.log ? "log" : "linear",
    range: [...axis.range],
    tickmode: "array",
    tickvals: ticks.major.map(({ at }) => value(at)),
    ticktext: ticks.major.map(tickText),
    tickfont: { size: tickFont(ticks), color: "@muted" },
    tickangle: 0,
    ...(ticks.minor.length > 0 && {
      minor: {
        tickmode: "array",
        tickvals: ticks.minor.map(value),
        ticks: "outside",
        ticklen: 2,
        tickcolor: "@line",
      },
    }),
    automargin: false,
  };
}

function tickText({ text, power }: Tick): string {
  return power === "" ? text : `${text}<sup>${power}</sup>`;
}

/** An axis' title where our drawing has it: plotly would measure its tick labels first. */
function title({ margin }: Scene, { name, of, from, to }: SceneAxis): Json {
  const common = {
    text: chartText(of.title.text, 200),
    showarrow: false,
    font: { size: 13, color: "@muted" },
  };
  if (isUpright(name)) {
    return {
      ...common,
      xref: "paper",
      x: 0,
      xanchor: "center",
      xshift: TITLE_MIDDLE - margin.l,
      yref: "paper",
      y: 1 - (from + to) / 2,
      yanchor: "middle",
      textangle: -90,
    };
  }
  const top = of.side === "top";
  return {
    ...common,
    xref: "paper",
    x: 0.5,
    xanchor: "center",
    yref: "paper",
    y: top ? 1 : 0,
    yanchor: top ? "bottom" : "top",
    // A box leaves two pixels around its text.
    yshift: top ? 22 : -25,
  };
}

/**
 * A copy of a figure part in which colour roles (`@smoothed`) are colours. Only strings under keys
 * that end in `color` are looked at; a role that the palette lacks becomes transparent. Arrays of
 * numbers are not copied.
 */
function resolveColors(value: Json, palette: Palette): Json {
  const colors: Readonly<Record<string, string>> = palette;
  const walk = (part: Json | undefined, key: string): Json | undefined => {
    if (typeof part === "string") {
      if (!key.endsWith("color") || !part.startsWith("@")) return part;
      return colors[part.slice(1)] ?? "rgba(0,0,0,0)";
    }
    if (part === null || part === undefined || typeof part !== "object") return part;
    if (Array.isArray(part)) {
      return typeof part[0] === "number" ? part : part.map((item: Json) => walk(item, key) ?? null);
    }
    return Object.fromEntries(Object.entries(part).map(([name, item]) => [name, walk(item, name)]));
  };
  return walk(value, "") ?? null;
}
