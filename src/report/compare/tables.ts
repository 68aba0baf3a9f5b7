import { formatLr } from "../../core/format.ts";
import { capital, nameIn, type Words } from "../../words/index.ts";
import { html, type Markup } from "../html/template.ts";
import type { Column, Table } from "../view/types.ts";
import type { CompareRow, Comparison } from "./compare.ts";
import { compareValues, type Factor, valueText } from "./factors.ts";

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
export function resultTable(comparison: Comparison, words: Words): Markup {
  const columns = columnsOf(comparison, words);
  const text = words.comparison;
  const { tableTitle, tableCaption, saveCsv, saveJson } = text;
  return html`<section class="block" aria-labelledby="results-title"><div class="bar"><h2 id="results-title">${tableTitle}</h2>
<div class="tools downloads" role="group" aria-label="${tableTitle}"><button type="button" data-save="csv">${saveCsv}</button><button type="button" data-save="json">${saveJson}</button></div></div>
<div class="scroll" role="group" aria-label="${tableTitle}" tabindex="0"><table id="results-table"><caption>${tableCaption}</caption>
<thead><tr>${columns.map(
    ({ title, numeric }) =>
      html`<th scope="col" class="${numeric ? "n" : "t"}" data-sort-label="${text.sortBy(title)}" data-rising="${text.sorted(title, false)}" data-falling="${text.sorted(title, true)}">${title}</th>`,
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

function columnsOf({ rows, factors }: Comparison, words: Words): SortColumn[] {
  const { comparison: say, format } = words;
  const { columns } = say;
  const known = (table: Readonly<Record<string, string>>, name: string | null) =>
    name === null ? format.none : nameIn(table, name, 40);
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
      return number === null || number === undefined ? format.none : shown(number);
    },
    order: (row) => value(row) ?? Number.NaN,
  });
  const confidence = ["low", "medium", "high"];
  const lr = byNumber(columns.lr, (row) => row.lr, formatLr);
  return [
    byText(columns.result, ({ label }) => label),
    // The answer stands where a narrow screen shows it.
    {
      ...lr,
      text: (row) => (row.lr === null ? say.none(known(say.reasons, row.reason)) : lr.text(row)),
    },
    byNumber(columns.low, (row) => row.range?.[0], format.lr),
    byNumber(columns.high, (row) => row.range?.[1], format.lr),
    {
      title: columns.confidence,
      numeric: false,
      text: (row) => known(say.confidence, row.confidence),
      order: (row) => (row.confidence === null ? Number.NaN : confidence.indexOf(row.confidence)),
    },
    ...factors.slice(0, MOST_FACTORS).map(byFactor),
    byNumber(columns.lowestLoss, (row) => row.lowestLoss, format.loss),
    byNumber(columns.lowestLossLr, (row) => row.lowestLossLr, format.lr),
    ...(rows.some((row) => row.heldOutLoss !== null)
      ? [byNumber(columns.heldOutLoss, (row) => row.heldOutLoss, format.loss)]
      : []),
    byText(columns.schedule, (row) => known(say.schedules, row.schedule)),
    byText(columns.stop, (row) => known(say.stops, row.stopReason)),
    byNumber(columns.updates, (row) => row.trainSteps, format.count),
    byNumber(
      columns.seconds,
      (row) => row.seconds,
      (seconds) => format.number(Number(seconds.toPrecision(3))),
    ),
    byNumber(columns.warnings, (row) => row.warnings, format.count),
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

/** Settings by which results are grouped on the page; the JSON holds all of them. */
const MOST_GROUPS = 4;

/** A table for each setting that puts results together: how its values compare. */
export function groupTables(comparison: Comparison, words: Words): Table[] {
  const { factors, groups, comparable } = comparison;
  const { comparison: text, format } = words;
  return factors
    .filter(({ name }) => Object.hasOwn(groups, name))
    .slice(0, MOST_GROUPS)
    .map(({ name, title, numeric }, i) => {
      const shown = text.groupColumns.slice(0, comparable.losses ? 6 : 5);
      const columns: Column[] = [
        { label: capital(title), numeric },
        ...shown.map((label) => ({ label, numeric: true })),
      ];
      return {
        id: `group-${i}`,
        title: text.groupTitle(title),
        caption: text.groupCaption(title),
        columns,
        rows: (groups[name] ?? []).map((group) => [
          valueText(name, group.value),
          format.count(group.rows.length),
          text.groupFound(group.found, group.rows.length),
          format.lr(group.lr?.median),
          format.lr(group.lr?.low),
          format.lr(group.lr?.high),
          ...(comparable.losses ? [format.loss(group.lowestLoss)] : []),
        ]),
        folded: false,
      };
    });
}
