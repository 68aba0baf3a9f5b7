import { keyButtons } from "../html/chart.ts";
import type { PageData, PageTools } from "../page/page-data.ts";
import type { Figure } from "../view/figure-types.ts";
import { type Chart, openChart } from "./chart.ts";
import { updateInside } from "./update-inside.ts";
import { onScreen, whenQuiet } from "./when.ts";

/** The charts of a page. */
export interface Stage {
  /**
   * Brings figures to life in the `.plot[data-figure]` places that are on the page now, where they are
   * drawn already; a figure without a place is left out. Charts in the same places go on as they are,
   * others that were shown before are let go of. Plotly takes over when the page is quiet.
   */
  show(figures: readonly Figure[]): void;
  /** The chart of a figure that is shown. */
  chart(id: string): Chart | undefined;
}

/** A stage; keys, tools and theme follow what it shows. */
export function createStage({ palettes }: PageData, { plotly, theme }: PageTools): Stage {
  const charts: Chart[] = [];
  const chart = (id: string) => charts.find((each) => each.figure().id === id);
  theme.onChange((name) => {
    for (const each of charts) void each.recolor(name);
  });
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
  const wakeAll = async (show: number) => {
    await whenQuiet();
    for (const each of [...charts]) {
      if (show !== shows) return;
      await each.wake();
      await onScreen();
    }
    if (show === shows) document.documentElement.dataset.awake = "true";
  };
  return {
    chart,
    show(figures) {
      const before = charts.splice(0);
      for (const figure of figures) {
        const place = document.querySelector<HTMLElement>(`.plot[data-figure="${figure.id}"]`);
        if (place === null) continue;
        const there = before.find(({ element }) => element === place);
        if (there) void there.setFigure(figure);
        charts.push(
          there ?? openChart(place, figure, { plotly, palettes, theme: theme.current() }),
        );
        const key = place.closest("section")?.querySelector(".key");
        if (key) updateInside(key, keyButtons(figure, charts.at(-1)?.hidden).toString());
      }
      for (const each of before) if (!charts.includes(each)) each.close();
      document.documentElement.classList.add("drawn");
      shows += 1;
      delete document.documentElement.dataset.awake;
      void wakeAll(shows);
    },
  };
}
