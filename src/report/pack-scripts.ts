import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { promisify } from "node:util";
import { gzip } from "node:zlib";
import { bundle } from "./bundle.ts";
import { toBase85 } from "./packed/base85.ts";
import { OWN_CODE } from "./page/own-code.ts";
import { asciiScript, quickPlotly } from "./quick-plotly.ts";

/** What {@link packScripts} takes besides the page's own code. */
export interface PackOptions {
  /** Classic scripts that run first, by the names that node finds them by. */
  readonly before?: readonly string[];
  /** Modules to take instead of others: the end of the one's URL, and the other's below `src`. */
  readonly instead?: Readonly<Record<string, string>>;
  /** Of the compression, 1 to 9: 9 takes twice as long as 6 and saves a hundredth. @default 6 */
  readonly level?: number;
}

/** The compiled sources: this module's own, or their twins in `dist` for uncompiled ones. */
const BUILT = new URL("../../dist/", import.meta.url);

/**
 * Plotly and a page's own code in the form that the page unpacks: gzip in base 85.
 *
 * @param entry compiled module below the sources' folder that exports the page's `app`, e.g.
 *   `report/playground/app/main.js`
 * @throws the file system's error when Plotly is not installed or the sources were never built
 */
export async function packScripts(entry: string, options: PackOptions = {}): Promise<string> {
  const { before = [], instead = {}, level = 6 } = options;
  const require = createRequire(import.meta.url);
  const read = (name: string) => readFile(require.resolve(name), "utf8");
  const plotly = quickPlotly(await read("plotly.js-dist-min/plotly.min.js"));
  const app = await bundle(new URL(entry, BUILT).href, (specifier, from) => {
    const found = specifier.startsWith(".") ? new URL(specifier, from).href : specifier;
    const other = Object.keys(instead).find((ending) => found.endsWith(ending));
    return other === undefined ? undefined : new URL(instead[other] as string, BUILT).href;
  });
  const scripts = [plotly, OWN_CODE, ...(await Promise.all(before.map(read)))];
  const text = asciiScript([...scripts, `window.lrFinderPage = ${app}.app;\n`].join("\n"));
  return toBase85(await promisify(gzip)(text, { level, memLevel: 9 }));
}
