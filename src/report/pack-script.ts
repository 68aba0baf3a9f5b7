import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { promisify } from "node:util";
import { gzip } from "node:zlib";
import { toBase85 } from "./packed/base85.ts";

/**
 * A script as a page carries it: gzip in base 85.
 *
 * @param level of the compression: 9 takes twice as long as 6 and saves a hundredth
 */
export async function packScript(text: string | Uint8Array, level = 9): Promise<string> {
  return toBase85(await promisify(gzip)(text, { level, memLevel: 9 }));
}

/** `plotly.js-dist-min`'s one file, as it is. */
export function readPlotly(): Promise<Uint8Array> {
  return readFile(createRequire(import.meta.url).resolve("plotly.js-dist-min/plotly.min.js"));
}
