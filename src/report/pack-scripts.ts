import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { promisify } from "node:util";
import { gzip } from "node:zlib";
import { bundle } from "./bundle.ts";
import { toBase85 } from "./packed/base85.ts";

/** What {@link packScripts} takes besides the page's own code. */
export interface PackOptions {
  /** Classic scripts that run first, by the names that node finds them by. */
  readonly before?: readonly string[];
  /** Modules to take instead of others: the end of the one's URL, and the other's below `src`. */
  readonly instead?: Readonly<Record<string, string>>;
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
  const { before = [], instead = {} } = options;
  const require = createRequire(import.meta.url);
  const scripts = ["plotly.js-dist-min/plotly.min.js", ...before].map((name) =>
    readFile(require.resolve(name), "utf8"),
  );
  const app = await bundle(new URL(entry, BUILT).href, (specifier, from) => {
    const found = specifier.startsWith(".") ? new URL(specifier, from).href : specifier;
    const other = Object.keys(instead).find((ending) => found.endsWith(ending));
    return other === undefined ? undefined : new URL(instead[other] as string, BUILT).href;
  });
  const text = [...(await Promise.all(scripts)), `window.lrFinderPage = ${app}.app;`].join("\n");
  return toBase85(await promisify(gzip)(text, { level: 6 }));
}
