import { clean, type Language, refusalText, wordsOf } from "../../../words/index.ts";
import { startComparison } from "../../compare/page-script.ts";
import { comparisonPage } from "../../compare/render-comparison.ts";
import { reportBody } from "../../html/report-body.ts";
import { liveLoss } from "../../page/app/live.ts";
import { saveBlob } from "../../page/app/save.ts";
import { copyButtons } from "../../page/boot.ts";
import type { PageTools } from "../../page/page-data.ts";
import type { Stage } from "../../stage/stage.ts";
import { onScreen } from "../../stage/when.ts";
import { diagnosisBody, trainingName } from "../diagnosis-body.ts";
import { lawForm } from "../law-form.ts";
import { optionsAsFields } from "../options-as-fields.ts";
import type { Desk, ReadResult, ReadTable, ReadTraining, SaveFormat } from "./desk.ts";
import type { ColumnKind, LawRequest, LawView } from "./read-law.ts";
import { deskSession } from "./session.ts";

/** What showing needs of the page. */
export interface Showing {
  readonly place: HTMLElement;
  readonly stage: Stage;
  readonly desk: Desk;
  readonly tools: PageTools;
  readonly language: Language;
}

/** Puts the report of one result into its place, as alive as on a page of its own. */
export async function showReport(read: ReadResult, showing: Showing): Promise<void> {
  const { place, stage, desk, tools, language } = showing;
  const { view, result } = read;
  const words = wordsOf(language);
  place.innerHTML = reportBody(view, result.curve.bandwidth, words).toString();
  document.title = view.title;
  copyButtons(tools.say, words.boot.copied, words.boot.selected);
  for (const button of place.querySelectorAll<HTMLButtonElement>("button[data-save]")) {
    button.addEventListener("click", async () => {
      const { save } = button.dataset;
      if (save === "print") return print();
      const name = `lr-finder-result.${save}`;
      try {
        saveBlob(name, await desk.save(read.id, save as SaveFormat));
        tools.say(words.tools.saved(name));
      } catch (thrown) {
        tools.say(refusalText(thrown, words));
      }
    });
  }
  // The controls are made ready while the answer is shown.
  const slider = place.querySelector("#bandwidth");
  const session = deskSession(read, desk, words, () => {
    if (slider?.isConnected) slider.dispatchEvent(new Event("input"));
  });
  stage.show(view.figures);
  // Another report may be asked for at any time.
  const mine = place.firstElementChild;
  const [ready] = await Promise.all([session, onScreen()]);
  const loss = stage.chart("loss");
  if (loss && slider && mine?.isConnected) liveLoss(loss, ready, words);
}

/** Puts a comparison into its place. */
export async function showComparison(
  reads: readonly ReadResult[],
  showing: Showing,
): Promise<void> {
  const { place, stage, language } = showing;
  const { title, body, figures } = comparisonPage(
    reads.map(({ result }) => result),
    language,
  );
  place.innerHTML = body.toString();
  document.title = title;
  startComparison();
  stage.show(figures);
}

/** Puts the diagnoses of trainings into their place. */
export async function showTrainings(
  reads: readonly ReadTraining[],
  { place, stage, language }: Showing,
): Promise<void> {
  const words = wordsOf(language);
  const judged = reads.map(({ judgement }) => judgement);
  const figures = reads.map(({ figure }) => figure);
  place.innerHTML = diagnosisBody(judged, figures, words).toString();
  const [only] = judged;
  const { diagnosis: text } = words;
  document.title = text.title(
    only !== undefined && judged.length === 1 ? trainingName(only) : text.trainings(judged.length),
  );
  stage.show(figures.filter((figure) => figure !== null));
}

/** Puts the law of a table into its place, with fields for its factors and the point. */
export async function showLaw(
  { id }: ReadTable,
  optimizer: string,
  showing: Showing,
): Promise<void> {
  const { place, stage, desk, language } = showing;
  const words = wordsOf(language);
  const first = await desk.law(id, { columns: null, at: {}, optimizer });
  place.innerHTML = `${lawForm(first.columns, words)}<div id="law-shown"></div>`;
  const form = place.querySelector("form") as HTMLFormElement;
  const body = place.querySelector("#law-shown") as HTMLElement;
  const problem = place.querySelector("#law-problem") as HTMLElement;
  const show = ({ title, body: markup, figures }: LawView) => {
    body.innerHTML = markup;
    document.title = title;
    stage.show(figures);
  };
  show(first);
  // Of two that were asked for the later one is shown.
  let asked = 0;
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    asked += 1;
    const mine = asked;
    try {
      const view = await desk.law(id, { ...requestIn(form, first, words), optimizer });
      if (mine !== asked || !form.isConnected) return;
      problem.hidden = true;
      show(view);
    } catch (thrown) {
      if (mine !== asked) return;
      problem.textContent = clean(optionsAsFields(refusalText(thrown, words), words), 2000);
      problem.hidden = false;
    }
  });
}

/** What is in the fields; an empty one of the point is none. */
function requestIn(
  form: HTMLFormElement,
  { columns }: LawView,
  { playground: { law: text } }: ReturnType<typeof wordsOf>,
): Omit<LawRequest, "optimizer"> {
  const fields = columns.map(({ name }, i) => ({
    name,
    kind: (form.querySelector(`#law-kind-${i}`) as HTMLSelectElement).value as ColumnKind,
    at: (form.querySelector(`#law-at-${i}`) as HTMLInputElement).value.trim(),
  }));
  const at = fields
    .filter((field) => field.at !== "" && field.kind !== "names" && field.kind !== "left-out")
    .map((field) => {
      const value = Number(field.at);
      if (!(value > 0 && Number.isFinite(value))) {
        throw new Error(text.noNumber(clean(field.name, 60), clean(field.at, 60)));
      }
      return [field.name, value] as const;
    });
  return { columns: fields.map(({ name, kind }) => ({ name, kind })), at: Object.fromEntries(at) };
}
