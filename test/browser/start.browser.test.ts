// Pages that make it hard for an engine to start, or forbid styles: minified and with shared memory, with a
// Content-Security-Policy, on a network that never answers.
import type { Page } from "playwright-core";
import { beforeAll, expect, test } from "vitest";
import type { BrowserFindOptions, Note, Result } from "../../src/browser/index.ts";
import { noteText, wordsOf } from "../../src/words/index.ts";
import { describeInBrowser } from "../helpers/browser.ts";
import { englishIn } from "../helpers/chinese.ts";
import { bundleSite, type Files, serveSite } from "./site.ts";

declare const window: {
  readonly last: Result;
  readonly page: {
    readonly finder: typeof import("../../src/browser/index.ts");
    run(options: unknown, circumstances: unknown): Promise<{ readonly result: Result }>;
    readonly tf: typeof import("@tensorflow/tfjs-core");
    makeModel(): never;
    rows(): never;
  };
};

const QUICK = { budget: "quick", sweep: { steps: 40, endLr: 0.1 } } as const;
/** No `blob:`, no styles in markup. */
const STRICT =
  "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; connect-src 'self'";

describeInBrowser("a page that is", (browser) => {
  let minified: Files;
  beforeAll(async () => {
    minified = await bundleSite("test/browser/page-without-gpu.mjs", { minify: true });
  });

  async function within<T>(
    options: Parameters<typeof serveSite>[1],
    use: (page: Page) => Promise<T>,
  ): Promise<T> {
    const site = await serveSite(minified, options);
    const page = await browser().newPage({ viewport: { width: 900, height: 900 } });
    try {
      await page.goto(site.url);
      await page.waitForFunction("window.page !== undefined");
      return await use(page);
    } finally {
      await page.close();
      await site.close();
    }
  }

  const run = (page: Page, options: Omit<BrowserFindOptions, "data">) =>
    page.evaluate((options) => window.page.run(options, {}), options);

  test.each([
    [
      "minified",
      undefined,
      /^wasm was asked .*; wasm was started without its threads: its workers fail: /,
    ],
    ["without blobs", STRICT, /^wasm was asked .*: the page's Content-Security-Policy forbids/],
  ])("%s, with shared memory: wasm starts without threads, and says so", async (_, policy, why) => {
    await within({ isolated: true, ...(policy && { policy }) }, async (page) => {
      const { result } = await run(page, { ...QUICK, engine: "wasm" });
      expect(result.engine.why).toMatch(why);
      expect(result.engine.threads).toBe(1);
      const { whyNote } = result.record.info.engine;
      const chinese = noteText(whyNote as Note, wordsOf("zh"));
      expect(chinese).toMatch(/wasm 启动时未带线程：/);
      expect(englishIn(chinese.replace(/未带线程：[^；]*/, ""))).toEqual([]);
      expect(result.engine.features).toContain("simd");
    });
  });

  test("without styles in markup: the curve is as high as anywhere", async () => {
    await within({ policy: STRICT }, async (page) => {
      const said: string[] = [];
      page.on("console", (message) => said.push(message.text()));
      await run(page, { ...QUICK, engine: "cpu" });
      const how = await page.evaluate(async () => {
        const element = document.querySelector("#curve") as HTMLElement;
        return (await window.page.finder.drawCurve(element, window.last))?.how;
      });
      expect(how).toBe("svg");
      const heights = await page.evaluate(() => {
        const plot = document
          .querySelector("#curve > div")
          ?.shadowRoot?.querySelector(".plot") as HTMLElement;
        const { height, overflow } = getComputedStyle(plot);
        const drawn = plot.querySelector(".drawing")?.getBoundingClientRect();
        return [plot.style.height, height, overflow, drawn && drawn.height < plot.clientHeight];
      });
      expect(heights).toEqual([heights[1], expect.stringMatching(/^\d{3}px$/), "hidden", true]);
      const whole = await page.locator("#curve").boundingBox();
      expect(whole?.height).toBeLessThan(900);
      expect(said.filter((text) => /Content Security Policy/.test(text))).toEqual([]);
    });
  });

  test("on a network that never answers: the next engine, or what was asked for is given up", async () => {
    const never = ["tfjs-backend-wasm.wasm", "tfjs-backend-wasm-simd.wasm"];
    await within({ never }, async (page) => {
      // The page's clock is moved on instead of waiting.
      await page.clock.install();
      const search = ({ abort = false, forced = true, own = "cpu" }) =>
        page.evaluate(
          async ({ abort, forced, own }) => {
            const { finder, makeModel, rows, tf } = window.page;
            if (tf.findBackendFactory("webgl")) tf.removeBackend("webgl");
            if (own === "none") tf.removeBackend("cpu");
            if (own === "cpu") await tf.setBackend("cpu");
            const stop = new AbortController();
            if (abort) setTimeout(() => stop.abort(), 1000);
            const model = own === "cpu" ? makeModel() : () => makeModel();
            return finder
              .findLearningRate(model as never, {
                data: rows(),
                budget: "quick",
                sweep: { steps: 20 },
                signal: stop.signal,
                ...(forced && { engine: "wasm" }),
              })
              .then(
                ({ result }) => result.engine.why,
                ({ code, message }) => `${code}: ${message}`,
              );
          },
          { abort, forced, own },
        );
      const unasked = search({ forced: false, own: "unset" });
      await page.clock.runFor(21_000);
      expect(await unasked).toMatch(/^cpu is the first engine of this page that trained/);
      const stopped = search({ abort: true });
      await page.clock.runFor(1500);
      expect(await stopped).toBe("cancelled: cancelled while an engine was starting");
      const forced = search({});
      await page.clock.runFor(21_000);
      expect(await forced).toMatch(/^engine-unusable: .*wasm: it did not start within 20 s/);
      const none = search({ forced: false, own: "none" });
      await page.clock.runFor(21_000);
      expect(await none).toMatch(
        /^engine-unusable: no backend .*wasm: it did not start within 20 s/,
      );
    });
  });
});
