import { expect, test } from "vitest";
import { collector, eventsOfRuns } from "../../src/live/collect.ts";
import { renderLive } from "../../src/live/index.ts";
import { liveFigures } from "../../src/live/page/figures.ts";
import { liveWords } from "../../src/live/page/words.ts";
import { wordsOf } from "../../src/words/index.ts";
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
  const chinese = renderLive(setup, "0", "zh");
  expect(chinese).toContain('<html lang="zh-');
  expect(chinese).toContain("正在等待第一步");
  expect(chinese).not.toContain("Waiting for");
  expect(chinese).not.toContain("<b>数字");
  expect(renderLive(setup, "0")).toContain("Waiting for the first step…");
});

test("its charts do too", () => {
  const recorded = collector();
  for (const event of eventsOfRuns(sweepRuns({ loss: healthyLoss, seeds: [1] })))
    recorded.push(event);
  const [loss] = liveFigures(recorded, setup, wordsOf("zh"));
  expect(loss?.title).toBe(wordsOf("zh").loss.title);
  expect(loss?.summary).toMatch(/\p{Script=Han}/u);
});

test("both languages fill in the same values", () => {
  for (const language of ["en", "zh"] as const) {
    const words = liveWords(language);
    expect(words.sweeping(2, 3)).toMatch(/2.*3/);
    expect(words.sweeping(1, 1)).not.toMatch(/\d/);
    expect(words.steps("12", "300")).toMatch(/12.*300/);
    expect(words.ended("a", "b")).toMatch(/a.*b/);
    for (const text of [words.pageTitle, words.training, words.recordedIn, words.reportIn]) {
      expect(text("NAME")).toContain("NAME");
    }
  }
});
