// Chinese has no spaces: a browser breaks a line between any two characters, 学习|率, unless it is told not to.
import { expect, test } from "vitest";
import { renderLive, renderStudyLive } from "../../src/live/index.ts";
import { renderComparison } from "../../src/report/compare/index.ts";
import { renderPlayground } from "../../src/report/playground/index.ts";
import { renderReport } from "../../src/report/render-report.ts";
import { renderSchedules } from "../../src/report/schedules/index.ts";
import { wordsOf } from "../../src/words/index.ts";
import { describeInBrowser } from "../helpers/browser.ts";
import { EMPTY_SCRIPTS } from "../helpers/pages.ts";
import { resultOf } from "./compare/results.ts";
import { probedResult, SCENES } from "./fixtures.ts";
import { openPage, usePages } from "./open-page.ts";

usePages();

const zh = wordsOf("zh");
const live = { name: "digits", startLr: 1e-6, endLr: 1, repeats: 3, steps: 100, totalSteps: 1300 };
const PAGES: Readonly<Record<string, () => string>> = {
  "a report": () => renderReport(probedResult(), { language: "zh" }),
  "a report without an answer": () => renderReport(SCENES.flat(), { language: "zh" }),
  "a comparison": () =>
    renderComparison([resultOf({ seed: 1 }), resultOf({ seed: 2, lr: 0.1 })], { language: "zh" }),
  schedules: () =>
    renderSchedules([{ label: "余弦", lrs: Float64Array.from([0.1, 0.05, 0]) }], {
      language: "zh",
    }),
  playground: () => renderPlayground({ plotly: EMPTY_SCRIPTS, language: "zh" }),
  "a study": () =>
    renderStudyLive(
      { name: "digits", tasks: 1234, axes: ["batch"], folder: "out", events: "/events" },
      "zh",
    ),
  "a live page": () =>
    renderLive(
      { ...live, folder: "out", events: "/events", report: "/report" },
      EMPTY_SCRIPTS,
      "zh",
    ),
};

/** What the live page's heading says in turn. */
const SAID = [
  zh.livePage.sweeping(2, 3),
  ...[
    { kind: "probe", lr: 0.00316 } as const,
    { kind: "whole-run", lr: 0.00316, schedule: "cosine" } as const,
    { kind: "ladder", lr: 1e-6 } as const,
  ].map((purpose) => zh.livePage.training(zh.trials.purpose(purpose as never))),
  zh.livePage.runIsOver,
];

describeInBrowser("a heading in Chinese on a phone", (browser) => {
  test.each(Object.keys(PAGES))("is broken between words alone: %s", async (name) => {
    const { page } = await openPage(browser(), PAGES[name] as () => string, {
      viewport: { width: 390, height: 844 },
      ready: false,
    });
    const broken = await page.evaluate(
      (said) => {
        const breaks = (heading: Element): string[] => {
          const found: string[] = [];
          const walker = document.createTreeWalker(heading, NodeFilter.SHOW_TEXT);
          for (let node = walker.nextNode(); node; node = walker.nextNode()) {
            const text = node.textContent ?? "";
            const top = (i: number) => {
              const range = document.createRange();
              range.setStart(node as Node, i);
              range.setEnd(node as Node, i + 1);
              return range.getBoundingClientRect().top;
            };
            for (let i = 1; i < text.length; i++) {
              if (!/^\p{Script=Han}{2}$/u.test(text.slice(i - 1, i + 1))) continue;
              if (top(i) > top(i - 1) + 4) found.push(`${text.slice(0, i)}|${text.slice(i)}`);
            }
          }
          return found;
        };
        const headings = [...document.querySelectorAll("h1,h2,h3")];
        const first = headings[0] as HTMLElement;
        const all = headings.flatMap(breaks);
        for (const text of said) {
          first.textContent = text;
          all.push(...breaks(first));
        }
        return [all, headings.length] as const;
      },
      name === "a live page" ? SAID : [],
    );
    expect(broken[1]).toBeGreaterThan(0);
    expect(broken[0]).toEqual([]);
    await page.context().close();
  });
});
