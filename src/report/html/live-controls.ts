import type { Words } from "../../words/index.ts";
import { html, type Markup } from "./template.ts";

/** The slider's ends in powers of ten: kernels from 0.03 to 1 decade. */
const SLIDER = { min: -1.5, max: 0, step: 0.01 } as const;

/**
 * Controls that make the curve and every rule again: the kernel's width, what the rules read, and
 * back to what was run. Shown where scripts run; the page's own makes them work.
 *
 * @param bandwidth at which the result was made, in decades
 * @param lr that was recommended; null for none
 */
export function liveControls(bandwidth: number, lr: string | null, { live: text }: Words): Markup {
  return html`<div class="live" id="live" role="group" aria-label="${text.title}">
<p class="hint">${text.hint}</p>
<div class="dials"><label for="bandwidth">${text.smoothing}</label><input type="range" id="bandwidth" min="${SLIDER.min}" max="${SLIDER.max}" step="${SLIDER.step}" value="${Math.log10(bandwidth).toFixed(2)}"><output id="bandwidth-text" for="bandwidth">${text.decades(String(Number(bandwidth.toPrecision(2))))}</output>
<label for="rules-read">${text.rulesRead}</label><select id="rules-read"><option value="own">${text.own}</option><option value="curve">${text.curve}</option></select>
<button type="button" id="as-run">${text.reset}</button></div>
<p id="live-answer" role="status">${lr === null ? text.recordedNone : text.recorded(lr)}</p></div>`;
}
