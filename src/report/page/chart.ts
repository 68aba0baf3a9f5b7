import type { Figure, Json, JsonObject } from "../view/figure-types.ts";
import type { Palette, ThemeName } from "../view/palette.ts";
import type { DrawnChart, Plotly } from "./types.ts";

/** Draws one figure into its element and returns what its buttons need. */
export async function drawChart(
  plotly: Plotly,
  element: HTMLElement,
  figure: Figure,
  palettes: Readonly<Record<ThemeName, Palette>>,
  resolveColors: (value: Json, palette: Palette) => Json,
  startTheme: ThemeName,
): Promise<DrawnChart> {
  const config = { displayModeBar: false, displaylogo: false, responsive: true, showLink: false };
  const hidden = new Set<number>();
  let palette = palettes[startTheme];
  let yaxis: JsonObject = {};
  // What the reader zoomed to is kept while this number stays.
  let revision = 0;

  const items = (name: string) => (figure.layout[name] ?? []) as readonly JsonObject[];
  const isHidden = (kind: "traces" | "shapes" | "annotations", index: number) =>
    figure.key.some((entry, i) => hidden.has(i) && entry[kind].includes(index));
  // A label over a stretch of the axis is dropped where the stretch is narrower than its text.
  const hasRoom = (annotation: number) => {
    const label = figure.spanLabels.find((each) => each.annotation === annotation);
    if (!label) return true;
    const [from, to] = (figure.layout.xaxis as { range: [number, number] }).range;
    const width = (element.clientWidth - 76) / (to - from);
    return (label.toLog10 - label.fromLog10) * width >= label.characters * 6.4 + 8;
  };
  const data = () =>
    resolveColors(
      figure.data.map((trace, i) => ({ ...trace, visible: !isHidden("traces", i) })),
      palette,
    );
  const layout = () =>
    resolveColors(
      {
        ...figure.layout,
        shapes: items("shapes").map((shape, i) => ({ ...shape, visible: !isHidden("shapes", i) })),
        annotations: items("annotations").map((label, i) => ({
          ...label,
          visible: !isHidden("annotations", i) && hasRoom(i),
        })),
        yaxis: { ...(figure.layout.yaxis as JsonObject), ...yaxis },
        height: figure.height,
        uirevision: revision,
      },
      palette,
    );
  const redraw = async () => {
    await plotly.react(element, data(), layout(), config);
  };
  const save = (format: string) =>
    plotly.downloadImage(
      {
        data: data(),
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

  element.textContent = "";
  await plotly.newPlot(element, data(), layout(), config);
  let width = element.clientWidth;
  addEventListener("resize", () => {
    if (element.clientWidth === width || figure.spanLabels.length === 0) return;
    width = element.clientWidth;
    void redraw();
  });
  return {
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
      if (action === "all") await plotly.relayout(element, { "yaxis2.autorange": true });
      if (action === "reset") {
        const { range: x } = figure.layout.xaxis as { range: Json };
        const { range: y2 } = figure.layout.yaxis2 as { range: Json };
        await plotly.relayout(element, { "xaxis.range": x, "yaxis2.range": y2 });
      }
    },
  };
}
