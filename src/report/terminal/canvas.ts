/** What a cell of the chart shows; later ones cover earlier ones. */
export const LAYERS = ["raw", "heldOut", "wall", "pick", "smoothed"] as const;

export type Layer = (typeof LAYERS)[number];

/** Colours a stretch of text by what it shows; the identity where there is no colour. */
export type Paint = (role: Layer | "axis", text: string) => string;

/** A grid of character cells that is drawn on with dots. */
export interface Canvas {
  /** Dots across and down: 2 x 4 a cell in braille, one a cell in ASCII. */
  readonly width: number;
  readonly height: number;
  /** Sets a dot; x to the right, y downwards, both from 0. Outside of the grid nothing happens. */
  dot(x: number, y: number, layer: Layer): void;
  /** Dots from one place to another, the ends included (Bresenham). */
  line(x0: number, y0: number, x1: number, y1: number, layer: Layer): void;
  /** A whole column of cells, wherever nothing else is drawn. */
  column(x: number, character: string, layer: Layer): void;
  /** The rows of text, each exactly as many cells wide as the canvas. */
  rows(paint: Paint): string[];
}

// Bits of the dots of a braille cell (U+2800 and up), by row and column.
const BRAILLE = [
  [0x01, 0x08],
  [0x02, 0x10],
  [0x04, 0x20],
  [0x40, 0x80],
] as const;

const ASCII: Readonly<Record<Layer, string>> = {
  raw: ".",
  heldOut: "o",
  wall: ":",
  pick: "|",
  smoothed: "*",
};

/**
 * An empty canvas.
 *
 * In a braille cell that several layers touch, only the dots of the highest one are shown, so that
 * a line is not blurred by the dots around it.
 *
 * @param columns cells across, at least 1
 * @param lines cells down, at least 1
 * @param unicode braille dots; otherwise one ASCII character a cell
 */
export function createCanvas(columns: number, lines: number, unicode: boolean): Canvas {
  const [across, down] = unicode ? [2, 4] : [1, 1];
  const bits = new Uint8Array(columns * lines);
  const layers = new Int8Array(columns * lines).fill(-1);
  const fills = new Map<number, string>();
  const width = columns * across;
  const height = lines * down;

  const dot: Canvas["dot"] = (x, y, layer) => {
    if (!(x >= 0 && x < width && y >= 0 && y < height)) return;
    const cell = Math.floor(y / down) * columns + Math.floor(x / across);
    const rank = LAYERS.indexOf(layer);
    if (rank < (layers[cell] as number)) return;
    if (rank > (layers[cell] as number)) bits[cell] = 0;
    layers[cell] = rank;
    fills.delete(cell);
    bits[cell] = (bits[cell] as number) | (BRAILLE[y % down]?.[x % across] ?? 1);
  };
  const character = (cell: number): string => {
    const fill = fills.get(cell);
    if (fill !== undefined) return fill;
    if ((layers[cell] as number) < 0) return " ";
    if (unicode) return String.fromCodePoint(0x2800 + (bits[cell] as number));
    return ASCII[LAYERS[layers[cell] as number] as Layer];
  };

  return {
    width,
    height,
    dot,
    line(x0, y0, x1, y1, layer) {
      const steps = Math.max(Math.abs(x1 - x0), Math.abs(y1 - y0), 1);
      for (let step = 0; step <= steps; step++) {
        const share = step / steps;
        dot(Math.round(x0 + share * (x1 - x0)), Math.round(y0 + share * (y1 - y0)), layer);
      }
    },
    column(x, fill, layer) {
      const column = Math.floor(x / across);
      if (!(column >= 0 && column < columns)) return;
      for (let line = 0; line < lines; line++) {
        const cell = line * columns + column;
        if ((layers[cell] as number) >= LAYERS.indexOf(layer)) continue;
        layers[cell] = LAYERS.indexOf(layer);
        fills.set(cell, fill);
      }
    },
    rows: (paint) =>
      Array.from({ length: lines }, (_, line) => {
        const cells = Array.from({ length: columns }, (_, i) => line * columns + i);
        return painted(cells, character, (cell) => layers[cell] as number, paint);
      }),
  };
}

/** One row, neighbours of one layer painted together. */
function painted(
  cells: readonly number[],
  character: (cell: number) => string,
  layerOf: (cell: number) => number,
  paint: Paint,
): string {
  let row = "";
  let text = "";
  let layer = -1;
  const flush = () => {
    row += layer < 0 ? text : paint(LAYERS[layer] as Layer, text);
    text = "";
  };
  for (const cell of cells) {
    if (layerOf(cell) !== layer) {
      flush();
      layer = layerOf(cell);
    }
    text += character(cell);
  }
  flush();
  return row;
}
