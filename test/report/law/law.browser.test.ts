import { expect, test } from "vitest";
import { fitLawToDraw, type LawRow } from "../../../src/law/index.ts";
import { renderLaw } from "../../../src/report/law/index.ts";
import { describeInBrowser } from "../../helpers/browser.ts";
import { axeFaults } from "../axe.ts";
import { closeReport, openPage, usePages } from "../open-page.ts";

usePages();

const LRS = Array.from({ length: 9 }, (_, i) => 10 ** (-4 + i / 4));
const rows: LawRow[] = [50, 200, 800].flatMap((size) =>
  [16, 64, 256].flatMap((batch) =>
    LRS.map((lr, i) => ({
      factors: { "a width with a rather long name": size, batch },
      lr,
      loss:
        1 +
        0.2 *
          (Math.log10(lr) + 3 - 0.4 * Math.log10(batch / 64) + 0.3 * Math.log10(size / 100)) ** 2 +
        0.001 * ((7 * i + batch) % 5),
    })),
  ),
);
const fitted = fitLawToDraw(rows, {
  name: "adam",
  factors: { "a width with a rather long name": "size", batch: "batch" },
  at: { "a width with a rather long name": 4000, batch: 1024 },
  totalSteps: 4000,
});

describeInBrowser("the page of a law", (browser) => {
  test.each([
    ["light", "en", 1280],
    ["dark", "zh", 1280],
    ["light", "zh", 390],
    ["dark", "en", 390],
  ] as const)(
    "axe finds nothing, nothing is cut off: %s, %s, %i px",
    async (colorScheme, language, width) => {
      const watched = await openPage(
        browser(),
        (plotly) =>
          renderLaw([fitted, { ...fitted, law: { ...fitted.law, name: "sgd" } }], {
            plotly,
            language,
          }),
        { colorScheme, viewport: { width, height: 800 }, bypassCSP: true },
      );
      const { page } = watched;
      expect(await axeFaults(page)).toEqual([]);
      const over = await page.evaluate(
        () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
      );
      expect(over).toBeLessThanOrEqual(0);
      const answer = await page.locator("h1 .lr").first().boundingBox();
      expect((answer?.y ?? 1e9) + (answer?.height ?? 0)).toBeLessThan(800);
      await closeReport(watched);
    },
  );

  test("is a page without scripts, and prints", async () => {
    const watched = await openPage(browser(), (plotly) => renderLaw([fitted], { plotly }), {
      javaScriptEnabled: false,
      ready: false,
      awake: false,
    });
    const { page } = watched;
    expect(await page.locator("svg path").count()).toBeGreaterThan(5);
    expect((await page.pdf()).length).toBeGreaterThan(10_000);
    await closeReport(watched);
  });
});
