import { clean, type Words } from "../../words/index.ts";
import type { Figure } from "../view/figure-types.ts";
import type { Message, ReportView, Snippet } from "../view/types.ts";
import { chart } from "./chart.ts";
import { liveControls } from "./live-controls.ts";
import { prose } from "./prose.ts";
import { table } from "./table.ts";
import { html, type Markup } from "./template.ts";

/** The page of one result, between the shell's header and its footer. */
export function reportBody(view: ReportView, bandwidth: number, words: Words): Markup {
  const { page: text } = words;
  const found = view.headline.status === "found";
  const lr = view.headline.status === "found" ? view.headline.lr : null;
  const draw = (id: string, controls: Markup | null = null): Markup | null => {
    const figure: Figure | undefined = view.figures.find((each) => each.id === id);
    return figure === undefined ? null : chart(figure, words, controls);
  };
  return html`<section class="answer ${view.headline.status}" aria-labelledby="answer-title">
${answer(view, words)}
<dl class="facts">${view.facts.map(
    ({ label, value, detail }) =>
      html`<div><dt>${label}</dt><dd><bdi>${value}</bdi>${detail && html`<small><bdi>${detail}</bdi></small>`}</dd></div>`,
  )}</dl>
</section>
${messages("warnings", text.warnings, view.warnings)}
${messages("reasons", found ? text.whyThis : text.moreOnThis, view.reasons)}
${draw("loss", liveControls(bandwidth, lr, words)) ?? html`<p class="block">${text.noLoss}</p>`}
${table(view.rules)}
${draw("tried")}
${draw("probes")}
${view.probes && table(view.probes)}
${draw("plan")}
${messages("plan-reasons", text.whySchedule, view.planReasons)}
${draw("verification")}
${messages("verification-reasons", "", view.verificationReasons)}
${view.verification && table(view.verification)}
${snippets(view, words)}
${keep(words)}
${view.tables.map(table)}`;
}

function answer({ headline, configLine }: ReportView, { page: text }: Words): Markup {
  const sentences = headline.sentences.map((line) => html`<p>${prose(line)}</p>`);
  if (headline.status === "none") {
    return html`<p class="kicker">${headline.kicker}</p>
<h1 id="answer-title" class="none-title">${headline.title}</h1>
<div class="lead">${sentences}</div>`;
  }
  const level = { low: 1, medium: 2, high: 3 }[headline.confidence];
  return html`<p class="kicker" id="answer-title">${headline.kicker}</p>
<div class="figure-row"><h1 aria-labelledby="answer-title lr"><span id="lr" class="lr">${headline.lr}</span></h1>
<button type="button" class="primary copy" data-copy="lr" aria-label="${text.copyLr(headline.lr)}">${text.copy}</button>
<p class="confidence ${headline.confidence}"><span class="meter" aria-hidden="true">${[1, 2, 3].map(
    (step) => html`<i class="${step <= level ? "on" : "off"}"></i>`,
  )}</span>${text.confidence(headline.confidence)}</p></div>
<div class="lead">${sentences}</div>
${configLine && html`<p class="config-line">${text.configLine} <code id="config-line">${configLine}</code> <button type="button" class="copy" data-copy="config-line" aria-label="${text.copyConfig}">${text.copy}</button></p>`}`;
}

function messages(id: string, title: string, list: readonly Message[]): Markup | null {
  if (list.length === 0) return null;
  const items = html`<ul>${list.map(({ code, text }) => html`<li data-code="${code}"><bdi>${prose(text)}</bdi></li>`)}</ul>`;
  if (title === "") return html`<div class="block messages ${id}">${items}</div>`;
  return html`<section class="block messages ${id}" aria-labelledby="${id}-title"><h2 id="${id}-title">${title}</h2>
${items}</section>`;
}

function snippets(
  { snippets: list, applyCommand }: ReportView,
  { page: text }: Words,
): Markup | null {
  const all: readonly Snippet[] = [
    ...list,
    ...(applyCommand === null
      ? []
      : [{ id: "apply", title: text.applyCommand, code: applyCommand }]),
  ];
  if (all.length === 0) return null;
  return html`<section class="block use" aria-labelledby="use-title"><h2 id="use-title">${text.useIt}</h2>
${all.map(
  ({ id, title, code }, i) =>
    html`<details class="snippet"${i === 0 ? html` open` : null}><summary><h3>${title}</h3></summary>
<div class="code"><button type="button" class="copy" data-copy="code-${id}" aria-label="${text.copyCode(title)}">${text.copy}</button>
<pre tabindex="0" aria-label="${text.codeFor(title)}"><code id="code-${id}">${code}</code></pre></div></details>`,
)}</section>`;
}

function keep({ tools: text }: Words): Markup {
  return html`<section class="block keep needs-app" aria-labelledby="keep-title"><h2 id="keep-title">${text.keep}</h2>
<div class="buttons"><button type="button" data-save="csv">${text.csv}</button><button type="button" data-save="json">${text.json}</button><button type="button" data-save="print">${text.print}</button></div></section>`;
}

/** Name and date under the page's bar. */
export function reportTitle(view: ReportView, { format }: Words): Markup {
  return html`<p class="name"><bdi>${clean(view.name, 120)}</bdi></p><p class="date"><time datetime="${view.createdAt}">${format.date(view.createdAt)}</time></p>`;
}
