import { clean, refusalText, wordsOf } from "../../../words/index.ts";
import type { PageApp, PageData, PageTools } from "../../page/page-data.ts";
import { createStage } from "../../stage/stage.ts";
import { whenQuiet } from "../../stage/when.ts";
import { optionsAsFields } from "../options-as-fields.ts";
import type { Read, ReadResult, ReadTraining } from "./desk.ts";
import { openDesk, serve } from "./desk-beside.ts";
import type { ReadSettings } from "./read-file.ts";
import { type Showing, showComparison, showLaw, showReport, showTrainings } from "./show.ts";

/** The playground's code, packed with its page; `serve` is what its worker runs. */
export const app: PageApp & { serve(): void } = { open, serve };

type Loaded = Read & { readonly name: string };

/** One of what was loaded, or all of a kind together. */
type Shown = Loaded | "results" | "trainings";

async function open(data: PageData, tools: PageTools): Promise<void> {
  const allWords = wordsOf(data.language);
  const { playground: words } = allWords;
  const byId = <T extends HTMLElement>(id: string) => document.getElementById(id) as T;
  const field = (id: string) => byId<HTMLInputElement | HTMLSelectElement>(id).value.trim();
  const showing: Showing = {
    place: byId("shown"),
    stage: createStage(data, tools),
    desk: openDesk(data.language, tools.source),
    tools,
    language: data.language,
  };
  const input = byId<HTMLInputElement>("files");
  let files: readonly File[] = [];

  const problem = (title: string, why: string) => {
    const line = document.createElement("p");
    const name = document.createElement("strong");
    const bidi = document.createElement("bdi");
    name.textContent = `${title}: `;
    bidi.textContent = clean(optionsAsFields(why, allWords), 4000);
    line.append(name, bidi);
    byId("problems").append(line);
  };

  const show = async (loaded: readonly Loaded[], chosen: Shown, optimizer: string) => {
    list(loaded, chosen, optimizer);
    const { results, trainings } = byKind(loaded);
    const page = document.documentElement.dataset;
    try {
      if (chosen === "results") {
        page.shown = "comparison";
        await showComparison(results, showing);
      } else if (chosen === "trainings") {
        page.shown = "diagnosis";
        await showTrainings(trainings, showing);
      } else if (chosen.kind === "result") {
        page.shown = "report";
        await showReport(chosen, showing);
      } else if (chosen.kind === "training") {
        page.shown = "diagnosis";
        await showTrainings([chosen], showing);
      } else {
        page.shown = "law";
        await showLaw(chosen, optimizer, showing);
      }
    } catch (thrown) {
      problem(
        typeof chosen === "string" ? words.kicker : words.cannot(clean(chosen.name, 120)),
        words.broken(refusalText(thrown, allWords)),
      );
    }
  };
  const list = (loaded: readonly Loaded[], chosen: Shown, optimizer: string) => {
    const place = byId("file-list");
    const focused = place.contains(document.activeElement);
    place.textContent = "";
    place.hidden = loaded.length < 2;
    const add = (text: string, shown: Shown) => {
      const button = document.createElement("button");
      button.type = "button";
      button.textContent = text;
      button.setAttribute("aria-pressed", String(shown === chosen));
      button.addEventListener("click", () => void show(loaded, shown, optimizer));
      place.append(button);
    };
    const { results, trainings } = byKind(loaded);
    if (results.length > 1) add(words.compareAll(results.length), "results");
    if (trainings.length > 1) add(words.diagnoseAll(trainings.length), "trainings");
    for (const each of loaded) add(words.show(clean(each.name, 80)), each);
    if (focused) place.querySelector<HTMLElement>("[aria-pressed=true]")?.focus();
  };

  // Without a share the bar moves to and fro.
  const busy = (what: string, share: number | null) => {
    byId("busy").hidden = what === "";
    const bar = byId<HTMLProgressElement>("busy-share");
    if (share === null) bar.removeAttribute("value");
    else bar.value = share;
    if (byId("busy-text").textContent !== what) byId("busy-text").textContent = what;
  };
  // What was asked for last is shown, whatever was dropped meanwhile.
  let asked = 0;
  const read = async () => {
    if (files.length === 0) return problem(words.kicker, words.nothing);
    asked += 1;
    const reading = asked;
    byId("problems").textContent = "";
    const typed = field("total-steps").replaceAll(",", "");
    const totalSteps = typed === "" ? null : Number(typed);
    if (totalSteps !== null && !(Number.isInteger(totalSteps) && totalSteps >= 1)) {
      return problem(words.length, words.noLength(typed));
    }
    const settings: ReadSettings = {
      totalSteps,
      recordedBy: field("recorded-by") as ReadSettings["recordedBy"],
      optimizer: field("optimizer"),
      lr: field("lr-column"),
      loss: field("loss-column"),
      heldOut: field("held-out-column"),
      step: field("step-column"),
      run: field("run"),
      pattern: field("pattern"),
    };
    const loaded: Loaded[] = [];
    for (const file of files) {
      const name = clean(file.name, 80);
      busy(words.reading(name), null);
      try {
        const { found, faults } = await showing.desk.read(file, settings, (share) => {
          if (asked !== reading) return;
          if (share < 1) busy(words.reading(name), share);
          else busy(words.analyzing(name), null);
        });
        if (asked !== reading) return;
        for (const fault of faults) problem(words.leftOut(clean(file.name, 120)), fault);
        for (const each of found) {
          loaded.push({
            name: each.run === null ? file.name : `${file.name}, ${each.run}`,
            ...each,
          });
        }
      } catch (thrown) {
        if (asked !== reading) return;
        problem(words.cannot(clean(file.name, 120)), refusalText(thrown, allWords));
      }
    }
    busy("", null);
    // What was shown before stays, and alive, when nothing else can be.
    if (loaded.length === 0) return;
    void showing.desk.keep(loaded.map(({ id }) => id));
    const { results, trainings } = byKind(loaded);
    const together = trainings.length > 1 ? "trainings" : (loaded[0] as Loaded);
    const first = results.length > 1 ? "results" : together;
    await show(loaded, first, settings.optimizer);
    tools.say(first === "results" ? words.shown(results.length) : words.read(loaded.length));
    showing.place.focus({ preventScroll: true });
  };

  input.addEventListener("change", () => {
    files = [...(input.files ?? [])];
    void read();
  });
  byId<HTMLFormElement>("settings").addEventListener("submit", (event) => {
    event.preventDefault();
    void read();
  });
  const readText = (text: string) => {
    files = text.trim() === "" ? [] : [new File([text], words.pasted)];
    void read();
  };
  byId("read-pasted").addEventListener("click", () => {
    readText(byId<HTMLTextAreaElement>("pasted").value);
  });
  // Logs are mostly copied text. What is pasted into a field stays there.
  addEventListener("paste", (event) => {
    const { target, clipboardData } = event;
    if (clipboardData === null) return;
    if (target instanceof Element && target.closest("input,textarea,select,[contenteditable]"))
      return;
    event.preventDefault();
    if (clipboardData.files.length > 0) {
      files = [...clipboardData.files];
      void read();
    } else readText(clipboardData.getData("text/plain"));
  });
  const over = (on: boolean) => byId("drop").classList.toggle("over", on);
  addEventListener("dragover", (event) => {
    event.preventDefault();
    over(true);
  });
  addEventListener("dragleave", () => over(false));
  addEventListener("drop", (event) => {
    event.preventDefault();
    over(false);
    files = [...(event.dataTransfer?.files ?? [])];
    void read();
  });
  // Plotly is started before there is anything to show: it makes the page stand still.
  await whenQuiet();
  void tools.plotly();
}

function byKind(loaded: readonly Loaded[]): {
  readonly results: (ReadResult & Loaded)[];
  readonly trainings: (ReadTraining & Loaded)[];
} {
  return {
    results: loaded.filter((each): each is ReadResult & Loaded => each.kind === "result"),
    trainings: loaded.filter((each): each is ReadTraining & Loaded => each.kind === "training"),
  };
}
