import { divideWork, type Heap, withScratch, zeroFloats } from "./heap.ts";
import { addPanels, DEPTH_BLOCK, PANEL, packColumns, packedSize } from "./panels.ts";

/** A matrix anywhere in the heap; strides in bytes, so a transposed matrix is only other strides. */
interface Matrix {
  readonly address: number;
  readonly row: number;
  readonly column: number;
}

/** A row-major matrix, or its transpose, of which `columns` is the row length as stored. */
export function matrixAt(address: number, columns: number, transposed = false): Matrix {
  return transposed
    ? { address, row: 4, column: columns * 4 }
    : { address, row: columns * 4, column: 4 };
}

/** Rows, depth and columns of a product: A is m x k, B is k x n. */
type ProductSize = readonly [m: number, k: number, n: number];

/**
 * C = A B, or C = bias + A B, where C is row-major without gaps and the bias is of n floats at an address.
 * An empty sum is 0.
 *
 * B is packed in panels of 8 columns by up to 256 rows; A is read in place. Where n is not a multiple
 * of 8 the last panel's sums go through a scratch matrix of 8 columns. Threads divide the columns of C
 * between them, or its rows where there are few columns: never the sums.
 */
export function setProduct(
  heap: Heap,
  c: number,
  [m, k, n]: ProductSize,
  a: Matrix,
  b: Matrix,
  bias?: number,
): void {
  if (m === 0 || n === 0) return;
  const panels = Math.ceil(n / PANEL);
  const rowBlocks = Math.ceil(m / ROW_BLOCK);
  const work = { name: "product", products: m * k * n, most: Math.max(panels, rowBlocks) };
  const { parts, run } = divideWork(heap, work);
  const byRows = parts > panels;
  const rowsOfPart = byRows ? Math.ceil(rowBlocks / parts) * ROW_BLOCK : m;
  const columnsOfPart = byRows ? n : Math.ceil(panels / parts) * PANEL;
  const block = Math.min(k, DEPTH_BLOCK);
  const rest = n % PANEL;
  const packedBytes = packedSize(block, columnsOfPart) * 4;
  const narrowBytes = rest === 0 ? 0 : rowsOfPart * PANEL * 4;
  const scratch = [(parts * packedBytes) / 4, ((byRows ? parts : 1) * narrowBytes) / 4];
  withScratch(heap, scratch, (packed, narrow) => {
    run((own, part) => {
      const row = byRows ? part * rowsOfPart : 0;
      const column = byRows ? 0 : part * columnsOfPart;
      const rows = Math.min(rowsOfPart, m - row);
      const columns = Math.min(columnsOfPart, n - column);
      if (rows <= 0 || columns <= 0) return;
      setBlock(own, [rows, k, columns], {
        a: { ...a, address: a.address + row * a.row },
        b: { ...b, address: b.address + column * b.column },
        c: c + (row * n + column) * 4,
        cRow: n * 4,
        bias: bias === undefined ? undefined : bias + column * 4,
        packed: packed + part * packedBytes,
        narrow: narrow + (byRows ? part * narrowBytes : 0),
      });
    });
  });
}

/** Rows that threads divide: whole tiles. */
const ROW_BLOCK = 24;

/** A block of C that one thread computes, and scratch memory of its own. */
interface Block {
  readonly a: Matrix;
  readonly b: Matrix;
  readonly c: number;
  /** Bytes from row to row of C. */
  readonly cRow: number;
  readonly bias: number | undefined;
  readonly packed: number;
  readonly narrow: number;
}

function setBlock(heap: Heap, [m, k, n]: ProductSize, block: Block): void {
  const { loops } = heap;
  const { a, b, c, cRow, bias, packed, narrow } = block;
  const rest = n % PANEL;
  const last = c + (n - rest) * 4;
  if (bias !== undefined || k === 0) {
    if (bias !== undefined) loops.copyRows(c, cRow, bias, 0, n * 4, m);
    else for (let row = 0; row < m; row++) zeroFloats(heap, c + row * cRow, n);
    if (k === 0) return;
    if (rest > 0) loops.copyRows(narrow, PANEL * 4, last, cRow, rest * 4, m);
  }
  const sums = { wide: c, wideRow: cRow, narrow, narrowRow: PANEL * 4 };
  const depth = Math.min(k, DEPTH_BLOCK);
  for (let from = 0; from < k; from += depth) {
    const inner = Math.min(depth, k - from);
    const right = { ...b, address: b.address + from * b.row };
    packColumns(heap, packed, inner * PANEL * 4, right, inner, n);
    const walk = {
      address: a.address + from * a.column,
      row: a.row,
      step: a.column,
      jump: 0,
      outer: 1,
      inner,
    };
    addPanels(heap, walk, m, packed, n, sums, bias === undefined && from === 0);
  }
  if (rest > 0) loops.copyRows(last, cRow, narrow, PANEL * 4, rest * 4, m);
}
