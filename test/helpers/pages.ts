import { bundlePage, bundleWords } from "../../src/report/build-pages.ts";
import { type PageName, packScript, readPlotly } from "../../src/report/scripts.ts";
import { LANGUAGES } from "../../src/words/index.ts";

/**
 * The scripts of a page, its own code bundled from the sources as they are now: a page in a test needs
 * no build.
 */
export async function pageScripts(page: PageName): Promise<string> {
  const parts = await Promise.all([
    bundlePage(page).then((code) => packScript(code, 1)),
    readPlotly().then((text) => packScript(text)),
    ...LANGUAGES.map((language) => bundleWords(page, language).then((code) => packScript(code, 1))),
  ]);
  return parts.join(" ");
}

/** Scripts that hold nothing, for pages that are only read. */
export const EMPTY_SCRIPTS = ["0", "0", ...LANGUAGES.map(() => "0")].join(" ");
