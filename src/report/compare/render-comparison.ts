import { InputError } from "../../core/errors.ts";
import { toJson } from "../../core/json.ts";
import type { Result } from "../../result/types.ts";
import { type Language, wordsOf } from "../../words/index.ts";
import { chart } from "../html/chart.ts";
import { page } from "../html/page.ts";
import { table } from "../html/table.ts";
import { html, type Markup, scriptJson } from "../html/template.ts";
import type { Figure } from "../view/figure-types.ts";
import { compare } from "./compare.ts";
import { commonFrame } from "./frame.ts";
import { groupTables } from "./group-tables.ts";
import { comparedLines } from "./lines.ts";
import { smallMultiples } from "./multiples.ts";
import { overlayFigure } from "./overlay-figure.ts";
import { type Downloads, startComparison } from "./page-script.ts";
import { resultTable } from "./result-table.ts";
import { COMPARE_STYLES } from "./styles.ts";
import { comparisonCsv } from "./to-csv.ts";
import type { Comparison } from "./types.ts";
import { type CompareWords, compareWords } from "./words.ts";

/** Options of {@link renderComparison}. */
export interface ComparisonOptions {
  /** Plotly as `loadPlotly` returns it; without it the large chart is left out. @default undefined */
  readonly plotly?: string;
  /** @default "en" */
  readonly language?: Language;
}

/** A comparison as the parts of a page. */
export interface ComparisonPage {
  readonly title: string;
  readonly body: Markup;
  readonly figures: readonly Figure[];
}

/**
 * One self-contained HTML file that sets results side by side: an overlay of their curves, a table
 * that can be sorted, groups by what differs, and from six results on a small chart for each. It
 * opens from disk and fetches nothing; the same results give the same bytes. Pure.
 *
 * @param results at least one, in the order in which they are to be shown
 * @throws InputError for no results
 */
export function renderComparison(
  results: readonly Result[],
  options: ComparisonOptions = {},
): string {
  const { language = "en" } = options;
  const words = compareWords(language);
  return page({
    ...comparisonPage(results, language),
    heading: html`<p class="name">${words.kicker}</p>`,
    plotly: options.plotly ?? null,
    style: COMPARE_STYLES,
    script: `\n(${startComparison})();`,
    language,
    skip: words.skip,
  });
}

/**
 * What {@link renderComparison} puts into its page; `startComparison` brings it to life.
 *
 * @throws InputError for no results
 */
export function comparisonPage(results: readonly Result[], language: Language): ComparisonPage {
  if (results.length === 0) {
    throw new InputError("no-result", "there is no result to compare: give at least one");
  }
  const words = compareWords(language);
  const comparison = compare(results);
  const lines = comparedLines(results, comparison);
  const frame = commonFrame(lines);
  const figure = lines.some(({ lrs }) => lrs.length > 0)
    ? overlayFigure(comparison, lines, frame, words)
    : null;
  const downloads: Downloads = {
    csv: comparisonCsv(comparison),
    json: `${toJson(comparison, 2)}\n`,
    file: "lr-finder-comparison",
  };
  const body = html`${answer(comparison, words)}
${figure && chart(figure, wordsOf(language))}
${resultTable(comparison, words)}
${groupTables(comparison, words).map((each) => table(each))}
${smallMultiples(comparison, lines, frame, words)}
<script type="application/json" id="compare-data">${scriptJson(downloads)}</script>`;
  return { title: words.title(results.length), body, figures: figure ? [figure] : [] };
}

function answer(comparison: Comparison, words: CompareWords): Markup {
  return html`<section class="answer compare" aria-labelledby="answer-title">
<p class="kicker">${words.kicker}</p>
<h1 id="answer-title" class="none-title">${words.headline(comparison)}</h1>
<div class="lead">${words.sentences(comparison).map((line) => html`<p><bdi>${line}</bdi></p>`)}</div>
</section>`;
}
