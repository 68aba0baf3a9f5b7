import type { Locator, Page } from "playwright-core";
import { expect, test } from "vitest";
import { random } from "../../src/core/random.ts";
import { describeInBrowser } from "../helpers/browser.ts";
import { probedResult, SCENES } from "./fixtures.ts";
import { closeReport, openReport, usePages } from "./open-page.ts";

usePages();

/** What a reader can do with the charts of a page, but for downloads. */
async function controls(page: Page): Promise<Locator[]> {
  const found = await page
    .locator(
      ".chart .tools button:not([data-action=png]):not([data-action=svg]), .chart .key button",
    )
    .all();
  return found;
}

const isKey = async (button: Locator) => (await button.getAttribute("data-key")) !== null;
const traces = (page: Page, figure: string) =>
  page.locator(`.plot[data-figure=${figure}] .scatterlayer .trace`).count();

describeInBrowser("whatever is pressed, in whatever order", (browser) => {
  const scenes = { ...SCENES, probed: probedResult };
  test.each(Object.entries(scenes))(
    "%s: toggles go on working, nothing fails",
    async (name, make) => {
      // Without a loss there is nothing to smooth, and no control for it.
      const watched = await openReport(browser(), make(), { live: name !== "empty" });
      const { page } = watched;
      const stream = random(14, name);
      const all = await controls(page);
      for (let i = 0; i < 14 && all.length > 0; i++) {
        const button = all[stream.int(all.length)] as Locator;
        const before = await button.getAttribute("aria-pressed");
        await button.click();
        if (await isKey(button)) {
          await expect.poll(() => button.getAttribute("aria-pressed")).not.toBe(before);
        }
        if (i % 7 === 3) await page.pdf({ format: "A4" });
      }
      for (const button of await page.locator(".chart [data-action=all]").all())
        await button.click();
      const curve = page.locator("#loss [data-key=smoothed]");
      if ((await curve.count()) > 0) {
        if ((await curve.getAttribute("aria-pressed")) === "false") await curve.click();
        await expect.poll(() => curve.getAttribute("aria-pressed")).toBe("true");
        const shown = await traces(page, "loss");
        await curve.click();
        await expect.poll(() => traces(page, "loss")).toBeLessThan(shown);
      }
      await closeReport(watched);
    },
  );
});
