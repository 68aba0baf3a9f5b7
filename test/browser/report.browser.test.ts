// Where `reportBlob` finds plotly: a file of the site, which bundlers take along or do not.
import { existsSync, readFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { extname } from "node:path";
import { rolldown } from "rolldown";
import { afterEach, beforeAll, expect, test } from "vitest";
import type { reportBlob } from "../../src/browser/index.ts";
import { describeInBrowser } from "../helpers/browser.ts";
import { repoFile } from "../helpers/cli.ts";
import { SCENES } from "../report/fixtures.ts";
import { bundleSite, type Files, plotlyFile } from "./site.ts";

declare const window: {
  reportBlob: typeof reportBlob;
  result: Parameters<typeof reportBlob>[0];
  CompressionStream: unknown;
};

const PROGRAM = 'import { reportBlob } from "lr-finder/browser"; window.reportBlob = reportBlob;';
const PLACE = "plotly.js-dist-min/plotly.min.js";

describeInBrowser("plotly of a report", (browser) => {
  const closing: (() => unknown)[] = [];
  afterEach(async () => {
    for (const close of closing.splice(0).reverse()) await close();
  });

  /** A site as many servers have them: what is no file is answered with the first page. */
  async function site(contentOf: (path: string) => string | Uint8Array | undefined) {
    const asked: string[] = [];
    const server = createServer(({ url = "/" }, response) => {
      const path = new URL(url, "http://site").pathname.slice(1);
      asked.push(path);
      const content = contentOf(path);
      const isCode = content !== undefined && extname(path) === ".js";
      response.writeHead(200, { "content-type": isCode ? "text/javascript" : "text/html" });
      response.end(content ?? contentOf("index.html"));
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    closing.push(() => server.close());
    const page = await browser().newPage();
    closing.push(() => page.close());
    await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
    await page.waitForFunction("window.reportBlob !== undefined");
    await page.evaluate((result) => {
      window.result = result;
    }, SCENES.healthy());
    /** The text of a report, or what was thrown. */
    const report = (options: Parameters<typeof reportBlob>[1] = {}) =>
      page.evaluate(
        (options) =>
          window.reportBlob(window.result, options).then(
            (blob) => blob.text(),
            ({ code, message }) => `${code}: ${message}`,
          ),
        options,
      );
    return { page, report, heavy: () => asked.filter((path) => /plotly/.test(path)) };
  }

  /** Opens a report and says which plotly has drawn its chart. */
  async function drawnBy(text: string): Promise<unknown> {
    const page = await browser().newPage();
    const problems: string[] = [];
    page.on("pageerror", (error) => problems.push(error.message));
    await page.setContent(text);
    await page.locator("#loss .js-plotly-plot").first().waitFor({ state: "attached" });
    const version = await page.evaluate("Plotly.version");
    await page.close();
    expect(problems).toEqual([]);
    return version;
  }

  const { version } = JSON.parse(
    readFileSync(repoFile("node_modules/plotly.js-dist-min/package.json"), "utf8"),
  ) as { version: string };
  let plotly = "";
  let files: Files;
  beforeAll(async () => {
    [, plotly] = await plotlyFile();
    files = await bundleSite("docs/program.js", { code: PROGRAM });
  });

  /** The bundled site, with plotly at a path of it. */
  const bundled = (place?: string, content = plotly) =>
    site((path) =>
      path === place ? content : path === "plotly.min.js" ? undefined : files.get(path),
    );

  test("a bundle has it in a folder beside it, and asks for it when a report is made", async () => {
    const { report, heavy } = await bundled(PLACE);
    expect(heavy()).toEqual([]);
    const text = await report();
    expect(heavy()).toEqual([PLACE]);
    expect(text.length).toBeLessThan(2.2e6);
    expect(await drawnBy(text)).toBe(version);
  });

  test("a development server has it among the packages, and adds a map", async () => {
    const { report, heavy } = await bundled(
      `node_modules/${PLACE}`,
      `${plotly}\n//# sourceMappingURL=data:application/json;base64,${"QUJD".repeat(1e6)}`,
    );
    const text = await report();
    expect(heavy()).toEqual([PLACE, `node_modules/${PLACE}`]);
    expect(text.length).toBeLessThan(2.2e6);
    expect(await drawnBy(text)).toBe(version);
  });

  test("its address or its text can be given, and is all that is looked at", async () => {
    const { report, heavy } = await bundled("files/charts.js");
    const byAddress = await report({ plotly: "files/charts.js" });
    expect(await report({ plotly })).toBe(byAddress);
    expect(await drawnBy(byAddress)).toBe(version);
    expect(await report({ plotly: "files/none.js" })).toMatch(
      /^bad-option: `plotly` must be the address of plotly\.min\.js, or its text: files\/none\.js is something else$/,
    );
    expect(await report({ plotly: 5 as never })).toMatch(
      /^bad-option: `plotly` must be an address/,
    );
    expect(heavy()).toEqual([]);
  });

  test("where there is none, the error says what to do, and a report without it can be had", async () => {
    const { page, report } = await bundled();
    expect(await report()).toMatch(
      /^plotly-missing: .*127\.0\.0\.1:\d+\/plotly\.js-dist-min\/plotly\.min\.js is something else.*`plotly: null`/,
    );
    const text = await report({ plotly: null });
    expect(text).toMatch(/^<!doctype html>/i);
    expect(text.length).toBeLessThan(200_000);
    expect(text).toContain("<svg");
    await page.evaluate(() => {
      window.CompressionStream = undefined;
    });
    expect(await report({ plotly })).toMatch(/^no-compression: .*`plotly: null`/);
  });

  test("without a bundler it is the neighbour in `node_modules`", async () => {
    const packages = await bareModules([
      "fastest-levenshtein",
      "pure-rand/distribution/uniformFloat64",
      "pure-rand/distribution/uniformInt",
      "pure-rand/generator/xoroshiro128plus",
      "@tensorflow/tfjs-core",
      "@tensorflow/tfjs-layers",
    ]);
    const own = "/sub/node_modules/lr-finder";
    const lib = `${own}/dist/trainer/tfjs/lib`;
    const imports = {
      ...packages.imports,
      [`${lib}/packages.js`]: `${lib}/packages.browser.js`,
      "lr-finder/browser": `${own}/dist/browser/index.js`,
    };
    const html = `<!doctype html><meta charset="utf-8"><title>A page</title>
<script type="importmap">${JSON.stringify({ imports })}</script><script type="module">${PROGRAM}</script>`;
    const { report, heavy } = await site((path) => {
      if (path === "index.html") return html;
      const module = packages.files.get(path);
      if (module !== undefined) return module;
      const file = path.startsWith(own.slice(1))
        ? path.slice(own.length)
        : path.replace(/^sub\//, "");
      return existsSync(repoFile(file)) && extname(file) === ".js"
        ? readFileSync(repoFile(file))
        : undefined;
    });
    const text = await report();
    expect(heavy().at(-1)).toBe(`sub/node_modules/${PLACE}`);
    expect(await drawnBy(text)).toBe(version);
  });
});

/** Packages as modules that a page can load by an import map. */
async function bareModules(names: readonly string[]) {
  const bundle = await rolldown({
    input: Object.fromEntries(names.map((name, i) => [`package-${i}`, name])),
    cwd: repoFile("."),
    platform: "browser",
    tsconfig: false,
    onLog: () => {},
  });
  const { output } = await bundle.generate({ format: "esm", entryFileNames: "[name].js" });
  await bundle.close();
  return {
    imports: Object.fromEntries(names.map((name, i) => [name, `/package-${i}.js`])),
    files: new Map(output.map((file) => [file.fileName, file.type === "chunk" ? file.code : ""])),
  };
}
