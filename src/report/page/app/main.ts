import { toJson } from "../../../core/json.ts";
import { pointsCsv } from "../../packed/csv.ts";
import { unpackFigures } from "../../packed/figures.ts";
import { createStage } from "../../stage/stage.ts";
import type { PageApp, PageData, PageTools } from "../page-data.ts";
import { pageWords } from "../page-words.ts";
import { liveLoss } from "./live.ts";
import { saveText } from "./save.ts";
import { lazySession } from "./session.ts";

/** The code that comes packed with the page: charts, live controls, downloads, print. */
export const app: PageApp = { open };

async function open(data: PageData, tools: PageTools): Promise<void> {
  const { say } = tools;
  const words = pageWords("report", data.language);
  const stage = createStage(data, tools);
  stage.show(unpackFigures(data.figures));
  if (data.result === null) return;
  const session = lazySession(data.result, words);
  const loss = stage.chart("loss");
  if (loss && document.getElementById("live")) liveLoss(loss, session, words);
  for (const button of document.querySelectorAll<HTMLButtonElement>("button[data-save]")) {
    const { save } = button.dataset;
    // Means of neighbours are no result of a run.
    button.hidden = save === "json" && data.result.group > 1;
    button.addEventListener("click", () => {
      if (save === "print") return print();
      const { result, runs } = session();
      const name = `lr-finder-${fileName(result.name)}.${save}`;
      if (save === "csv") saveText(name, "text/csv", pointsCsv(runs, result.curve));
      else saveText(name, "application/json", `${toJson(result, 2)}\n`);
      say(words.tools.saved(name));
    });
  }
}

/** A name that every file system takes: letters, digits and dashes. */
function fileName(name: string): string {
  const plain = name.replace(/[^\p{L}\p{N}]+/gu, "-").replace(/^-+|-+$/g, "");
  return Array.from(plain).slice(0, 60).join("") || "run";
}
