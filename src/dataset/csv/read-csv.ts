import { basename } from "node:path";
import Papa from "papaparse";
import { note } from "../../contract/make-note.ts";
import { InputError } from "../../core/errors.ts";
import type { Note } from "../../core/note.ts";
import { byteDecoder, notUtf8 } from "../../core/text-decoder.ts";
import { nodeUtf8 } from "../../files/index.ts";
import type { Content } from "../files.ts";
import type { ResolvedLoadOptions } from "../options.ts";
import { RowCutter } from "./row-cutter.ts";
import { type RawTable, RowCollector } from "./rows.ts";

const DELIMITERS = [",", ";", "\t", "|"];

/**
 * Streams a CSV file and keeps at most `maxRows` of its rows. Every row is checked for its number
 * of cells; what is in the cells is looked at only in the rows kept.
 *
 * Ragged rows, broken quotes, bytes that are not UTF-8 (or UTF-16 with a byte order mark), a file with one column or without rows below the header are
 * `InputError`s that name file and row (1-based, as a person counts in the file, the header and
 * empty lines included).
 */
export async function readCsv(
  content: Content,
  options: ResolvedLoadOptions,
): Promise<{ readonly table: RawTable; readonly warnings: readonly Note[] }> {
  const { path } = content;
  const decoder = byteDecoder(content.head, nodeUtf8);
  let rows: RowCollector | undefined;
  let cutter: RowCutter | undefined;
  const take = (text: string) => {
    if (text.includes("\0")) {
      throw new InputError("not-text", `${path} is not a text file (it holds NUL bytes)`, {
        data: { path },
      });
    }
    rows ??= new RowCollector(path, delimiterOf(path, text, options), options);
    cutter ??= new RowCutter(path, rows);
    const at = decoder.damagedAt;
    if (at === null) return cutter.push(text);
    // Up to the damage, so that its row and column are known.
    cutter.push(text.slice(0, at));
    const { row, column } = cutter.place();
    throw new InputError("not-utf8", notUtf8(path, `row ${row}, column ${column}`), {
      data: { path, row, column },
    });
  };
  for await (const bytes of content.chunks()) take(decoder.write(bytes));
  take(decoder.end());
  cutter?.end();
  if (rows === undefined)
    throw new InputError("empty-file", `${path} is empty`, { data: { path } });
  const table = rows.finish();
  return { table, warnings: warningsOf(table) };
}

function delimiterOf(path: string, text: string, options: ResolvedLoadOptions): string {
  if (options.delimiter !== "auto") return options.delimiter;
  if (/\.tsv(\.gz)?$/i.test(path)) return "\t";
  const sample = Papa.parse(text, { newline: "\n", delimitersToGuess: DELIMITERS, preview: 1 });
  return sample.meta.delimiter;
}

function warningsOf(table: RawTable): Note[] {
  const name = basename(table.path);
  const warnings: Note[] = [];
  const kept = table.rows.length;
  if (table.totalRows > kept) {
    const { totalRows } = table;
    const message = `${name} has ${totalRows} rows; a seeded sample of ${kept} is used (--max-rows)`;
    warnings.push(note("row-cap", message, { totalRows, kept }));
  }
  return warnings;
}
