// Whatever a user calls things, no page is wider than its window.
import { expect, test } from "vitest";
import { fitLawToDraw } from "../../src/law/index.ts";
import { renderLive, renderStudyLive } from "../../src/live/index.ts";
import { judgeRuns, parseLog } from "../../src/logs/index.ts";
import { renderComparison } from "../../src/report/compare/index.ts";
import { COMPARE_STYLES } from "../../src/report/compare/styles.ts";
import { html } from "../../src/report/html/template.ts";
import { LAW_STYLES, renderLaw } from "../../src/report/law/index.ts";
import { page } from "../../src/report/page/page.ts";
import { diagnosisBody } from "../../src/report/playground/diagnosis-body.ts";
import { PLAYGROUND_STYLES } from "../../src/report/playground/styles.ts";
import { renderReport } from "../../src/report/render-report.ts";
import { renderSchedules } from "../../src/report/schedules/index.ts";
import { trainingFigure } from "../../src/report/view/training-figure.ts";
import type { Result } from "../../src/result/types.ts";
import { type Language, type Words, wordsOf } from "../../src/words/index.ts";
import { describeInBrowser } from "../helpers/browser.ts";
import { EMPTY_SCRIPTS } from "../helpers/pages.ts";
import { resultOf } from "./compare/results.ts";
import { healthyLoss, makeResult, probedResult } from "./fixtures.ts";
import { openPage, usePages } from "./open-page.ts";

usePages();

const LONG = "W".repeat(400);

/** A result in which everything that a user names has a long name. */
function named(result: Result, also = ""): Result {
  const word = LONG + also;
  return {
    ...result,
    name: word,
    options: { ...result.options, [word]: word, model: word, optimizer: word },
    files: { ...result.files, result: `${word}/result.json`, report: `${word}/report.html` },
    data: result.data && { ...result.data, source: word, steps: [word] },
    versions: { ...result.versions, [word]: word },
    record: { ...result.record, info: { ...result.record.info, optimizer: word } },
    warnings: [...result.warnings, { code: word, message: word }] as Result["warnings"],
    probes: result.probes.map((trial) => ({ ...trial, label: word })),
  };
}

const two = [resultOf({ seed: 1 }), resultOf({ seed: 2, digest: "f".repeat(64) })];
const law = fitLawToDraw(
  [16, 64, 256].flatMap((batch) =>
    Array.from({ length: 9 }, (_, i) => ({
      factors: { [LONG]: batch },
      lr: 10 ** (-4 + i / 4),
      loss: 1 + 0.2 * (-1 + i / 4 - 0.4 * Math.log10(batch / 64)) ** 2 + 0.001 * ((7 * i) % 5),
    })),
  ),
  { factors: { [LONG]: "batch" }, at: { [LONG]: 512 }, totalSteps: 4000, name: LONG },
);
const log = Array.from({ length: 60 }, (_, i) => `${i},${i < 40 ? 2 - i / 50 : Number.NaN}`);
const judged = () =>
  judgeRuns(parseLog(`step,loss ${LONG}\n${log.join("\n")}\n`, `${LONG}.csv`), {});

const diagnosisOf = (all: ReturnType<typeof judged>, words: Words) =>
  diagnosisBody(
    all,
    all.map(({ training, diagnosis }, i) =>
      trainingFigure(`t${i}`, LONG, training, diagnosis, words),
    ),
    words,
  );

const PAGES: Readonly<Record<string, (language: Language) => string>> = {
  "a report": (language) => renderReport(named(probedResult()), { language }),
  "a report without an answer": (language) =>
    renderReport(
      named(
        makeResult({ name: LONG, seeds: [1], loss: healthyLoss }, { reason: LONG, message: LONG }),
      ),
      { language },
    ),
  "a comparison": (language) =>
    renderComparison(
      two.map((each, i) => named(each, String(i))),
      { language },
    ),
  "a comparison of results alike": (language) =>
    renderComparison(
      [...two, ...two, ...two].map((each) => named(each)),
      { language },
    ),
  "curves that lie on each other": (language) =>
    renderComparison([named(resultOf()), resultOf({ name: "other" })], { language }),
  "a law": (language) => renderLaw([law, law], { language }),
  schedules: (language) =>
    renderSchedules([{ label: LONG, lrs: Float64Array.from([0.1, 0.05, 0]) }], { language }),
  "a live page": (language) =>
    renderLive(
      {
        ...{ name: LONG, startLr: 1e-6, endLr: 1, repeats: 2, steps: 100, totalSteps: 1300 },
        ...{ folder: LONG, events: "/events", report: `/${LONG}` },
      },
      EMPTY_SCRIPTS,
      language,
    ),
  "a study": (language) =>
    renderStudyLive(
      { name: LONG, tasks: 12, axes: [LONG, "b"], folder: LONG, events: "/events" },
      language,
    ),
  "a diagnosis": (language) =>
    page({
      title: LONG,
      heading: html`<p class="name"><bdi>${LONG}</bdi></p>`,
      body: diagnosisOf(judged(), wordsOf(language)),
      figures: [],
      plotly: null,
      style: COMPARE_STYLES + LAW_STYLES + PLAYGROUND_STYLES,
      language,
      skip: "skip",
    }),
};

describeInBrowser("words of 400 letters", (browser) => {
  test.each(Object.keys(PAGES))("do not widen %s", async (name) => {
    const render = PAGES[name] as (language: Language) => string;
    for (const [language, width] of [
      ["en", 390],
      ["zh", 390],
      ["en", 1280],
    ] as const) {
      const watched = await openPage(browser(), () => render(language), {
        viewport: { width, height: 844 },
        ready: false,
      });
      // Folded parts too.
      const wide = await watched.page.evaluate(() => {
        for (const each of document.querySelectorAll("details")) each.open = true;
        for (const each of document.querySelectorAll("[hidden]")) each.removeAttribute("hidden");
        return [document.documentElement.scrollWidth, document.documentElement.clientWidth];
      });
      expect([language, ...wide]).toEqual([language, width, width]);
      await watched.page.context().close();
    }
  });
});
