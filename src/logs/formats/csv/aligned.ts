/** How a table whose columns are aligned by blanks is divided. */
export interface Alignment {
  /** Blanks between two cells. */
  readonly between: RegExp;
  /** Whether the header lacks a name for the first column (the index of pandas' `to_string`). */
  readonly lacksName: boolean;
}

/** In order of preference: two blanks or more leave single ones to names such as `total loss`. */
const BETWEEN = [/ {2,}|\t+ */g, /[ \t]+/g] as const;
const DIVIDED = /[,;|]/;

/**
 * The alignment of a table in which runs of blanks of any length stand between cells; null for a
 * table that one character divides.
 *
 * @param head its first lines, whole
 */
export function alignmentOf(head: string): Alignment | null {
  const lines = head.split("\n").filter((line) => line.trim() !== "");
  const [header] = lines;
  if (header === undefined || lines.length < 2 || DIVIDED.test(header)) return null;
  if (isEven(lines, "\t") || isEven(lines, " ")) return null;
  for (const between of BETWEEN) {
    const widths = lines.map((line) => line.trim().split(between).length);
    const [names, ...below] = widths as [number, ...number[]];
    const width = below[0] as number;
    if (width < 2 || below.some((cells) => cells !== width)) continue;
    if (names === width || names === width - 1) return { between, lacksName: names < width };
  }
  return null;
}

function isEven(lines: readonly string[], delimiter: string): boolean {
  const widths = lines.map((line) => line.split(delimiter).length);
  return (widths[0] as number) > 1 && widths.every((width) => width === widths[0]);
}

/** The same lines with a tab between cells. */
export function withTabs(lines: string, { between }: Alignment): string {
  return lines.replace(/^[ \t]+|[ \t]+$/gm, "").replace(between, "\t");
}
