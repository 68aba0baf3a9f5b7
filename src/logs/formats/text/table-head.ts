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

function isNumbers(cells: readonly string[]): boolean {
  const values = cells.filter(isValue).length;
  return 2 * values > cells.length;
}

function isValue(cell: string): boolean {
  return cellNumber(cell) !== undefined || decimalCommaNumber(cell) !== undefined;
}
