import { messageOf } from "../../../core/errors.ts";
import type { Result } from "../../../result/types.ts";
import type { PageApp, PageData, PageTools } from "../../page/types.ts";
import { createStage } from "../../stage/stage.ts";
import { clean } from "../../view/words.ts";
import { playgroundWords } from "../words.ts";
import { type ReadSettings, readFile } from "./read-file.ts";
import { type Showing, showComparison, showReport } from "./show.ts";

/** The playground's code, packed with its page. */
export const app: PageApp = { open };

interface Loaded {
  readonly name: string;
  readonly result: Result;
}

async function open(data: PageData, tools: PageTools): Promise<void> {
  const words = playgroundWords(data.language);
  const byId = <T extends HTMLElement>(id: string) => document.getElementById(id) as T;
  const field = (id: string) => byId<HTMLInputElement | HTMLSelectElement>(id).value.trim();
  const showing: Showing = {
    place: byId("shown"),
    stage: createStage(data, tools),
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
    bidi.textContent = clean(inFields(why), 4000);
    line.append(name, bidi);
    byId("problems").append(line);
  };

  // Messages name the options of the command line; here these are fields.
  const inFields = (why: string) =>
    why
      .replaceAll("`--lr-column`", `“${words.lr}”`)
      .replaceAll("`--loss-column`", `“${words.loss}”`);

  const show = async (loaded: readonly Loaded[], chosen: Loaded | null) => {
    list(loaded, chosen);
    document.documentElement.dataset.shown = chosen === null ? "comparison" : "report";
    try {
      if (chosen !== null) await showReport(chosen.result, showing);
      else
        await showComparison(
          loaded.map(({ result }) => result),
          showing,
        );
    } catch (thrown) {
      problem(
        chosen ? words.cannot(clean(chosen.name, 120)) : words.kicker,
        words.broken(messageOf(thrown)),
      );
    }
  };
  const list = (loaded: readonly Loaded[], chosen: Loaded | null) => {
    const place = byId("file-list");
    place.textContent = "";
    place.hidden = loaded.length < 2;
    const add = (text: string, pressed: boolean, shown: Loaded | null) => {
      const button = document.createElement("button");
      button.type = "button";
      button.textContent = text;
      button.setAttribute("aria-pressed", String(pressed));
      button.addEventListener("click", () => void show(loaded, shown));
      place.append(button);
    };
    add(words.compareAll(loaded.length), chosen === null, null);
    for (const each of loaded) add(words.show(clean(each.name, 80)), each === chosen, each);
  };

  const read = async () => {
    if (files.length === 0) return problem(words.kicker, words.nothing);
    byId("problems").textContent = "";
    const settings: ReadSettings = {
      optimizer: field("optimizer"),
      lr: field("lr-column"),
      loss: field("loss-column"),
    };
    const loaded: Loaded[] = [];
    for (const file of files) {
      tools.say(words.reading(clean(file.name, 80)));
      // So that the line is seen before a large file takes the page's attention.
      await new Promise((resolve) => setTimeout(resolve, 0));
      try {
        loaded.push({ name: file.name, result: await readFile(file, settings) });
      } catch (thrown) {
        problem(words.cannot(clean(file.name, 120)), messageOf(thrown));
      }
    }
    if (loaded.length === 0) return;
    await show(loaded, loaded.length === 1 ? (loaded[0] as Loaded) : null);
    tools.say(words.shown(loaded.length));
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
}
