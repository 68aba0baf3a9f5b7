import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { afterAll, beforeAll, expect } from "vitest";
import { type ReportOptions, renderReport } from "../../src/report/render-report.ts";
import type { Result } from "../../src/result/types.ts";
import { pageScripts } from "../helpers/pages.ts";

let plotly = "";
let folder = "";
let files = 0;

/** Call once at the top of a file: the packed scripts and a folder for its pages. */
export function usePages(): void {
  beforeAll(async () => {
    plotly = await pageScripts("report");
    folder = mkdtempSync(join(tmpdir(), "lr-finder-report-"));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
}

/** What went wrong or left the page while it was open. */
export interface Watched {
  readonly page: Page;
  readonly url: string;
  readonly requests: string[];
  readonly errors: string[];
}

interface OpenOptions extends BrowserContextOptions, Pick<ReportOptions, "language"> {
  /** Waits until the scripts are done. @default true */
  readonly ready?: boolean;
  /** Waits until plotly has taken over. @default true, where there is plotly */
  readonly awake?: boolean;
  /** Keeps plotly away until {@link letRest}: the page is never at rest, however slow the machine. @default false */
  readonly restless?: boolean;
  /** Waits until slider and trims work. @default false */
  readonly live?: boolean;
  /** Carries plotly. @default true */
  readonly charts?: boolean;
}

export async function openReport(
  browser: Browser,
  result: Result,
  options: OpenOptions = {},
): Promise<Watched> {
  const { charts = true, language = "en", ...others } = options;
  return openPage(
    browser,
    () => renderReport(result, { language, ...(charts && { plotly }) }),
    charts ? others : { awake: false, ...others },
  );
}

/** Opens any page of ours, which is rendered with the packed scripts of the report. */
export async function openPage(
  browser: Browser,
  render: (plotly: string) => string,
  options: Omit<OpenOptions, "charts" | "language"> = {},
): Promise<Watched> {
  const { ready = true, live = false, restless = false, ...others } = options;
  const { awake = ready && !restless, ...context } = others;
  const file = join(folder, `${files++}.html`);
  writeFileSync(file, render(plotly));
  const page = await (await browser.newContext(context)).newPage();
  page.setDefaultTimeout(120_000);
  const url = pathToFileURL(file).href;
  const watched: Watched = { page, url, requests: [], errors: [] };
  page.on("request", (request) => watched.requests.push(request.url()));
  page.on("console", (message) => {
    if (message.type() === "error" || message.type() === "warning") {
      watched.errors.push(message.text());
    }
  });
  page.on("pageerror", (error) => watched.errors.push(error.message));
  page.on("dialog", (dialog) => {
    watched.errors.push(`dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  if (restless) await page.addInitScript(neverIdle);
  await page.goto(url, { timeout: 120_000 });
  if (ready) await page.waitForSelector("html[data-ready]");
  if (awake) await page.waitForSelector("html[data-awake]");
  if (live) await page.waitForSelector("html[data-live]");
  return watched;
}

/** In the page: nobody who waits for an idle browser is called before `rest()`. */
function neverIdle(): void {
  const idle = window.requestIdleCallback.bind(window);
  const waiting: Parameters<typeof idle>[] = [];
  window.requestIdleCallback = (...call) => waiting.push(call);
  const rest = () => {
    window.requestIdleCallback = idle;
    for (const call of waiting) idle(...call);
  };
  Object.assign(window, { rest });
}

/** A page opened `restless` may rest from now on. */
export async function letRest({ page }: Watched): Promise<void> {
  await page.evaluate(() => (window as unknown as { rest(): void }).rest());
}

/** Closes the page; nothing may have gone wrong, and nothing may have been asked for but the page. */
export async function closeReport({ page, url, requests, errors }: Watched): Promise<void> {
  await page.context().close();
  expect(errors).toEqual([]);
  expect(requests.filter((each) => !/^(blob|data):/.test(each))).toEqual([url]);
}
