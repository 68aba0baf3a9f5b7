import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { fitLawToDraw } from "../../src/law/index.ts";
import { renderLive } from "../../src/live/index.ts";
import { renderComparison } from "../../src/report/compare/index.ts";
import { renderLaw } from "../../src/report/law/index.ts";
import { renderReport } from "../../src/report/render-report.ts";
import { LANGUAGES, type Language } from "../../src/words/index.ts";
import { describeInBrowser } from "../helpers/browser.ts";
import { EMPTY_SCRIPTS } from "../helpers/pages.ts";
import { openFile } from "./compare/opened.ts";
import { grid } from "./compare/results.ts";
import { SCENES } from "./fixtures.ts";

let folder = "";
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "lr-finder-screens-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const SCREENS = [
  { width: 390, height: 844 },
  { width: 1280, height: 720 },
];

const rows = [16, 64, 256].flatMap((batch) =>
  Array.from({ length: 9 }, (_, i) => ({
    factors: { batch },
    lr: 10 ** (-4 + i / 4),
    loss: 1 + 0.2 * (-1 + i / 4) ** 2 + 0.001 * ((7 * i) % 5),
  })),
);

/** Each page, and where its learning rate stands. */
const PAGES: Readonly<Record<string, readonly [string, (language: Language) => string]>> = {
  report: ["#lr", (language) => renderReport(SCENES.healthy(), { language })],
  comparison: ["h1", (language) => renderComparison(grid(8), { language })],
  law: [
    "h1 .lr",
    (language) => {
      const options = { factors: { batch: "batch" }, at: { batch: 512 }, name: "runs" } as const;
      return renderLaw([fitLawToDraw(rows, options)], { language });
    },
  ],
  live: [
    "#live-lr",
    (language) =>
      renderLive(
        {
          ...{ name: "digits", startLr: 1e-6, endLr: 1, repeats: 1, steps: 100, totalSteps: 300 },
          ...{ folder: "out", events: "/events", report: "/report" },
        },
        EMPTY_SCRIPTS,
        language,
      ),
  ],
};

/** The box of an element and how much wider the page is than its screen. */
const placed = (page: Page, selector: string) =>
  page.evaluate((wanted) => {
    const { left, right, top, bottom } = (
      document.querySelector(wanted) as Element
    ).getBoundingClientRect();
    const over = document.documentElement.scrollWidth - innerWidth;
    return { left, right, top, bottom, over };
  }, selector);

describeInBrowser("the first screen of a page", (browser) => {
  test.each(Object.keys(PAGES))("%s: the learning rate is on it", async (name) => {
    const [selector, render] = PAGES[name] as (typeof PAGES)[string];
    for (const language of LANGUAGES) {
      for (const viewport of SCREENS) {
        const { page } = await openFile(browser(), folder, render(language), { viewport });
        const { left, right, bottom, over } = await placed(page, selector);
        expect(left).toBeGreaterThanOrEqual(0);
        expect(right).toBeLessThanOrEqual(viewport.width);
        expect(bottom).toBeLessThanOrEqual(viewport.height);
        expect(over).toBeLessThanOrEqual(0);
        await page.context().close();
      }
    }
  });

  test("comparison: its table shows names and learning rates, and where there is more", async () => {
    const viewport = { width: 390, height: 844 };
    const { page } = await openFile(browser(), folder, renderComparison(grid(8)), { viewport });
    const head = await page.locator("#results-table thead th").allTextContents();
    expect(head.slice(0, 2)).toEqual(["Result", "LR"]);
    const cell = "#results-table tbody tr:first-child > :nth-child(2)";
    expect((await placed(page, cell)).right).toBeLessThanOrEqual(390);
    // The name stays while the rest scrolls.
    const scroll = page.locator(".scroll:has(#results-table)");
    await scroll.evaluate((box) => box.scrollBy({ left: 300 }));
    const first = await placed(page, "#results-table tbody th");
    expect(first.left).toBeLessThan(40);
    expect(await scroll.evaluate((box) => getComputedStyle(box).backgroundImage)).toContain(
      "linear-gradient",
    );
    await page.context().close();
  });
});
