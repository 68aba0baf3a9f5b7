import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { describeInBrowser } from "../helpers/browser.ts";
import { bundleSite, type Files, type Site, serveSite } from "./site.ts";

/** What `run` of the page gives. */
interface Ran {
  readonly result: import("../../src/browser/index.ts").Result;
  readonly failure: string | null;
  readonly events: string[];
  readonly isPutBack: boolean;
  readonly left: number;
  readonly backend: string;
}

describeInBrowser(
  "a search in the page",
  (browser) => {
    let files: Files;
    let site: Site;
    let page: Page;
    const problems: string[] = [];
    beforeAll(async () => {
      files = await bundleSite("test/browser/page.mjs");
      site = await serveSite(files);
      page = await openPage(site);
    });
    afterAll(() => site.close());

    async function openPage({ url }: Site): Promise<Page> {
      const opened = await browser().newPage({ viewport: { width: 900, height: 760 } });
      opened.on("pageerror", (error) => problems.push(error.message));
      await opened.goto(url);
      await opened.waitForFunction("window.page !== undefined");
      return opened;
    }

    const run = (engine: string | undefined, options: unknown = {}, more: unknown = {}) =>
      page.evaluate(
        ([engine, options, more]) =>
          (globalThis as never as { page: { run(...args: unknown[]): Promise<Ran> } }).page.run(
            engine,
            options,
            more,
          ),
        [engine, options, more] as const,
      );

    test.each(["webgl", "wasm", "cpu"])("on %s", async (engine) => {
      const ran = await run(engine, { horizon: { epochs: 20 } });
      const { result } = ran;
      console.log(engine, result.status, result.suggestion, result.engine, result.cost, ran.left, result.warnings.map((w) => w.message));
      expect(ran).toMatchObject({ failure: null, isPutBack: true, left: 0, backend: "cpu" });
      expect(result.status).toBe("found");
    });
    test("problems", () => expect(problems).toEqual([]));
  },
  { webgl: true },
);
