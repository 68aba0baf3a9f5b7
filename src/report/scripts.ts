import { readFile } from "node:fs/promises";
import { LrFinderError } from "../core/errors.ts";
import { resource } from "../resources.ts";
import { LANGUAGES, type Language } from "../words/index.ts";

/** Pages with scripts of their own. Comparisons and schedules have those of the report. */
export type PageName = "report" | "playground" | "live";

/** A script that the build packs. */
export type ScriptName = PageName | "plotly" | `words-${Language}`;

/**
 * The scripts that a page carries, packed when the package was built: its own code, the whole of
 * `plotly.js-dist-min`'s one file, and the words of every language in the order of
 * {@link LANGUAGES}, of which a page takes its own. Each is gzip in base 85 (see
 * `packed/base85.ts`), spaces between them; about 1.9 million characters.
 *
 * @throws LrFinderError `pages-missing` for sources that were never built
 */
export async function loadScripts(page: PageName): Promise<string> {
  const names: ScriptName[] = [
    page,
    "plotly",
    ...LANGUAGES.map((language) => `words-${language}` as const),
  ];
  const parts = await Promise.all(names.map(packed));
  return parts.join(" ");
}

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
  return resource(`dist/pages/${name}.txt`);
}

async function packed(name: ScriptName): Promise<string> {
  const file = packedFile(name);
  try {
    return await readFile(file, "latin1");
  } catch (cause) {
    throw new LrFinderError(
      "pages-missing",
      `the pages' scripts are not there (${file.pathname}): make them with \`npm run build\``,
      { cause },
    );
  }
}
