import { readFile } from "node:fs/promises";
import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import { formatLr } from "../../src/core/format.ts";
import { analyst, recordingOf, settingsOf } from "../../src/report/analysis/index.ts";
import { parseResult } from "../../src/result/parse.ts";
import { describeInBrowser } from "../helpers/browser.ts";
import { healthyLoss, makeResult, probedResult, SCENES } from "./fixtures.ts";
import { closeReport, openReport, usePages } from "./open-page.ts";

usePages();

const answer = (page: Page) => page.locator("#live-answer").textContent();
const curvePath = (page: Page) =>
  page.locator(".plot[data-figure=loss] .scatterlayer .js-line").first().getAttribute("d");

/** In the page: corners of the curves, middles of the marks and labels, within or without a sketch. */
function drawnIn(within: string) {
  const plot = document.querySelector(".plot[data-figure=loss]") as HTMLElement;
  const home = plot.getBoundingClientRect();
  const shown = (selector: string) =>
    [...plot.querySelectorAll<SVGGraphicsElement>(selector)].filter(
      (each) => each.getClientRects().length > 0,
    );
  const middle = (each: SVGGraphicsElement) => {
    const { left, top, width, height } = each.getBoundingClientRect();
    return { x: left + width / 2 - home.left, y: top + height / 2 - home.top };
  };
  const own = within === ".sketch";
  const lines = shown(own ? ".overplot .sketch > path[fill=none]" : ".js-line").map((line) =>
    [...(line.getAttribute("d") ?? "").matchAll(/[ML]([-\d.]+),([-\d.]+)/g)].map(
      ([, x, y]): [number, number] => [Number(x), Number(y)],
    ),
  );
  const marks = shown(own ? ".overplot .sketch > path[transform]" : ".overplot .point");
  const labels = shown(own ? ".infolayer .sketch > text" : ".annotation text");
  return {
    sketches: plot.querySelectorAll(".sketch").length,
    lines,
    marks: marks.filter((each) => getComputedStyle(each).opacity !== "0").map(middle),
    labels: labels.map((each) => ({ text: each.textContent, ...middle(each) })),
  };
}

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
    const words = `At these settings the curve gives ${formatLr(suggestion.lr)}, between ${low} and ${high} (${suggestion.confidence} confidence).`;
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

  test("what is sketched while the slider moves is what plotly draws when it rests", async () => {
    const result = makeResult({ loss: healthyLoss, noise: 0.1, seeds: [1, 2], heldOutEvery: 10 });
    const watched = await openReport(browser(), result, { live: true });
    const { page } = watched;
    await page.getByRole("button", { name: /^Raw loss/ }).click();
    await page.getByRole("button", { name: /^Held-out/ }).click();
    const drawn = (within: string) => page.evaluate(drawnIn, within);
    const plot = page.locator(".plot[data-figure=loss]");
    // One move, and the sketch that it leaves before the timer of the rest can come.
    const sketched: ReturnType<typeof drawnIn> = await page.evaluate((source) => {
      const slider = document.getElementById("bandwidth") as HTMLInputElement;
      slider.value = "-0.2";
      slider.dispatchEvent(new Event("input"));
      return new Function("within", `return (${source})(within)`)(".sketch");
    }, drawnIn.toString());
    expect(sketched.sketches).toBe(4);
    await expect.poll(() => plot.locator(".sketch").count()).toBe(0);
    const atRest = await drawn(":not(.sketch)");

    expect(sketched.lines).toHaveLength(2);
    expect(atRest.lines).toHaveLength(2);
    for (const [i, line] of atRest.lines.entries()) {
      const corners = sketched.lines[i] as [number, number][];
      // Plotly leaves out corners that hardly matter.
      expect(line.length).toBeGreaterThan(10);
      for (const [x, y] of line) {
        const near = corners.filter(([sx]) => Math.abs(sx - x) < 0.2);
        expect(near.map(([, sy]) => Math.abs(sy - y) < 0.2)).toContain(true);
      }
    }
    expect(sketched.labels.length).toBeGreaterThan(2);
    expect(sketched.labels.map(({ text }) => text)).toEqual(atRest.labels.map(({ text }) => text));
    sketched.labels.forEach(({ x, y }, i) => {
      expect(Math.abs(x - (atRest.labels[i]?.x as number))).toBeLessThan(3);
      expect(Math.abs(y - (atRest.labels[i]?.y as number))).toBeLessThan(3);
    });
    expect(sketched.marks.length).toBeGreaterThan(4);
    expect(sketched.marks).toHaveLength(atRest.marks.length);
    sketched.marks.forEach(({ x, y }, i) => {
      expect(Math.abs(x - (atRest.marks[i]?.x as number))).toBeLessThan(1.5);
      expect(Math.abs(y - (atRest.marks[i]?.y as number))).toBeLessThan(1.5);
    });
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
    const { curve: recorded, ...expected } = result;
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
