import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { gzip } from "node:zlib";

/**
 * Plotly as the report page carries it: `plotly.js-dist-min`'s one file, gzip level 9, in base64
 * (about 2.0 million characters). The only part of the report that needs Node.
 *
 * Compressing takes half a second, so the build does it once (`pack-plotly.ts`); where that file is
 * missing or was made of another version of Plotly, it is done here.
 *
 * @throws the file system's error when the package is not installed
 */
export async function loadPlotly(): Promise<string> {
  const packed = await readFile(packedFile(), "latin1").catch(() => undefined);
  return packed ?? packPlotly();
}

/** Compresses the installed Plotly. */
export async function packPlotly(): Promise<string> {
  const path = createRequire(import.meta.url).resolve("plotly.js-dist-min/plotly.min.js");
  const packed = await promisify(gzip)(await readFile(path), { level: 9, memLevel: 9 });
  return packed.toString("base64");
}

/** Where the build puts it, beside this module; the name carries Plotly's version. */
export function packedFile(): string {
  const { version } = createRequire(import.meta.url)("plotly.js-dist-min/package.json") as {
    version: string;
  };
  return fileURLToPath(new URL(`plotly-${version}.gz.txt`, import.meta.url));
}
