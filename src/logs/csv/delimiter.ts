import Papa from "papaparse";
import { InputError } from "../../core/errors.ts";

/** In order of preference where several fit: the rarer a character is inside cells, the earlier. */
const CANDIDATES = ["\t", ";", "|", ",", " "];

/**
 * The character between the cells of a table, from its first lines: the first candidate (tab,
 * semicolon, pipe, comma, space) that divides all of them into the same number of cells, at least
 * two; else the one that does so for most of them. A table of one column gives a comma.
 *
 * @param head whole lines, LF between them
 */
export function guessDelimiter(head: string): string {
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
export function checkDelimiter(name: string, head: string, delimiter: string): void {
  if ([...delimiter].length !== 1 || /["\n\r]/.test(delimiter)) {
    throw new InputError(
      "bad-option",
      `\`delimiter\` must be a single character, got ${JSON.stringify(delimiter)}`,
    );
  }
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
  const { data } = Papa.parse<string[]>(head, { delimiter, newline: "\n", skipEmptyLines: true });
  return data.map((cells) => cells.length);
}

function mostCommon(widths: readonly number[]): number {
  const counts = new Map<number, number>();
  for (const width of widths) counts.set(width, (counts.get(width) ?? 0) + 1);
  const [first] = [...counts].sort(([, a], [, b]) => b - a);
  return first?.[0] ?? 0;
}
