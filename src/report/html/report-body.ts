import type { Headline, Message, ReportView, Snippet } from "../view/types.ts";
import { clean, dateText } from "../view/words.ts";
import { chart } from "./chart.ts";
import { table } from "./table.ts";
import { html, type Markup } from "./template.ts";

/** The page of one result, between the shell's header and its footer. */
export function reportBody(view: ReportView): Markup {
  const [loss, ...otherFigures] = view.figures;
  return html`<section class="answer ${view.headline.status}" aria-labelledby="answer-title">
${answer(view.headline)}
<dl class="facts">${view.facts.map(
    ({ label, value, detail }) =>
      html`<div><dt>${label}</dt><dd><bdi>${value}</bdi>${detail && html`<small><bdi>${detail}</bdi></small>`}</dd></div>`,
  )}</dl>
</section>
${messages("warnings", "Warnings", view.warnings)}
${messages("reasons", view.headline.status === "found" ? "Why this one" : "More on this", view.reasons)}
${loss ? chart(loss) : html`<p class="block">No finite loss was recorded, so there is nothing to draw.</p>`}
${table(view.rules)}
${otherFigures.map(chart)}
${messages("plan-reasons", "Why this schedule", view.planReasons)}
${snippets(view.snippets)}
${view.tables.map(table)}`;
}

function answer(headline: Headline): Markup {
  const sentences = headline.sentences.map((line) => html`<p>${line}</p>`);
  if (headline.status === "none") {
    return html`<p class="kicker">${headline.kicker}</p>
<h1 id="answer-title" class="none-title">${headline.title}</h1>
<div class="lead">${sentences}</div>`;
  }
  const level = { low: 1, medium: 2, high: 3 }[headline.confidence];
  return html`<p class="kicker" id="answer-title">${headline.kicker}</p>
<div class="figure-row"><h1 aria-labelledby="answer-title lr"><span id="lr" class="lr">${headline.lr}</span></h1>
<button type="button" class="primary copy" data-copy="lr" aria-label="Copy the learning rate ${headline.lr}">Copy</button>
<p class="confidence ${headline.confidence}"><span class="meter" aria-hidden="true">${[1, 2, 3].map(
    (step) => html`<i class="${step <= level ? "on" : "off"}"></i>`,
  )}</span>${headline.confidence} confidence</p></div>
<div class="lead">${sentences}</div>`;
}

function messages(id: string, title: string, list: readonly Message[]): Markup | null {
  if (list.length === 0) return null;
  return html`<section class="block messages ${id}" aria-labelledby="${id}-title"><h2 id="${id}-title">${title}</h2>
<ul>${list.map(({ code, text }) => html`<li data-code="${code}"><bdi>${text}</bdi></li>`)}</ul></section>`;
}

function snippets(list: readonly Snippet[]): Markup | null {
  if (list.length === 0) return null;
  return html`<section class="block" aria-labelledby="use-title"><h2 id="use-title">Use it</h2>
${list.map(
  ({ id, title, code }, i) =>
    html`<details class="snippet"${i === 0 ? html` open` : null}><summary><h3>${title}</h3></summary>
<div class="code"><button type="button" class="copy" data-copy="code-${id}" aria-label="Copy the code for ${title}">Copy</button>
<pre tabindex="0" aria-label="Code for ${title}"><code id="code-${id}">${code}</code></pre></div></details>`,
)}</section>`;
}

/** Name and date under the page's bar. */
export function reportTitle(view: ReportView): Markup {
  return html`<p class="name"><bdi>${clean(view.name, 120)}</bdi></p><p class="date"><time datetime="${view.createdAt}">${dateText(view.createdAt)}</time></p>`;
}
