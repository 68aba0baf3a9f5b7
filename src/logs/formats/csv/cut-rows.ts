const QUOTE = '"';

/** What {@link cutRows} gives. */
export interface CutRows {
  readonly rows: readonly (readonly string[])[];
  /** Where the row begins that is not complete yet. */
  readonly end: number;
  /** Of the first row with text between a closing quote and the end of its cell: its index; else null. */
  readonly badRow: number | null;
  /** Whether the text ends inside of quotes: then its last row is cut off there. */
  readonly isOpen: boolean;
}

/**
 * Cuts a text into rows of cells, as RFC 4180 has them: a cell that begins with a quote goes to its
 * closing one, with two for one of its own; blanks after that do not count. papaparse reads the same
 * (a test compares), but is a tenth of what a page carries that reads logs.
 *
 * @param text with LF between its lines
 * @param options.isWhole whether no more text comes: its last row needs no line end then
 * @param options.most rows. @default all
 */
export function cutRows(
  text: string,
  delimiter: string,
  {
    isWhole,
    most = Number.POSITIVE_INFINITY,
  }: { readonly isWhole: boolean; readonly most?: number },
): CutRows {
  const rows: string[][] = [];
  let row: string[] = [];
  let badRow: number | null = null;
  let start = 0;
  let at = 0;
  let nextDelimiter = -1;
  let nextLine = -1;
  const given = (end: number, isOpen = false): CutRows => ({ rows, end, badRow, isOpen });
  const endWith = (cell: string, isOpen: boolean): CutRows => {
    if (!isWhole || text === "") return given(start);
    rows.push([...row, cell]);
    return given(text.length, isOpen);
  };
  while (rows.length < most) {
    let end: number;
    let cell: string;
    if (text[at] === QUOTE) {
      let quote = at;
      for (;;) {
        quote = text.indexOf(QUOTE, quote + 1);
        if (quote < 0) return endWith(text.slice(at + 1), true);
        if (text[quote + 1] === QUOTE) {
          quote++;
          continue;
        }
        end = quote + 1;
        while (!text.startsWith(delimiter, end) && /[^\S\n]/.test(text[end] ?? "")) end++;
        const isEnd = end === text.length || text[end] === "\n" || text.startsWith(delimiter, end);
        if (isEnd) break;
        badRow ??= rows.length;
      }
      cell = text.slice(at + 1, quote).replaceAll('""', QUOTE);
      if (end === text.length) return endWith(cell, false);
    } else {
      if (nextLine < at) nextLine = placeOf(text, "\n", at);
      if (nextDelimiter < at) nextDelimiter = placeOf(text, delimiter, at);
      end = Math.min(nextLine, nextDelimiter);
      cell = text.slice(at, end);
      if (end === text.length) return endWith(cell, false);
    }
    row.push(cell);
    if (text[end] === "\n") {
      rows.push(row);
      row = [];
      start = end + 1;
      at = start;
    } else at = end + delimiter.length;
  }
  return given(start);
}

/** Where a text comes next; the end where it does not. */
function placeOf(text: string, wanted: string, from: number): number {
  const place = text.indexOf(wanted, from);
  return place < 0 ? text.length : place;
}
