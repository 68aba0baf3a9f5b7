import type { Judgement } from "../../logs/index.ts";
import { clean, findingText, noteText, type Words } from "../../words/index.ts";
import { chart } from "../html/chart.ts";
import { html, type Markup } from "../html/template.ts";
import type { Figure } from "../view/figure-types.ts";
import { noteOnPage } from "./options-as-fields.ts";

/** A diagnosis as it is shown: its losses are in a figure of their own. */
export type TrainingShown = Omit<Judgement, "training">;

/**
 * The diagnoses of trainings, each with its findings, what to do about them, its losses, and what was read
 * of its log.
 *
 * @param judged at least one
 * @param figures of them, one for each; null for none
 */
export function diagnosisBody(
  judged: readonly TrainingShown[],
  figures: readonly (Figure | null)[],
  words: Words,
): Markup {
  return html`${judged.map((each, i) => section(each, figures[i] ?? null, i, words))}`;
}

/** What a training is called: its file, and its run where the file holds several. */
export function trainingName({ log, run }: Pick<Judgement, "log" | "run">): string {
  return clean(run === null ? log : `${log}, ${run}`, 120);
}

function section(
  judgement: TrainingShown,
  figure: Figure | null,
  place: number,
  words: Words,
): Markup {
  const { diagnosis: text } = words;
  const { diagnosis, warnings, read } = judgement;
  const id = `diagnosis-${place}`;
  const said = warnings.map((each) => noteOnPage(each, words));
  const about = [...readOf(read.columns, words), ...said];
  return html`<section class="answer diagnosis ${diagnosis.status}" aria-labelledby="${id}">
<p class="kicker"><bdi>${trainingName(judgement)}</bdi></p>
<h1 id="${id}" class="none-title">${text.status[diagnosis.status]}</h1>
<div class="lead"><p>${noteText(diagnosis.note, words)}</p></div>
${diagnosis.findings.map((finding) => {
  const { message, advice } = findingText(finding, words);
  const { code, severity, steps, unit } = finding;
  return html`<section class="finding ${severity}"><h2>${text.codes[code]} <small>${text.where(text.severity[severity], text.steps(steps[0], steps[1], unit))}</small></h2>
<p><bdi>${clean(message)}</bdi></p><ul>${advice.map((line) => html`<li>${clean(line)}</li>`)}</ul></section>`;
})}
<div class="about"><h2>${text.about}</h2><ul>${about.map((line) => html`<li><bdi>${clean(line, 2000)}</bdi></li>`)}</ul></div>
</section>${figure && chart(figure, words)}`;
}

/** Which columns were read and which were left out, and that there was none of the LR. */
function readOf(
  { loss, lr, heldOut, step, epoch, leftOut }: Judgement["read"]["columns"],
  { diagnosis: text, format }: Words,
): string[] {
  const names = [loss, lr, ...heldOut, step ?? epoch].filter((name) => name !== null);
  return [
    text.read(format.list(names.map((name) => `“${name}”`))),
    ...(lr === null ? [text.noLr] : []),
    ...(leftOut.length === 0
      ? []
      : [text.leftOut(format.list(leftOut.map(({ name }) => `“${name}”`)))]),
  ];
}
