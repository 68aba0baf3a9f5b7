import type { Json } from "../view/figure-types.ts";
import type { Palette } from "../view/palette.ts";
import type { drawChart } from "./chart.ts";
import type { DrawnChart, PageData, Plotly, ThemeControl } from "./types.ts";

/** The parts that {@link startPage} puts together; each is a function that stands alone. */
export interface PageParts {
  unpackPlotly(packed: string, nonce: string): Promise<Plotly>;
  resolveColors(value: Json, palette: Palette): Json;
  themeControl(button: HTMLButtonElement): ThemeControl;
  copyButtons(say: (message: string) => void): void;
  drawChart: typeof drawChart;
}

/** Brings the page to life: theme, copy buttons, charts and their buttons. */
export async function startPage(parts: PageParts, nonce: string): Promise<void> {
  const root = document.documentElement;
  root.classList.add("scripted");
  const status = document.getElementById("status") as HTMLElement;
  let clearing: ReturnType<typeof setTimeout> | undefined;
  const say = (message: string) => {
    clearTimeout(clearing);
    status.textContent = message;
    clearing = setTimeout(() => {
      status.textContent = "";
    }, 2500);
  };
  const theme = parts.themeControl(document.getElementById("theme") as HTMLButtonElement);
  parts.copyButtons(say);

  const giveUp = (why: string) => {
    const notice = document.getElementById("no-charts") as HTMLElement;
    notice.textContent = `The charts are not drawn: ${why}. Everything they show is in words and tables below.`;
    notice.hidden = false;
    for (const plot of document.querySelectorAll(".plot")) plot.classList.add("unavailable");
    root.dataset.ready = "true";
  };
  const text = document.getElementById("page-data")?.textContent ?? "{}";
  const { figures, palettes } = JSON.parse(text) as PageData;
  if (figures.length === 0) {
    root.dataset.ready = "true";
    return;
  }
  const packed = document.getElementById("plotly")?.textContent;
  if (!packed) return giveUp("this file was made without the chart library");
  if (typeof DecompressionStream === "undefined") {
    return giveUp("this browser cannot unpack them (it lacks DecompressionStream)");
  }
  const charts = new Map<string, DrawnChart>();
  try {
    const plotly = await parts.unpackPlotly(packed, nonce);
    for (const figure of figures) {
      const place = document.querySelector<HTMLElement>(`.plot[data-figure="${figure.id}"]`);
      if (!place) continue;
      const { drawChart: draw, resolveColors } = parts;
      const now = theme.current();
      charts.set(figure.id, await draw(plotly, place, figure, palettes, resolveColors, now));
    }
  } catch (thrown) {
    return giveUp(thrown instanceof Error ? thrown.message : String(thrown));
  }
  root.classList.add("drawn");

  theme.onChange((name) => {
    for (const chart of charts.values()) void chart.recolor(name);
  });
  addEventListener("beforeprint", () => {
    for (const chart of charts.values()) void chart.recolor("light");
  });
  addEventListener("afterprint", () => {
    for (const chart of charts.values()) void chart.recolor(theme.current());
  });
  for (const button of document.querySelectorAll<HTMLButtonElement>("button[data-figure]")) {
    const chart = charts.get(button.dataset.figure ?? "");
    const { key, action } = button.dataset;
    button.addEventListener("click", async () => {
      const press = button.getAttribute("aria-pressed") === "false";
      if (button.hasAttribute("aria-pressed")) button.setAttribute("aria-pressed", String(press));
      if (key !== undefined) await chart?.toggle(Number(key), press);
      else await chart?.act(action === "log" && !press ? "linear" : (action ?? ""));
    });
  }
  root.dataset.ready = "true";
}
