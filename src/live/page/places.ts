import { chart } from "../../report/html/chart.ts";
import type { PageWords } from "../../report/page/page-words.ts";
import type { Figure } from "../../report/view/figure-types.ts";

/**
 * Puts the places of charts on the page, in order. Those that are there already stay as they are, with
 * what the reader holds.
 */
export function placeCharts(
  place: Element,
  figures: readonly Figure[],
  words: PageWords<"live">,
): void {
  for (const section of Array.from(place.children)) {
    if (!figures.some(({ id }) => id === section.id)) section.remove();
  }
  figures.forEach((figure, i) => {
    const there = place.children[i];
    if (there?.id === figure.id) return;
    const markup = chart(figure, words).toString();
    if (there) there.insertAdjacentHTML("beforebegin", markup);
    else place.insertAdjacentHTML("beforeend", markup);
  });
}
