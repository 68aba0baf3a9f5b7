import { mkdtempSync, rmSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { compare, comparisonCsv, renderComparison } from "../../../src/report/compare/index.ts";
import { describeInBrowser, statusLine } from "../../helpers/browser.ts";
import { pageScripts } from "../../helpers/pages.ts";
import { axeFaults } from "../axe.ts";
import { HOSTILE } from "../fixtures.ts";
import { openFile } from "./opened.ts";
import { grid, resultOf } from "./results.ts";

let plotly = "";
let folder = "";
beforeAll(async () => {
  plotly = await pageScripts("report");
  folder = mkdtempSync(join(tmpdir(), "lr-finder-compare-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const column = (page: Page, nth: number) =>
  page.locator(`#results-table tbody tr > :nth-child(${nth})`).allTextContents();

const traces = (page: Page) => page.locator(".plot .scatterlayer .trace").count();

describeInBrowser("the comparison in a browser", (browser) => {
  test("draws, sorts by keyboard, saves, and leaves nothing to say for axe in either theme", async () => {
    const results = [...grid(7), resultOf({ optimizer: "adam", seed: 9, lr: null })];
    const { page, close } = await openFile(
      browser(),
      folder,
      renderComparison(results, { plotly }),
      {
        acceptDownloads: true,
      },
    );
    expect(await traces(page)).toBe(8 + 7);
    await page.getByRole("button", { name: "adam · batch size 32 · seed 0" }).click();
    await expect.poll(() => traces(page)).toBe(8 + 7 - 2);

    const head = page.locator("#results-table thead th", { hasText: /^LR$/ });
    const button = head.getByRole("button");
    const said = await statusLine(page);
    await button.focus();
    await page.keyboard.press("Enter");
    expect(await head.getAttribute("aria-sort")).toBe("ascending");
    const lrColumn = (await page.locator("#results-table thead th").allTextContents()).indexOf(
      "LR",
    );
    const rising = await column(page, lrColumn + 1);
    expect(rising.slice(0, 3)).toEqual(["0.002", "0.00212", "0.00224"]);
    expect(rising.at(-1)).toBe("none: flat");
    await page.keyboard.press("Enter");
    expect(await head.getAttribute("aria-sort")).toBe("descending");
    const falling = await column(page, lrColumn + 1);
    expect([falling[0], falling.at(-1)]).toEqual(["0.054", "none: flat"]);
    expect(await page.locator("[aria-sort]").count()).toBe(1);
    await expect.poll(said).toContain("Sorted by LR, falling");

    for (const [name, ending] of [
      ["Save CSV", "csv"],
      ["Save JSON", "json"],
    ] as const) {
      const [download] = await Promise.all([
        page.waitForEvent("download"),
        page.getByRole("button", { name }).click(),
      ]);
      expect(download.suggestedFilename()).toBe(`lr-finder-comparison.${ending}`);
      const text = await readFile(await download.path(), "utf8");
      const comparison = compare(results);
      if (ending === "csv") expect(text).toBe(comparisonCsv(comparison));
      else expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(comparison)));
    }

    expect(await axeFaults(page)).toEqual([]);
    await page.getByRole("button", { name: "Dark theme" }).click();
    await page.getByRole("button", { name: "Light theme" }).waitFor();
    expect(await axeFaults(page)).toEqual([]);
    await close();
  });

  test("a hundred results on a narrow screen", async () => {
    const { page, close } = await openFile(
      browser(),
      folder,
      renderComparison(grid(100), { plotly }),
      { viewport: { width: 400, height: 800 } },
    );
    expect(await traces(page)).toBe(200);
    // Six kinds of optimizer and batch size, one entry each.
    expect(await page.locator(".key button").count()).toBe(6);
    await page.locator(".key button").first().click();
    await expect.poll(() => traces(page)).toBe(200 - 34);
    expect(await page.locator(".multiples svg").count()).toBe(100);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(
      400,
    );
    await close();
  });

  test("hostile names stay text, one result and no suggestion at all are fine", async () => {
    const hostile = [1, 2].map((seed) =>
      resultOf({
        name: `${seed}${HOSTILE}${"x".repeat(10_000)}`,
        seed,
        optimizer: `${HOSTILE}${seed}`,
        options: { [HOSTILE]: seed },
      }),
    );
    const first = await openFile(browser(), folder, renderComparison(hostile, { plotly }));
    expect(await first.page.locator("img, b, iframe, object").count()).toBe(0);
    expect(await first.page.locator("#results-table tbody th").first().textContent()).toContain(
      "</script><img src=x",
    );
    await first.close();
    const alone = [resultOf({ lr: null })];
    const second = await openFile(browser(), folder, renderComparison(alone, { plotly }));
    expect(await second.page.locator("h1").textContent()).toBe("The result has no suggestion");
    expect(await traces(second.page)).toBe(1);
    await second.close();
  });
});
