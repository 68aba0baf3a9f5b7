import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { renderSchedules } from "../../../src/report/schedules/index.ts";
import { buildSchedule, sample, scheduleFromText } from "../../../src/schedule/index.ts";
import { describeInBrowser } from "../../helpers/browser.ts";
import { pageScripts } from "../../helpers/pages.ts";
import { axeFaults } from "../axe.ts";
import { openFile } from "../compare/opened.ts";
import { HOSTILE } from "../fixtures.ts";

let plotly = "";
let folder = "";
beforeAll(async () => {
  plotly = await pageScripts("report");
  folder = mkdtempSync(join(tmpdir(), "lr-finder-schedules-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const drawn = [
  "cosine:semantics=hf,peak=0.1,total=400,warmup=50,floor-lr=0.001",
  "multi-step:peak-lr=0.1,milestones=200,300,unit=step",
  "cosine-restarts:peak=0.1,cycle-steps=50,cycle-factor=2,peak-factor=0.8",
  "one-cycle:peak=0.08,total=400",
  "rex:peak=0.09,total=400",
  "inverse-sqrt:peak=0.05,warmup=40",
  "triangular2:peak=0.1,floor=0.01,half-cycle=50",
].map((label) => ({ label, lrs: sample(buildSchedule(scheduleFromText(label)), 450) }));

describeInBrowser("the comparison of schedules in a browser", (browser) => {
  test.each(["light", "dark"] as const)(
    "draws every line, fits a narrow window, and leaves axe nothing serious: %s",
    async (colorScheme) => {
      const options = { colorScheme, bypassCSP: true, viewport: { width: 1000, height: 900 } };
      const html = renderSchedules(drawn, { plotly });
      const { page, close } = await openFile(browser(), folder, html, options);
      const lines = page.locator(".plot .scatterlayer .trace");
      await expect.poll(() => lines.count()).toBe(drawn.length);
      expect(await axeFaults(page)).toEqual([]);
      await page.setViewportSize({ width: 380, height: 800 });
      await page.locator("summary").first().click();
      await expect
        .poll(() => page.evaluate(() => document.documentElement.scrollWidth))
        .toBeLessThanOrEqual(380);
      expect(await axeFaults(page)).toEqual([]);
      await close();
    },
  );

  test("a hostile name of 10,000 characters stays text", async () => {
    const label = `${HOSTILE}${"长🧪".repeat(5000)}`;
    const html = renderSchedules([{ label, lrs: [0.1, 0.05] }, ...drawn.slice(0, 1)], { plotly });
    const { page, close } = await openFile(browser(), folder, html);
    const lines = page.locator(".plot .scatterlayer .trace");
    await expect.poll(() => lines.count()).toBe(2);
    expect(await page.locator("main img, main b, iframe, object").count()).toBe(0);
    const [wide, window] = await page.evaluate(() => [
      document.documentElement.scrollWidth,
      document.documentElement.clientWidth,
    ]);
    expect(wide).toBeLessThanOrEqual(window as number);
    expect(await page.locator("main").textContent()).toContain(HOSTILE.slice(0, 5));
    await close();
  });
});
