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
  heap.loops.packColumns(to, panelBytes, b.address, b.row, b.column, depth, columns);
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
  const block = Math.max(FEWEST_ROWS, Math.floor(LEFT_BLOCK / depth / 12) * 12);
  heap.loops.panels(
    walk.address,
    walk.row,
    walk.step,
    walk.jump,
    packed,
    sums.wide,
    sums.wideRow,
    sums.narrow,
    sums.narrowRow,
    rows,
    walk.outer,
    walk.inner,
    columns,
    block,
    fresh ? 1 : 0,
  );
}
