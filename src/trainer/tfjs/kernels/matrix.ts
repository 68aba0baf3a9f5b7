import { type Heap, withScratch, zeroFloats } from "./heap.ts";
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
 * C += A B, where C is row-major without gaps. Nothing happens when one of the sizes is 0.
 *
 * B is packed in panels of 8 columns by up to 256 rows; A is read in place. Where n is not a multiple
 * of 8 the last panel's sums go through a scratch matrix of 8 columns.
 */
export function addProduct(heap: Heap, c: number, size: ProductSize, a: Matrix, b: Matrix): void {
  product(heap, c, size, a, b, false);
}

/** C = A B; see {@link addProduct}. An empty sum is 0. */
export function setProduct(heap: Heap, c: number, size: ProductSize, a: Matrix, b: Matrix): void {
  if (size[1] === 0) zeroFloats(heap, c, size[0] * size[2]);
  product(heap, c, size, a, b, true);
}

function product(
  heap: Heap,
  c: number,
  [m, k, n]: ProductSize,
  a: Matrix,
  b: Matrix,
  fresh: boolean,
): void {
  if (m === 0 || k === 0 || n === 0) return;
  const { loops } = heap;
  const rest = n % PANEL;
  const last = c + (n - rest) * 4;
  const block = Math.min(k, DEPTH_BLOCK);
  const scratch = [packedSize(block, n), rest === 0 ? 0 : m * PANEL];
  withScratch(heap, scratch, (packed, narrow) => {
    if (rest > 0 && !fresh) loops.copyRows(narrow, PANEL * 4, last, n * 4, rest * 4, m);
    const sums = { wide: c, wideRow: n * 4, narrow, narrowRow: PANEL * 4 };
    for (let depth = 0; depth < k; depth += block) {
      const inner = Math.min(block, k - depth);
      const right = { ...b, address: b.address + depth * b.row };
      packColumns(heap, packed, inner * PANEL * 4, right, inner, n);
      const address = a.address + depth * a.column;
      const walk = { address, row: a.row, step: a.column, jump: 0, outer: 1, inner };
      addPanels(heap, walk, m, packed, n, sums, fresh && depth === 0);
    }
    if (rest > 0) loops.copyRows(last, n * 4, narrow, PANEL * 4, rest * 4, m);
  });
}
