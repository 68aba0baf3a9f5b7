import type { Page } from "playwright-core";
import { expect, onTestFinished, test } from "vitest";
import { forPurpose, stopDetail } from "../../src/contract/index.ts";
import { type LiveServer, renderLive, startLiveServer } from "../../src/live/index.ts";
import type { Language } from "../../src/words/index.ts";
import { describeInBrowser } from "../helpers/browser.ts";
import { pageScripts } from "../helpers/pages.ts";
import { healthyLoss } from "../report/fixtures.ts";

const SETUP = { name: "digits", startLr: 1e-6, endLr: 1, repeats: 2, steps: 60, totalSteps: 200 };

/** A live server without a run: the test says what happens. */
async function served(language: Language): Promise<LiveServer> {
  const plotly = await pageScripts("live");
  const page = (paths: { events: string; report: string }) =>
    renderLive({ ...SETUP, folder: "reports/digits", ...paths }, plotly, language);
  const server = await startLiveServer({ page });
  onTestFinished(() => server.close());
  return server;
}

/** Steps of a sweep, the first from..to - 1. */
function sweepSteps({ publish }: LiveServer, run: number, from: number, to: number): void {
  if (from === 0) publish({ type: "run-start", run, seed: run });
  for (let stepIndex = from; stepIndex < to; stepIndex++) {
    const lr = 10 ** (-6 + (6 * stepIndex) / 59);
    publish({ type: "step", run, stepIndex, lr, loss: healthyLoss(lr) + 0.01 * run });
  }
}

function probe({ publish }: LiveServer, trial: number, stopReason: "completed" | "diverged"): void {
  const peakLr = 0.01 * 10 ** trial;
  const about = forPurpose({ kind: "probe", lr: peakLr });
  publish({ type: "trial-start", trial, ...about, peakLr, seed: 0, plannedSteps: 20 });
  for (let stepIndex = 0; stepIndex < 20; stepIndex++) {
    publish({ type: "trial-step", trial, stepIndex, lr: peakLr, loss: 2 - stepIndex / 20 });
  }
  const stop = { code: "completed", steps: 20 } as const;
  publish({ type: "trial-end", trial, stopReason, stop, stopDetail: stopDetail(stop) });
}

async function opened(page: Page, { url }: LiveServer): Promise<string[]> {
  const errors: string[] = [];
  page.setDefaultTimeout(120_000);
  page.on("console", (message) => {
    if (message.type() === "error") errors.push(message.text());
  });
  page.on("pageerror", (error) => errors.push(error.message));
  await page.goto(url);
  await page.locator(".plot[data-figure=loss] .scatterlayer .js-line").first().waitFor();
  return errors;
}

/** The element with the focus, and whether it is the very one that had it when it was held. */
const focus = (page: Page) =>
  page.evaluate(() => {
    const now = document.activeElement as HTMLElement;
    const { held } = window as { held?: Element };
    const { key, action } = now.dataset;
    return [key ?? action ?? now.tagName, now.ariaPressed, now === held];
  });

const hold = (page: Page) =>
  page.evaluate(() => {
    (window as { held?: Element | null }).held = document.activeElement;
  });

/** Parts of the chart's own drawing, which goes along with plotly's. */
const lines = (page: Page) =>
  page.locator(".plot[data-figure=loss] .drawing :is(.lines, .still) path").count();
/** Of the loss axis as it is drawn. */
const axisType = (page: Page) =>
  page.locator(".plot[data-figure=loss] .plotly-layer").evaluate((plot) => {
    const { layout } = plot as HTMLElement & { layout?: { yaxis: { type: string } } };
    return layout?.yaxis.type;
  });
const keys = (page: Page) => page.locator("#loss .key button").count();

describeInBrowser("the live page while it is drawn again", (browser) => {
  test("counts time from the start of the run, not from its own opening", async () => {
    const server = await served("en");
    sweepSteps(server, 0, 0, 10);
    await new Promise((resolve) => setTimeout(resolve, 3000));
    const page = await browser().newPage();
    await opened(page, server);
    const shown = Number(
      /^(\d+) s$/.exec((await page.locator("#live-time").textContent()) ?? "")?.[1],
    );
    expect(shown).toBeGreaterThanOrEqual(3);
    // It goes on while no step comes.
    await expect
      .poll(async () => Number.parseInt((await page.locator("#live-time").textContent()) ?? "", 10))
      .toBeGreaterThan(shown);
    await page.close();
  });

  test("focus, pressed buttons, log axis and a selection stay", async () => {
    const server = await served("en");
    const page = await browser().newPage();
    sweepSteps(server, 0, 0, 30);
    const errors = await opened(page, server);
    await page.locator("#loss").getByRole("button", { name: "Log loss" }).click();
    const all = await lines(page);
    const button = page.locator("#loss .key button").first();
    const name = await button.getAttribute("data-key");
    await button.focus();
    await page.keyboard.press("Space");
    await expect.poll(() => lines(page)).toBeLessThan(all);
    await hold(page);

    // More steps: drawn again. A second sweep: the key gets an entry for the range of both.
    const before = await keys(page);
    sweepSteps(server, 0, 30, 60);
    await expect.poll(() => page.locator("#live-steps").textContent()).toMatch(/^60 /);
    sweepSteps(server, 1, 0, 50);
    await expect.poll(() => keys(page)).toBeGreaterThan(before);
    expect(await focus(page)).toEqual([name, "false", true]);

    // Words that stay the same stay selected.
    const summary = await page.locator("#loss .summary").textContent();
    const selected = await page.evaluate(() => {
      const [note] = document.querySelectorAll("#loss figcaption p:last-child");
      if (note) getSelection()?.selectAllChildren(note);
      return String(getSelection());
    });
    expect(selected.length).toBeGreaterThan(5);
    sweepSteps(server, 1, 50, 60);
    await expect.poll(() => page.locator("#live-steps").textContent()).toMatch(/^120 /);
    await expect.poll(() => page.locator("#loss .summary").textContent()).not.toBe(summary);
    expect(await page.evaluate(() => String(getSelection()))).toBe(selected);

    // A further chart: all are put up anew.
    probe(server, 0, "completed");
    await page.locator(".plot[data-figure=probes] .scatterlayer .js-line").first().waitFor();
    await expect.poll(() => page.locator("#probes .key button").count()).toBe(1);
    expect(await focus(page)).toEqual([name, "false", true]);
    const hidden = page.locator(`#loss .key button[data-key="${name}"]`);
    expect(await hidden.getAttribute("aria-pressed")).toBe("false");
    const shown = await lines(page);
    expect(await page.locator("#loss [data-action=log]").getAttribute("aria-pressed")).toBe("true");
    expect(await axisType(page)).toBe("log");

    // A button of the new chart keeps it too, while its key grows; and the hidden line comes back.
    await page.locator("#probes .key button").first().focus();
    await hold(page);
    probe(server, 1, "diverged");
    await expect.poll(() => page.locator("#probes .key button").count()).toBe(2);
    expect(await focus(page)).toEqual(["trial-0", "true", true]);
    await hidden.click();
    await expect.poll(() => lines(page)).toBeGreaterThan(shown);
    await page.locator("#loss [data-action=log]").click();
    await expect.poll(() => axisType(page)).toBe("linear");
    expect(errors).toEqual([]);
    await page.close();
  });

  test("in Chinese it says what is trained and why it ended", async () => {
    const server = await served("zh");
    const page = await browser().newPage({ viewport: { width: 390, height: 800 } });
    sweepSteps(server, 0, 0, 40);
    const { publish } = server;
    const stop = { code: "diverged", at: { stepIndex: 39, steps: 60, lr: 0.0001 } } as const;
    const ended = { stopReason: "diverged", stop, stopDetail: stopDetail(stop) } as const;
    publish({ type: "run-end", run: 0, ...ended });
    const errors = await opened(page, server);
    const detail = page.locator("#live-detail");
    await expect
      .poll(() => detail.textContent())
      .toMatch(/^损失在第 40 步（共 60 步，学习率 .*）发散$/);
    probe(server, 0, "completed");
    await expect.poll(() => detail.textContent()).toBe("学习率 0.01 的试训：全部 20 步已完成");
    expect(await page.locator("#live-title").textContent()).toBe("正在训练：学习率 0.01 的试训");
    const key = page.locator("#probes .key button");
    await expect.poll(() => key.allTextContents()).toEqual(["学习率 0.01 的试训"]);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(390);
    expect(errors).toEqual([]);
    await page.close();
  });
});
