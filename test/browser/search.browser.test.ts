import "@tensorflow/tfjs-backend-cpu";
import * as tf from "@tensorflow/tfjs-core";
import { initializers, layers, sequential } from "@tensorflow/tfjs-layers";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { BrowserFindOptions, Note, Result } from "../../src/browser/index.ts";
import { findLearningRate, trainerFromParts } from "../../src/index.ts";
import { noteText, wordsOf } from "../../src/words/index.ts";
import { describeInBrowser } from "../helpers/browser.ts";
import { englishIn } from "../helpers/chinese.ts";
import { rows } from "./rows.ts";
import { bundleSite, type Files, type Site, serveSite } from "./site.ts";

/** Why the engine was taken, in Chinese: no English is left of it. */
function inChinese({ record }: Result): string {
  const text = noteText(record.info.engine.whyNote as Note, wordsOf("zh"));
  expect(englishIn(text)).toEqual([]);
  return text;
}

/** What `run` of the page gives. */
interface Ran {
  readonly result: Result;
  readonly failure: string | null;
  readonly events: string[];
  readonly most: number;
  readonly isPutBack: boolean;
  readonly left: number;
  readonly backend: string;
}

/** See `run` in `page.mjs`. */
interface Circumstances {
  readonly own?: string;
  readonly fit?: boolean;
  readonly stream?: boolean;
  readonly stopAfter?: number;
}

/** A model, as far as the page trains it by itself here. */
interface Trainable {
  fit(xs: unknown, ys: unknown, options: object): Promise<unknown>;
}

/** Of the page, as far as functions that run there use it here. */
declare const window: {
  readonly last: Result;
  readonly page: typeof import("../../src/browser/index.ts") extends infer Finder
    ? {
        readonly finder: Finder;
        run(options: unknown, circumstances: unknown): Promise<Ran>;
        readonly tf: { tensor(values: readonly unknown[]): unknown };
        makeModel(): never;
      }
    : never;
};

const QUICK = { budget: "quick", sweep: { steps: 40, endLr: 0.1 } } as const;
const SHORT = { budget: 150, horizon: { epochs: 40 } } as const;

describeInBrowser(
  "a search in the page",
  (browser) => {
    let files: Files;
    let site: Site;
    let page: Page;
    const problems: string[] = [];
    const said: string[] = [];
    beforeAll(async () => {
      files = await bundleSite("test/browser/page.mjs");
      site = await serveSite(files);
      page = await open(site);
    });
    afterAll(() => site.close());

    async function open({ url }: Site): Promise<Page> {
      const opened = await browser().newPage({ viewport: { width: 900, height: 900 } });
      opened.on("pageerror", (error) => problems.push(error.message));
      opened.on("console", (message) => said.push(message.text()));
      await opened.goto(url);
      await opened.waitForFunction("window.page !== undefined");
      return opened;
    }

    const run = (
      options: Omit<BrowserFindOptions, "data">,
      circumstances: Circumstances = {},
      inPage = page,
    ): Promise<Ran> =>
      inPage.evaluate(([options, circumstances]) => window.page.run(options, circumstances), [
        options,
        circumstances,
      ] as const);

    test.each(["webgl", "wasm", "cpu"] as const)(
      "on %s: an answer, and all is put back",
      async (engine) => {
        const { result, ...ran } = await run({ ...SHORT, engine });
        expect(ran).toMatchObject({ failure: null, isPutBack: true, left: 0, backend: "cpu" });
        expect(result.engine).toMatchObject({ name: engine, version: tf.version_core });
        expect(result.engine.why).toMatch(`${engine} was asked for, and it trained one step`);
        expect(result.status).toBe("found");
        expect(result.record.runs[0]?.heldOut.length).toBeGreaterThan(5);
        expect(result.probes.length).toBeGreaterThan(2);
        expect(result.plan?.schedule.totalSteps).toBe(480);
        expect(result.warnings.map(({ code }) => code)).toEqual(["rows-held-out"]);
        const trained = ran.events.filter((type) => /^(trial-)?step$/.test(type)).length;
        expect(trained).toBe(result.cost.trainSteps);
        expect(trained).toBeLessThanOrEqual(ran.most);
      },
    );

    test("on webgpu: losses are read as they come, and all is put back", async () => {
      const { result, ...ran } = await run({ ...QUICK, accumulate: 2, engine: "webgpu" });
      expect(ran).toMatchObject({ failure: null, isPutBack: true, left: 0, backend: "cpu" });
      expect(result.engine.name).toBe("webgpu");
      expect(result.record.runs[0]?.losses.every(Number.isFinite)).toBe(true);
      expect(result.record.runs[0]?.heldOut[0]?.standardError).toBeGreaterThan(0);
      // Waiting for a value is what this engine warns of.
      expect(said.filter((text) => /synchronously reading/.test(text))).toEqual([]);
    });

    test("on cpu: the numbers of Node.js, on the same rows", async () => {
      const { result } = await run({ ...SHORT, engine: "cpu" }, { fit: false });
      await tf.setBackend("cpu");
      const kernelInitializer = (seed: number) => initializers.heNormal({ seed });
      const model = sequential({
        layers: [
          layers.dense({
            units: 24,
            activation: "relu",
            inputShape: [4],
            kernelInitializer: kernelInitializer(1),
          }),
          layers.batchNormalization(),
          layers.dropout({ rate: 0.1 }),
          layers.dense({
            units: 3,
            activation: "softmax",
            kernelInitializer: kernelInitializer(2),
          }),
        ],
      });
      model.compile({ optimizer: tf.train.adam(0.01), loss: "sparseCategoricalCrossentropy" });
      const trainer = await trainerFromParts({ model, data: rows() }, { engine: "cpu" });
      const { result: there } = await findLearningRate(trainer, SHORT);
      await trainer.close();
      // `Math.pow` of another version of V8 may give another last digit.
      const numbers = (of: Result) => [
        ...[...of.record.runs, ...of.probes].flatMap(({ losses, heldOut }) => [
          ...losses,
          ...heldOut.map(({ loss }) => loss),
        ]),
        of.plan?.initialLr ?? 0,
      ];
      const [here, expected] = [numbers(result), numbers(there)];
      expect(here).toHaveLength(expected.length);
      for (const [i, value] of here.entries()) expect(value).toBeCloseTo(expected[i] as number, 5);
      const answer = ({ suggestion, plan }: Result) => [
        "method" in suggestion && suggestion.method,
        suggestion.reasons.map(({ code }) => code),
        plan?.schedule.kind,
      ];
      expect(answer(result)).toEqual(answer(there));
    });

    test("takes the page's own engine unasked, and says what is missing", async () => {
      const { result } = await run(QUICK, { own: "webgl" });
      expect(result.engine).toMatchObject({
        name: "webgl",
        why: "webgl is the first engine of this page that trained one step of this model",
      });
      const wasm = await run(QUICK, { own: "wasm" });
      expect(wasm.result.engine.why).toMatch(
        /wasm runs on one thread: this page has no shared memory/,
      );
      expect(inChinese(wasm.result)).toMatch(/^wasm 是此页面的引擎中第一个.*；wasm 只用一个线程：/);
      expect(wasm).toMatchObject({ isPutBack: true, left: 0, backend: "wasm" });
      const without = await bundleSite("test/browser/page-without-gpu.mjs");
      const plain = await serveSite(without);
      const other = await open(plain);
      const { result: lacking } = await run(QUICK, { own: "webgl" }, other);
      const { why } = lacking.engine;
      expect(inChinese(lacking)).toMatch(
        /；没有 webgpu：此页面没有加载 @tensorflow\/tfjs-backend-webgpu$/,
      );
      expect(why).toMatch(
        /^webgl is .*; webgpu is not there: this page does not load @tensorflow\/tfjs-backend-webgpu$/,
      );
      await expect(run({ ...QUICK, engine: "webgpu" }, {}, other)).rejects.toThrow(
        /`engine` webgpu cannot train this model \(webgpu: this page does not load/,
      );
      const support = await other.evaluate(() => window.page.finder.engineSupport());
      expect(support.map(({ isThere }) => isThere)).toEqual([false, true, true, true]);
      expect(support[2]?.note).toMatch(/one thread/);
      expect(support.map(({ code }) => code)).toEqual(["not-loaded", null, "one-thread", null]);
      await other.close();
      await plain.close();
    });

    test("with shared memory wasm trains on threads, with our kernels", async () => {
      const isolated = await serveSite(files, { isolated: true });
      const other = await open(isolated);
      const { result, ...ran } = await run({ ...SHORT, engine: "wasm" }, {}, other);
      expect(ran).toMatchObject({ failure: null, isPutBack: true, left: 0 });
      expect(result.engine.why).not.toMatch(/one thread/);
      expect(result.engine.threads).toBeGreaterThan(1);
      expect(result.engine.features).toContain("simd");
      expect(isolated.asked).toContain("tfjs-backend-wasm-threaded-simd.wasm");
      await other.close();
      await isolated.close();
    });

    test("stops by its signal, with what was recorded", async () => {
      const ran = await run({ ...SHORT, engine: "wasm" }, { stopAfter: 30 });
      expect(ran.result.sweep.stopReason).toBe("cancelled");
      expect(ran).toMatchObject({ failure: null, isPutBack: true, left: 0 });
      expect(ran.result.record.runs[0]?.losses.length).toBeLessThan(30);
    });

    test("reads a dataset of batches", async () => {
      const { result, ...ran } = await run({ ...SHORT, engine: "wasm" }, { stream: true });
      expect(ran).toMatchObject({ failure: null, isPutBack: true, left: 0 });
      expect(result.status).toBe("found");
      expect(result.record.info).toMatchObject({ batchSize: 32, stepsPerEpoch: 12 });
    });

    test("refuses what cannot be, before anything is trained", async () => {
      const refused = (options: unknown) =>
        page.evaluate(
          (options) =>
            window.page.finder.findLearningRate(window.page.makeModel(), options as never).then(
              () => "trained",
              (error: Error) => `${error.name}: ${error.message}`,
            ),
          options,
        );
      expect(await refused({ data: { xs: [[1, 2, 3, 4]] } })).toMatch(
        /^InputError: `data` must have `xs` and `ys`/,
      );
      expect(await refused({ data: rows(), buget: "quick" })).toMatch(
        /^InputError: .*buget.*budget/,
      );
      expect(await refused({ data: rows(), engine: "gpu" })).toMatch(/^InputError: .*`engine`/);
      const twice = await page.evaluate(async (data) => {
        const { finder, makeModel } = window.page;
        const model = makeModel();
        const both = [1, 2].map(() =>
          finder.findLearningRate(model, { data, engine: "cpu", budget: "quick" }),
        );
        return (await Promise.allSettled(both)).map((each) =>
          each.status === "fulfilled" ? each.value.result.status : (each.reason as Error).message,
        );
      }, rows());
      expect(twice).toEqual(["found", expect.stringMatching(/^`model` is being trained/)]);
      const besideFit = await page.evaluate(async (data) => {
        const { finder, makeModel, tf } = window.page;
        const model = makeModel() as Trainable;
        const [xs, ys] = [tf.tensor(data.xs), tf.tensor(data.ys)];
        const search = () =>
          finder.findLearningRate(model as never, { data, engine: "cpu", budget: "quick" });
        const first = [model.fit(xs, ys, { epochs: 2, verbose: 0 }), search()];
        const searchAfterFit = await Promise.allSettled(first);
        const fits: Promise<string>[] = [];
        await finder.findLearningRate(model as never, {
          data,
          engine: "cpu",
          budget: "quick",
          onEvent: () => {
            fits.push(model.fit(xs, ys, { verbose: 0 }).then(() => "fitted", String));
          },
        });
        return [searchAfterFit.map(({ status }) => status), [...new Set(await Promise.all(fits))]];
      }, rows());
      expect(besideFit).toEqual([
        ["fulfilled", "rejected"],
        [expect.stringMatching(/another fit\(\) call is ongoing/)],
      ]);
    });

    test("draws the curve as SVG, and with plotly where the page has it", async () => {
      await run({ ...SHORT, engine: "wasm" });
      const draw = () =>
        page.evaluate(async () => {
          const element = document.querySelector("#curve") as HTMLElement;
          return (await window.page.finder.drawCurve(element, window.last))?.how;
        });
      expect(await draw()).toBe("svg");
      const plot = page.locator("#curve .plot");
      expect((await plot.boundingBox())?.width).toBeGreaterThan(600);
      expect(await plot.locator("svg path").count()).toBeGreaterThan(3);
      expect(await page.locator("#curve .key").innerText()).toMatch(/recommended/i);
      expect(await page.locator("#curve .caption").innerText()).not.toMatch(/Show all/);
      const svg = await page.evaluate(() =>
        window.page.finder.curveSvg(window.last, { language: "zh" }),
      );
      const image = await page.evaluate(async (svg) => {
        const picture = new Image();
        picture.src = URL.createObjectURL(new Blob([svg as string], { type: "image/svg+xml" }));
        await picture.decode();
        return [picture.naturalWidth, picture.naturalHeight];
      }, svg);
      expect(image).toEqual([760, 640]);
      await page.addScriptTag({ path: "node_modules/plotly.js-dist-min/plotly.min.js" });
      expect(await draw()).toBe("plotly");
      await expect.poll(() => page.locator("#curve .scatterlayer path").count()).toBeGreaterThan(3);
    });

    test("makes the report as a Blob, whose parts are loaded then", async () => {
      await run({ ...SHORT, engine: "wasm" });
      const heavy = () => site.asked.filter((name) => /plotly/.test(name));
      expect(heavy()).toEqual([]);
      const text = await page.evaluate(async () => {
        const blob = await window.page.finder.reportBlob(window.last);
        return `${blob.type}\n${await blob.text()}`;
      });
      expect(heavy()).toHaveLength(1);
      expect(text).toMatch(/^text\/html;charset=utf-8\n<!doctype html>/i);
      const report = await browser().newPage();
      await report.setContent(text.slice(text.indexOf("\n") + 1));
      await expect.poll(() => report.locator("#loss .js-plotly-plot").count()).toBeGreaterThan(0);
      const lr = await page.evaluate(() => window.last.plan?.initialLr);
      expect(Number(await report.locator("#lr").innerText())).toBe(lr);
      await report.close();
    });

    test("nothing went wrong beside that", () => expect(problems).toEqual([]));
  },
  { gpu: true },
);
