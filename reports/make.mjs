// Makes the curated examples beside this file, and the picture in the README.
// Run: npm run build && node reports/make.mjs   (needs Chromium for the picture)
import { spawnSync } from "node:child_process";
import { copyFileSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";
import { findChromium } from "../test/bench/report/find-chromium.mjs";

const root = fileURLToPath(new URL("..", import.meta.url));
const here = (name) => fileURLToPath(new URL(name, import.meta.url));
const runs = mkdtempSync(join(tmpdir(), "lr-finder-reports-"));

function finder(...args) {
  const { status } = spawnSync(process.execPath, ["dist/cli/main.js", ...args], {
    cwd: root,
    stdio: ["ignore", "ignore", "inherit"],
  });
  if (status !== 0) process.exit(status ?? 1);
}

// One result: a small CNN on the bundled digits, with probes.
const digits = ["run", "--data", "datasets/digits-images.idx3-ubyte.gz", "--model", "cnn:8,16"];
finder(
  ...digits,
  "--epochs",
  "20",
  "--verify",
  "--name",
  "digits",
  "--out",
  join(runs, "digits"),
  "--quiet",
);
copyFileSync(join(runs, "digits/report.html"), here("example.html"));

// Several: the same table with four optimizers.
const optimizers = ["sgd", "momentum", "rmsprop", "adam"];
const spirals = ["run", "--data", "datasets/spirals.csv", "--target", "arm", "--epochs", "40"];
for (const name of optimizers) {
  finder(...spirals, "--optimizer", name, "--name", name, "--out", join(runs, name), "--quiet");
}
const folders = optimizers.map((name) => join(runs, name));
finder("report", ...folders, "--out", here("comparison.html"));

finder("report", "--blank", "--out", here("playground.html"));

const schedules = [
  "warmup-cosine:peak-lr=0.1,total-steps=1000,warmup-steps=50",
  "multi-step:peak-lr=0.1,milestones=500,750,unit=step",
  "one-cycle:peak-lr=0.1,total-steps=1000",
];
finder("schedule", "compare", ...schedules, "--out", here("schedules.html"));

const browser = await chromium.launch({ executablePath: findChromium(), args: ["--no-sandbox"] });
const page = await browser.newPage({
  viewport: { width: 1180, height: 1480 },
  colorScheme: "light",
});
await page.goto(new URL("example.html", import.meta.url).href, { timeout: 120_000 });
await page.waitForSelector("html[data-live]", { timeout: 120_000 });
await page.waitForTimeout(500);
await page.screenshot({ path: here("example.png") });
await browser.close();
rmSync(runs, { recursive: true });
