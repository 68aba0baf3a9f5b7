import { readFile } from "node:fs/promises";
import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import { formatLr } from "../../src/core/format.ts";
import { toJson } from "../../src/core/json.ts";
import { analyst, recordingOf, settingsOf } from "../../src/report/analysis/index.ts";
import { parseResult } from "../../src/result/parse.ts";
import { describeInBrowser } from "../helpers/browser.ts";
import { healthyLoss, makeResult, probedResult, SCENES } from "./fixtures.ts";
import { closeReport, letRest, openReport, usePages } from "./open-page.ts";

usePages();

const answer = (page: Page) => page.locator("#live-answer").textContent();
const curvePath = (page: Page) =>
  page.locator(".plot[data-figure=loss] .scatterlayer .js-line").first().getAttribute("d");

/** Moves the slider as a hand does. */
async function smooth(page: Page, bandwidth: number): Promise<void> {
  await page.locator("#bandwidth").evaluate((slider, value) => {
    (slider as HTMLInputElement).value = String(value);
    slider.dispatchEvent(new Event("input", { bubbles: true }));
  }, Math.log10(bandwidth).toFixed(2));
}

describeInBrowser("smoothing, trims and downloads", (browser) => {
  test("the slider makes curve, picks and table again, as the library does", async () => {
    const result = makeResult({ loss: healthyLoss, noise: 0.15 });
    const watched = await openReport(browser(), result, { live: true });
    const { page } = watched;
    expect(await answer(page)).toBe("As it was run: 0.0021.");
    const [before, smithBefore] = [
      await curvePath(page),
      await page.locator("#rules-table tbody tr", { hasText: "smith-upper" }).textContent(),
    ];
    await smooth(page, 10 ** -0.2);
    const settings = { ...settingsOf(result), bandwidth: 10 ** -0.2 };
    const { suggestion } = analyst(recordingOf(result)).full(settings);
    if (suggestion?.status !== "found") throw new Error("no suggestion");
    const [low, high] = suggestion.range.map((lr) => formatLr(lr));
    const words = `At these settings the curve gives ${formatLr(suggestion.lr)}, between ${low} and ${high} (${suggestion.confidence} confidence that it is a good one).`;
    await expect.poll(() => answer(page)).toBe(words);
    expect(await page.locator("#bandwidth-text").textContent()).toBe("0.63 decades");
    await expect.poll(() => curvePath(page)).not.toBe(before);
    const smith = page.locator("#rules-table tbody tr", { hasText: "smith-upper" });
    await expect.poll(() => smith.textContent()).not.toBe(smithBefore);
    const first = page.locator("#rules-table tbody tr").first();
    await expect.poll(() => first.textContent()).toContain(formatLr(suggestion.lr));
    const key = page.getByRole("button", { name: /^Recommended/ });
    await expect.poll(() => key.textContent()).toContain(formatLr(suggestion.lr));

    await page.getByRole("button", { name: "As it was run" }).click();
    await expect.poll(() => answer(page)).toBe("As it was run: 0.0021.");
    await expect.poll(() => curvePath(page)).toBe(before);
    await closeReport(watched);
  });

  test("while the slider moves our own drawing is shown, plotly's again when it rests", async () => {
    const watched = await openReport(browser(), SCENES.repeats(), { live: true });
    const { page } = watched;
    await page.getByRole("button", { name: /^Raw loss/ }).click();
    const plot = page.locator(".plot[data-figure=loss]");
    const before = await curvePath(page);
    // One move, and what it leaves before the timer of the rest can come.
    const moved = await page.evaluate(() => {
      const own = () => document.querySelector(".plot[data-figure=loss] .lines")?.innerHTML;
      const asMade = own();
      const slider = document.getElementById("bandwidth") as HTMLInputElement;
      slider.value = "-0.2";
      slider.dispatchEvent(new Event("input"));
      const parts = [".drawing", ".plotly-layer"].map((name) => {
        const style = getComputedStyle(document.querySelector(name) as Element);
        return style.visibility === "visible" && style.opacity === "1";
      });
      const raw = document.querySelectorAll(".plot[data-figure=loss] .still [stroke-linecap]");
      return { parts, isNew: own() !== asMade, raw: raw.length };
    });
    expect(moved).toEqual({ parts: [true, false], isNew: true, raw: 0 });
    expect(await curvePath(page)).toBe(before);
    await expect.poll(() => curvePath(page)).not.toBe(before);
    await expect.poll(() => plot.getAttribute("class")).not.toContain("sketched");
    await closeReport(watched);
  });

  test("controls work before plotly is there, and it takes over what they made", async () => {
    const watched = await openReport(browser(), SCENES.healthy(), {
      ready: false,
      live: true,
      restless: true,
    });
    const { page } = watched;
    const state = await page.evaluate(() => {
      const press = (selector: string) => (document.querySelector(selector) as HTMLElement).click();
      press("#loss [data-key=raw]");
      press("#loss [data-action=log]");
      const slider = document.getElementById("bandwidth") as HTMLInputElement;
      slider.value = "-0.2";
      slider.dispatchEvent(new Event("input"));
      const ticks = [...document.querySelectorAll("#loss .axes svg:nth-child(2) text")];
      return {
        ticks: ticks.map(({ textContent }) => textContent),
        raw: document.querySelectorAll("#loss .still path").length,
        plotly: "Plotly" in window,
      };
    });
    expect(state.raw).toBe(0);
    expect(state.ticks).toContain("0.5");
    expect(state.plotly).toBe(false);
    await expect.poll(() => answer(page)).toContain("At these settings");
    await letRest(watched);
    await page.waitForSelector("html[data-awake]");
    const raw = page.getByRole("button", { name: /^Raw loss/ });
    expect(await raw.getAttribute("aria-pressed")).toBe("false");
    const labels = await page.locator(".plot[data-figure=loss] .ytick text").allTextContents();
    expect(labels).toContain("0.5");
    await closeReport(watched);
  });

  test("after Show all the key, the log axis and print go on working", async () => {
    const watched = await openReport(browser(), SCENES.exploding(), { live: true });
    const { page } = watched;
    const press = (name: string) =>
      page.locator("#loss").getByRole("button", { name, exact: true }).click();
    await press("Show all");
    const top = await page.locator(".plot[data-figure=loss] .ytick text").last().textContent();
    expect(top).toContain("10");
    const valley = page.locator("#loss [data-key=rule-valley]");
    const traces = () => page.locator(".plot[data-figure=loss] .scatterlayer .trace").count();
    const all = await traces();
    await valley.click();
    await expect.poll(traces).toBe(all - 1);
    await press("Log loss");
    await press("Show all");
    await valley.click();
    await expect.poll(traces).toBe(all);
    await page.pdf({ format: "A4" });
    await press("Readable part");
    await closeReport(watched);
  });

  test("rules can be made to read the curve, and hidden entries stay hidden", async () => {
    const watched = await openReport(browser(), SCENES.repeats(), { live: true });
    const { page } = watched;
    await page.getByRole("button", { name: /^Raw loss/ }).click();
    const valley = page.locator("#rules-table tbody tr", { hasText: "valley" });
    const before = await valley.textContent();
    await page.locator("#rules-read").selectOption("curve");
    await expect.poll(() => valley.textContent()).not.toBe(before);
    const raw = page.getByRole("button", { name: /^Raw loss/ });
    expect(await raw.getAttribute("aria-pressed")).toBe("false");
    await closeReport(watched);
  });

  test("trims: by keyboard and by hand", async () => {
    const watched = await openReport(browser(), SCENES.healthy(), {
      live: true,
      viewport: { width: 1100, height: 900 },
    });
    const { page } = watched;
    const left = page.getByRole("slider", { name: "Left trim" });
    expect(await left.getAttribute("aria-valuetext")).toBe("nothing is cut off");
    await left.focus();
    await page.keyboard.press("PageUp");
    await page.keyboard.press("ArrowRight");
    // 1e-6 moved by 0.55 decades.
    expect(await left.getAttribute("aria-valuetext")).toBe("3.55e-6");
    await expect.poll(() => answer(page)).toContain("At these settings");
    await page.keyboard.press("Home");
    await expect.poll(() => answer(page)).toBe("As it was run: 0.0021.");

    const right = page.getByRole("slider", { name: "Right trim" });
    await right.scrollIntoViewIfNeeded();
    const box = await right.boundingBox();
    if (!box) throw new Error("no handle");
    await page.mouse.move(box.x + 9, box.y + box.height / 2);
    await page.mouse.down();
    await page.mouse.move(box.x - 150, box.y + box.height / 2, { steps: 4 });
    await page.mouse.up();
    const value = Number(await right.getAttribute("aria-valuetext"));
    expect(value).toBeGreaterThan(1e-3);
    expect(value).toBeLessThan(0.5);
    await expect.poll(() => answer(page)).toContain("At these settings");
    await closeReport(watched);
  });

  test("what cannot be suggested is said", async () => {
    const watched = await openReport(browser(), SCENES.flat(), { live: true });
    expect(await answer(watched.page)).toBe("As it was run: no suggestion.");
    await smooth(watched.page, 0.5);
    await expect
      .poll(() => answer(watched.page))
      .toContain("there is no suggestion: The loss stayed at");
    await closeReport(watched);
  });

  test("where probes chose, the page says so beside the curve's own LR", async () => {
    const base = probedResult();
    const suggestion = { ...base.suggestion, method: "probes" };
    const watched = await openReport(browser(), { ...base, suggestion } as typeof base, {
      live: true,
    });
    await smooth(watched.page, 0.5);
    await expect.poll(() => answer(watched.page)).toContain("chosen by the probes");
    expect(await watched.page.locator(".plot[data-figure=probes] .js-line").count()).toBe(3);
    expect(await watched.page.locator(".plot[data-figure=verification] .js-line").count()).toBe(2);
    await closeReport(watched);
  });

  test("downloads: points as CSV, the whole result as JSON, charts as PNG and SVG", async () => {
    const result = makeResult({ loss: healthyLoss, seeds: [1, 2], heldOutEvery: 10 });
    const watched = await openReport(browser(), result, { live: true, acceptDownloads: true });
    const { page } = watched;
    const save = async (name: string, within = "main") => {
      const [download] = await Promise.all([
        page.waitForEvent("download"),
        page.locator(within).getByRole("button", { name }).first().click(),
      ]);
      return { name: download.suggestedFilename(), bytes: await readFile(await download.path()) };
    };
    const csv = await save("Save points as CSV");
    expect(csv.name).toBe("lr-finder-digits-mlp.csv");
    const lines = csv.bytes.toString("utf8").trimEnd().split("\n");
    expect(lines).toHaveLength(201);
    const row = (lines[1] as string).split(",");
    expect(Number(row[2])).toBe(result.record.runs[0]?.lrs[0]);
    expect(Number(row[3])).toBe(result.record.runs[0]?.losses[0]);

    const json = await save("Save result as JSON");
    expect(json.name).toBe("lr-finder-digits-mlp.json");
    const { curve, ...rest } = parseResult(json.bytes.toString("utf8"), json.name);
    const { curve: recorded, ...expected } = parseResult(toJson(result), "result.json");
    expect(rest).toEqual(expected);
    // Another engine's exponential function may differ in the last bit.
    curve.smoothed.forEach((loss, i) => {
      expect(loss).toBeCloseTo(recorded.smoothed[i] as number, 9);
    });

    const png = await save("Save PNG", "#loss");
    expect(png.name).toBe("lr-finder-loss.png");
    expect([...png.bytes.subarray(0, 4)]).toEqual([0x89, 0x50, 0x4e, 0x47]);
    const svg = await save("Save SVG", "#plan");
    expect(svg.name).toBe("lr-finder-plan.svg");
    expect(svg.bytes.toString("utf8")).toMatch(/^<svg[\s\S]*<\/svg>\s*$/);
    await closeReport(watched);
  });
});
