import { basename } from "node:path";
import { InputError } from "../core/errors.ts";
import { readCsv } from "./csv/read-csv.ts";
import type { PreparedData } from "./dataset.ts";
import { type Content, openContent } from "./files.ts";
import { isIdx, readIdxHeader } from "./images/idx.ts";
import { loadImages } from "./images/load-images.ts";
import { type LoadOptions, type ResolvedLoadOptions, resolveLoadOptions } from "./options.ts";
import { prepareTable } from "./table/prepare-table.ts";

/**
 * Loads a data file, ready to train on: a table (CSV, TSV; delimiter and header detected) or idx
 * images with their labels; either may be gzipped. What a file is, its first bytes say, not its
 * name. The file is read once, as a stream; of a table at most `maxRows` rows are in memory.
 *
 * Missing values: empty, NA, N/A, NaN, null, None and ? (any case, trimmed). Numeric features get
 * the median of the training rows, categorical ones a level of their own, rows without a target
 * are left out; each with a warning that counts them.
 *
 * @throws InputError for anything that cannot be used; the message names file, row and column or
 * the option, and says what to do
 */
export async function loadData(path: string, options: LoadOptions = {}): Promise<PreparedData> {
  const resolved = resolveLoadOptions(options);
  const content = await openContent(path);
  try {
    if (isIdx(content.head)) return await loadImages(content, resolved);
    rejectOtherFormats(content);
    return await loadTable(content, resolved);
  } finally {
    await content.close();
  }
}

async function loadTable(content: Content, options: ResolvedLoadOptions): Promise<PreparedData> {
  if (options.labels !== undefined) {
    throw new InputError(
      "bad-option",
      `\`labels\` goes with an idx images file, and ${content.path} is not one; a table's target ` +
        "is a column (`target`)",
      { data: { path: content.path, option: "labels" } },
    );
  }
  const { table, warnings } = await readCsv(content, options);
  return prepareTable(table, content.digest(), options, warnings);
}

const SIGNATURES: readonly (readonly [string, string])[] = [
  ["PK\x03\x04", "a zip archive or a spreadsheet (.xlsx, .npz)"],
  ["PAR1", "a Parquet file"],
  ["ARROW1", "an Arrow file"],
  ["\x93NUMPY", "a NumPy file"],
  ["\x89HDF", "an HDF5 file"],
  ["\x89PNG", "a PNG image"],
  ["\xff\xd8\xff", "a JPEG image"],
  ["\xd0\xcf\x11\xe0", "an old spreadsheet (.xls)"],
];

function rejectOtherFormats(content: Content): void {
  const { path, head } = content;
  // A name that promises idx gets the message about idx.
  if (/idx[1-4].*ubyte/i.test(basename(path))) readIdxHeader(path, head, [2, 3, 4], "images");
  const begin = head.subarray(0, 8).toString("latin1");
  const found = SIGNATURES.find(([signature]) => begin.startsWith(signature));
  if (found === undefined) return;
  throw new InputError("unknown-format", `${path} is ${found[1]}; export it as CSV`, {
    data: { path, format: found[1] },
  });
}
