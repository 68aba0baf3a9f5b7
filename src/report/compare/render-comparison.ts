import { InputError } from "../../core/errors.ts";
import { formatLr } from "../../core/format.ts";
import { toJson } from "../../core/json.ts";
import { checkKeys, type KeyTable } from "../../core/keys.ts";
import { maxOf, minOf } from "../../core/stats.ts";
import { checkResults } from "../../result/check-result.ts";
import type { Result } from "../../result/types.ts";
import { DEFAULT_LANGUAGE, type Language, type Words, wordsOf } from "../../words/index.ts";

import { chart } from "../html/chart.ts";
import { table } from "../html/table.ts";
import { html, type Markup, scriptJson } from "../html/template.ts";
import { page } from "../page/page.ts";
import type { Figure } from "../view/figure-types.ts";
import { type Comparison, compare } from "./compare.ts";
import { settingTitles, valueText } from "./factors.ts";
import { commonFrame, comparedLines } from "./lines.ts";
import { smallMultiples } from "./multiples.ts";
import { overlayFigure } from "./overlay-figure.ts";
import { type Downloads, startComparison } from "./page-script.ts";
import { COMPARE_STYLES } from "./styles.ts";
import { groupTables, resultTable } from "./tables.ts";
import { comparisonCsv } from "./to-csv.ts";

/** Options of {@link renderComparison}. */
export interface ComparisonOptions {
  /** Plotly as `loadPlotly` returns it; without it the large chart is left out. @default undefined */
  readonly plotly?: string;
  /** @default "en" */
  readonly language?: Language;
}

const COMPARISON_KEYS: KeyTable<ComparisonOptions> = { plotly: true, language: true };

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
  checkResults(results);
  checkKeys("renderComparison", options, COMPARISON_KEYS);
  const { language = DEFAULT_LANGUAGE } = options;
  const { comparison: text } = wordsOf(language);
  return page({
    ...comparisonPage(results, language),
    heading: html`<p class="name">${text.kicker}</p>`,
    plotly: options.plotly ?? null,
    style: COMPARE_STYLES,
    script: `\n(${startComparison})();`,
    language,
    skip: text.skip,
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
  const words = wordsOf(language);
  const comparison = compare(results, settingTitles(words));
  const lines = comparedLines(results, comparison);
  const frame = commonFrame(lines);
  const figure = lines.some(({ lrs }) => lrs.length > 0)
    ? overlayFigure(comparison, lines, frame, words)
    : null;
  // Files are for programs: they read alike in every language.
  const plain = compare(results);
  const downloads: Downloads = {
    csv: comparisonCsv(plain),
    json: `${toJson(plain, 2)}\n`,
    file: "lr-finder-comparison",
  };
  const body = html`${answer(comparison, words)}
${figure && chart(figure, words)}
${resultTable(comparison, words)}
${groupTables(comparison, words).map((each) => table(each))}
${smallMultiples(comparison, lines, frame, words)}
<script type="application/json" id="compare-data">${scriptJson(downloads)}</script>`;
  return { title: words.comparison.title(results.length), body, figures: figure ? [figure] : [] };
}

function answer(comparison: Comparison, words: Words): Markup {
  const { comparison: text } = words;
  const lrs = comparison.rows.flatMap(({ lr }) => (lr === null ? [] : [lr]));
  const found = lrs.length === 0 ? null : ([formatLr(minOf(lrs)), formatLr(maxOf(lrs))] as const);
  return html`<section class="answer compare" aria-labelledby="answer-title">
<p class="kicker">${text.kicker}</p>
<h1 id="answer-title" class="none-title">${text.headline(comparison.rows.length, found)}</h1>
<div class="lead">${sentences(comparison, words).map((line) => html`<p><bdi>${line}</bdi></p>`)}</div>
</section>`;
}

/** How many values of a setting, and how many settings, are named in a sentence. */
const [NAMED_VALUES, NAMED_SETTINGS] = [6, 4];

function sentences(
  { rows, factors, groups, comparable }: Comparison,
  { comparison: text }: Words,
): string[] {
  const lines: string[] = [];
  const missing = rows.filter(({ lr }) => lr === null).length;
  if (missing > 0 && missing < rows.length) lines.push(text.withoutSuggestion(missing));
  if (rows.length < 2) return lines;
  if (factors.length === 0) return [...lines, text.sameSettings];
  const named = factors.slice(0, NAMED_SETTINGS).map(({ name, title, values }) => {
    const shown = values.slice(0, NAMED_VALUES).map((value) => valueText(name, value));
    return text.setting(title, shown, values.length > NAMED_VALUES);
  });
  lines.push(text.differIn(named, factors.length - named.length));
  const first = factors.find(({ name }) => Object.hasOwn(groups, name));
  if (first) {
    const medians = (groups[first.name] ?? []).flatMap(({ value, lr }) =>
      lr === null ? [] : [[valueText(first.name, value), formatLr(lr.median)] as const],
    );
    if (medians.length > 1 && medians.length <= NAMED_VALUES) {
      lines.push(text.mediansBy(first.title, medians));
    }
  }
  const lowest = rows
    .flatMap(({ label, lowestLoss }) => (lowestLoss === null ? [] : [{ label, lowestLoss }]))
    .sort((a, b) => a.lowestLoss - b.lowestLoss)[0];
  if (comparable.losses && lowest) lines.push(text.lowestIs(lowest.label));
  return lines;
}
