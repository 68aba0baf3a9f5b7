// Size of a report, time to its first plot, and time of a slider move, for ordinary and large runs.
// Run: npm run build && node test/bench/report/page.mjs [--quick] [--check]   (needs Chromium)
// A move is timed from the slider's event to the end of the drawing that follows it (curve, every
// rule, chart, key and table), and until the frame that shows it is through (layout and paint, here
// without a GPU). Least and median of what was measured are printed, and the machine's load, which
// adds to all of them.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { loadavg, tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { parseArgs } from "node:util";
import { chromium } from "playwright-core";
import { loadPlotly, renderReport } from "../../../dist/report/index.js";
import { target } from "../target.mjs";
import { findChromium } from "./find-chromium.mjs";
import { largeResult } from "./large-result.mjs";

const { values: options } = parseArgs({
  options: {
    quick: { type: "boolean", default: false },
    check: { type: "boolean", default: false },
  },
});
const CASES = options.quick
  ? [["3 x 100 points", { runs: 3, steps: 100 }]]
  : [
      ["100 points", { runs: 1, steps: 100 }],
      ["3 x 100 points", { runs: 3, steps: 100 }],
      ["1 x 100,000 points", { runs: 1, steps: 100_000 }],
      ["20 x 5,000 points", { runs: 20, steps: 5000 }],
    ];
const OPENINGS = options.quick ? 2 : 7;
const MOVES = options.quick ? 8 : 30;

const plotly = await loadPlotly();
const folder = mkdtempSync(join(tmpdir(), "lr-finder-bench-"));
const browser = await chromium.launch({
  executablePath: findChromium(),
  args: ["--no-sandbox", "--disable-gpu"],
});
const sizes = [];
const moved = [];
const median = (values) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];
const shown = (values) => `${Math.min(...values).toFixed(0)} / ${median(values).toFixed(0)}`;
console.log("case                  size MB     first plot ms    slider move ms         on screen");
console.log("                                 least / median    least / median    least / median");
for (const [name, shape] of CASES) {
  const html = renderReport(largeResult(shape), { plotly });
  const file = join(folder, "page.html");
  writeFileSync(file, html);
  const openings = [];
  const moves = [];
  const frames = [];
  for (let i = 0; i < OPENINGS; i++) {
    const page = await browser.newPage({ viewport: { width: 1180, height: 900 } });
    await page.addInitScript(markFirstPlot);
    await page.goto(pathToFileURL(file).href, { timeout: 120_000 });
    await page.waitForSelector("html[data-live]", { timeout: 120_000 });
    openings.push(await page.evaluate(() => window.firstPlotMs));
    if (i === OPENINGS - 1) {
      for (const { move, frame } of await page.evaluate(moveSlider, MOVES)) {
        moves.push(move);
        frames.push(frame);
      }
    }
    await page.close();
  }
  const megabytes = Buffer.byteLength(html) / 1e6;
  const size = megabytes.toFixed(2);
  sizes.push(megabytes);
  moved.push(median(moves));
  console.log(
    `${name.padEnd(22)}${size.padStart(6)}${[openings, moves, frames].map((times) => shown(times).padStart(18)).join("")}`,
  );
}
console.log(`load average of the last minute: ${loadavg()[0].toFixed(1)}`);
target("largest report", Math.max(...sizes), { atMost: 2.2, unit: " MB" });
target("slowest move of the slider", Math.max(...moved), { atMost: 50, unit: " ms", digits: 0 });
await browser.close();
rmSync(folder, { recursive: true });

/** In the page: ms from the start of navigation to the first curve in the document. */
function markFirstPlot() {
  new MutationObserver((_, observer) => {
    if (!document.querySelector(".scatterlayer .js-line")) return;
    observer.disconnect();
    requestAnimationFrame(() => {
      window.firstPlotMs = performance.now();
    });
  }).observe(document, { childList: true, subtree: true });
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
