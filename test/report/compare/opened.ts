import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { expect } from "vitest";

/** A page under watch: what left it and what went wrong in it. */
export interface Opened {
  readonly page: Page;
  /** Closes the page and expects that it fetched nothing but itself and complained of nothing. */
  close(): Promise<void>;
}

/** Writes a page into a folder and opens it from disk, once its script says that it is ready. */
export async function openFile(
  browser: Browser,
  folder: string,
  html: string,
  options: BrowserContextOptions = {},
): Promise<Opened> {
  const file = join(folder, `${Math.random().toString(36).slice(2)}.html`);
  writeFileSync(file, html);
  const url = pathToFileURL(file).href;
  const page = await (await browser.newContext(options)).newPage();
  page.setDefaultTimeout(120_000);
  const requests: string[] = [];
  const errors: string[] = [];
  page.on("request", (request) => requests.push(request.url()));
  page.on("pageerror", (error) => errors.push(error.message));
  page.on("console", (message) => {
    if (["error", "warning"].includes(message.type())) errors.push(message.text());
  });
  page.on("dialog", (dialog) => {
    errors.push(`dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  await page.goto(url);
  await page.waitForSelector("html[data-ready]");
  const charts = await page.locator("html.scripts .plot").count();
  if (charts > 0) await page.waitForSelector("html[data-awake]");
  return {
    page,
    async close() {
      await page.context().close();
      expect(errors).toEqual([]);
      expect(requests.filter((each) => !/^(blob|data):/.test(each))).toEqual([url]);
    },
  };
}
