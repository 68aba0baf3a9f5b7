import { OPTIMIZER_NAMES } from "../../contract/optimizers/index.ts";
import { checkText } from "../../core/check.ts";
import { checkKeys } from "../../core/keys.ts";
import { RECORDER_NAMES } from "../../curve/index.ts";
import { DEFAULT_LANGUAGE, type Language, wordsOf } from "../../words/index.ts";
import { COMPARE_STYLES } from "../compare/styles.ts";
import { html } from "../html/template.ts";
import { LAW_STYLES } from "../law/index.ts";
import { page } from "../page/page.ts";
import { PLAYGROUND_STYLES } from "./styles.ts";

/** Options of {@link renderPlayground}. */
export interface PlaygroundOptions {
  /** Plotly and the playground's code as `loadPlayground` returns them. */
  readonly plotly: string;
  /** @default "en" */
  readonly language?: Language;
}

/**
 * The empty page: logs and results that are dropped on it, or chosen, are read, analysed and shown
 * in the page itself, by the code that `analyze` and `report` run. One file; its policy forbids all
 * connections.
 */
export function renderPlayground(options: PlaygroundOptions): string {
  checkKeys("renderPlayground", options, { plotly: true, language: true });
  const { plotly, language = DEFAULT_LANGUAGE } = options;
  checkText("plotly", plotly);
  const { playground: words } = wordsOf(language);
  const body = html`<section class="answer drop" id="drop" aria-labelledby="drop-title">
<p class="kicker">${words.kicker}</p>
<h1 id="drop-title" class="none-title">${words.heading}</h1>
<div class="lead">${words.lead.map((line) => html`<p>${line}</p>`)}</div>
<form id="settings" class="drop-row"><input type="file" id="files" multiple><label for="files" class="file">${words.choose}</label>
<details><summary>${words.settings}</summary><div class="fields">
<label for="optimizer">${words.optimizer}</label><select id="optimizer"><option value="">${words.unknown}</option>${OPTIMIZER_NAMES.map((name) => html`<option>${name}</option>`)}</select>
<label for="lr-column">${words.lr}</label><input id="lr-column" autocomplete="off" spellcheck="false" placeholder="${words.found}">
<label for="loss-column">${words.loss}</label><input id="loss-column" autocomplete="off" spellcheck="false" placeholder="${words.found}">
<label for="held-out-column">${words.heldOut}</label><input id="held-out-column" autocomplete="off" spellcheck="false" placeholder="${words.found}">
<label for="step-column">${words.step}</label><input id="step-column" autocomplete="off" spellcheck="false" placeholder="${words.found}">
<label for="total-steps">${words.length}</label><input id="total-steps" inputmode="numeric" autocomplete="off" spellcheck="false" placeholder="${words.notKnown}">
<label for="recorded-by">${words.recordedBy}</label><select id="recorded-by"><option value="">${words.unknown}</option><option value="none">${words.rawLosses}</option>${RECORDER_NAMES.map((name) => html`<option>${name}</option>`)}</select>
<label for="run">${words.run}</label><input id="run" autocomplete="off" spellcheck="false" placeholder="${words.allRuns}">
<label for="pattern">${words.pattern}</label><input id="pattern" autocomplete="off" spellcheck="false" placeholder="${words.patternFound}">
<button type="submit">${words.again}</button></div></details>
<details id="paste"><summary>${words.paste}</summary><div class="pasting"><label for="pasted">${words.pasteHere}</label><textarea id="pasted" rows="6" spellcheck="false" autocomplete="off"></textarea><button type="button" id="read-pasted">${words.readPasted}</button></div></details></form>
<p id="busy" hidden><progress id="busy-share" max="1" value="0" aria-labelledby="busy-text"></progress> <span id="busy-text" role="status"></span></p>
<div id="file-list" role="group" aria-label="${words.files}" hidden></div>
</section>
<div id="problems" role="alert"></div>
<div id="shown" tabindex="-1"></div>`;
  return page({
    title: words.title,
    heading: html`<p class="name">${words.kicker}</p>`,
    body,
    figures: [],
    plotly,
    style: COMPARE_STYLES + LAW_STYLES + PLAYGROUND_STYLES,
    language,
    skip: words.skip,
    connect: "none",
    worker: true,
  });
}
