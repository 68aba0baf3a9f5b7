import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { formatLr } from "../../../src/core/format.ts";
import { toJson } from "../../../src/core/json.ts";
import { judgeRuns, parseLog, resultFromLogs, sweepFromLog } from "../../../src/logs/index.ts";
import { analyst, recordingOf, settingsOf } from "../../../src/report/analysis/index.ts";
import { pointsCsv } from "../../../src/report/packed/csv.ts";
import { renderPlayground } from "../../../src/report/playground/index.ts";
import type { Result } from "../../../src/result/types.ts";
import { findingText, noteText, wordsOf } from "../../../src/words/index.ts";
import { describeInBrowser } from "../../helpers/browser.ts";
import { englishIn } from "../../helpers/chinese.ts";
import { pageScripts } from "../../helpers/pages.ts";
import { axeFaults } from "../axe.ts";
import { openFile } from "../compare/opened.ts";
import { resultOf } from "../compare/results.ts";
import { HOSTILE, healthyLoss, sweepRuns } from "../fixtures.ts";
import {
  BEST_LR_THERE,
  OVER_FITTING,
  PRINTED,
  PRINTED_PATTERN,
  TRAININGS,
  TWO_RUNS,
} from "./logs.ts";

let plotly = "";
let folder = "";
beforeAll(async () => {
  plotly = await pageScripts("playground");
  folder = mkdtempSync(join(tmpdir(), "lr-finder-playground-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function csv(seed = 1, head = "step,lr,loss"): string {
  const [run] = sweepRuns({ loss: healthyLoss, seeds: [seed] });
  const rows = (run?.lrs ?? []).map((lr, i) => `${i},${lr},${run?.losses[i]}`);
  return `${[head, ...rows].join("\n")}\n`;
}

const LARGE_ROWS = 60_000;

/** A log of which the page holds a part only. */
const LARGE = largeCsv();

function largeCsv(): string {
  const rows = Array.from({ length: LARGE_ROWS }, (_, i) => {
    const lr = 1e-6 * 10 ** ((6 * i) / LARGE_ROWS);
    const noise = 0.05 * Math.sin(i * 12.9898) * Math.cos(i * 4.1414);
    return `${i},${lr},${healthyLoss(lr) + noise}`;
  });
  return `step,lr,loss\n${rows.join("\n")}\n`;
}

/** What the same log gives in Node. */
function analyzedResult(text: string, optimizer?: string): Result {
  return resultFromLogs([sweepFromLog(parseLog(text, "losses.csv"))], {
    name: "losses",
    createdAt: "2026-01-01T00:00:00Z",
    versions: {},
    horizon: { schedule: "auto", per: "step" },
    ...(optimizer === undefined ? {} : { optimizer }),
  });
}

function analyzed(optimizer?: string): string {
  const { suggestion } = analyzedResult(csv(), optimizer);
  return "lr" in suggestion ? formatLr(suggestion.lr) : "none";
}

/** In the page: keeps the length of the longest list in any message that comes in from now on. */
function watchMessages(): { most: number } {
  const seen = { most: 0 };
  const look = (part: unknown): void => {
    if (typeof part !== "object" || part === null) return;
    if (ArrayBuffer.isView(part)) seen.most = Math.max(seen.most, part.byteLength / 4);
    else if (Array.isArray(part)) seen.most = Math.max(seen.most, part.length);
    if (!ArrayBuffer.isView(part)) for (const each of Object.values(part)) look(each);
  };
  const known = Object.getOwnPropertyDescriptor(MessageEvent.prototype, "data");
  Object.defineProperty(MessageEvent.prototype, "data", {
    get() {
      const data = known?.get?.call(this);
      look(data);
      return data;
    },
  });
  return seen;
}

const file = (name: string, content: string | Buffer) => ({
  name,
  mimeType: "text/plain",
  buffer: Buffer.from(content),
});

const drop = (page: Page, name: string, text: string) =>
  page.evaluate(
    ([fileName, content]) => {
      const data = new DataTransfer();
      data.items.add(new File([content as string], fileName as string));
      document.body.dispatchEvent(
        new DragEvent("drop", { dataTransfer: data, bubbles: true, cancelable: true }),
      );
    },
    [name, text],
  );

const shown = (page: Page, kind: string) =>
  page.waitForSelector(`html[data-shown=${kind}].drawn .main-svg`);

/** In the page: whether anything is wider than it. */
const overflows = (page: Page) =>
  page.evaluate(() => document.documentElement.scrollWidth > document.documentElement.clientWidth);

describeInBrowser("the playground", (browser) => {
  test("a dropped CSV gives what analyze gives; the slider is alive; axe finds nothing in either theme", async () => {
    const { page, close } = await openFile(browser(), folder, renderPlayground({ plotly }));
    expect(await axeFaults(page)).toEqual([]);
    await drop(page, "losses.csv", csv());
    await shown(page, "report");
    const lr = analyzed();
    expect(await page.locator("#lr").textContent()).toBe(lr);
    expect(await page.title()).toContain(lr);
    await page.waitForSelector("html[data-live]");
    await page.locator("#bandwidth").press("Home");
    await expect.poll(() => page.locator("#live-answer").textContent()).not.toContain(lr);
    expect(await axeFaults(page)).toEqual([]);
    await page.getByRole("button", { name: "Dark theme" }).click();
    expect(await axeFaults(page)).toEqual([]);

    // The optimizer decides the margin below the curve's minimum.
    await page.getByText("What a log may not say").click();
    await page.getByLabel("Optimizer").selectOption("adam");
    await page.getByRole("button", { name: "Analyze again" }).click();
    const withAdam = analyzed("adam");
    expect(withAdam).not.toBe(lr);
    await expect.poll(() => page.locator("#lr").textContent()).toBe(withAdam);
    await close();
  });

  test("several files are compared, each can be looked at; results and gzip are read", async () => {
    const { page, close } = await openFile(browser(), folder, renderPlayground({ plotly }));
    const result = resultOf({ name: "from a result", optimizer: "sgd", lr: 0.0321 });
    await page.setInputFiles("#files", [
      file("one.csv", csv(1)),
      file("two.csv.gz", gzipSync(csv(2))),
      file("result.json", toJson(result)),
    ]);
    await shown(page, "comparison");
    expect(await page.locator("#results-table tbody tr").count()).toBe(3);
    expect(await page.locator("#problems p").count()).toBe(0);
    await page.getByTitle("Sort by LR", { exact: true }).click();
    expect(await page.locator("[aria-sort=ascending]").count()).toBe(1);
    await page.getByRole("button", { name: "Show result.json" }).click();
    await shown(page, "report");
    await expect.poll(() => page.locator("#lr").textContent()).toBe("0.0321");
    await page.getByRole("button", { name: "Compare all 3" }).focus();
    await page.keyboard.press("Enter");
    await shown(page, "comparison");
    // The list was made anew, and the keyboard is still in it.
    expect(await page.evaluate(() => document.activeElement?.textContent)).toBe("Compare all 3");
    await close();
  });

  test("what cannot be used is said in words, beside what can", async () => {
    const { page, close } = await openFile(browser(), folder, renderPlayground({ plotly }));
    const broken = { ...resultOf(), curve: { lrs: "no" } };
    await page.setInputFiles("#files", [
      file("empty.csv", ""),
      file("other.csv", "epoch,accuracy\n1,0.5\n2,0.6\n"),
      file("newer.json", toJson({ ...resultOf(), version: 99 })),
      file("broken.json", toJson(broken)),
      file(
        `${HOSTILE.slice(0, 60).replaceAll("/", "")}.csv`,
        csv(1, `${HOSTILE.replaceAll("\n", "")},a,b`),
      ),
      file("good.csv", csv()),
    ]);
    await shown(page, "report");
    const problems = await page.locator("#problems p").allTextContents();
    expect(problems[0]).toContain("empty.csv cannot be used");
    expect(problems[1]).toMatch(/other\.csv cannot be used.*“Column of the loss”.*accuracy/s);
    expect(problems[2]).toContain("newer lr-finder");
    expect(problems[3]).toMatch(
      /broken\.json is not a result of lr-finder: at curve\.lrs: expected an array/,
    );
    expect(problems).toHaveLength(5);
    expect(await page.locator("img, iframe").count()).toBe(0);

    // Columns that are not found by name can be named.
    await page.setInputFiles("#files", [file("named.csv", csv(1, "n,a,b"))]);
    await expect.poll(() => page.locator("#problems p").count()).toBe(1);
    await page.getByText("What a log may not say").click();
    await page.getByLabel("Column of the learning rate").fill("a");
    await page.getByLabel("Column of the loss").fill("b");
    await page.keyboard.press("Enter");
    await expect.poll(() => page.locator("#problems p").count()).toBe(0);
    await close();
  });

  test("a large log is read in a worker beside the page, which says how far it is", async () => {
    const { page, close } = await openFile(browser(), folder, renderPlayground({ plotly }));
    const said = await page.evaluateHandle(() => {
      const lines: string[] = [];
      const line = document.getElementById("busy-text") as HTMLElement;
      const bar = document.getElementById("busy-share") as HTMLProgressElement;
      new MutationObserver(() =>
        lines.push(`${line.textContent}${bar.hasAttribute("value") ? "" : " moving"}`),
      ).observe(line, { childList: true });
      return lines;
    });
    await page.setInputFiles("#files", [file("large.csv", LARGE)]);
    await shown(page, "report");
    expect(page.workers()).toHaveLength(1);
    const lines = await said.jsonValue();
    expect(lines[0]).toMatch(/^Reading large\.csv…/);
    expect(lines).toContain("Analyzing large.csv… moving");
    expect(await page.locator("#busy").isHidden()).toBe(true);
    await close();
  });

  test("what a large log recorded stays with the worker; the page answers as if it were at hand", async () => {
    const { page, close } = await openFile(browser(), folder, renderPlayground({ plotly }));
    const longest = await page.evaluateHandle(watchMessages);
    await page.setInputFiles("#files", [file("large.csv", LARGE)]);
    await page.waitForSelector("html[data-live]");
    const result = analyzedResult(LARGE);
    const { suggestion } = result;
    expect(await page.locator("#lr").textContent()).toBe(
      "lr" in suggestion ? formatLr(suggestion.lr) : "none",
    );

    // At rest the range comes too, from every point.
    await page.locator("#bandwidth").press("End");
    const there = analyst(recordingOf(result)).full({ ...settingsOf(result), bandwidth: 1 });
    const [low, high] = there.recommended?.range.map((lr) => formatLr(lr)) ?? [];
    expect(low).not.toBe(high);
    const answer = page.locator("#live-answer");
    await expect.poll(() => answer.textContent(), { timeout: 60_000 }).toContain(low as string);
    expect(await answer.textContent()).toContain(high as string);
    expect(await page.locator("#rules-table").textContent()).toContain(
      formatLr(there.rules.valley?.lr as number),
    );

    const csvSaved = page.waitForEvent("download");
    await page.locator("[data-save=csv]").click();
    // Smoothing may end in another last digit: the browser has a logarithm of its own.
    const recorded = (text: string) =>
      text.split("\n").map((line) => line.split(",").slice(0, 5).join(","));
    expect(recorded(readFileSync(await (await csvSaved).path(), "utf8"))).toEqual(
      recorded(pointsCsv(result.record.runs, result.curve)),
    );
    const jsonSaved = page.waitForEvent("download");
    await page.locator("[data-save=json]").click();
    const saved = JSON.parse(readFileSync(await (await jsonSaved).path(), "utf8"));
    expect(saved.record.runs).toEqual(JSON.parse(toJson(result.record.runs)));

    const most = (await longest.jsonValue()).most;
    expect(most).toBeGreaterThan(0);
    expect(most).toBeLessThan(20_001);
    await close();
  });

  test("a file that cannot be used leaves what is shown alive", async () => {
    const { page, close } = await openFile(browser(), folder, renderPlayground({ plotly }));
    await page.setInputFiles("#files", [file("large.csv", LARGE)]);
    await page.waitForSelector("html[data-live]");
    await page.setInputFiles("#files", [file("empty.csv", "")]);
    await expect.poll(() => page.locator("#problems p").count()).toBe(1);
    expect(await page.locator("#busy").isHidden()).toBe(true);
    const saved = page.waitForEvent("download");
    await page.locator("[data-save=csv]").click();
    const rows = readFileSync(await (await saved).path(), "utf8")
      .trimEnd()
      .split("\n");
    expect(rows).toHaveLength(LARGE_ROWS + 1);
    await close();
  });

  test.each([
    ["en", "light", 1280],
    ["zh", "dark", 390],
  ] as const)(
    "trainings are diagnosed, every run by itself (%s, %s, %d px)",
    async (language, colorScheme, width) => {
      const { page, close } = await openFile(
        browser(),
        folder,
        renderPlayground({ plotly, language }),
        { colorScheme, viewport: { width, height: 900 } },
      );
      const words = wordsOf(language);
      const { playground, diagnosis } = words;
      await page.setInputFiles("#files", [file("wandb.csv", TWO_RUNS)]);
      await page.waitForSelector("html[data-shown=diagnosis] .finding");
      const judged = judgeRuns(parseLog(TWO_RUNS, "wandb.csv"), {});
      expect(judged).toHaveLength(2);
      const verdicts = judged.map((each) => noteText(each.diagnosis.note, words));
      expect(await page.locator(".diagnosis .lead").allTextContents()).toEqual(verdicts);
      const [lost] = judged.flatMap((each) => each.diagnosis.findings);
      if (lost === undefined) throw new Error("no finding");
      expect(await page.locator(".finding.error p").textContent()).toBe(
        findingText(lost, words).message,
      );
      // Each with its losses, drawn and alive.
      await shown(page, "diagnosis");
      expect(await page.locator(".diagnosis + .chart .plot").count()).toBe(2);
      expect(await page.locator(".plot .scatterlayer .trace").count()).toBeGreaterThanOrEqual(2);
      expect(await axeFaults(page)).toEqual([]);
      expect(await overflows(page)).toBe(false);

      // Each can be chosen, and a run can be named.
      await page
        .getByRole("button", { name: playground.show("wandb.csv, base"), exact: true })
        .click();
      await expect.poll(() => page.locator(".diagnosis").count()).toBe(1);
      expect(await page.locator(".diagnosis h1").textContent()).toBe(diagnosis.status.healthy);
      await page.getByText(playground.settings).click();
      await page.getByLabel(playground.run, { exact: true }).fill("base-lr-high");
      await page.keyboard.press("Enter");
      await expect.poll(() => page.locator(".finding.error").count()).toBe(1);
      expect(await page.locator("#file-list").isHidden()).toBe(true);
      await page.getByLabel(playground.run, { exact: true }).fill("another");
      await page.keyboard.press("Enter");
      await expect
        .poll(() => page.locator("#problems").textContent())
        .toContain(`“${playground.run}”`);
      expect(await overflows(page)).toBe(false);
      await close();
    },
  );

  test.each(["en", "zh"] as const)(
    "a log is pasted anywhere, or into its field; what is pasted into other fields stays there (%s)",
    async (language) => {
      const { page, close } = await openFile(
        browser(),
        folder,
        renderPlayground({ plotly, language }),
        {
          viewport: { width: 390, height: 844 },
          permissions: ["clipboard-read", "clipboard-write"],
        },
      );
      const { playground: words } = wordsOf(language);
      const copy = (text: string) =>
        page.evaluate((copied) => navigator.clipboard.writeText(copied), text);
      await copy(OVER_FITTING);
      await page.keyboard.press("Control+v");
      await shown(page, "diagnosis");
      expect(await page.locator(".diagnosis .kicker").textContent()).toBe(words.pasted);
      expect(await page.locator(".plot .scatterlayer .trace").count()).toBeGreaterThanOrEqual(2);
      expect(await overflows(page)).toBe(false);

      await copy("val_loss");
      await page.getByText(words.settings).click();
      await page.getByLabel(words.loss, { exact: true }).focus();
      await page.keyboard.press("Control+v");
      expect(await page.getByLabel(words.loss, { exact: true }).inputValue()).toBe("val_loss");
      expect(await page.locator("#problems p").count()).toBe(0);
      await page.getByLabel(words.loss, { exact: true }).fill("");

      await page.getByText(words.paste, { exact: true }).click();
      await page.getByLabel(words.pasteHere).fill(csv());
      expect(await axeFaults(page)).toEqual([]);
      await page.getByRole("button", { name: words.readPasted }).click();
      await shown(page, "report");
      expect(await page.locator("#lr").textContent()).toBe(analyzed());

      // The run's length is a field: what was typed into it is taken, or refused.
      const length = page.getByLabel(words.length);
      await length.fill("a lot");
      await page.keyboard.press("Enter");
      await expect
        .poll(() => page.locator("#problems").textContent())
        .toContain(words.noLength("a lot"));
      await length.fill("5000");
      await page.keyboard.press("Enter");
      await expect
        .poll(() => page.locator("#plan, .lead").allTextContents())
        .toContainEqual(expect.stringMatching(/5,?000/));
      expect(await page.locator("#problems p").count()).toBe(0);
      await copy("");
      await close();
    },
  );

  test("held-out and step columns, and a pattern, can be given; sweeps and trainings stand side by side", async () => {
    const { page, close } = await openFile(browser(), folder, renderPlayground({ plotly }));
    const renamed = OVER_FITTING.replace("epoch,loss,val_loss", "a,b,c");
    await page.setInputFiles("#files", [file("a.csv", renamed)]);
    await expect.poll(() => page.locator("#problems p").count()).toBe(1);
    await page.getByText("What a log may not say").click();
    await page.getByLabel("Column of the steps").fill("a");
    await page.getByLabel("Column of the loss").fill("b");
    await page.getByLabel("Column of the held-out loss").fill("c");
    await page.keyboard.press("Enter");
    await page.waitForSelector("html[data-shown=diagnosis] .finding.warning");
    expect(await page.locator(".finding h2").textContent()).toContain("Over-fitting");

    for (const label of [
      "Column of the steps",
      "Column of the loss",
      "Column of the held-out loss",
    ])
      await page.getByLabel(label).fill("");
    await page.getByLabel("Pattern of text lines").fill(PRINTED_PATTERN);
    await page.setInputFiles("#files", [file("run.log", PRINTED)]);
    await expect.poll(() => page.locator(".diagnosis h1").textContent()).toBe("Healthy");

    await page.getByLabel("Pattern of text lines").fill("");
    await page.setInputFiles("#files", [
      file("one.csv", csv(1)),
      file("two.csv", csv(2)),
      file("three.csv", OVER_FITTING),
      file("wandb.csv", TWO_RUNS),
    ]);
    await shown(page, "comparison");
    expect(await page.locator("#results-table tbody tr").count()).toBe(2);
    await page.getByRole("button", { name: "Diagnoses of all 3" }).click();
    await expect.poll(() => page.locator(".diagnosis").count()).toBe(3);
    expect(await page.locator("#problems p").count()).toBe(0);
    await close();
  });

  test.each([
    ["en", "light", 1280],
    ["zh", "dark", 390],
  ] as const)(
    "a table of trainings shows its law, at the point that is given (%s, %s, %d px)",
    async (language, colorScheme, width) => {
      const { page, close } = await openFile(
        browser(),
        folder,
        renderPlayground({ plotly, language }),
        { colorScheme, viewport: { width, height: 900 } },
      );
      const { playground, law } = wordsOf(language);
      await page.setInputFiles("#files", [file("runs.csv", TRAININGS)]);
      await shown(page, "law");
      expect(await page.locator("#law-shown h1").textContent()).toBe(law.noPoint);
      expect(await page.locator("#law-shown .plot").count()).toBe(3);
      const at = (name: string) => page.locator(`.law-field:has(bdi:text-is("${name}")) input`);
      await at("batch").fill("1024");
      await page.keyboard.press("Enter");
      await expect.poll(() => page.locator("#law-problem").textContent()).toContain("tokens");
      await at("tokens").fill("1e9");
      await page.keyboard.press("Enter");
      await page.waitForSelector("#law-shown .lr");
      const lr = Number(await page.locator("#law-shown .lr").textContent());
      expect(Math.abs(Math.log10(lr / BEST_LR_THERE))).toBeLessThan(0.25);
      expect(await page.locator("#law-problem").isHidden()).toBe(true);
      await shown(page, "law");
      expect(await axeFaults(page)).toEqual([]);
      expect(await overflows(page)).toBe(false);

      // Another kind, and a column that is left out.
      const kind = (name: string) => page.locator(`.law-field:has(bdi:text-is("${name}")) select`);
      await kind("batch").selectOption(law.kind("plain", undefined));
      await kind("tokens").selectOption(playground.law.kinds["left-out"]);
      await at("tokens").fill("");
      await page.keyboard.press("Enter");
      await expect.poll(() => page.locator("#law0-factors-table tbody tr").count()).toBe(1);
      expect(await page.locator("#law0-factors-table").textContent()).toContain(
        law.kind("plain", undefined),
      );
      await close();
    },
  );

  test("speaks Chinese, and is one file of its own", async () => {
    const html = renderPlayground({ plotly, language: "zh" });
    expect(html.includes("connect-src &#39;none&#39;")).toBe(true);
    expect(Buffer.byteLength(html)).toBeLessThan(2_300_000);
    writeFileSync(join(folder, "zh.html"), html);
    const { page, close } = await openFile(browser(), folder, html);
    expect(await page.locator("h1").textContent()).toBe("把损失记录或结果拖到这里");
    await drop(page, "losses.csv", csv());
    await shown(page, "report");
    expect(await page.locator(".kicker").last().textContent()).toMatch(/\p{Script=Han}/u);
    await close();
  });

  test("says in Chinese what cannot be used, with its own fields for options", async () => {
    const html = renderPlayground({ plotly, language: "zh" });
    const { page, close } = await openFile(browser(), folder, html);
    const runRows = (run: string) =>
      Array.from({ length: 40 }, (_, i) => {
        const step = run === "bad" && i === 7 ? "inf" : i;
        return `${run},${step},0.1,${2 - i / 40}`;
      });
    await page.setInputFiles("#files", [
      file("empty.csv", ""),
      file("other.csv", "epoch,accuracy\n1,0.5\n2,0.6\n"),
      file("newer.json", toJson({ ...resultOf(), version: 99 })),
      file("broken.json", toJson({ ...resultOf(), curve: { lrs: "no" } })),
      file("cut.csv.gz", gzipSync(csv()).subarray(0, 60)),
      file("runs.csv", `run,step,lr,loss\n${["good", "bad"].flatMap(runRows).join("\n")}\n`),
    ]);
    await page.waitForSelector("html[data-shown=diagnosis]");
    const problems = await page.locator("#problems p").allTextContents();
    expect(problems).toHaveLength(6);
    expect(problems[1]).toMatch(/“损失所在列”.*accuracy/);
    expect(problems[3]).toMatch(/curve\.lrs/);
    expect(problems[5]).toMatch(/bad：.*第 \d+ 行/);
    // What the browser itself says of a damaged file is quoted in its words.
    expect(problems.map((text) => text.replace(/：“[^”]*”/, "")).flatMap(englishIn)).toEqual([]);
    await close();
  });
});
