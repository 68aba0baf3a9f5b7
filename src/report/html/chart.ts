import type { Words } from "../../words/index.ts";
import { drawing, PAPER_HEIGHT } from "../draw/svg.ts";
import { type Figure, keyName } from "../view/figure-types.ts";
import { swatch } from "./swatch.ts";
import { html, type Markup } from "./template.ts";

/**
 * A chart: tools above it (shown where scripts run), the drawing, and its key, whose entries become
 * buttons that show and hide what they name once a script brings the chart to life.
 *
 * @param controls stands between tools and drawing
 */
export function chart(
  figure: Figure,
  words: Pick<Words, "page" | "tools">,
  controls: Markup | null = null,
): Markup {
  const { id, title, summary, notes } = figure;
  const { page: text } = words;
  return html`<section class="block chart" id="${id}" aria-labelledby="${id}-title">
<div class="bar"><h2 id="${id}-title">${title}</h2><div class="tools" role="group" aria-label="${text.toolsFor(title)}">${tools(figure, words)}</div></div>
${controls}
<figure><div class="stage"><div class="plot" data-figure="${id}" role="img" aria-label="${summary}" style="height:${figure.height}px;--paper:${figure.paperHeight ?? PAPER_HEIGHT}px">${drawing(figure)}</div></div>
<div class="key" data-figure="${id}" role="group" aria-label="${text.keyOf(title)}">${keyEntries(figure)}</div>
<figcaption>${caption(summary, notes)}</figcaption></figure>
</section>`;
}

function keyEntries({ key }: Figure): Markup {
  return html`${key.map((entry) => html`<span class="entry">${swatch(entry.swatch)}<bdi>${entry.label}</bdi></span>`)}`;
}

/** The buttons of a chart's key; `hidden` holds the names of the entries that are not shown. */
export function keyButtons({ id, key }: Figure, hidden: ReadonlySet<string> = new Set()): Markup {
  return html`${key.map((entry) => {
    const name = keyName(entry);
    return html`<button type="button" aria-pressed="${String(!hidden.has(name))}" data-figure="${id}" data-key="${name}">${swatch(entry.swatch)}<bdi>${entry.label}</bdi></button>`;
  })}`;
}

/** The words under a chart. */
export function caption(summary: string, notes: readonly string[]): Markup {
  return html`<p class="summary">${summary}</p>${notes.map((line) => html`<p>${line}</p>`)}`;
}

function tools({ id, yRanges }: Figure, { tools: text }: Pick<Words, "tools">): Markup {
  const button = (action: string, label: string, pressed?: boolean) =>
    html`<button type="button" data-figure="${id}" data-action="${action}"${
      pressed === undefined ? null : html` aria-pressed="${String(pressed)}"`
    }>${label}</button>`;
  return html`${
    yRanges && [
      button("reset", text.reset),
      button("all", text.all),
      yRanges.log && button("log", text.log, false),
    ]
  }${button("png", text.png)}${button("svg", text.svg)}`;
}
