import { formatLoss, formatLr } from "../../core/format.ts";
import { numberFromJson } from "../../core/json.ts";
import { caption, chart, keyButtons } from "../../report/html/chart.ts";
import type { PageApp, PageData, PageTools } from "../../report/page/types.ts";
import { createStage } from "../../report/stage/stage.ts";
import type { Figure } from "../../report/view/figure-types.ts";
import { clean, count, duration } from "../../report/view/words.ts";
import { wordsOf } from "../../report/words/index.ts";
import { collector, type LiveEvent } from "../collect.ts";
import type { EndEvent } from "../end-event.ts";
import { liveFigures } from "./figures.ts";
import type { LiveSetup } from "./setup.ts";
import { liveWords } from "./words.ts";

/** The live page's code, packed with it. */
export const app: PageApp = { open };

const REDRAW_MS = 250;
/** At most one part in this many of the time goes into drawing. */
const DRAWING_SHARE = 3;
/** Attempts to connect again before the run is taken for dead. */
const ATTEMPTS = 4;

async function open(data: PageData, tools: PageTools): Promise<void> {
  const byId = <T extends HTMLElement>(id: string) => document.getElementById(id) as T;
  const setup = JSON.parse(byId("live-data").textContent ?? "{}") as LiveSetup;
  const words = wordsOf(data.language);
  const text = liveWords(data.language);
  const recorded = collector();
  const stage = createStage(data, tools);
  const started = performance.now();
  let steps = 0;
  let drawn = "";
  let due: ReturnType<typeof setTimeout> | undefined;
  let failures = 0;

  const draw = async () => {
    const before = performance.now();
    const figures = liveFigures(recorded, setup, words);
    const ids = figures.map(({ id }) => id).join();
    if (ids !== drawn) {
      drawn = ids;
      byId("live-charts").innerHTML = figures
        .map((figure) => chart(figure, words).toString())
        .join("");
      await stage.show(figures);
    } else for (const figure of figures) await update(figure);
    const pause = Math.max(REDRAW_MS, (performance.now() - before) * DRAWING_SHARE);
    await new Promise((resolve) => setTimeout(resolve, pause));
  };
  const update = async (figure: Figure) => {
    const shown = stage.chart(figure.id);
    if (!shown) return;
    await shown.setFigure(figure);
    const section = shown.element.closest("section") as HTMLElement;
    const key = section.querySelector(".key");
    // Left alone while nothing changed, so that a button keeps its focus.
    if (key && key.childElementCount !== figure.key.length) {
      key.innerHTML = keyButtons(figure, shown.hidden).toString();
    }
    const below = section.querySelector("figcaption");
    if (below) below.innerHTML = caption(figure.summary, figure.notes).toString();
    shown.element.ariaLabel = figure.summary;
  };
  const drawSoon = () => {
    due ??= setTimeout(async () => {
      await draw();
      due = undefined;
      if (dirty) {
        dirty = false;
        drawSoon();
      }
    }, 0);
  };
  let dirty = false;

  const take = (event: LiveEvent) => {
    recorded.push(event);
    if (event.type === "step" || event.type === "trial-step") {
      steps += 1;
      byId("live-lr").textContent = formatLr(event.lr);
      byId("live-loss").textContent = formatLoss(event.loss);
    }
    if (event.type === "run-start") {
      byId("live-title").textContent = text.sweeping(event.run + 1, setup.repeats);
    }
    if (event.type === "run-end") byId("live-detail").textContent = capital(event.stopDetail);
    if (event.type === "trial-start") {
      byId("live-title").textContent = text.training(clean(event.label, 80));
    }
    if (event.type === "trial-end") {
      const label = recorded.trials.at(-1)?.label ?? "";
      byId("live-detail").textContent = text.ended(capital(clean(label, 80)), event.stopDetail);
    }
  };
  const over = ({ report, file }: EndEvent) => {
    if (report) return location.replace(setup.report);
    source.close();
    byId("live-kicker").textContent = text.over;
    byId("live-title").textContent = text.runIsOver;
    byId("live-detail").textContent = where(file);
  };
  const where = (file: string | null) =>
    file === null ? text.recordedIn(clean(setup.folder)) : text.reportIn(clean(file));

  const source = new EventSource(setup.events);
  source.addEventListener("open", () => {
    failures = 0;
    byId("lost").hidden = true;
  });
  source.addEventListener("message", ({ data: lines }) => {
    const events = JSON.parse(lines) as (LiveEvent | EndEvent)[];
    for (const event of events) {
      if (event.type === "end") return over(event);
      take("loss" in event ? { ...event, loss: numberFromJson(event.loss) ?? Number.NaN } : event);
    }
    byId("live-steps").textContent = text.steps(count(steps), count(setup.totalSteps));
    byId<HTMLProgressElement>("live-progress").value = steps;
    byId("live-time").textContent = duration(
      Math.round((performance.now() - started) / 1000),
      words.duration,
    );
    if (due === undefined) drawSoon();
    else dirty = true;
  });
  source.addEventListener("error", () => {
    failures += 1;
    const lost = byId("lost");
    lost.hidden = false;
    lost.textContent = text.lost;
    if (failures < ATTEMPTS && source.readyState !== EventSource.CLOSED) return;
    source.close();
    byId("live-kicker").textContent = text.over;
    lost.textContent = `${text.gone} ${where(null)}`;
  });
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
