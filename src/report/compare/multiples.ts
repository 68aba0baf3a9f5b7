import { formatLr } from "../../core/format.ts";
import type { Words } from "../../words/index.ts";
import { html, type Markup } from "../html/template.ts";
import type { Comparison } from "./compare.ts";
import type { Frame, Line } from "./lines.ts";

/** From this many results on, each also gets a small chart of its own. */
export const MULTIPLES_FROM = 6;

const [WIDTH, HEIGHT] = [240, 120];

/**
 * One small chart a result, drawn here as SVG: no script is needed and paper shows them too. All
 * share one frame; the other results' curves are drawn once and referred to.
 */
export function smallMultiples(
  { rows }: Comparison,
  lines: readonly Line[],
  frame: Frame,
  { comparison: text }: Words,
): Markup | null {
  if (rows.length < MULTIPLES_FROM) return null;
  return html`<section class="block" aria-labelledby="multiples-title"><h2 id="multiples-title">${text.multiplesTitle}</h2>
<p class="caption">${text.multiplesNote}</p>
<svg class="defs" width="0" height="0" aria-hidden="true"><defs><g id="all-lines" fill="none" stroke="var(--raw)" stroke-width="1" stroke-opacity="0.28">${lines.map((line) => path(line, frame))}</g></defs></svg>
<ul class="multiples">${rows.map((row, i) => {
    const line = lines[i] as Line;
    const lr = row.lr === null ? null : formatLr(row.lr);
    return html`<li><figure><figcaption><bdi>${row.label}</bdi> <strong>${lr ?? text.noLr}</strong></figcaption>
<svg viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="${text.multipleLabel(row.label, lr)}"><use href="#all-lines"/>${pickLine(line, frame)}<g fill="none" stroke="var(--smoothed)" stroke-width="2.5" stroke-linejoin="round">${path(line, frame)}</g></svg></figure></li>`;
  })}</ul></section>`;
}

function pickLine({ pick }: Line, frame: Frame): Markup | null {
  if (pick === null) return null;
  const x = place(Math.log10(pick.lr), frame.x, WIDTH);
  return html`<path d="M${x} 0V${HEIGHT}" stroke="var(--recommended)" stroke-width="2" stroke-dasharray="5 3"/>`;
}

function path({ lrs, values }: Line, frame: Frame): Markup | null {
  if (lrs.length < 2) return null;
  // Half as many points as the large chart: a small one is 240 wide.
  const points = lrs.flatMap((lr, i) => {
    if (lrs.length > 100 && i % 2 === 1 && i < lrs.length - 1) return [];
    const x = place(Math.log10(lr), frame.x, WIDTH);
    // Far outside of the frame SVG's single-precision numbers overflow.
    const y = HEIGHT - place(values[i] as number, frame.y, HEIGHT);
    return [`${x} ${Math.max(-HEIGHT, Math.min(2 * HEIGHT, y))}`];
  });
  return html`<path d="M${points.join("L")}"/>`;
}

function place(value: number, [low, high]: readonly [number, number], size: number): number {
  return Math.round(((value - low) / (high - low)) * size * 10) / 10;
}
