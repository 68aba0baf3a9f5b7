import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { describeInBrowser } from "../../helpers/browser.ts";

const PAGE = fileURLToPath(new URL("../../../reports/regret.html", import.meta.url));

describeInBrowser("the benchmark's page", (browser) => {
  test("draws both charts and every table, and asks for nothing", async () => {
    expect(existsSync(PAGE)).toBe(true);
    const page = await browser().newPage();
    const faults: string[] = [];
    page.on("pageerror", (fault) => faults.push(String(fault)));
    page.on("console", (message) => {
      if (message.type() === "error") faults.push(message.text());
    });
    const asked: string[] = [];
    page.on("request", (request) => asked.push(request.url()));
    await page.goto(`file://${PAGE}`);
    await expect.poll(() => page.locator(".main-svg .point").count()).toBeGreaterThan(20);
    expect(await page.locator("table").count()).toBeGreaterThan(8);
    expect(faults).toEqual([]);
    expect(asked.filter((url) => !/^(file|data|blob):/.test(url))).toEqual([]);
    await page.close();
  });
});
