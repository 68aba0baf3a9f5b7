import { html, scriptJson } from "../../report/html/template.ts";
import { page } from "../../report/page/page.ts";
import { clean, DEFAULT_LANGUAGE, type Language, wordsOf } from "../../words/index.ts";
import type { LiveSetup } from "./setup.ts";

const STYLES = `
.top #theme{margin-left:auto}
.bottom{display:none}
.live-head .bar-place{padding-bottom:1.5rem}
.live-head progress{display:block;width:100%;height:.7rem;accent-color:var(--accent)}
.live-head .facts dd{min-height:1.35em}
.live-head .none-title{font-variant-numeric:tabular-nums}
#lost{margin-top:1rem}
`;

/**
 * The page of a run that goes on: the same shell, charts and themes as the report, empty, with a
 * script that follows the events. Its policy lets it connect to the server that it came from and to
 * nothing else.
 *
 * @param plotly Plotly and the live page's code, as `loadScripts` returns them
 */
export function renderLive(
  setup: LiveSetup,
  plotly: string,
  language: Language = DEFAULT_LANGUAGE,
): string {
  const { livePage: words } = wordsOf(language);
  const name = clean(setup.name, 80);
  const fact = (id: string, label: string) =>
    html`<div><dt>${label}</dt><dd id="${id}">–</dd></div>`;
  const body = html`<section class="answer live-head" aria-labelledby="live-title">
<p class="kicker" id="live-kicker">${words.running}</p>
<h1 id="live-title" class="none-title">${words.waiting}</h1>
<div class="lead"><p id="live-detail">${words.follows}</p></div>
<div class="bar-place"><progress id="live-progress" max="${setup.totalSteps}" value="0" aria-label="${words.progress}"></progress></div>
<dl class="facts">${fact("live-lr", words.lr)}${fact("live-loss", words.loss)}${fact("live-steps", words.updates)}${fact("live-time", words.time)}</dl>
</section>
<p class="notice" id="lost" role="alert" hidden></p>
<div id="live-charts"></div>
<script type="application/json" id="live-data">${scriptJson(setup)}</script>`;
  return page({
    title: words.pageTitle(name),
    heading: html`<p class="name"><bdi>${name}</bdi></p>`,
    body,
    figures: [],
    plotly,
    style: STYLES,
    language,
    skip: words.skip,
    connect: "self",
  });
}
