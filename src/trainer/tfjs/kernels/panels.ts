import type { Heap } from "./heap.ts";

/** Columns of a packed panel: what one tile of the hot loop computes at once. */
export const PANEL = 8;

/** Depth (k) at which a panel is 8 kB. */
export const DEPTH_BLOCK = 256;

/**
 * Floats of A that are used with all panels before the next ones, and the fewest rows: with a panel,
 * they fit in 48 kB.
 */
const LEFT_BLOCK = 6144;
const FEWEST_ROWS = 24;

/**
 * The left side of a product, read in place: rows `row` bytes apart; along k, `inner` floats `step`
 * bytes apart, then a jump of `jump` bytes more, `outer` times.
 */
interface Walk {
  readonly address: number;
  readonly row: number;
  readonly step: number;
  readonly jump: number;
  readonly outer: number;
  readonly inner: number;
}

/**
 * Where the sums go: whole panels of 8 columns into rows of the result (`wide`), the columns that are
 * left over into rows of a scratch matrix of 8 columns (`narrow`). Row distances in bytes.
 */
export interface Sums {
  readonly wide: number;
  readonly wideRow: number;
  readonly narrow: number;
  readonly narrowRow: number;
}

function panelCount(columns: number): number {
  return Math.ceil(columns / PANEL);
}

/** Floats that packed panels of so many columns take. */
export function packedSize(depth: number, columns: number): number {
  return depth * panelCount(columns) * PANEL;
}

/**
 * Packs `depth` rows of a matrix B (strides in bytes) into panels that lie `panelBytes` apart, the
 * first of them at `to`.
 */
export function packColumns(
  heap: Heap,
  to: number,
  panelBytes: number,
  b: { readonly address: number; readonly row: number; readonly column: number },
  depth: number,
  columns: number,
): void {
  for (let first = 0; first < columns; first += PANEL) {
    heap.loops.packPanel(
      to + (first / PANEL) * panelBytes,
      b.address + first * b.column,
      b.row,
      b.column,
      depth,
      Math.min(PANEL, columns - first),
    );
  }
}

/**
 * Adds the product of `rows` rows of the walk and the packed panels of `columns` columns to the sums;
 * with `fresh`, sets the sums to it.
 */
export function addPanels(
  heap: Heap,
  walk: Walk,
  rows: number,
  packed: number,
  columns: number,
  sums: Sums,
  fresh = false,
): void {
  const depth = walk.outer * walk.inner;
  const panelBytes = depth * PANEL * 4;
  const block = Math.max(FEWEST_ROWS, Math.floor(LEFT_BLOCK / depth / 4) * 4);
  for (let row = 0; row < rows; row += block) {
    const count = Math.min(block, rows - row);
    const left = walk.address + row * walk.row;
    let panel = packed;
    for (let first = 0; first < columns; first += PANEL) {
      const whole = first + PANEL <= columns;
      const target = whole
        ? sums.wide + row * sums.wideRow + first * 4
        : sums.narrow + row * sums.narrowRow;
      const targetRow = whole ? sums.wideRow : sums.narrowRow;
      heap.loops.tiles(
        left,
        walk.row,
        walk.step,
        walk.jump,
        panel,
        target,
        targetRow,
        count,
        walk.outer,
        walk.inner,
        fresh ? 1 : 0,
      );
      panel += panelBytes;
    }
  }
}
