// The page of examples/browser, and the programs of docs/browser.md, bundled and run.
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { describeInBrowser } from "../helpers/browser.ts";
import { repoFile } from "../helpers/cli.ts";
import { readPage } from "../helpers/markdown.ts";
import { bundleSite, serveFolder, serveSite } from "./site.ts";

describeInBrowser(
  "examples/browser",
  (browser) => {
    test.each(["webgl", "wasm"])("finds, draws, trains and reports on %s", async (engine) => {
      const html = readFileSync(repoFile("examples/browser/index.html"), "utf8");
      const site = await serveSite(await bundleSite("examples/browser/main.js", { html }));
      const page = await browser().newPage({ viewport: { width: 1000, height: 1200 } });
      const problems: string[] = [];
      page.on("pageerror", (error) => problems.push(error.message));
      await page.goto(site.url, { waitUntil: "networkidle" });
      await page.locator("[name=engine]").selectOption(engine);
      await page.locator("[name=budget]").selectOption("quick");
      const status = page.locator("#status");
      await page.locator("#find").click();
      await expect.poll(() => status.innerText()).toMatch(`Training on ${engine}`);
      await expect.poll(() => status.innerText()).toMatch(/^Train with [\d.e-]+ \(/);
      expect(
        await page.locator("#progress").evaluate((bar: HTMLProgressElement) => bar.position),
      ).toBe(1);
      await expect.poll(() => page.locator("#curve .plot svg").count()).toBeGreaterThan(0);
      if (process.env.SHOTS)
        await page.screenshot({
          path: `${process.env.SHOTS}/example-${engine}.png`,
          fullPage: true,
        });
      const opened = page.waitForEvent("popup");
      await page.locator("#report").click();
      const report = await opened;
      await expect.poll(() => report.locator("h1").innerText()).toMatch(/^[\d.e-]+$/);
      await report.close();
      await page.locator("#train").click();
      await expect.poll(() => status.innerText()).toMatch(/^Epoch 20 of 20: loss 0\.\d+/);
      await page.locator("[name=budget]").selectOption("thorough");
      await page.locator("#find").click();
      await page.locator("#stop").click();
      await expect.poll(() => page.locator("#find").isEnabled()).toBe(true);
      expect(problems).toEqual([]);
      await page.close();
      await site.close();
    });

    test("the first program of docs/browser.md gives its answer", async () => {
      const [program] = readPage("docs/browser.md").blocks;
      // Whole runs on WebGL by the processor take minutes.
      const code = program?.code.replace("tfjs-backend-webgl", "tfjs-backend-cpu") as string;
      const site = await serveSite(await bundleSite("docs/program.js", { code }));
      const page = await browser().newPage();
      const problems: string[] = [];
      const said: string[] = [];
      page.on("pageerror", (error) => problems.push(error.message));
      page.on("console", (message) => said.push(message.text()));
      await page.goto(site.url);
      await page.locator(".plot svg path").first().waitFor({ state: "attached", timeout: 120_000 });
      expect(said.join("\n")).toMatch(/^[\d.e-]+ \[.*\] (low|medium|high) \{kind: /m);
      expect(problems).toEqual([]);
      await page.close();
      await site.close();
    });

    test("the page of docs/browser.md without a bundler draws its curve", async () => {
      const html = readPage("docs/browser.md").blocks.find(({ language }) => language === "html");
      const folder = await serveFolder(html?.code as string);
      const page = await browser().newPage();
      const problems: string[] = [];
      page.on("pageerror", (error) => problems.push(error.message));
      page.on("requestfailed", (request) => problems.push(request.url()));
      await page.goto(folder.url);
      await page.locator(".plot svg path").first().waitFor({ state: "attached", timeout: 120_000 });
      expect(folder.lacking).toEqual([]);
      expect(problems).toEqual([]);
      await page.close();
      await folder.close();
    });
  },
  { gpu: true },
);
