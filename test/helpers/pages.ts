import { readFile } from "node:fs/promises";
import { bundlePage, packScript, readPlotly } from "../../src/report/build-pages.ts";
import { type PageName, packedFile } from "../../src/report/scripts.ts";

/**
 * The scripts of a page, its own code bundled from the sources as they are now: a page in a test needs
 * no build. Plotly, which changes with its package alone, is taken from the build where there is one.
 */
export async function pageScripts(page: PageName): Promise<string> {
  const [app, plotly] = await Promise.all([
    bundlePage(page).then((code) => packScript(code, 1)),
    readFile(packedFile("plotly"), "latin1").catch(async () => packScript(await readPlotly(), 1)),
  ]);
  return `${app} ${plotly}`;
}
