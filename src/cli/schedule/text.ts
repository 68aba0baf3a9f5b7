import { formatLr } from "../../core/format.ts";

const TABLE_ROWS = 20;

/** Rows evenly spread over the steps, first and last included. */
export function table(values: Float64Array): string {
  const last = values.length - 1;
  const rows = Math.min(values.length, TABLE_ROWS + 1);
  const steps = Array.from({ length: rows }, (_, i) =>
    rows === 1 ? 0 : Math.round((i * last) / (rows - 1)),
  );
  const width = Math.max(4, String(last).length);
  const lines = steps.map(
    (step) => `${String(step).padStart(width)}  ${formatLr(values[step] as number, 6)}`,
  );
  return `${"step".padStart(width)}  lr\n${lines.join("\n")}\n`;
}

/**
 * The curve in one line of block characters, at most 60 and as many as there are columns, from 0 to its highest value.
 *
 * @param top the value of a full block @default the highest of `values`
 */
export function sparkline(
  values: ArrayLike<number>,
  columns: number,
  top = highest(values),
): string {
  const cells = Math.min(60, columns, values.length);
  const blocks = "▁▂▃▄▅▆▇█";
  return Array.from({ length: cells }, (_, cell) => {
    const at = cells === 1 ? 0 : Math.round((cell * (values.length - 1)) / (cells - 1));
    const share = top === 0 ? 0 : (values[at] as number) / top;
    return blocks[Math.max(0, Math.min(7, Math.floor(share * 8)))];
  }).join("");
}

/** The largest of the values, at least 0. */
export function highest(values: ArrayLike<number>): number {
  let top = 0;
  for (let i = 0; i < values.length; i++) top = Math.max(top, values[i] as number);
  return top;
}

/** The values as CSV text, in pieces. */
export function* csvPieces(values: Float64Array): Generator<string> {
  yield "step,lr\n";
  let lines: string[] = [];
  for (const [step, lr] of values.entries()) {
    lines.push(`${step},${lr}\n`);
    if (lines.length === 10_000) {
      yield lines.join("");
      lines = [];
    }
  }
  yield lines.join("");
}
