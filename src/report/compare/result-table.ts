import { formatLr } from "../../core/format.ts";
import { clean, count, lossText, lrText } from "../../words/text.ts";
import { html, type Markup } from "../html/template.ts";
import { compareValues, valueText } from "./factors.ts";
import type { CompareRow, Comparison, Factor } from "./types.ts";
import type { CompareWords } from "./words.ts";

/** Most columns that settings get; the JSON holds all of them. */
export const MOST_FACTORS = 8;

/** A column: how a row's cell reads, and its place when the table is sorted by it (NaN: at the end). */
interface SortColumn {
  readonly title: string;
  readonly numeric: boolean;
  readonly text: (row: CompareRow) => string;
  readonly order: (row: CompareRow) => number;
}

/**
 * The table of results. Every cell carries its rank in its column, so that the page's script sorts
 * by numbers that it need not read back from text; without the script it is a plain table.
 */
export function resultTable(comparison: Comparison, words: CompareWords): Markup {
  const columns = columnsOf(comparison, words);
  const { tableTitle, tableCaption, saveCsv, saveJson } = words;
  return html`<section class="block" aria-labelledby="results-title"><div class="bar"><h2 id="results-title">${tableTitle}</h2>
<div class="tools downloads" role="group" aria-label="${tableTitle}"><button type="button" data-save="csv">${saveCsv}</button><button type="button" data-save="json">${saveJson}</button></div></div>
<div class="scroll" role="region" aria-label="${tableTitle}" tabindex="0"><table id="results-table"><caption>${tableCaption}</caption>
<thead><tr>${columns.map(
    ({ title, numeric }) =>
      html`<th scope="col" class="${numeric ? "n" : "t"}" data-sort-label="${words.sortBy(title)}" data-rising="${words.sorted(title, false)}" data-falling="${words.sorted(title, true)}">${title}</th>`,
  )}</tr></thead>
<tbody>
${comparison.rows.map(
  (row) =>
    html`<tr id="row-${row.index}">${columns.map((column, i) => cell(column, row, i === 0))}</tr>\n`,
)}</tbody></table></div></section>`;
}

function cell({ numeric, text, order }: SortColumn, row: CompareRow, head: boolean): Markup {
  const place = order(row);
  const kind = numeric ? "n" : "t";
  const rank = Number.isNaN(place) ? "" : String(place);
  return head
    ? html`<th scope="row" class="${kind}" data-order="${rank}"><bdi>${text(row)}</bdi></th>`
    : html`<td class="${kind}" data-order="${rank}"><bdi>${text(row)}</bdi></td>`;
}

function columnsOf({ rows, factors }: Comparison, words: CompareWords): SortColumn[] {
  const { columns } = words;
  const known = (record: Readonly<Record<string, string>>, key: string | null) =>
    key === null ? "–" : Object.hasOwn(record, key) ? (record[key] as string) : clean(key, 40);
  const byText = (title: string, text: SortColumn["text"]): SortColumn => {
    const sorted = [...new Set(rows.map(text))].sort((a, b) => compareValues(a, b, false));
    return { title, numeric: false, text, order: (row) => sorted.indexOf(text(row)) };
  };
  const byNumber = (
    title: string,
    value: (row: CompareRow) => number | null | undefined,
    shown: (value: number) => string,
  ): SortColumn => ({
    title,
    numeric: true,
    text: (row) => {
      const number = value(row);
      return number === null || number === undefined ? "–" : shown(number);
    },
    order: (row) => value(row) ?? Number.NaN,
  });
  const confidence = ["low", "medium", "high"];
  const lr = byNumber(columns.lr, (row) => row.lr, formatLr);
  return [
    byText(columns.result, ({ label }) => label),
    ...factors.slice(0, MOST_FACTORS).map(byFactor),
    {
      ...lr,
      text: (row) => (row.lr === null ? words.none(clean(row.reason ?? "", 40)) : lr.text(row)),
    },
    byNumber(columns.low, (row) => row.range?.[0], lrText),
    byNumber(columns.high, (row) => row.range?.[1], lrText),
    {
      title: columns.confidence,
      numeric: false,
      text: (row) => known(words.confidence, row.confidence),
      order: (row) => (row.confidence === null ? Number.NaN : confidence.indexOf(row.confidence)),
    },
    byNumber(columns.lowestLoss, (row) => row.lowestLoss, lossText),
    byNumber(columns.lowestLossLr, (row) => row.lowestLossLr, lrText),
    ...(rows.some((row) => row.heldOutLoss !== null)
      ? [byNumber(columns.heldOutLoss, (row) => row.heldOutLoss, lossText)]
      : []),
    byText(columns.schedule, (row) => known(words.schedules, row.schedule)),
    byText(columns.stop, (row) => known(words.stops, row.stopReason)),
    byNumber(columns.updates, (row) => row.trainSteps, count),
    byNumber(
      columns.seconds,
      (row) => row.seconds,
      (seconds) => String(Number(seconds.toPrecision(3))),
    ),
    byNumber(columns.warnings, (row) => row.warnings, count),
  ];
}

function byFactor({ name, title, numeric, values }: Factor): SortColumn {
  return {
    title,
    numeric,
    text: ({ factors }) => valueText(name, factors[name] as string),
    order: ({ factors }) => values.indexOf(factors[name] as string),
  };
}
