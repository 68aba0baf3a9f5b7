import { readFile } from "node:fs/promises";
import { LrFinderError } from "../core/errors.ts";
import { keysOf } from "../core/records.ts";
import { resource } from "../resources.ts";
import { LANGUAGES, type Language } from "../words/index.ts";
import { PAGE_SECTIONS, type PageName } from "./page/page-words.ts";

export type { PageName } from "./page/page-words.ts";

/** A script that the build packs. */
export type ScriptName = PageName | "plotly" | `${PageName}-${Language}`;

/**
 * The scripts that a page carries, packed when the package was built: its own code, the whole of
 * `plotly.js-dist-min`'s one file, and its words in every language in the order of
 * {@link LANGUAGES}, of which a page takes its own. Each is gzip in base 85 (see
 * `packed/base85.ts`), spaces between them; about 1.9 million characters.
 *
 * @throws LrFinderError `pages-missing` for sources that were never built
 */
export async function loadScripts(page: PageName): Promise<string> {
  const parts = await Promise.all(scriptNames(page).map(packed));
  return parts.join(" ");
}

/** What {@link loadScripts} puts together, in its order. */
function scriptNames(page: PageName): ScriptName[] {
  return [page, "plotly", ...LANGUAGES.map((language) => `${page}-${language}` as const)];
}

/** Every script that the pages of this version carry. */
export const SCRIPTS: readonly ScriptName[] = [
  ...new Set(keysOf(PAGE_SECTIONS).flatMap(scriptNames)),
];

/**
 * What a report, a comparison or a page of schedules carries beside its words: plotly and the page's
 * own code. The only part of these pages that needs Node.
 *
 * @throws LrFinderError `pages-missing` for sources that were never built
 */
export function loadPlotly(): Promise<string> {
  return loadScripts("report");
}

/** Where the build puts a packed script, below the package's folder. */
export function packedFile(name: ScriptName): URL {
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
