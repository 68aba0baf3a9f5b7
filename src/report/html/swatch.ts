import type { Swatch } from "../view/figure-types.ts";
import { html, type Markup, trusted } from "./template.ts";

const SYMBOLS: Readonly<Record<string, string>> = {
  circle: "M8 3a5 5 0 1 0 0 10a5 5 0 1 0 0-10Z",
  square: "M3.5 3.5h9v9h-9Z",
  diamond: "M8 2l6 6l-6 6l-6-6Z",
  "triangle-up": "M8 3l5.5 9.5h-11Z",
  "triangle-down": "M8 13l5.5-9.5h-11Z",
  cross: "M6 2.5h4v3.5h3.5v4h-3.5v3.5h-4v-3.5h-3.5v-4h3.5Z",
  x: "M8 5.6l3-3l2.4 2.4l-3 3l3 3l-2.4 2.4l-3-3l-3 3l-2.4-2.4l3-3l-3-3l2.4-2.4Z",
  star: "M8 2l1.6 4h4.2l-3.4 2.6l1.3 4.2l-3.7-2.6l-3.7 2.6l1.3-4.2l-3.4-2.6h4.2Z",
};

/** The outline of one of plotly's markers in a 16 x 16 box; a circle for one that is not known. */
export function symbolPath(symbol: string): string {
  return SYMBOLS[symbol] ?? (SYMBOLS.circle as string);
}

const DASHES: Readonly<Record<string, string>> = { solid: "", dash: "5 3", dot: "2 2" };

/** The small picture in a chart's key: the same shape, line style and colour as in the chart. */
export function swatch(mark: Swatch): Markup {
  const color = `var(--${mark.color.slice(1)})`;
  return html`<svg class="swatch" viewBox="0 0 ${mark.kind === "line" ? 22 : 16} 16" aria-hidden="true">${shape(mark, color)}</svg>`;
}

function shape(mark: Swatch, color: string): Markup {
  switch (mark.kind) {
    case "line":
      return html`<path d="M1 8h20" fill="none" stroke="${color}" stroke-width="3" stroke-dasharray="${DASHES[mark.dash] ?? ""}"/>`;
    case "dots":
      return html`<g fill="${color}"><circle cx="4" cy="10" r="2"/><circle cx="9" cy="5" r="2"/><circle cx="13" cy="11" r="2"/></g>`;
    case "area":
      return html`<rect x="1" y="2" width="14" height="12" rx="2" fill="${color}" stroke="var(--muted)" stroke-width="0.75"/>`;
    case "symbol":
      return html`<path d="${trusted(symbolPath(mark.symbol))}" fill="${color}"/>`;
  }
}
