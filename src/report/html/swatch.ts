import { symbolPath } from "../draw/symbols.ts";
import type { Dash, Swatch } from "../view/figure-types.ts";
import { html, type Markup, trusted } from "./template.ts";

/** Strokes and gaps that show a line style within 20 pixels. */
const PATTERNS: Readonly<Record<Dash, string>> = {
  solid: "",
  dash: "5 3",
  dot: "2 2",
  longdash: "8 4",
  dashdot: "5 2.5 2 2.5",
  longdashdot: "8 2.5 2 2.5",
};

/** The small picture in a chart's key: the same shape, line style and colour as in the chart. */
export function swatch(mark: Swatch): Markup {
  const color = `var(--${mark.color.slice(1)})`;
  return html`<svg class="swatch" viewBox="0 0 ${mark.kind === "line" ? 22 : 16} 16" aria-hidden="true">${shape(mark, color)}</svg>`;
}

function shape(mark: Swatch, color: string): Markup {
  switch (mark.kind) {
    case "line":
      return html`<path d="M1 8h20" fill="none" stroke="${color}" stroke-width="3" stroke-dasharray="${PATTERNS[mark.dash]}"/>`;
    case "dots":
      return html`<g fill="${color}"><circle cx="4" cy="10" r="2"/><circle cx="9" cy="5" r="2"/><circle cx="13" cy="11" r="2"/></g>`;
    case "area":
      return html`<rect x="1" y="2" width="14" height="12" rx="2" fill="${color}" stroke="var(--muted)" stroke-width="0.75"/>`;
    case "symbol":
      return html`<path d="${trusted(symbolPath(mark.symbol, 5))}" transform="translate(8 8)" fill="${color}"/>`;
  }
}
