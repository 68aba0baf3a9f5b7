import { InputError } from "../../core/errors.ts";
import { formatLr, formatValue } from "../../core/format.ts";
import { checkKeys, type KeyTable } from "../../core/keys.ts";
import type { Note } from "../../core/note.ts";
import type { FittedLaw, Law, LawFactor } from "../../law/index.ts";
import {
  clean,
  DEFAULT_LANGUAGE,
  type Language,
  nameIn,
  noteText,
  type Words,
  wordsOf,
} from "../../words/index.ts";
import { chart } from "../html/chart.ts";
import { prose } from "../html/prose.ts";
import { table } from "../html/table.ts";
import { html, type Markup } from "../html/template.ts";
import { page } from "../page/page.ts";
import type { Figure } from "../view/figure-types.ts";
import type { Column, Table } from "../view/types.ts";
import { factorFigure, signed } from "./factor-figure.ts";
import { pointText } from "./point-text.ts";
import { LAW_STYLES } from "./styles.ts";
import { valleysFigure } from "./valleys-figure.ts";

/** Options of {@link renderLaw}. */
export interface LawPageOptions {
  /** Plotly as `loadPlotly` returns it; without it the charts are still pictures. @default undefined */
  readonly plotly?: string;
  /** @default "en" */
  readonly language?: Language;
  /** What there is to say of the tables that were read. @default none */
  readonly notes?: readonly Note[];
}

const KEYS: KeyTable<LawPageOptions> = { plotly: true, language: true, notes: true };
/** Rows of the table of cells; the rest is in the data. */
const MOST_ROWS = 500;

/**
 * One self-contained HTML file about a law, or several side by side: the LR at the point with its
 * intervals, the valley of every cell, the LR against each factor with its band and published laws, what to
 * measure next, and the cells. It opens from disk and fetches nothing; the same laws give the same bytes. Pure.
 *
 * @param laws at least one
 * @throws InputError for no laws
 */
export function renderLaw(laws: readonly FittedLaw[], options: LawPageOptions = {}): string {
  checkKeys("renderLaw", options, KEYS);
  const { language = DEFAULT_LANGUAGE, plotly = null, notes = [] } = options;
  const words = wordsOf(language);
  const { law: text } = words;
  return page({
    ...lawSections(laws, { notes, words }),
    heading: html`<p class="name">${text.kicker}</p>`,
    plotly,
    style: LAW_STYLES,
    language,
    skip: text.skip,
  });
}

/** Laws as the parts of a page. */
export interface LawSections {
  readonly title: string;
  readonly body: Markup;
  readonly figures: readonly Figure[];
}

/**
 * What {@link renderLaw} puts into its page.
 *
 * @param laws at least one
 * @param given.notes what there is to say of the tables that were read
 * @param given.say changes the sentences of notes, which name options of the command line @default as they are
 * @throws InputError for no laws
 */
export function lawSections(
  laws: readonly FittedLaw[],
  given: {
    readonly notes: readonly Note[];
    readonly words: Words;
    readonly say?: (text: string) => string;
  },
): LawSections {
  const { notes, words, say = (text) => text } = given;
  const [first] = laws;
  if (first === undefined)
    throw new InputError("no-law", "there is no law to show: give at least one");
  const sections = laws.map((fitted, i) =>
    section(fitted, i, laws.length > 1, i === 0 ? notes : [], words, (each) =>
      say(noteText(each, words)),
    ),
  );
  return {
    title: words.law.pageTitle(clean(first.law.name, 80)),
    body: html`${sections.map(({ body }) => body)}`,
    figures: sections.flatMap(({ figures }) => figures),
  };
}

function section(
  fitted: FittedLaw,
  place: number,
  isNamed: boolean,
  notes: readonly Note[],
  words: Words,
  say: (note: Note) => string,
): { readonly body: Markup; readonly figures: readonly Figure[] } {
  const { law } = fitted;
  // Beside others each chart and table says whose it is.
  const named = <T extends { readonly title: string }>(part: T): T =>
    isNamed ? { ...part, title: `${part.title} · ${clean(law.name, 40)}` } : part;
  const own = (figure: Figure | null): readonly Figure[] =>
    figure === null ? [] : [named({ ...figure, id: `law${place}-${figure.id}` })];
  const against = fitted.factors.flatMap((_, i) => own(factorFigure(fitted, i, words)));
  const valleys = own(valleysFigure(fitted, words));
  const { law: text } = words;
  const warnings = [...notes, ...law.warnings];
  const body = html`<section class="law">
${answer(law, isNamed, words, say)}
${messages(text.warnings, warnings, say)}
${against.map((figure) => chart(figure, words))}
${next(law, words)}
${valleys.map((figure) => chart(figure, words))}
${messages(text.reasons, law.status === "found" ? law.reasons : law.reasons.slice(1), say)}
${table(named(factorsTable(law, place, words)))}
${table(named(cellsTable(law, place, words)))}
</section>`;
  return { body, figures: [...against, ...valleys] };
}

function answer(law: Law, isNamed: boolean, words: Words, say: (note: Note) => string): Markup {
  const { law: text, format } = words;
  const at = pointText(law.at, words);
  const name = isNamed ? html`<p class="law-name"><bdi>${clean(law.name, 80)}</bdi></p>` : null;
  if (law.status === "none") {
    const [why] = law.reasons;
    return html`${name}<div class="answer none"><p class="kicker">${text.kicker}</p>
<h1 class="none-title">${law.reason === "no-point" ? text.noPoint : text.none(at)}</h1>
<div class="lead"><p>${prose(why === undefined ? law.reason : say(why))}</p></div></div>`;
  }
  const [low, high] = law.interval80.map((lr) => formatLr(lr)) as [string, string];
  const [lower, higher] = law.interval95.map((lr) => formatLr(lr)) as [string, string];
  const { plan } = law;
  return html`${name}<div class="answer"><h1><span class="kicker">${text.answer(at)}</span> <strong class="lr">${formatLr(law.lr)}</strong></h1>
<div class="lead"><p>${text.intervals(low, high, lower, higher)}</p>${
    plan === null
      ? null
      : html`<p>${text.schedule(nameIn(words.plan.names, plan.schedule.kind), format.count(plan.schedule.totalSteps), format.count(plan.schedule.warmupSteps))}</p>`
  }</div></div>`;
}

function messages(
  title: string,
  notes: readonly Note[],
  say: (note: Note) => string,
): Markup | null {
  if (notes.length === 0) return null;
  return html`<section class="block messages"><h2>${title}</h2><ul>${notes.map((each) => html`<li>${prose(say(each))}</li>`)}</ul></section>`;
}

function next({ nextMeasurement }: Law, words: Words): Markup | null {
  if (nextMeasurement === null) return null;
  const { law: text, format } = words;
  const { factors, narrowsTo, costShare, lrs } = nextMeasurement;
  const said = text.nextText(
    pointText(factors, words),
    lrs.map((lr) => formatLr(lr)),
    formatLr(narrowsTo[0]),
    formatLr(narrowsTo[1]),
  );
  const cost =
    costShare === null
      ? null
      : html`<p>${text.nextCost(format.number(Number((100 * costShare).toPrecision(2))))}</p>`;
  return html`<section class="block"><h2>${text.next}</h2><p>${said}</p>${cost}</section>`;
}

function factorsTable({ factors }: Law, place: number, words: Words): Table {
  const { law: text } = words;
  return {
    id: `law${place}-factors`,
    title: text.factorsTitle,
    caption: text.factorsCaption,
    columns: text.factorsColumns.map((label, i) => ({ label, numeric: i > 1 })),
    rows: Object.entries(factors).map(([name, factor]) => [
      clean(name, 60),
      text.kind(factor.kind, factor.unit),
      ...powers(factor, words),
      text.belief(
        signed(factor.prior.exponent, words),
        words.format.number(factor.prior.standardDeviation),
      ),
    ]),
    folded: false,
  };
}

function powers({ exponent, interval80, bend }: LawFactor, words: Words): [string, string, string] {
  const { law: text, format } = words;
  if (exponent === null || interval80 === null) return [text.unknown, format.none, format.none];
  return [
    signed(exponent, words),
    interval80.map((end) => signed(end, words)).join(" … "),
    bend === undefined ? format.none : signed(bend, words),
  ];
}

function cellsTable({ cells, factors }: Law, place: number, words: Words): Table {
  const { law: text, format } = words;
  const names = Object.keys(factors);
  const number = (label: string): Column => ({ label, numeric: true });
  const columns = [
    ...names.map((name) => number(clean(name, 40))),
    ...text.cellsColumns.map(number),
  ];
  return {
    id: `law${place}-cells`,
    title: text.cellsTitle,
    caption: text.cellsCaption,
    columns: columns.map((column, i) =>
      i === columns.length - 1 ? { ...column, numeric: false } : column,
    ),
    rows: cells
      .slice(0, MOST_ROWS)
      .map((cell) => [
        ...names.map((name) => formatValue(cell.factors[name] as number)),
        format.lr(cell.lr),
        cell.standardErrorLog10 === null
          ? format.none
          : format.number(Number(cell.standardErrorLog10.toFixed(2))),
        cell.residualLog10 === null ? format.none : signed(cell.residualLog10, words),
        format.count(cell.rows),
        cell.lr === null ? text.broke : cell.side === undefined ? "" : text.edge[cell.side],
      ]),
    folded: cells.length > 30,
  };
}
