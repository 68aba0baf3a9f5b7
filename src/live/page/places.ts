import { chart } from "../../report/html/chart.ts";
import type { DrawnChart } from "../../report/page/app/chart.ts";
import type { Figure } from "../../report/view/figure-types.ts";
import type { Words } from "../../words/index.ts";

/**
 * Puts the places of charts on the page, in order. Those that are there already stay with their
 * buttons, so that the focus stays; only what is drawn in them makes way for a new drawing.
 */
export function placeCharts(place: Element, figures: readonly Figure[], words: Words): void {
  for (const section of Array.from(place.children)) {
    if (!figures.some(({ id }) => id === section.id)) section.remove();
  }
  figures.forEach((figure, i) => {
    const there = place.children[i];
    if (there?.id === figure.id) {
      const drawing = there.querySelector(".plot");
      drawing?.replaceWith(drawing.cloneNode(false));
    } else {
      const markup = chart(figure, words).toString();
      if (there) there.insertAdjacentHTML("beforebegin", markup);
      else place.insertAdjacentHTML("beforeend", markup);
    }
  });
}

/** Makes a chart that was drawn anew what the buttons around it say. */
export async function pressedAgain(chart: DrawnChart | undefined): Promise<void> {
  const section = chart?.element.closest("section");
  if (!chart || !section) return;
  for (const button of section.querySelectorAll<HTMLElement>("button[aria-pressed]")) {
    const { key, action } = button.dataset;
    const isPressed = button.getAttribute("aria-pressed") === "true";
    if (key !== undefined && !isPressed) await chart.toggle(key, false);
    if (action !== undefined && isPressed) await chart.act(action);
  }
}
