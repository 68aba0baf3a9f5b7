import { type DrawnChart, drawChart } from "../page/app/chart.ts";
import { onScreen } from "../page/app/on-screen.ts";
import { fitToPaper } from "../page/app/paper.ts";
import type { PageData, PageTools } from "../page/page-data.ts";
import type { Figure } from "../view/figure-types.ts";

/** The charts of a page whose content changes while it is open. */
export interface Stage {
  /**
   * Draws figures into the `.plot[data-figure]` places that are on the page now, instead of those
   * drawn before; a figure without a place is left out.
   */
  show(figures: readonly Figure[]): Promise<void>;
  /** The chart of a figure that is shown. */
  chart(id: string): DrawnChart | undefined;
}

/** A stage; keys, tools, theme and print follow what it shows. */
export function createStage({ palettes }: PageData, { plotly, theme }: PageTools): Stage {
  const charts: DrawnChart[] = [];
  const chart = (id: string) => charts.find((each) => each.figure().id === id);
  theme.onChange((name) => {
    for (const each of charts) void each.recolor(name);
  });
  fitToPaper(charts, theme);
  document.addEventListener("click", (event) => {
    const button = (event.target as Element).closest<HTMLButtonElement>("button[data-figure]");
    const target = button && chart(button.dataset.figure ?? "");
    if (!button || !target) return;
    const { key, action } = button.dataset;
    const press = button.getAttribute("aria-pressed") === "false";
    if (button.hasAttribute("aria-pressed")) button.setAttribute("aria-pressed", String(press));
    if (key !== undefined) void target.toggle(key, press);
    else void target.act(action === "log" && !press ? "linear" : (action ?? ""));
  });
  let shows = 0;
  return {
    chart,
    async show(figures) {
      charts.length = 0;
      shows += 1;
      const show = shows;
      const library = await plotly();
      if (show !== shows) return;
      for (const figure of figures) {
        const place = document.querySelector<HTMLElement>(`.plot[data-figure="${figure.id}"]`);
        if (!place) continue;
        if (charts.length > 0) await onScreen();
        // Meanwhile others may have been asked for.
        if (show !== shows) return;
        charts.push(await drawChart(library, place, figure, palettes, theme.current()));
      }
      document.documentElement.classList.add("drawn");
    },
  };
}
