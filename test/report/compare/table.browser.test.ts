import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { renderComparison } from "../../../src/report/compare/index.ts";
import type { Result } from "../../../src/result/types.ts";
import { describeInBrowser } from "../../helpers/browser.ts";
import { openFile } from "./opened.ts";
import { grid } from "./results.ts";

let folder = "";
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "lr-finder-table-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const FILES = ["digits-images.idx3-ubyte.gz", "blobs.csv", "house-prices.csv"];
const MODELS = ["cnn:8,16", "mlp:64,32", "mlp:8"];

/** Results of several data sets and models. */
const ofSeveral = (n: number): Result[] =>
  grid(n).map((result, i) => ({
    ...result,
    options: { ...result.options, model: MODELS[i % 3] },
    data: result.data && {
      ...result.data,
      source: FILES[i % 3] as string,
      digest: `${i % 3}`.repeat(64),
    },
  }));

/** How much darker the last rows of pixels of a box are than those above, from 0 to 255. */
async function shadeBelow(browser: Browser, page: Page, selector: string): Promise<number> {
  const box = await page.locator(selector).boundingBox();
  if (box === null) throw new Error(`no ${selector}`);
  const height = 40;
  const png = await page.screenshot({
    // The column of the heads has a ground of its own.
    clip: { x: box.x + box.width / 2, y: box.y + box.height - height - 2, width: 60, height },
  });
  const blank = await browser.newPage();
  const [above, below] = await blank.evaluate(
    async ({ url, height }) => {
      const picture = await createImageBitmap(await (await fetch(url)).blob());
      const canvas = new OffscreenCanvas(picture.width, picture.height);
      const context = canvas.getContext("2d") as OffscreenCanvasRenderingContext2D;
      context.drawImage(picture, 0, 0);
      const brightest = (y: number) => {
        const { data } = context.getImageData(0, y, picture.width, 1);
        return Math.max(...data.filter((_, i) => i % 4 === 0));
      };
      return [brightest(4), brightest(height - 3)];
    },
    { url: `data:image/png;base64,${png.toString("base64")}`, height },
  );
  await blank.close();
  return (above ?? 0) - (below ?? 0);
}

describeInBrowser("the table of a comparison", (browser) => {
  test.each([390, 1280])("at %i px a file's name is one line, and so is its row", async (width) => {
    const made = renderComparison(ofSeveral(6), {});
    const { page, close } = await openFile(browser(), folder, made, {
      viewport: { width, height: 844 },
    });
    const tall = await page
      .locator("#results-table td.t bdi")
      .evaluateAll((all) =>
        all
          .filter((each) => each.getBoundingClientRect().height > 30)
          .map((each) => each.textContent),
      );
    expect(tall).toEqual([]);
    await close();
  });

  test("what is cut off at its lower edge has a shade, which goes at the end", async () => {
    const made = renderComparison(ofSeveral(24), {});
    const { page, close } = await openFile(browser(), folder, made, {
      viewport: { width: 1280, height: 1000 },
    });
    const scroll = page.locator(".scroll:has(#results-table)");
    await scroll.scrollIntoViewIfNeeded();
    expect(await scroll.evaluate((box) => box.scrollHeight > box.clientHeight)).toBe(true);
    expect(await shadeBelow(browser(), page, ".scroll:has(#results-table)")).toBeGreaterThan(8);
    await scroll.evaluate((box) => {
      box.scrollTop = box.scrollHeight;
    });
    await page.waitForTimeout(100);
    expect(await shadeBelow(browser(), page, ".scroll:has(#results-table)")).toBeLessThan(3);
    await close();
  });
});
