import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { renderComparison } from "../../../src/report/compare/index.ts";
import { describeInBrowser } from "../../helpers/browser.ts";
import { pageScripts } from "../../helpers/pages.ts";
import { openFile } from "./opened.ts";
import { grid } from "./results.ts";

let plotly = "";
let folder = "";
beforeAll(async () => {
  plotly = await pageScripts("report");
  folder = mkdtempSync(join(tmpdir(), "lr-finder-print-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Results with names of 24 characters that tell them apart. */
const named = (n: number) =>
  grid(n).map((result, i) => ({
    ...result,
    name: `${i} ${"resnet long warmup ".repeat(2)}`.slice(0, 24),
  }));

describeInBrowser("the comparison on paper and on a phone", (browser) => {
  test.each([
    ["eight, labelled by optimizer, batch size and seed", grid(8), "en"],
    ["eight with names of 24 characters", named(8), "zh"],
  ] as const)("one sheet of A4, large enough to read: %s", async (_, results, language) => {
    const made = renderComparison(results, { plotly, language });
    const { page, close } = await openFile(browser(), folder, made, { colorScheme: "dark" });
    const pdf = await page.pdf({ format: "A4" });
    expect(pdf.toString("latin1").match(/\/Type\s*\/Page\b/g)?.length).toBe(1);
    await page.emulateMedia({ media: "print" });
    expect(await page.locator("button[data-save]:visible").count()).toBe(0);
    // 6.5 pt, with two columns left to the screen; nothing is wider than the sheet.
    await page.setViewportSize({ width: 718, height: 1054 });
    const table = page.locator("#results-table");
    expect(await table.evaluate((found) => getComputedStyle(found).fontSize)).toBe("8.66667px");
    expect(await table.locator("thead th:visible").count()).toBeGreaterThan(9);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(718);
    const fits = await page.evaluate(() => {
      const found = document.getElementById("results-table") as HTMLElement;
      return found.offsetWidth <= (found.parentElement as HTMLElement).clientWidth;
    });
    expect(fits).toBe(true);
    await close();
  });

  test("on a phone a table's caption reads without scrolling the table", async () => {
    const made = renderComparison(grid(8), {});
    const { page, close } = await openFile(browser(), folder, made, {
      viewport: { width: 390, height: 800 },
    });
    const widths = await page.locator(".scroll").evaluateAll((places) =>
      places.map((place) => {
        const caption = place.querySelector("caption") as HTMLElement;
        return [place.scrollWidth, place.clientWidth, caption.offsetWidth];
      }),
    );
    expect(widths.length).toBeGreaterThan(2);
    expect(widths[0]?.[0]).toBeGreaterThan(widths[0]?.[1] ?? 0);
    for (const [, room, caption] of widths) expect(caption).toBeLessThanOrEqual(room as number);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(390);
    await close();
  });
});
