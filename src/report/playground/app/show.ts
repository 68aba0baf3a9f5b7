import { messageOf } from "../../../core/errors.ts";
import type { Result } from "../../../result/types.ts";
import { type Language, wordsOf } from "../../../words/index.ts";
import { startComparison } from "../../compare/page-script.ts";
import { comparisonPage } from "../../compare/render-comparison.ts";
import { reportBody } from "../../html/report-body.ts";
import { liveLoss } from "../../page/app/live.ts";
import { saveBlob } from "../../page/app/save.ts";
import { copyButtons } from "../../page/boot.ts";
import type { PageTools } from "../../page/page-data.ts";
import type { Stage } from "../../stage/stage.ts";
import { onScreen } from "../../stage/when.ts";
import type { Desk, Read, SaveFormat } from "./desk.ts";
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
export async function showReport(read: Read, showing: Showing): Promise<void> {
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
        tools.say(messageOf(thrown));
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
export async function showComparison(results: readonly Result[], showing: Showing): Promise<void> {
  const { place, stage, language } = showing;
  const { title, body, figures } = comparisonPage(results, language);
  place.innerHTML = body.toString();
  document.title = title;
  startComparison();
  stage.show(figures);
}
