import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";
import { type Browser, chromium, type Page } from "playwright-core";
import { afterAll, beforeAll } from "vitest";
import { describeWith } from "./needs.ts";

const NAMES = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];
const USUAL_PLACES = ["/usr/bin", "/usr/local/bin", "/snap/bin", "/opt/google/chrome"];

const FLAGS = [
  "--no-sandbox",
  "--disable-gpu",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

/** The system's Chromium or Chrome: from PATH, then from the usual places. */
export function findChromium(): string | undefined {
  const folders = [...(process.env.PATH ?? "").split(delimiter), ...USUAL_PLACES];
  return folders
    .filter((folder) => folder !== "")
    .flatMap((folder) => NAMES.map((name) => join(folder, name)))
    .find(isExecutable);
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** WebGL and WebGPU by the processor, which every machine has. */
const SOFTWARE_GPU = [
  "--use-gl=angle",
  "--use-angle=swiftshader",
  "--enable-unsafe-swiftshader",
  "--enable-unsafe-webgpu",
  "--use-webgpu-adapter=swiftshader",
  "--enable-features=Vulkan,WebGPU",
];

/** A `describe` whose tests share one launched browser, with or without WebGL and WebGPU. */
export function describeInBrowser(
  title: string,
  body: (browser: () => Browser) => void,
  { gpu = false } = {},
): void {
  const executablePath = findChromium();
  const need = {
    what: "a Chromium or Chrome: apt-get install chromium",
    isThere: executablePath !== undefined,
    inCi: true,
  };
  // A page with plotly takes a second; far longer on a machine that is busy with other tests.
  describeWith(need, title, { timeout: 300_000 }, () => {
    let browser: Browser | undefined;
    beforeAll(async () => {
      browser = await chromium.launch({
        executablePath: executablePath ?? "",
        headless: true,
        args: gpu ? [...FLAGS.filter((flag) => flag !== "--disable-gpu"), ...SOFTWARE_GPU] : FLAGS,
      });
    });
    afterAll(async () => {
      await browser?.close();
    });
    body(() => browser ?? notLaunched(title));
  });
}

/**
 * Everything that the status line says from now on. It clears itself after a moment, which a look at
 * it on a busy machine may miss.
 */
export async function statusLine(page: Page): Promise<() => Promise<string[]>> {
  const said = await page.evaluateHandle(() => {
    const line = document.getElementById("status") as HTMLElement;
    const texts: string[] = [];
    new MutationObserver(() => texts.push(line.textContent ?? "")).observe(line, {
      childList: true,
    });
    return texts;
  });
  return () => said.jsonValue();
}

function notLaunched(title: string): never {
  throw new Error(`the browser of "${title}" is asked for outside of a test`);
}
