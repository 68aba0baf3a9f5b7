import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";
import { packScripts } from "./pack-scripts.ts";

/**
 * What a report page carries beside its words: plotly (`plotly.js-dist-min`'s one file) and the
 * page's own code (`page/app/` with the curve and suggestion code it runs), gzip level 9, in base 85:
 * about 1.9 million characters. The only part of the report that needs Node.
 *
 * Compressing takes half a second, so the build does it once (`pack-plotly.ts`); where that file is
 * missing or was made of another version of Plotly, it is done here.
 *
 * @throws the file system's error when the package is not installed, or when neither the packed
 *   file nor the compiled code is there (sources that were never built)
 */
export async function loadPlotly(): Promise<string> {
  const packed = await readFile(packedFile(), "latin1").catch(() => undefined);
  return packed ?? packPlotly();
}

/** Bundles the page's code and compresses it with the installed Plotly. */
export function packPlotly(): Promise<string> {
  return packScripts("report/page/app/main.js", { level: 9 });
}

/** The compiled report code: this module's own folder, or its twin in `dist` for uncompiled sources. */
const BUILT = new URL("../../dist/report/", import.meta.url);

/** Where the build puts it; the name carries Plotly's version. */
export function packedFile(): string {
  const { version } = createRequire(import.meta.url)("plotly.js-dist-min/package.json") as {
    version: string;
  };
  return fileURLToPath(new URL(`plotly-${version}.gz.txt`, BUILT));
}
