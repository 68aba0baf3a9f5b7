import { toJson } from "../../../core/json.ts";
import type { Result } from "../../../result/types.ts";
import { startComparison } from "../../compare/page-script.ts";
import { comparisonPage } from "../../compare/render-comparison.ts";
import { reportBody } from "../../html/report-body.ts";
import { pointsCsv } from "../../packed/csv.ts";
import { liveLoss } from "../../page/app/live.ts";
import { saveText } from "../../page/app/save.ts";
import { type Session, sessionOf } from "../../page/app/session.ts";
import { copyButtons } from "../../page/copy.ts";
import type { PageTools } from "../../page/types.ts";
import type { Stage } from "../../stage/stage.ts";
import { type Language, wordsOf } from "../../words/index.ts";
import type { Read } from "./reader.ts";

/** What showing needs of the page. */
export interface Showing {
  readonly place: HTMLElement;
  readonly stage: Stage;
  readonly tools: PageTools;
  readonly language: Language;
}

/** Puts the report of one result into its place, as alive as on a page of its own. */
export async function showReport({ result, view }: Read, showing: Showing): Promise<void> {
  const { place, stage, tools, language } = showing;
  const words = wordsOf(language);
  place.innerHTML = reportBody(view, result.curve.bandwidth, words).toString();
  document.title = view.title;
  copyButtons(tools.say, words.boot.copied, words.boot.selected);
  await stage.show(view.figures);
  const loss = stage.chart("loss");
  let made: Session | undefined;
  const session = () => {
    made ??= sessionOf(result, words);
    return made;
  };
  if (loss && document.getElementById("live")) liveLoss(loss, session, words);
  for (const button of place.querySelectorAll<HTMLButtonElement>("button[data-save]")) {
    button.addEventListener("click", () => {
      const { save } = button.dataset;
      if (save === "print") return print();
      const name = `lr-finder-result.${save}`;
      if (save === "csv") saveText(name, "text/csv", pointsCsv(result.record.runs, result.curve));
      else saveText(name, "application/json", `${toJson(result, 2)}\n`);
      tools.say(words.tools.saved(name));
    });
  }
}

/** Puts a comparison into its place. */
export async function showComparison(results: readonly Result[], showing: Showing): Promise<void> {
  const { place, stage, language } = showing;
  const { title, body, figures } = comparisonPage(results, language);
  place.innerHTML = body.toString();
  document.title = title;
  startComparison();
  await stage.show(figures);
}
