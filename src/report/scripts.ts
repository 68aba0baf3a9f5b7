import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { promisify } from "node:util";
import { gzip } from "node:zlib";
import { LrFinderError } from "../core/errors.ts";
import { keysOf } from "../core/records.ts";
import { type FileUrl, resource } from "../resources.ts";
import { LANGUAGES, type Language } from "../words/index.ts";
import { toBase85 } from "./packed/base85.ts";
import { PAGE_SECTIONS, type PageName } from "./page/page-words.ts";

export type { PageName } from "./page/page-words.ts";

/** A script that the build packs. */
export type ScriptName = PageName | `${PageName}-${Language}`;

/**
 * The scripts that a page carries: its own code, the whole of `plotly.js-dist-min`'s one file, and its
 * words in every language in the order of {@link LANGUAGES}, of which a page takes its own. Each is
 * gzip in base 85 (see `packed/base85.ts`), spaces between them; about 1.9 million characters. Plotly
 * is packed by this call, the rest was when the package was built.
 *
 * @throws LrFinderError `pages-missing` for sources that were never built, `plotly-missing` where
 *   `plotly.js-dist-min` is not installed
 */
export async function loadScripts(page: PageName): Promise<string> {
  const [code, ...words] = scriptNames(page).map(packed);
  const parts = await Promise.all([code, readPlotly().then((text) => packScript(text)), ...words]);
  return parts.join(" ");
}

/** What the build makes for a page: its code, and its words. */
function scriptNames(page: PageName): ScriptName[] {
  return [page, ...LANGUAGES.map((language) => `${page}-${language}` as const)];
}

/** Every script that the build packs. */
export const SCRIPTS: readonly ScriptName[] = keysOf(PAGE_SECTIONS).flatMap(scriptNames);

/**
 * What a report, a comparison or a page of schedules carries beside its words: plotly and the page's
 * own code. The only part of these pages that needs Node. Takes a tenth of a second, beside the
 * program's own thread for the most part: for many pages, call it once.
 *
 * @throws as {@link loadScripts}
 */
export function loadPlotly(): Promise<string> {
  return loadScripts("report");
}

/**
 * `plotly.js-dist-min`'s one file, as it is: of the installation that the package's own files lie in,
 * or else of the one that this code lies in.
 *
 * @throws LrFinderError `plotly-missing`
 */
export async function readPlotly(): Promise<Uint8Array> {
  let cause: unknown;
  for (const from of [resource("package.json"), import.meta.url]) {
    try {
      return await readFile(createRequire(from).resolve("plotly.js-dist-min/plotly.min.js"));
    } catch (thrown) {
      cause = thrown;
    }
  }
  throw new LrFinderError(
    "plotly-missing",
    "plotly.js-dist-min, which every page with charts carries, is not installed: `npm install plotly.js-dist-min` in the project that lr-finder is installed in; a program that was bundled finds it in `node_modules` beside `dist/pages`",
    { cause },
  );
}

/**
 * A script as a page carries it: gzip in base 85.
 *
 * @param level of the compression: 9 takes half as long again as 5 and saves a hundredth
 */
export async function packScript(text: string | Uint8Array, level = 5): Promise<string> {
  return toBase85(await promisify(gzip)(text, { level, memLevel: 9 }));
}

/** Where the build puts a packed script, below the package's folder. */
export function packedFile(name: ScriptName): FileUrl {
  return resource(`dist/pages/${name}.js`);
}

const [BEFORE, AFTER] = ['export default "', '";\n'];

/** A packed script as its file holds it: a module, which pages import. Base 85 has no sign that needs care in quotes. */
export function asModule(packed: string): string {
  return `${BEFORE}${packed}${AFTER}`;
}

/** @throws LrFinderError `pages-missing` for sources that were never built */
export async function packed(name: ScriptName): Promise<string> {
  const file = packedFile(name);
  try {
    // Read, not imported: as a module it would stay in memory for good.
    return (await readFile(file, "latin1")).slice(BEFORE.length, -AFTER.length);
  } catch (cause) {
    throw new LrFinderError(
      "pages-missing",
      `the pages' scripts are not there (${file.pathname}): make them with \`npm run build\``,
      { cause },
    );
  }
}
