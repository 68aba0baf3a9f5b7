import { cellNumber, decimalCommaNumber } from "../../number.ts";

const BETWEEN = ["\t", ";", "|", ",", / {2,}/, /\s+/] as const;
/** Lines that may stand before a header. */
const MOST_BEFORE = 3;

/**
 * Whether lines are a table: a row of names, and below it mostly rows of as many cells that are
 * mostly numbers; or nothing but numbers from the first line on.
 */
export function isTable(lines: readonly string[]): boolean {
  return BETWEEN.some((between) => {
    const rows = lines.map((line) => line.trim().split(between));
    for (let header = 0; header < Math.min(MOST_BEFORE, rows.length); header++) {
      const names = rows[header] as string[];
      const below = rows.slice(header + 1);
      if (names.length < 2 || below.length === 0) continue;
      const alike = below.filter((cells) => cells.length === names.length);
      const isHeader = names.every((cell) => !isValue(cell)) || (header === 0 && isNumbers(names));
      if (isHeader && 2 * alike.filter(isNumbers).length > below.length) return true;
    }
    return false;
  });
}

/**
 * Whether lines divide into no table at all: not one column of numbers, and no character that cuts most
 * of them into as many cells as each other, two or more. Fewer than four lines do not tell.
 */
export function isRagged(lines: readonly string[]): boolean {
  const some = lines.slice(0, MOST_LINES).map((line) => line.trim());
  if (some.length < LEAST_LINES) return false;
  if (2 * some.filter(isValue).length > some.length) return false;
  return [...BETWEEN].every((between) => {
    const widths = some.map((line) => line.split(between).length);
    const counts = new Map<number, number>();
    for (const width of widths) counts.set(width, (counts.get(width) ?? 0) + 1);
    const [width, count] = [...counts].sort((a, b) => b[1] - a[1])[0] as [number, number];
    return width < 2 || count < REGULAR * some.length;
  });
}

const LEAST_LINES = 4;
const MOST_LINES = 1000;
const REGULAR = 0.9;

function isNumbers(cells: readonly string[]): boolean {
  const values = cells.filter(isValue).length;
  return 2 * values > cells.length;
}

function isValue(cell: string): boolean {
  return cellNumber(cell) !== undefined || decimalCommaNumber(cell) !== undefined;
}
