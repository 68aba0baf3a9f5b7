import type { Figure } from "../view/figure-types.ts";
import { swatch } from "./swatch.ts";
import { html, type Markup } from "./template.ts";

/**
 * The place of a chart: tools above it (shown only once the script runs), the drawing, and a key of
 * buttons that show and hide what they name. The words stay when nothing can be drawn.
 */
export function chart(figure: Figure): Markup {
  const { id, title, summary, notes, key } = figure;
  return html`<section class="block chart" id="${id}" aria-labelledby="${id}-title">
<div class="bar"><h2 id="${id}-title">${title}</h2><div class="tools" role="group" aria-label="Tools for: ${title}">${tools(figure)}</div></div>
<figure><div class="plot" data-figure="${id}" role="img" aria-label="${summary}" style="height:${figure.height}px"><p class="waiting">Drawing…</p></div>
<div class="key" role="group" aria-label="Show or hide in: ${title}">${key.map(
    (entry, i) =>
      html`<button type="button" aria-pressed="true" data-figure="${id}" data-key="${i}">${swatch(entry.swatch)}<bdi>${entry.label}</bdi></button>`,
  )}</div>
<figcaption><p class="summary">${summary}</p>${notes.map((line) => html`<p>${line}</p>`)}</figcaption></figure>
</section>`;
}

function tools({ id, yRanges }: Figure): Markup {
  const button = (action: string, label: string, pressed?: boolean) =>
    html`<button type="button" data-figure="${id}" data-action="${action}"${
      pressed === undefined ? null : html` aria-pressed="${String(pressed)}"`
    }>${label}</button>`;
  return html`${
    yRanges && [
      button("reset", "Readable part"),
      button("all", "Show all"),
      yRanges.log && button("log", "Log loss", false),
    ]
  }${button("png", "Save PNG")}${button("svg", "Save SVG")}`;
}
