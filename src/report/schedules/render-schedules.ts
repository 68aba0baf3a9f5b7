import { checkArray } from "../../core/check.ts";
import { csvCell } from "../../core/csv-cell.ts";
import { InputError } from "../../core/errors.ts";
import { formatLr } from "../../core/format.ts";
import { checkKeys } from "../../core/keys.ts";
import { clean, DEFAULT_LANGUAGE, type Language, type Words, wordsOf } from "../../words/index.ts";
import { chart } from "../html/chart.ts";
import { table } from "../html/table.ts";
import { html } from "../html/template.ts";
import { page } from "../page/page.ts";
import type { Column, Table } from "../view/types.ts";
import { schedulesFigure } from "./figure.ts";
import { type DrawnSchedule, scheduleNumbers, thinSteps } from "./numbers.ts";

const number = (label: string): Column => ({ label, numeric: true });
const ROWS = 200;
// Names are cut at 160 characters: they need no box that scrolls, which the keyboard cannot reach.
const STYLES = "#numbers-table th bdi{max-height:none;min-width:8.5rem}";

/**
 * One self-contained HTML file that draws several schedules over one another, with their numbers, a
 * table of values and the values as CSV to download. It opens from disk and fetches nothing; the
 * same schedules give the same bytes. Pure.
 *
 * @param schedules at least one
 * @param options.language @default the one that messages are written in
 * @param options.plotly as `loadPlotly` returns it; without it the page has words and tables only
 * @throws InputError for no schedules, or one without values
 */
export function renderSchedules(
  schedules: readonly DrawnSchedule[],
  options: { readonly plotly?: string; readonly language?: Language } = {},
): string {
  checkArray("schedules", schedules, "an array of `{ name, lrs }`");
  checkKeys("renderSchedules", options, { plotly: true, language: true });
  const { language = DEFAULT_LANGUAGE } = options;
  const words = wordsOf(language);
  const { schedules: text } = words;
  if (schedules.length === 0 || schedules.some(({ lrs }) => lrs.length === 0)) {
    throw new InputError("nothing-to-draw", "`schedules` must be at least one, each with values");
  }
  const figure = schedulesFigure(schedules, words);
  const title = text.title(schedules.length);
  // A link to data needs no script, and the page's policy does not stop it.
  const csv = `data:text/csv;charset=utf-8,${encodeURIComponent(schedulesCsv(schedules))}`;
  return page({
    title,
    heading: html`<p class="name">${title}</p>`,
    body: html`<h1 class="none-title">${title}</h1>
${chart(figure, words)}
${table(numbersTable(schedules, words))}
<p class="block"><a href="${csv}" download="schedules.csv">${text.download}</a></p>
${table(valuesTable(schedules, words))}`,
    figures: [figure],
    plotly: options.plotly ?? null,
    style: STYLES,
    language,
  });
}

function numbersTable(
  schedules: readonly DrawnSchedule[],
  { schedules: text, format }: Words,
): Table {
  return {
    id: "numbers",
    title: text.numbers,
    caption: text.numbersCaption,
    columns: text.numbersColumns.map((label, i) => ({ label, numeric: i > 0 })),
    rows: schedules.map(({ label, lrs }) => {
      const { first, highest, highestAt, lowest, last, mean } = scheduleNumbers(lrs);
      return [
        clean(label, 160),
        ...[formatLr(first), formatLr(highest), format.count(highestAt)],
        ...[lowest, last, mean].map((lr) => formatLr(lr)),
        format.count(lrs.length),
      ];
    }),
    folded: false,
  };
}

/** Steps at which any of the schedules has something to show, evenly thinned. */
function commonSteps(schedules: readonly DrawnSchedule[], most: number): number[] {
  const steps = new Set(schedules.flatMap(({ lrs }) => thinSteps(lrs, most)));
  return [...steps].sort((a, b) => a - b);
}

function valuesTable(
  schedules: readonly DrawnSchedule[],
  { schedules: text, format }: Words,
): Table {
  const steps = commonSteps(schedules, ROWS);
  return {
    id: "values",
    title: text.values,
    caption: text.valuesCaption,
    columns: [number(text.xAxis), ...schedules.map(({ label }) => number(clean(label, 40)))],
    rows: steps.map((step) => [
      format.count(step),
      ...schedules.map(({ lrs }) =>
        step < lrs.length ? formatLr(lrs[step] as number, 6) : format.none,
      ),
    ]),
    folded: true,
  };
}

/** `step` and a column a schedule, all digits kept; the steps that the chart draws. */
function schedulesCsv(schedules: readonly DrawnSchedule[]): string {
  const head = ["step", ...schedules.map(({ label }) => csvCell(label))];
  const rows = commonSteps(schedules, 600).map((step) =>
    [step, ...schedules.map(({ lrs }) => (step < lrs.length ? lrs[step] : ""))].join(","),
  );
  return `${[head.join(","), ...rows].join("\n")}\n`;
}
