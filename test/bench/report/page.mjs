// Size of a report, times until its chart can be seen and its controls work, and time of a slider
// move, for ordinary and large runs.
// Run: npm run build && node test/bench/report/page.mjs [--quick] [--check] [--old DIST]
// (needs Chromium). `--old` names the `dist` folder of another version, whose pages are opened in
// turn with these: on a shared machine only figures of one run can be compared.
//
// All times are from the start of the navigation. A chart is visible once a frame with its curve is
// through (layout and paint, here without a GPU). A move is timed from the slider's event to the end
// of the drawing that follows it (curve, every rule, chart, key and table), and until it is on the
// screen. Least and median of what was measured are printed, and the machine's load.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { loadavg, tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { parseArgs } from "node:util";
import { chromium } from "playwright-core";
import { target } from "../target.mjs";
import { findChromium } from "./find-chromium.mjs";
import { largeResult } from "./large-result.mjs";

const { values: options } = parseArgs({
  options: {
    quick: { type: "boolean", default: false },
    check: { type: "boolean", default: false },
    old: { type: "string" },
  },
});
// Points, and milliseconds in which the chart is wanted.
const CASES = options.quick
  ? [["3 x 100 points", { runs: 3, steps: 100 }, 250]]
  : [
      ["100 points", { runs: 1, steps: 100 }, 250],
      ["3 x 100 points", { runs: 3, steps: 100 }, 250],
      ["1 x 100,000 points", { runs: 1, steps: 100_000 }, 400],
      ["20 x 5,000 points", { runs: 20, steps: 5000 }, 400],
    ];
const OPENINGS = options.quick ? 2 : 9;
const MOVES = options.quick ? 8 : 30;
const ORDINARY_MB = 2.1;

const versions = await Promise.all(
  [
    ["new", new URL("../../../dist/", import.meta.url)],
    ...(options.old ? [["old", pathToFileURL(`${resolve(options.old)}/`)]] : []),
  ].map(async ([version, dist]) => {
    const { loadPlotly, renderReport } = await import(new URL("report/index.js", dist).href);
    return { version, renderReport, plotly: await loadPlotly() };
  }),
);
const folder = mkdtempSync(join(tmpdir(), "lr-finder-bench-"));
const browser = await chromium.launch({
  executablePath: findChromium(),
  args: ["--no-sandbox", "--disable-gpu"],
});
const median = (values) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];
const MEASURED = ["visible", "live", "awake", "move", "frame"];

const rows = [];
console.log(
  "least / median in ms       size MB  chart visible  controls live  pointer answers  slider move  on screen",
);
for (const [name, shape, visibleMs] of CASES) {
  const result = largeResult(shape);
  const pages = versions.map(({ version, renderReport, plotly }) => {
    const html = renderReport(result, { plotly });
    const file = join(folder, `${version}.html`);
    writeFileSync(file, html);
    const times = Object.fromEntries(MEASURED.map((what) => [what, []]));
    return {
      version,
      url: pathToFileURL(file).href,
      megabytes: Buffer.byteLength(html) / 1e6,
      times,
    };
  });
  for (let i = 0; i < OPENINGS; i++) {
    for (const { url, times } of pages) {
      const page = await browser.newPage({ viewport: { width: 1180, height: 900 } });
      await page.addInitScript(watchOpening);
      await page.goto(url, { timeout: 120_000 });
      await page.waitForSelector("html[data-measured]", { timeout: 120_000, state: "attached" });
      const opening = await page.evaluate(() => window.opening);
      for (const [what, ms] of Object.entries(opening)) times[what].push(ms);
      if (i === OPENINGS - 1) {
        for (const { move, frame } of await page.evaluate(moveSlider, MOVES)) {
          times.move.push(move);
          times.frame.push(frame);
        }
      }
      await page.close();
    }
  }
  for (const { version, megabytes, times } of pages) {
    const cells = MEASURED.map((what) => {
      const ms = times[what];
      return `${Math.min(...ms).toFixed(0)} / ${median(ms).toFixed(0)}`.padStart(14);
    });
    console.log(
      `${`${name}, ${version}`.padEnd(26)}${megabytes.toFixed(2).padStart(8)}${cells.join("")}`,
    );
  }
  const of = (version, what) =>
    median(pages.find((page) => page.version === version)?.times[what] ?? [Number.NaN]);
  rows.push({ name, visibleMs, megabytes: pages[0].megabytes, of });
}
console.log(`load average of the last minute: ${loadavg()[0].toFixed(1)}`);
await browser.close();
rmSync(folder, { recursive: true });

target(
  "report of 100 to 300 points",
  Math.max(...rows.filter(({ visibleMs }) => visibleMs === 250).map(({ megabytes }) => megabytes)),
  { atMost: ORDINARY_MB, unit: " MB" },
);
for (const { name, visibleMs, of } of rows) {
  target(`${name}: chart visible`, of("new", "visible"), {
    atMost: visibleMs,
    unit: " ms",
    digits: 0,
  });
  if (options.old === undefined) continue;
  const before = Math.round(of("old", "live"));
  target(`${name}: controls live`, of("new", "live"), { atMost: before, unit: " ms", digits: 0 });
}
const slowest = Math.max(...rows.map(({ of }) => of("new", "move")));
target("slowest move of the slider", slowest, { atMost: 50, unit: " ms", digits: 0 });

/**
 * In the page: when the first curve is on the screen, when the controls work, and when plotly, which
 * answers to the pointer, has drawn the chart.
 */
function watchOpening() {
  window.opening = {};
  const signs = {
    visible: ".drawing .lines path, .scatterlayer .js-line",
    live: "html[data-live]",
    awake: ".scatterlayer .js-line",
  };
  const note = (what) => {
    window.opening[what] = performance.now();
    const { length } = Object.keys(window.opening);
    if (length === 3) document.documentElement.dataset.measured = "";
  };
  new MutationObserver((_, observer) => {
    for (const [what, sign] of Object.entries(signs)) {
      if (!document.querySelector(sign)) continue;
      delete signs[what];
      if (what === "live") note(what);
      else requestAnimationFrame(() => setTimeout(note, 0, what));
    }
    if (Object.keys(signs).length === 0) observer.disconnect();
  }).observe(document, { childList: true, subtree: true, attributeFilter: ["data-live"] });
}

/**
 * In the page: moves the slider and waits until the chart's words name the new width and that is on
 * the screen; chart, key and table are replaced in the same breath.
 */
async function moveSlider(moves) {
  const slider = document.getElementById("bandwidth");
  const words = document.querySelector("#loss figcaption");
  const times = [];
  for (let i = 0; i < moves; i++) {
    const changed = new Promise((resolve) => {
      const observer = new MutationObserver(() => {
        observer.disconnect();
        resolve();
      });
      observer.observe(words, { childList: true, subtree: true, characterData: true });
    });
    slider.value = String(-1.2 + (i % 12) * 0.1);
    const start = performance.now();
    slider.dispatchEvent(new Event("input"));
    await changed;
    const move = performance.now() - start;
    await new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));
    times.push({ move, frame: performance.now() - start });
  }
  return times;
}
