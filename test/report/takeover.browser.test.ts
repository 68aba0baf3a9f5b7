import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { renderComparison } from "../../src/report/compare/index.ts";
import { renderReport } from "../../src/report/render-report.ts";
import { renderSchedules } from "../../src/report/schedules/index.ts";
import { describeInBrowser } from "../helpers/browser.ts";
import { pageScripts } from "../helpers/pages.ts";
import { openFile } from "./compare/opened.ts";
import { grid } from "./compare/results.ts";
import { explodingLoss, makeResult, probedResult, SCENES } from "./fixtures.ts";

let plotly = "";
let folder = "";
beforeAll(async () => {
  plotly = await pageScripts("report");
  folder = mkdtempSync(join(tmpdir(), "lr-finder-takeover-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Where things are that both drawings have, in CSS pixels of the chart. */
interface Drawn {
  /** Left, right, top and bottom edges of the area within the axes. */
  readonly area: readonly number[];
  /** Words and middle of every tick label, title and annotation, by words and place. */
  readonly texts: readonly (readonly [words: string, x: number, y: number])[];
  /** Ends of grid lines, zero lines and ticks. */
  readonly lines: readonly (readonly number[])[];
  /** Middle and size of every symbol. */
  readonly marks: readonly (readonly number[])[];
  /** Corners of curves. */
  readonly curves: readonly (readonly (readonly [number, number])[])[];
}

/** In the page: what one of the two drawings of a chart shows. */
function measure([id, which]: [id: string, which: "ours" | "plotly"]): Drawn {
  const ours = which === "ours";
  const plot = document.querySelector(`.plot[data-figure=${id}]`) as HTMLElement;
  const home = plot.getBoundingClientRect();
  const root = plot.querySelector(ours ? ".drawing" : ".plotly-layer") as Element;
  const shown = (selector: string) =>
    [...root.querySelectorAll<SVGGraphicsElement>(selector)].filter(
      (each) => each.getClientRects().length > 0,
    );
  const box = (each: Element) => {
    const { left, right, top, bottom } = each.getBoundingClientRect();
    return [left - home.left, right - home.left, top - home.top, bottom - home.top] as const;
  };
  const middle = (each: Element) => {
    const [left, right, top, bottom] = box(each);
    return [(left + right) / 2, (top + bottom) / 2] as const;
  };
  const byPlace = (a: readonly (string | number)[], b: readonly (string | number)[]) => {
    const at = a.findIndex((each, i) =>
      typeof each === "string" ? each !== b[i] : Math.abs(each - (b[i] as number)) > 2,
    );
    return at < 0 ? 0 : (a[at] as number) < (b[at] as number) ? -1 : 1;
  };
  const inside = ([left, right, top, bottom]: readonly number[]) =>
    (right as number) > -1 &&
    (left as number) < home.width + 1 &&
    (bottom as number) > -1 &&
    (top as number) < home.height + 1;

  const areas = ours ? [box(root)] : shown(".nsewdrag").map(box);
  const edge = (i: number, most: boolean) =>
    Math[most ? "max" : "min"](...areas.map((each) => each[i] as number));
  const corners = (path: SVGPathElement): [number, number][] => {
    const matrix = path.getScreenCTM() as DOMMatrix;
    const numbers = path.getAttribute("d")?.match(/[MLlHVhv]|-?[\d.]+/g) ?? [];
    const found: [number, number][] = [];
    let [x, y, kind, place] = [0, 0, "M", 0];
    for (const part of numbers) {
      if (/[A-Za-z]/.test(part)) {
        [kind, place] = [part, 0];
        continue;
      }
      const value = Number(part);
      if (kind === "H") x = value;
      else if (kind === "V") y = value;
      else if (place % 2 === 0) x = kind === "l" ? x + value : value;
      else y = kind === "l" ? y + value : value;
      place += 1;
      if (kind === "H" || kind === "V" || place % 2 === 0) {
        const point = new DOMPoint(x, y).matrixTransform(matrix);
        found.push([point.x - home.left, point.y - home.top]);
      }
    }
    return found;
  };
  const texts = shown(
    ours ? "text" : ".xtick text, .ytick text, .x2tick text, .y2tick text, .annotation text",
  );
  const marks = shown(ours ? ".lines .mark path" : ".point");
  const lines = shown(
    ours ? ".grid line, .axes line" : ".gridlayer path, .zerolinelayer path, .ticks",
  );
  return {
    area: [edge(0, false), edge(1, true), edge(2, false), edge(3, true)],
    texts: texts
      .map(
        (each) =>
          [each.textContent?.replaceAll("\u200b", "").trim() ?? "", ...middle(each)] as const,
      )
      .sort(byPlace),
    lines: lines.map(box).filter(inside).sort(byPlace),
    marks: marks
      .filter((each) => getComputedStyle(each).opacity !== "0")
      .map((each) => {
        const [left, right, top, bottom] = box(each);
        return [...middle(each), right - left, bottom - top] as const;
      })
      .sort(byPlace),
    curves: shown(ours ? ".lines path[stroke]:not([stroke-linecap])" : ".js-line")
      .map((each) => corners(each as unknown as SVGPathElement))
      .filter(({ length }) => length > 1),
  };
}

/** How far a point lies from a curve. */
function distance(curve: readonly (readonly [number, number])[], x: number, y: number): number {
  let least = Number.POSITIVE_INFINITY;
  for (let i = 1; i < curve.length; i++) {
    const [[x0, y0], [x1, y1]] = [curve[i - 1] ?? [0, 0], curve[i] ?? [0, 0]];
    const [dx, dy] = [x1 - x0, y1 - y0];
    const along = ((x - x0) * dx + (y - y0) * dy) / (dx * dx + dy * dy || 1);
    const share = Math.min(1, Math.max(0, along));
    least = Math.min(least, Math.hypot(x - x0 - share * dx, y - y0 - share * dy));
  }
  return least;
}

async function sameDrawings(page: Page, id: string): Promise<void> {
  const [ours, theirs] = [
    await page.evaluate(measure, [id, "ours"] as [string, "ours"]),
    await page.evaluate(measure, [id, "plotly"] as [string, "plotly"]),
  ];
  const close = (a: readonly number[], b: readonly number[], within: number, what: string) => {
    const off = a.map((value, i) => Math.abs(value - (b[i] as number)));
    expect(Math.max(...off), `${id}: ${what}: ${a} and ${b}`).toBeLessThan(within);
  };
  close(ours.area, theirs.area, 0.5, "area");
  expect(ours.texts.map(([words]) => words)).toEqual(theirs.texts.map(([words]) => words));
  ours.texts.forEach(([words, ...place], i) => {
    close(place, theirs.texts[i]?.slice(1) as number[], 1, words);
  });
  expect(ours.lines.length).toBeGreaterThan(10);
  theirs.lines.forEach((line) => {
    const nearest = Math.min(
      ...ours.lines.map((each) =>
        Math.max(...each.map((edge, i) => Math.abs(edge - (line[i] as number)))),
      ),
    );
    expect(nearest, `${id}: a line at ${line}`).toBeLessThan(1);
  });
  for (const mark of ours.marks) {
    const off = theirs.marks.map((each) =>
      Math.max(...each.map((part, i) => Math.abs(part - (mark[i] as number)))),
    );
    expect(Math.min(...off), `${id}: a mark at ${mark}`).toBeLessThan(1);
  }
  expect(ours.curves).toHaveLength(theirs.curves.length);
  theirs.curves.forEach((curve, i) => {
    const [, , top, bottom] = theirs.area as [number, number, number, number];
    for (const [x, y] of curve) {
      if (y < top || y > bottom) continue;
      const off = distance(ours.curves[i] ?? [], x, y);
      expect(off, `${id}: curve ${i} at ${x}, ${y}`).toBeLessThan(1);
    }
  });
}

/** Part of a chart's pixels that are plainly different in the two drawings. */
async function differentPixels(page: Page, id: string): Promise<number> {
  const plot = page.locator(`.plot[data-figure=${id}]`);
  const picture = async (ours: boolean) => {
    await plot.evaluate((element, on) => element.classList.toggle("sketched", on), ours);
    return (await plot.screenshot()).toString("base64");
  };
  const [first, second] = [await picture(true), await picture(false)];
  return page.evaluate(
    async (pictures) => {
      const [a, b] = await Promise.all(
        pictures.map(async (text) => {
          const bytes = Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
          const bitmap = await createImageBitmap(new Blob([bytes], { type: "image/png" }));
          const canvas = new OffscreenCanvas(bitmap.width, bitmap.height);
          const context = canvas.getContext("2d") as OffscreenCanvasRenderingContext2D;
          context.drawImage(bitmap, 0, 0);
          return context.getImageData(0, 0, bitmap.width, bitmap.height).data;
        }),
      );
      let different = 0;
      for (let i = 0; i < (a?.length ?? 0); i += 4) {
        const off = [0, 1, 2].map((c) => Math.abs((a?.[i + c] ?? 0) - (b?.[i + c] ?? 0)));
        if (Math.max(...off) > 96) different += 4;
      }
      return different / (a?.length ?? 1);
    },
    [first, second],
  );
}

async function check(
  browser: Browser,
  html: string,
  ids: readonly string[],
  options: { readonly width: number; readonly dark?: boolean },
): Promise<void> {
  const { page, close } = await openFile(browser, folder, html, {
    viewport: { width: options.width, height: 900 },
    colorScheme: options.dark ? "dark" : "light",
  });
  for (const id of ids) {
    await sameDrawings(page, id);
    expect(await differentPixels(page, id), id).toBeLessThan(0.004);
  }
  await close();
}

describeInBrowser("plotly takes over what was drawn into the page", (browser) => {
  test.each([
    ["wide, light, English", { width: 1180 }, "en"],
    ["narrow, dark, Chinese", { width: 390, dark: true }, "zh"],
  ] as const)("a report: %s", async (_, options, language) => {
    const page = renderReport(probedResult(), { plotly, language });
    await check(browser(), page, ["loss", "probes", "plan", "verification"], options);
  });

  test("bands, explosions, negative losses, few decades", async () => {
    const few = makeResult({ loss: explodingLoss, startLr: 1e-3, endLr: 0.1 });
    for (const result of [SCENES.repeats(), SCENES.exploding(), SCENES.negative(), few]) {
      await check(browser(), renderReport(result, { plotly }), ["loss"], { width: 800 });
    }
  });

  test("a comparison and schedules", async () => {
    await check(browser(), renderComparison(grid(8), { plotly }), ["overlay"], { width: 1180 });
    const lrs = Array.from({ length: 1200 }, (_, step) => (step < 600 ? 3e-5 : 3e-6));
    const page = renderSchedules([{ label: "two steps", lrs }], { plotly });
    await check(browser(), page, ["schedules"], { width: 700, dark: true });
  });
});
