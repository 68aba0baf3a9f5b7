import { formatLoss, formatLr } from "../../core/format.ts";
import { numberFromJson } from "../../core/json.ts";
import { caption, keyButtons } from "../../report/html/chart.ts";
import type { PageApp, PageData, PageTools } from "../../report/page/page-data.ts";
import { pageWords } from "../../report/page/page-words.ts";
import { createStage } from "../../report/stage/stage.ts";
import { updateInside } from "../../report/stage/update-inside.ts";
import type { Figure } from "../../report/view/figure-types.ts";
import { clean, stopText, trialText } from "../../words/index.ts";
import { collector, type LiveEvent } from "../collect.ts";
import type { ClockEvent, EndEvent } from "../end-event.ts";
import { liveFigures } from "./figures.ts";
import { placeCharts } from "./places.ts";
import type { LiveSetup } from "./setup.ts";

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
  const words = pageWords("live", data.language);
  const { livePage: text, format } = words;
  const recorded = collector();
  const stage = createStage(data, tools);
  /** When the run began, on this page's clock; before the page did. */
  let started = performance.now();
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
      placeCharts(byId("live-charts"), figures, words);
      stage.show(figures);
    } else for (const figure of figures) await stage.chart(figure.id)?.setFigure(figure);
    for (const figure of figures) describe(figure);
    const pause = Math.max(REDRAW_MS, (performance.now() - before) * DRAWING_SHARE);
    await new Promise((resolve) => setTimeout(resolve, pause));
  };
  const describe = (figure: Figure) => {
    const shown = stage.chart(figure.id);
    if (!shown) return;
    const section = shown.element.closest("section") as HTMLElement;
    const key = section.querySelector(".key");
    if (key) updateInside(key, keyButtons(figure, shown.hidden).toString());
    const below = section.querySelector("figcaption");
    if (below) updateInside(below, caption(figure.summary, figure.notes).toString());
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
  let most = setup.totalSteps;

  const take = (event: LiveEvent) => {
    recorded.push(event);
    if (event.type === "most") {
      most = event.steps;
      byId<HTMLProgressElement>("live-progress").max = most;
    }
    if (event.type === "step" || event.type === "trial-step") {
      steps += 1;
      byId("live-lr").textContent = formatLr(event.lr);
      byId("live-loss").textContent = formatLoss(event.loss);
    }
    if (event.type === "run-start") {
      byId("live-title").textContent = text.sweeping(event.run + 1, setup.repeats);
    }
    const run = recorded.runs.at(-1);
    if (event.type === "run-end" && run) {
      byId("live-detail").textContent = capital(stopText(run, words));
    }
    if (event.type === "trial-start") {
      byId("live-title").textContent = text.training(label(event));
    }
    const trial = recorded.trials.at(-1);
    if (event.type === "trial-end" && trial) {
      const ended = text.ended(capital(label(trial)), stopText(trial, words));
      byId("live-detail").textContent = ended;
    }
  };
  const label = (trial: Parameters<typeof trialText>[0]) => clean(trialText(trial, words), 80);
  const showTime = () => {
    const seconds = Math.round((performance.now() - started) / 1000);
    byId("live-time").textContent = format.duration(seconds);
  };
  const ticking = setInterval(showTime, 1000);
  const close = () => {
    clearInterval(ticking);
    source.close();
  };
  const over = ({ report, file }: EndEvent) => {
    if (report) return location.replace(setup.report);
    close();
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
  source.addEventListener("clock", ({ data: clock }: MessageEvent<string>) => {
    started = performance.now() - (JSON.parse(clock) as ClockEvent).elapsedMs;
    showTime();
  });
  source.addEventListener("message", ({ data: lines }) => {
    const events = JSON.parse(lines) as (LiveEvent | EndEvent)[];
    for (const event of events) {
      if (event.type === "end") return over(event);
      take("loss" in event ? { ...event, loss: numberFromJson(event.loss) ?? Number.NaN } : event);
    }
    byId("live-steps").textContent = text.steps(format.count(steps), format.count(most));
    byId<HTMLProgressElement>("live-progress").value = steps;
    showTime();
    if (due === undefined) drawSoon();
    else dirty = true;
  });
  source.addEventListener("error", () => {
    failures += 1;
    const lost = byId("lost");
    lost.hidden = false;
    lost.textContent = text.lost;
    if (failures < ATTEMPTS && source.readyState !== EventSource.CLOSED) return;
    close();
    byId("live-kicker").textContent = text.over;
    lost.textContent = `${text.gone} ${where(null)}`;
  });
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
