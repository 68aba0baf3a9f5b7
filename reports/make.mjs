// Makes the picture in the README: a run on the bundled digits, its report, a screenshot.
// Run: npm run build && node reports/make.mjs   (needs Chromium)
import { spawnSync } from "node:child_process";
import { rmSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";

const root = fileURLToPath(new URL("..", import.meta.url));
const folder = fileURLToPath(new URL("example-run", import.meta.url));
const run = spawnSync(
  process.execPath,
  [
    ...["dist/cli/main.js", "run", "--data", "datasets/digits-images.idx3-ubyte.gz"],
    ...["--model", "cnn:8,16", "--repeats", "3", "--epochs", "20", "--name", "digits"],
    ...["--out", folder, "--quiet"],
  ],
  { cwd: root, stdio: "inherit" },
);
if (run.status !== 0) process.exit(run.status ?? 1);

const executablePath = ["chromium", "chromium-browser", "google-chrome"]
  .map((name) => spawnSync("which", [name], { encoding: "utf8" }).stdout.trim())
  .find((path) => path !== "");
if (executablePath === undefined) {
  console.error("no Chromium found: install it, e.g. `apt-get install chromium`");
  process.exit(1);
}
const browser = await chromium.launch({ executablePath, args: ["--no-sandbox"] });
const page = await browser.newPage({
  viewport: { width: 1180, height: 1330 },
  colorScheme: "light",
});
await page.goto(new URL("example-run/report.html", import.meta.url).href);
await page.waitForSelector(".main-svg");
await page.waitForTimeout(500);
await page.screenshot({ path: fileURLToPath(new URL("example.png", import.meta.url)) });
await browser.close();
rmSync(folder, { recursive: true });
