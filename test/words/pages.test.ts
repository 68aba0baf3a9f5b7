import { readFileSync } from "node:fs";
import { beforeAll, describe, expect, test } from "vitest";
import { note } from "../../src/contract/make-note.ts";
import { COMMIT_CHANGED } from "../../src/contract/versions.ts";
import { datasetFromArrays } from "../../src/dataset/index.ts";
import { fitLawToDraw } from "../../src/law/index.ts";
import { renderLive, renderStudyLive } from "../../src/live/index.ts";
import {
  judgeRuns,
  parseLog,
  type ReadLogOptions,
  resultFromLogs,
  sweepFromLog,
} from "../../src/logs/index.ts";
import { renderComparison } from "../../src/report/compare/index.ts";
import { comparisonPage } from "../../src/report/compare/render-comparison.ts";
import { renderLaw } from "../../src/report/law/index.ts";
import { readLaw } from "../../src/report/playground/app/read-law.ts";
import { diagnosisBody } from "../../src/report/playground/diagnosis-body.ts";
import { renderPlayground } from "../../src/report/playground/index.ts";
import { optionsAsFields } from "../../src/report/playground/options-as-fields.ts";
import { renderReport } from "../../src/report/render-report.ts";
import { renderSchedules } from "../../src/report/schedules/index.ts";
import type { Figure } from "../../src/report/view/figure-types.ts";
import { trainingFigure } from "../../src/report/view/training-figure.ts";
import { viewModel } from "../../src/report/view/view-model.ts";
import type { Result } from "../../src/result/types.ts";
import { type FindOptions, findLearningRate } from "../../src/search/index.ts";
import { createSyntheticTrainer } from "../../src/trainer/synthetic/index.ts";
import { type Language, wordsOf } from "../../src/words/index.ts";
import { englishIn, englishWordsIn, figuresOf, lostFigures } from "../helpers/chinese.ts";
import { repoFile } from "../helpers/cli.ts";
import { EMPTY_SCRIPTS } from "../helpers/pages.ts";
import {
  OVER_FITTING,
  PRINTED,
  PRINTED_PATTERN,
  TRAININGS,
  TWO_RUNS,
} from "../report/playground/logs.ts";

type Kind = Parameters<typeof createSyntheticTrainer>[0];

const { dataset } = datasetFromArrays({
  features: Array.from({ length: 60 }, (_, i) => [i, (7 * i) % 11]),
  targets: Array.from({ length: 60 }, (_, i) => (i % 3) + 0.5),
  task: "regression",
  targetScale: "standard",
  scale: true,
});

/** What is really searched and written; trained is arithmetic. */
async function searched(kind: Kind, options: FindOptions = {}, heldOut = true): Promise<Result> {
  const trainer = createSyntheticTrainer(kind, { heldOutRows: 200 });
  const { evaluate, ...without } = trainer;
  const why = "native was asked for, and it trained one step of this model";
  const whyNote = note("engine-chosen", why, { name: "native", asked: true, failures: [] });
  const info = { ...trainer.info, engine: { ...trainer.info.engine, why, whyNote } };
  const { result } = await findLearningRate(heldOut ? { ...trainer, info } : { ...without, info }, {
    horizon: { totalSteps: 800 },
    data: dataset.summary,
    versions: { project: `1a2b3c4d5e6f${COMMIT_CHANGED}` },
    createdAt: "2026-01-02T03:04:05Z",
    ...options,
  });
  return result;
}

/** Ends a search at its nth step. */
function after(steps: number): Pick<FindOptions, "signal" | "onEvent"> {
  const control = new AbortController();
  let seen = 0;
  const onEvent: FindOptions["onEvent"] = ({ type }) => {
    if ((type === "step" || type === "trial-step") && ++seen === steps) control.abort();
  };
  return { signal: control.signal, onEvent };
}

const results = {
  "a sweep": () => searched("noisy-valley", { budget: "quick" }),
  "without held-out rows": () => searched("noisy-valley", { budget: "quick" }, false),
  repeats: () => searched("noisy-valley", { budget: "quick", sweep: { repeats: 3 } }),
  "probes and a verified plan": () => searched("noisy-valley", { verify: {} }),
  "whole runs": () => searched("bowl", { budget: "full", horizon: { totalSteps: 60 } }),
  "a ladder": () => searched("bowl", { strategy: "ladder" }),
  "a preset": () => searched("noisy-valley", { preset: "fastai" }),
  "epochs, an open end": () => searched("bowl", { budget: "quick", horizon: {} }),
  "epochs, steps of them": () =>
    searched("bowl", { budget: "quick", horizon: { epochs: 12, per: "epoch", schedule: "step" } }),
  "fine-tuning": () =>
    searched("cliff", { budget: "quick", horizon: { totalSteps: 9000, fineTune: true } }),
  flat: () => searched("flat"),
  rising: () => searched("rising"),
  "still falling": () => searched("falling", { budget: "quick", sweep: { endLr: 1e-3 } }),
  "losses that become NaN": () => searched("nan"),
  "an interrupted sweep": () => searched("bowl", after(30)),
  "interrupted probes": () => searched("noisy-valley", after(130)),
  "a log": async () => fromLog(),
} satisfies Readonly<Record<string, () => Promise<Result>>>;

function fromLog(): Result {
  const text = readFileSync(repoFile("examples/logs/sweep.csv"), "utf8");
  const log = sweepFromLog(parseLog(text, "sweep.csv"));
  return resultFromLogs([log], {
    name: "sweep",
    createdAt: "2026-01-02T03:04:05Z",
    versions: {},
    horizon: { schedule: "auto", per: "step" },
  });
}

const rows = [50, 200].flatMap((size) =>
  [16, 64, 256].flatMap((batch) =>
    Array.from({ length: 9 }, (_, i) => ({
      factors: { size, batch },
      lr: 10 ** (-4 + i / 4),
      loss: 1 + 0.2 * (-1 + i / 4 - 0.4 * Math.log10(batch / 64)) ** 2 + 0.001 * ((7 * i) % 5),
    })),
  ),
);
const law = (at: Readonly<Record<string, number>>) =>
  fitLawToDraw(rows, {
    factors: { size: "size", batch: "batch" },
    at,
    totalSteps: 4000,
    name: "table",
  });

const others: Readonly<Record<string, (language: Language) => string>> = {
  playground: (language) => renderPlayground({ plotly: EMPTY_SCRIPTS, language }),
  "a law": (language) => renderLaw([law({ size: 1000, batch: 256 })], { language }),
  "no law so far away": (language) => renderLaw([law({ size: 1e9, batch: 256 })], { language }),
  schedules: (language) =>
    renderSchedules([{ label: "cosine", lrs: Float64Array.from([0.1, 0.05, 0]) }], { language }),
  "a live page": (language) =>
    renderLive(
      {
        ...{ name: "digits", startLr: 1e-6, endLr: 1, repeats: 2, steps: 100, totalSteps: 1300 },
        ...{ folder: "out", events: "/events", report: "/report" },
      },
      EMPTY_SCRIPTS,
      language,
    ),
  "a study": (language) =>
    renderStudyLive(
      { name: "digits", tasks: 1234, axes: ["batch"], folder: "out", events: "/events" },
      language,
    ),
};

/** What the playground shows of a log, with its own fields in the place of options. */
const playground: Readonly<Record<string, (language: Language) => string>> = {
  "an over-fitting training": diagnosed(OVER_FITTING),
  "two runs, of which one diverges": diagnosed(TWO_RUNS),
  "a text log": diagnosed(PRINTED, { pattern: PRINTED_PATTERN }),
  "gaps, a resumed run, spikes": diagnosed(
    `step,lr,loss,val_loss\n${[...Array(60).keys(), ...Array(40).keys()]
      .map((i, at) => (at < 60 ? 7 * i : 385 + 84 * i))
      .map((step, at) => `${step},0.01,${at === 30 ? 40 : 2 - at / 90},${at % 9 ? "" : "0"}`)
      .join("\n")}\n`,
  ),
  "a table of trainings": (language) => {
    const words = wordsOf(language);
    const say = (text: string) => optionsAsFields(text, words);
    const request = { columns: null, at: { batch: 1024, tokens: 1e9 }, optimizer: "adam" };
    return readLaw(parseLog(TRAININGS, "table.csv"), {}, request, words, say).body;
  },
};

function diagnosed(text: string, options: ReadLogOptions = {}) {
  const judged = judgeRuns(parseLog(text, "log.csv", options), {});
  return (language: Language) => {
    const words = wordsOf(language);
    const figures = judged.map(({ training, diagnosis, run }, i) =>
      trainingFigure(`training-${i}`, run, training, diagnosis, words),
    );
    if (language === "zh") checkCharts(figures.flatMap((figure) => figure ?? []));
    return diagnosisBody(judged, figures, words).toString();
  };
}

/** What a reader sees or hears of a page, in pieces; without the drawings, which are the same. */
function textsOf(page: string): string[] {
  const body = page
    .slice(Math.max(0, page.indexOf("<body")))
    .replace(/<script[^>]*>[\s\S]*?<\/script>/g, " ")
    .replace(/<svg[\s\S]*?<\/svg>/g, " ");
  const labels = [...body.matchAll(/ (?:aria-label|title)="([^"]*)"/g)].map(([, label]) => label);
  return [...body.split(/<\/(?:p|li|td|th|dt|dd|h1|h2|h3|pre|span|button|option|label|summary)>/)]
    .map((part) => part.replace(/<code>[^<]*<\/code>/g, "`$&`").replace(/<[^>]*>/g, ""))
    .concat(labels as string[])
    .map((part) =>
      part
        .replaceAll("&lt;", "<")
        .replaceAll("&gt;", ">")
        .replaceAll("&quot;", '"')
        .replaceAll("&#39;", "'")
        .replaceAll("&amp;", "&")
        .trim(),
    )
    .filter((part) => part !== "");
}

/** English prose in the comments of code that are no code themselves. */
function englishInCode(code: string): string[] {
  return code
    .split("\n")
    .flatMap((line) => /(?:\/\/|#|""") *([^=({[\]})]*?)(?:""")?$/.exec(line)?.[1] ?? [])
    .filter((comment) => !/^(?:for|from|import|class|def|const) /.test(comment))
    .flatMap(englishIn);
}

function checkAlike(english: string, chinese: string): void {
  const [en, zh] = [textsOf(english), textsOf(chinese)];
  const where = lostFigures(en, zh).map((figure) => [
    figure,
    en.filter((text) => figuresOf([text]).has(figure)).map((text) => text.slice(0, 300)),
  ]);
  expect(where).toEqual([]);
  const code = [...chinese.matchAll(/<pre[^>]*>([\s\S]*?)<\/pre>/g)].map(([, text]) => text ?? "");
  const prose = textsOf(chinese.replace(/<pre[^>]*>[\s\S]*?<\/pre>/g, ""));
  expect([...prose.flatMap(englishIn), ...code.flatMap(englishInCode)]).toEqual([]);
  // Options and their values are typed as they are listed.
  const said = textsOf(
    chinese
      .replace(/<pre[^>]*>[\s\S]*?<\/pre>/g, "")
      .replace(/<table id="options-table"[\s\S]*?<\/table>/, ""),
  );
  expect(said.flatMap((text) => englishWordsIn(text, GIVEN))).toEqual([]);
}

/** What the results and logs of these tests are called, and what is called something in them. */
const GIVEN =
  "run sweep cosine base-lr-high synthetic native arrays evaluate size batch digits base table project commit val_loss train".split(
    " ",
  );

/** What charts say, under the pointer too. */
function chartTexts(figures: readonly Figure[]): string[] {
  return figures
    .flatMap(({ title, summary, notes, key, data, layout }) => [
      ...[title, summary, ...notes, ...key.map(({ label }) => label)],
      ...data.flatMap(({ name = "", hovertemplate = "" }) => [name, hovertemplate]),
      ...[layout.xaxis, layout.yaxis, layout.xaxis2, layout.yaxis2].map((axis) => axis?.title.text),
      ...layout.annotations.map(({ text }) => text),
    ])
    .map((text) => (text ?? "").replace(/<[^>]*>|%\{[^}]*\}/g, " "));
}

function checkCharts(figures: readonly Figure[]): void {
  expect(chartTexts(figures).flatMap((text) => englishWordsIn(text, GIVEN))).toEqual([]);
}

describe("a page in Chinese has every figure of the English one, and no English sentence", () => {
  const made = new Map<string, Result>();
  beforeAll(async () => {
    for (const [name, make] of Object.entries(results)) made.set(name, await make());
  }, 120_000);

  test.each(Object.keys(results))("report: %s", (name) => {
    const result = made.get(name) as Result;
    checkAlike(renderReport(result), renderReport(result, { language: "zh" }));
    checkCharts(viewModel(result, "zh").figures);
  });

  test("comparison of all of them", () => {
    const all = [...made].map(([name, result]) => ({ ...result, name }));
    const plain = all.map((result, i) => ({ ...result, name: `r${i}` }));
    checkAlike(renderComparison(plain), renderComparison(plain, { language: "zh" }));
    const alike = all.slice(0, 5).map((result) => ({ ...result, name: "run" }));
    checkAlike(renderComparison(alike), renderComparison(alike, { language: "zh" }));
    checkCharts(comparisonPage(plain, "zh").figures);
  });

  test.each(Object.keys(others))("%s", (name) => {
    const render = others[name] as (language: Language) => string;
    checkAlike(render("en"), render("zh"));
  });

  test.each(Object.entries(playground))("in the playground: %s", (_, render) => {
    checkAlike(render("en"), render("zh"));
  });
});

test("what is missing, and what is English, is found", () => {
  const page = (text: string) => `<body><p>${text}</p></body>`;
  expect(() => checkAlike(page("5 of 12 rows"), page("12 行"))).toThrow(/5/);
  expect(() => checkAlike(page("rows"), page("行 that nobody has read"))).toThrow(/nobody/);
  for (const text of [
    "diverged: 损失发散",
    "classification",
    "提交 1a2b（changed）",
    "LR 与 loss",
  ]) {
    expect(englishWordsIn(text), text).toHaveLength(1);
  }
  expect(englishWordsIn("用 --total-steps 或 `evaluate`，lightning-legacy，run.json")).toEqual([]);
  expect(englishInCode("// Learning rate of an optimizer step")).not.toEqual([]);
  expect(englishInCode("    scheduler.step()  # after every optimizer step")).not.toEqual([]);
  expect(englishInCode('    """Value for an optimizer step."""')).not.toEqual([]);
  expect(englishInCode("#     for batch in batches:")).toEqual([]);
});
