import { html, scriptJson } from "../../report/html/template.ts";
import { page } from "../../report/page/page.ts";
import { clean, DEFAULT_LANGUAGE, type Language, wordsOf } from "../../words/index.ts";
import { type StudyLiveData, startStudyPage } from "./study-script.ts";

/** What the live page of a study is told when it is made; everything else comes as events. */
export interface StudyLiveSetup {
  readonly name: string;
  /** Runs of the whole study. */
  readonly tasks: number;
  /** The axes, for the first column of its tables. */
  readonly axes: readonly string[];
  readonly folder: string;
  /** Address of the events, with the token. */
  readonly events: string;
}

const STYLES = `
.top #theme{margin-left:auto}
.bottom{display:none}
.study-head progress{display:block;width:100%;height:.7rem;accent-color:var(--accent)}
.study-head .bar-place{padding-bottom:1.5rem}
.study-head .facts dd{min-height:1.35em}
.study-head .none-title,#study-results,#study-failures{font-variant-numeric:tabular-nums}
#lost{margin-top:1rem}
`;

/**
 * The page of a study that goes on: how far it is, its newest results and what failed. Its policy lets it
 * connect to the server that it came from and to nothing else.
 */
export function renderStudyLive(
  { name, tasks, axes, folder, events }: StudyLiveSetup,
  language: Language = DEFAULT_LANGUAGE,
): string {
  const { studyPage: words, format } = wordsOf(language);
  const shown = clean(name, 80);
  const fact = (id: string, label: string) =>
    html`<div><dt>${label}</dt><dd id="study-${id}">–</dd></div>`;
  const table = (id: string, title: string, heads: readonly string[]) =>
    html`<div class="scroll" role="group" aria-label="${title}" tabindex="0"><table id="${id}"><thead><tr>${heads.map((head) => html`<th scope="col">${head}</th>`)}</tr></thead><tbody></tbody></table></div>`;
  const { over, lost, gone } = words;
  const data: StudyLiveData = { events, over, lost, gone, tables: words.tables(clean(folder)) };
  const cell = axes.map((axis) => clean(axis, 40)).join(", ");
  const body = html`<section class="answer study-head" aria-labelledby="study-title">
<p class="kicker" id="study-kicker">${words.running}</p>
<h1 id="study-title" class="none-title">${words.title(format.count(tasks))}</h1>
<div class="lead"><p id="study-detail">${words.follows}</p></div>
<div class="bar-place"><progress id="study-progress" max="${Math.max(1, tasks)}" value="0" aria-label="${words.progress}"></progress></div>
<dl class="facts">${fact("done", words.done)}${fact("running", words.inWork)}${fact("failed", words.failed)}${fact("waiting", words.waiting)}${fact("left", words.left)}</dl>
</section>
<p class="notice" id="lost" role="alert" hidden></p>
<section class="block" id="study-failed-part" hidden><h2>${words.failures}</h2>${table("study-failures", words.failures, [cell, words.message])}</section>
<section class="block" id="study-newest" hidden><h2>${words.newest}</h2>${table("study-results", words.newest, [cell, words.seed, words.lr, words.decades])}</section>
<script type="application/json" id="study-data">${scriptJson(data)}</script>`;
  return page({
    title: words.pageTitle(shown),
    heading: html`<p class="name"><bdi>${shown}</bdi></p>`,
    body,
    figures: [],
    plotly: null,
    style: STYLES,
    script: `(${startStudyPage.toString()})()`,
    language,
    skip: words.skip,
    connect: "self",
  });
}
