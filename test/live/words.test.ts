import { expect, test } from "vitest";
import { collector, eventsOfRuns } from "../../src/live/collect.ts";
import { renderLive } from "../../src/live/index.ts";
import { liveFigures } from "../../src/live/page/figures.ts";
import { LANGUAGES, wordsOf } from "../../src/words/index.ts";
import { EMPTY_SCRIPTS } from "../helpers/pages.ts";
import { healthyLoss, sweepRuns } from "../report/fixtures.ts";

const setup = {
  name: "<b>数字</b>",
  startLr: 1e-6,
  endLr: 1,
  repeats: 2,
  steps: 100,
  totalSteps: 300,
  folder: "out",
  events: "/events",
  report: "/report",
};

test("the live page speaks Chinese where asked to, and English else", () => {
  const chinese = renderLive(setup, EMPTY_SCRIPTS, "zh");
  expect(chinese).toContain('<html lang="zh-');
  expect(chinese).toContain("正在等待第一步");
  expect(chinese).not.toContain("Waiting for");
  expect(chinese).not.toContain("<b>数字");
  expect(renderLive(setup, EMPTY_SCRIPTS)).toContain("Waiting for the first step…");
});

test("its charts do too", () => {
  const recorded = collector();
  for (const event of eventsOfRuns(sweepRuns({ loss: healthyLoss, seeds: [1] })))
    recorded.push(event);
  const [loss] = liveFigures(recorded, setup, wordsOf("zh"));
  expect(loss?.title).toBe(wordsOf("zh").loss.title);
  expect(loss?.summary).toMatch(/\p{Script=Han}/u);
});

test("all languages fill in the same values", () => {
  for (const language of LANGUAGES) {
    const { livePage: words } = wordsOf(language);
    expect(words.sweeping(2, 3)).toMatch(/2.*3/);
    expect(words.sweeping(1, 1)).not.toMatch(/\d/);
    expect(words.steps("12", "300")).toMatch(/12.*300/);
    expect(words.ended("a", "b")).toMatch(/a.*b/);
    for (const text of [words.pageTitle, words.training, words.recordedIn, words.reportIn]) {
      expect(text("NAME")).toContain("NAME");
    }
  }
});
