/** Where labels of an axis stand, in cells. */
export interface Tick {
  readonly cell: number;
  readonly label: string;
}

/**
 * Labels for the loss axis: the top, the middle and the bottom row.
 *
 * @param lines rows of the chart, at least 3
 */
export function lossTicks([low, high]: readonly [number, number], lines: number): Tick[] {
  const middle = Math.floor((lines - 1) / 2);
  return [0, middle, lines - 1].map((cell) => {
    const value = high - ((cell + 0.5) / lines) * (high - low);
    return { cell, label: shortLoss(value, high - low) };
  });
}

/** A loss as short as its axis allows: no digits below a thousandth of what is drawn. */
function shortLoss(value: number, span: number): string {
  const size = Math.abs(value);
  if (size !== 0 && (size >= 1e5 || span < 1e-4)) return value.toExponential(1);
  const decimals = Math.max(0, Math.min(6, 2 - Math.floor(Math.log10(span))));
  return String(Number(value.toFixed(decimals)));
}

/**
 * Labels for the LR axis at whole powers of ten, as many as there is room for.
 *
 * @param range log10 of the first and the last LR
 * @param cellOf cell of a log10 LR
 * @param columns cells across
 */
export function lrTicks(
  [from, to]: readonly [number, number],
  cellOf: (log10: number) => number,
  columns: number,
): Tick[] {
  const first = Math.ceil(from - 1e-9);
  const last = Math.floor(to + 1e-9);
  const room = Math.max(1, Math.floor(columns / 7));
  const every = Math.max(1, Math.ceil((last - first + 1) / room));
  const ticks: Tick[] = [];
  for (let power = Math.ceil(first / every) * every; power <= last; power += every) {
    ticks.push({ cell: cellOf(power), label: `1e${power}` });
  }
  return ticks;
}

/** The labels in one line of text, each centred below its tick; those without room are left out. */
export function labelLine(ticks: readonly Tick[], columns: number): string {
  let line = "";
  for (const { cell, label } of ticks) {
    const start = Math.max(
      0,
      Math.min(cell - Math.floor(label.length / 2), columns - label.length),
    );
    if (start < line.length + (line === "" ? 0 : 1)) continue;
    line = line.padEnd(start) + label;
  }
  return line;
}
