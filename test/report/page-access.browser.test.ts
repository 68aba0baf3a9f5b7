import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import type { Result } from "../../src/result/types.ts";
import type { Language } from "../../src/words/index.ts";
import { describeInBrowser } from "../helpers/browser.ts";
import { axeFaults } from "./axe.ts";
import {
  explodingLoss,
  HOSTILE,
  makeResult,
  makeTrial,
  probedResult,
  rulesOf,
  SCENES,
} from "./fixtures.ts";
import { closeReport, openReport, usePages } from "./open-page.ts";

usePages();

/** The element with the focus and the style of its ring; empty where nothing has it. */
const focused = (page: Page) =>
  page.evaluate(() => {
    const element = document.activeElement as HTMLElement;
    if (element === document.body) return "";
    const { action, key, save } = element.dataset;
    const name =
      element.id || element.ariaLabel || action || key || save || element.textContent?.trim();
    return `${name}|${getComputedStyle(element).outlineStyle}`;
  });

/** Moves the slider from elsewhere and waits until chart, key and table are drawn for it. */
const redraw = (page: Page) =>
  page.evaluate(async () => {
    const slider = document.getElementById("bandwidth") as HTMLInputElement;
    const caption = document.querySelector("#loss figcaption") as HTMLElement;
    const drawn = new Promise<void>((resolve) => {
      const observer = new MutationObserver(() => {
        observer.disconnect();
        requestAnimationFrame(() => resolve());
      });
      // A redraw may be put together with the one before and then changes no word.
      setTimeout(resolve, 5000);
      observer.observe(caption, { subtree: true, childList: true, characterData: true });
    });
    slider.value = slider.value === "-0.2" ? "-0.6" : "-0.2";
    slider.dispatchEvent(new Event("input"));
    await drawn;
  });

/** A result with as much to say as a search by whole runs has: eleven trainings, three reasons, a warning. */
function fullResult(): Result {
  const base = probedResult();
  const long =
    "of the rows are held out and not trained on: learning rates are judged on them; another option gives another share, and two more keep rows together or in their order, whatever is asked for";
  const said = [1, 2, 3].map((i) => ({ code: `r${i}`, message: `${100 * i} ${long}.` }));
  const probes = Array.from({ length: 11 }, (_, i) =>
    makeTrial(`whole run at ${0.001 * (i + 1)}, data order 2`, 0.001 * (i + 1), 0.4 + i / 20),
  );
  const { suggestion } = base;
  return {
    ...base,
    suggestion: { ...suggestion, reasons: said },
    warnings: [{ code: "w", message: `1 ${long}.` }],
    probes,
  } as unknown as Result;
}

describeInBrowser("the report for everyone", (browser) => {
  test.each([
    ["light", "en"],
    ["dark", "zh"],
  ] as const)("axe finds nothing: %s, %s", async (colorScheme, language) => {
    const watched = await openReport(browser(), probedResult(), {
      live: true,
      colorScheme,
      language,
      // Only here: axe is put into the page from outside its policy.
      bypassCSP: true,
    });
    const { page } = watched;
    expect(await axeFaults(page)).toEqual([]);
    await closeReport(watched);
  });

  test.each([
    ["as fast as the keys go", false],
    ["with a redraw behind every control", true],
  ])("with the keyboard alone, every control can be reached and works: %s", async (_, redrawn) => {
    const watched = await openReport(browser(), SCENES.healthy(), { live: true });
    const { page } = watched;
    const seen: string[] = [];
    for (let i = 0; i < 80; i++) {
      await page.keyboard.press("Tab");
      const name = await focused(page);
      if (name === "") break;
      seen.push(name);
      if (name.startsWith("bandwidth|")) await page.keyboard.press("ArrowRight");
      if (!redrawn) continue;
      await redraw(page);
      expect(await focused(page)).toBe(name);
    }
    const names = seen.map((each) => each.split("|")[0]);
    for (const control of ["theme", "bandwidth", "rules-read", "as-run", "Left trim", "Right trim"])
      expect(names).toContain(control);
    for (const control of ["reset", "log", "png", "smoothed", "rule-valley", "csv", "json"])
      expect(names).toContain(control);
    expect(new Set(names).size).toBeGreaterThan(40);
    expect(seen.filter((each) => each.endsWith("|none"))).toEqual([]);
    await expect
      .poll(() => page.locator("#live-answer").textContent())
      .toContain("At these settings");
    await closeReport(watched);
  });

  test("a press that spans a redraw counts; what vanishes passes the focus on", async () => {
    const watched = await openReport(browser(), SCENES.healthy(), {
      live: true,
      viewport: { width: 380, height: 800 },
    });
    const { page } = watched;
    const valley = page.locator("#loss [data-key=rule-valley]");
    await valley.focus();
    await page.keyboard.down("Space");
    await redraw(page);
    await page.keyboard.up("Space");
    expect(await valley.getAttribute("aria-pressed")).toBe("false");

    const rules = page.locator(".scroll:has(#rules-table)");
    await rules.evaluate((box) => {
      box.scrollLeft = 30;
    });
    await redraw(page);
    expect(await rules.evaluate((box) => box.scrollLeft)).toBe(30);

    // Cut off at the right, the curve never diverges.
    await page.locator("#loss [data-key=diverged]").focus();
    await page.getByRole("slider", { name: "Right trim" }).evaluate((handle) => {
      for (let i = 0; i < 2; i++)
        handle.dispatchEvent(new KeyboardEvent("keydown", { key: "PageDown" }));
    });
    await expect.poll(() => page.locator("#loss [data-key=diverged]").count()).toBe(0);
    expect(await focused(page)).toMatch(/^rule-/);
    await closeReport(watched);
  });

  test("what was zoomed to stays, and a handle that is moved out of it keeps the focus", async () => {
    const watched = await openReport(browser(), SCENES.healthy(), { live: true });
    const { page } = watched;
    const plot = page.locator(".plot[data-figure=loss]");
    const left = page.getByLabel("Left trim");
    const zoom = async () => {
      await plot.scrollIntoViewIfNeeded();
      const box = await plot.boundingBox();
      if (!box) throw new Error("no plot");
      await page.mouse.move(box.x + box.width * 0.4, box.y + 200);
      await page.mouse.down();
      await page.mouse.move(box.x + box.width * 0.8, box.y + 203, { steps: 4 });
      await page.mouse.up();
      await expect.poll(() => left.isVisible()).toBe(false);
    };
    await zoom();
    // 1e-6 and 3.5 decades: into the part that is shown.
    const press = (key: string) =>
      left.evaluate((handle, name) => {
        handle.dispatchEvent(new KeyboardEvent("keydown", { key: name }));
      }, key);
    for (let i = 0; i < 7; i++) await press("PageUp");
    expect(await left.isVisible()).toBe(true);
    await left.focus();
    await page.keyboard.press("Home");
    await redraw(page);
    expect(await focused(page)).toContain("Left trim");
    await page.keyboard.press("Tab");
    expect(await focused(page)).toMatch(/^raw/);
    // The part that was zoomed to outlasts the redraws, and the whole comes back as often as asked for.
    expect(await left.isVisible()).toBe(false);
    for (let i = 0; i < 2; i++) {
      await page.locator("#loss").getByRole("button", { name: "Readable part" }).click();
      await expect.poll(() => left.isVisible()).toBe(true);
      await zoom();
    }
    await closeReport(watched);
  });

  test.each<readonly [string, Result, Language]>([
    ["a sweep with repeats", SCENES.repeats(), "en"],
    ["probes", { ...probedResult(), verification: null }, "en"],
    ["a verification", probedResult(), "en"],
    ["a full search: whole runs, reasons and a warning", fullResult(), "en"],
    ["the same in Chinese", fullResult(), "zh"],
  ])("on paper: one sheet, light, without controls: %s", async (_, result, language) => {
    const watched = await openReport(browser(), result, {
      live: true,
      colorScheme: "dark",
      language,
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
    await page.setViewportSize({ width: 718, height: 1054 });
    expect((await page.locator("#loss .plot").boundingBox())?.height).toBeGreaterThanOrEqual(150);
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
      rules: { ...rulesOf({ [HOSTILE]: { lr: 1e-3, note: long } }), ...base.rules },
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
