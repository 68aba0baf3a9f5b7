import { checkDelimiter } from "../../../core/check.ts";
import { InputError } from "../../../core/errors.ts";
import { cellNumber, decimalCommaNumber } from "../../number.ts";
import { cutRows } from "./cut-rows.ts";
import { withTag } from "./tensorboard-tag.ts";

/** What the first lines of a table say. */
export interface CsvLayout {
  readonly delimiter: string;
  /** Unique names, one a column; zero-based indices where the table has no header. */
  readonly names: readonly string[];
  /** Names that several columns have. */
  readonly duplicates: readonly string[];
  /** The header's own line, to recognise it when it comes again; null without a header. */
  readonly headerLine: string | null;
  /** Length of the text that is not data: the header, and a line `sep=;` before it. */
  readonly dataStart: number;
  /** Lines before the first row of data. */
  readonly headerLines: number;
}

/**
 * Delimiter and column names of a table. A first row of numbers alone is data: the columns are then
 * named by their zero-based indices. Excel's `sep=;` and numpy's `# ` before the names are known.
 *
 * @param head the first lines of the table, whole
 * @param delimiter as the user gave it
 */
export function csvLayout(name: string, head: string, delimiter?: string): CsvLayout {
  const blank = /^(?:[ \t]*\n)*/.exec(head)?.[0] ?? "";
  const excel = /^sep=(.)\n/i.exec(head.slice(blank.length));
  const skipped = blank.length + (excel?.[0].length ?? 0);
  const body = head.slice(skipped);
  const given = checkDelimiter("delimiter", delimiter ?? "auto");
  if (given !== "auto") checkDivides(name, body, given);
  const between = given !== "auto" ? given : (excel?.[1] ?? guessDelimiter(body));
  const first = cutRows(body, between, { isWhole: true, most: 1 });
  const cells = (first.rows[0] ?? []).map((cell) => cell.trim());
  const hasHeader = cells.some((cell) => !isValue(cell));
  const end = hasHeader ? first.end : 0;
  const { names, duplicates } = hasHeader
    ? uniqueNames(cells)
    : { names: cells.map((_, i) => String(i)), duplicates: [] };
  return {
    delimiter: between,
    names: withTag(name, names),
    duplicates,
    headerLine: hasHeader ? body.slice(0, end).trim() : null,
    dataStart: skipped + end,
    headerLines: blank.split("\n").length - 1 + (excel ? 1 : 0) + (hasHeader ? 1 : 0),
  };
}

function isValue(cell: string): boolean {
  return cellNumber(cell) !== undefined || decimalCommaNumber(cell) !== undefined;
}

function uniqueNames(cells: readonly string[]): { names: string[]; duplicates: string[] } {
  const given = cells.map((cell, i) => (i === 0 ? cell.replace(/^#\s*/, "") : cell));
  const counts = new Map<string, number>();
  for (const name of given) counts.set(name, (counts.get(name) ?? 0) + 1);
  const names = given.map((name, i) => {
    if (name === "") return String(i);
    return (counts.get(name) as number) > 1 ? `${name} (column ${i})` : name;
  });
  const duplicates = [...counts].filter(([name, count]) => name !== "" && count > 1);
  return { names, duplicates: duplicates.map(([name]) => name) };
}

/** In order of preference where several fit: the rarer a character is inside cells, the earlier. */
const CANDIDATES = ["\t", ";", "|", ",", " "];

/**
 * The character between the cells of a table, from its first lines: the first candidate (tab,
 * semicolon, pipe, comma, space) that divides all of them into the same number of cells, at least
 * two; else the one that does so for most of them. A table of one column gives a comma.
 *
 * @param head whole lines, LF between them
 */
function guessDelimiter(head: string): string {
  let best = ",";
  let bestShare = 0.5;
  for (const delimiter of CANDIDATES) {
    const widths = widthsOf(head, delimiter);
    const width = mostCommon(widths);
    if (width < 2) continue;
    const share = widths.filter((cells) => cells === width).length / widths.length;
    if (share > bestShare) {
      best = delimiter;
      bestShare = share;
    }
  }
  return best;
}

/** Refuses a delimiter that does not divide a table which another one does. */
function checkDivides(name: string, head: string, delimiter: string): void {
  if (mostCommon(widthsOf(head, delimiter)) > 1) return;
  const other = guessDelimiter(head);
  if (mostCommon(widthsOf(head, other)) < 2) return;
  throw new InputError(
    "wrong-delimiter",
    `${name} is not divided by ${JSON.stringify(delimiter)}: its cells seem to be divided by ${JSON.stringify(other)}. Leave \`--delimiter\` out, or name that one`,
    { data: { file: name, delimiter, found: other } },
  );
}

function widthsOf(head: string, delimiter: string): number[] {
  const { rows } = cutRows(head, delimiter, { isWhole: true });
  return rows
    .filter(([first, ...more]) => first !== "" || more.length > 0)
    .map((row) => row.length);
}

function mostCommon(widths: readonly number[]): number {
  const counts = new Map<number, number>();
  for (const width of widths) counts.set(width, (counts.get(width) ?? 0) + 1);
  const [first] = [...counts].sort(([, a], [, b]) => b - a);
  return first?.[0] ?? 0;
}
