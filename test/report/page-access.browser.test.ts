import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { expect, test } from "vitest";
import type { Result } from "../../src/result/types.ts";
import { describeInBrowser } from "../helpers/browser.ts";
import { explodingLoss, HOSTILE, makeResult, probedResult, SCENES } from "./fixtures.ts";
import { closeReport, openReport, usePages } from "./open-page.ts";

usePages();

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

interface AxeFinding {
  readonly id: string;
  readonly impact: string | null;
  readonly nodes: readonly { readonly html: string }[];
}

describeInBrowser("the report for everyone", (browser) => {
  test.each([
    ["light", "en"],
    ["dark", "zh"],
  ] as const)("axe finds nothing serious: %s, %s", async (colorScheme, language) => {
    const watched = await openReport(browser(), probedResult(), {
      live: true,
      colorScheme,
      language,
      // Only here: axe is put into the page from outside its policy.
      bypassCSP: true,
    });
    const { page } = watched;
    await page.evaluate(AXE);
    const found = await page.evaluate(async () => {
      const axe = (globalThis as unknown as { axe: { run(): Promise<unknown> } }).axe;
      const { violations } = (await axe.run()) as { violations: AxeFinding[] };
      return violations.map(({ id, impact, nodes }) => `${impact} ${id}: ${nodes[0]?.html}`);
    });
    expect(found.filter((each) => /^(serious|critical)/.test(each))).toEqual([]);
    await closeReport(watched);
  });

  test("with the keyboard alone: every control can be reached and works", async () => {
    const watched = await openReport(browser(), SCENES.healthy(), { live: true });
    const { page } = watched;
    const seen = new Set<string>();
    await page.keyboard.press("Tab");
    for (let i = 0; i < 80; i++) {
      const name = await page.evaluate(() => {
        const element = document.activeElement as HTMLElement;
        const ring = getComputedStyle(element).outlineStyle;
        return element === document.body
          ? ""
          : `${element.id || element.getAttribute("aria-label") || element.dataset.action || element.dataset.key || element.dataset.save || element.textContent?.trim()}|${ring}`;
      });
      if (name === "") break;
      seen.add(name);
      if (name.startsWith("bandwidth|")) await page.keyboard.press("ArrowRight");
      await page.keyboard.press("Tab");
    }
    const names = [...seen].map((each) => each.split("|")[0]);
    for (const control of ["theme", "bandwidth", "rules-read", "as-run", "Left trim", "Right trim"])
      expect(names).toContain(control);
    for (const control of ["reset", "log", "png", "smoothed", "rule-valley", "csv", "json"])
      expect(names).toContain(control);
    expect([...seen].filter((each) => each.endsWith("|none"))).toEqual([]);
    expect(await page.locator("#live-answer").textContent()).toContain("At these settings");
    await closeReport(watched);
  });

  test.each([
    ["a sweep with repeats", SCENES.repeats()],
    ["probes", { ...probedResult(), verification: null }],
  ])("on paper: one sheet, light, without controls: %s", async (_, result) => {
    const watched = await openReport(browser(), result, {
      live: true,
      colorScheme: "dark",
    });
    const { page } = watched;
    const pdf = await page.pdf({ format: "A4" });
    expect(pdf.toString("latin1").match(/\/Type\s*\/Page\b/g)?.length).toBe(1);
    await page.emulateMedia({ media: "print" });
    expect(
      await page
        .locator(".tools button:visible, .copy:visible, input:visible, .handle:visible")
        .count(),
    ).toBe(0);
    expect(await page.locator(".lr").isVisible()).toBe(true);
    const ground = await page.evaluate(() => getComputedStyle(document.body).backgroundColor);
    expect(ground).toBe("rgb(255, 255, 255)");
    await closeReport(watched);
  });

  test("in Chinese, 380 pixels wide", async () => {
    const watched = await openReport(browser(), SCENES.healthy(), {
      live: true,
      language: "zh",
      viewport: { width: 380, height: 800 },
    });
    const { page } = watched;
    expect(await page.evaluate(() => document.documentElement.lang)).toBe("zh-CN");
    expect(await page.locator(".kicker").textContent()).toBe("建议的学习率");
    expect(await page.locator("#live-answer").textContent()).toBe("运行时的结果：0.0021。");
    expect(await page.locator("#theme").textContent()).toBe("深色主题");
    const drawn = await page.locator(".plot[data-figure=loss]").textContent();
    expect(drawn).toContain("每数量级斜率");
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(
      380,
    );
    await closeReport(watched);
  });

  test("hostile names and 10,000 characters stay text, live controls included", async () => {
    const long = `${HOSTILE}${"长🧪".repeat(5000)}`;
    const base = makeResult({ loss: explodingLoss, name: long });
    const probes = probedResult().probes.map((trial) => ({ ...trial, label: long }));
    const hostile: Result = {
      ...base,
      probes,
      warnings: [{ code: HOSTILE, message: long, data: {} }],
      rules: { [HOSTILE]: { lr: 1e-3, note: long }, ...base.rules },
      options: { [HOSTILE]: long },
      versions: { [HOSTILE]: HOSTILE, project: HOSTILE },
    };
    const watched = await openReport(browser(), hostile, { live: true });
    const { page } = watched;
    await page.locator("#bandwidth").evaluate((slider) => {
      (slider as HTMLInputElement).value = "-0.2";
      slider.dispatchEvent(new Event("input"));
    });
    await expect.poll(() => page.locator("#live-answer").textContent()).toContain("At these");
    expect(await page.locator("main img, main b, iframe, object").count()).toBe(0);
    const width = await page.evaluate(() => [
      document.documentElement.scrollWidth,
      document.documentElement.clientWidth,
    ]);
    expect(width[0]).toBeLessThanOrEqual(width[1] as number);
    expect(await page.title()).not.toMatch(/[\u202A-\u202E]/);
    await closeReport(watched);
  });
});
