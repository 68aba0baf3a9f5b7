import { axisKindSchema } from "../../contract/factor-kind.ts";
import { formatValue } from "../../core/format.ts";
import { clean, type Words } from "../../words/index.ts";
import { html, type Markup } from "../html/template.ts";
import type { ColumnKind, LawColumn } from "./app/read-law.ts";

const KINDS: readonly ColumnKind[] = [...axisKindSchema.values, "left-out"];

/** The fields of a law: what each column is to it, and the point that the LR is wanted for. */
export function lawForm(
  columns: readonly LawColumn[],
  { playground: { law: text }, law }: Words,
): Markup {
  const label = (kind: ColumnKind) =>
    kind === "names" || kind === "left-out" ? text.kinds[kind] : law.kind(kind, undefined);
  return html`<form id="law-form" class="law-form">
<fieldset><legend>${text.factors}</legend><p class="caption">${text.hint}</p>
${columns.map(({ name, kind, range }, i) => {
  const shown = clean(name, 60);
  const within = range === null ? "" : text.within(formatValue(range[0]), formatValue(range[1]));
  const kinds =
    range === null ? KINDS.filter((each) => each === "names" || each === "left-out") : KINDS;
  return html`<div class="law-field"><bdi>${shown}</bdi>
<select id="law-kind-${i}" aria-label="${text.kindOf(shown)}">${kinds.map((each) => html`<option value="${each}"${each === kind && html` selected`}>${label(each)}</option>`)}</select>
<input id="law-at-${i}" inputmode="decimal" autocomplete="off" spellcheck="false" placeholder="${within}" aria-label="${text.pointOf(shown, within)}"${range === null && html` disabled`}></div>`;
})}
<button type="submit" class="primary">${text.again}</button></fieldset>
<p id="law-problem" role="alert" hidden></p></form>`;
}
