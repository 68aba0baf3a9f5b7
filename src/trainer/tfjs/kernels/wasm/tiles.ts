import type { FunctionSource } from "./assemble.ts";
import {
  add,
  advance,
  FunctionBuilder,
  fusedMultiplyAdd4,
  get,
  int,
  lessThan,
  load4,
  loadSplat,
  loopWhile,
  mul,
  multiplyAdd4,
  repeat,
  select,
  set,
  store4,
  whenElse,
  zero4,
} from "./instructions.ts";

/**
 * The one hot loop of every matrix product and convolution here:
 *
 *     C[i, 0..7] += sum over (k1, k2) of A[i, k1, k2] * B[k1, k2, 0..7]
 *
 * in tiles of a few rows by 8 columns whose sums stay in registers. B is a packed panel: 8 floats for
 * each k, one after the other. A is read in place: `aRow` bytes from row to row, `aStep` bytes from
 * k2 to k2, and `aJump` more at the end of each run of k2, which walks a window of an image (k1 = its
 * rows) as easily as a matrix (k1 = 1). A tile that hangs over the last row repeats that row: it is
 * computed and stored more than once, with the same value. The order of each sum is that of k, whatever
 * the tile.
 *
 * With `fresh` other than 0 the sums start at 0, whatever C holds.
 *
 * A fused multiply-add has to wait longer for its sum than the two instructions that it takes the place
 * of: 6 rows keep more of them going at once than 4, and are as many as 16 registers hold.
 *
 * Needs rows, k1, k2 >= 1. All strides are in bytes.
 */
export function tilesFunction(fused: boolean, height: 4 | 6): FunctionSource {
  const multiplyAdd = fused ? fusedMultiplyAdd4 : multiplyAdd4;
  const f = new FunctionBuilder();
  const [a, aRow, aStep, aJump] = f.params(4);
  const [b, c, cRow, rows, k1, k2] = f.params(6);
  const fresh = f.param();
  const [row, panel, outer, inner] = f.locals(4);
  const aAt = Array.from({ length: height }, () => f.local());
  const cAt = Array.from({ length: height }, () => f.local());
  const left = Array.from({ length: height }, () => f.local("v128"));
  const right = Array.from({ length: height }, () => f.local("v128"));
  const [factor, b0, b1] = f.locals(3, "v128");
  const at = <T>(list: readonly T[], index: number) => list[index] as T;

  const startRows = aAt.flatMap((pointer, r) => {
    if (r === 0) return [...set(pointer, get(a)), ...set(at(cAt, 0), get(c))];
    const inside = lessThan(add(get(row), int(r)), get(rows));
    return [
      ...set(pointer, add(get(at(aAt, r - 1)), select(inside, get(aRow), int(0)))),
      ...set(at(cAt, r), add(get(at(cAt, r - 1)), select(inside, get(cRow), int(0)))),
    ];
  });
  const loadSums = cAt.flatMap((pointer, r) => [
    ...set(at(left, r), load4(get(pointer))),
    ...set(at(right, r), load4(get(pointer), 16)),
  ]);
  const clearSums = [...left, ...right].flatMap((sum) => set(sum, zero4));
  const storeSums = cAt.flatMap((pointer, r) => [
    ...store4(get(pointer), get(at(left, r))),
    ...store4(get(pointer), get(at(right, r)), 16),
  ]);
  const multiply = [
    ...set(b0, load4(get(panel))),
    ...set(b1, load4(get(panel), 16)),
    ...aAt.flatMap((pointer, r) => [
      ...set(factor, loadSplat(get(pointer))),
      ...set(at(left, r), multiplyAdd(get(factor), get(b0), get(at(left, r)))),
      ...set(at(right, r), multiplyAdd(get(factor), get(b1), get(at(right, r)))),
      ...advance(pointer, get(aStep)),
    ]),
    ...advance(panel, int(32)),
  ];
  return f.build(
    `tiles${height}`,
    loopWhile(lessThan(get(row), get(rows)), [
      ...startRows,
      ...whenElse(get(fresh), clearSums, loadSums),
      ...set(panel, get(b)),
      ...repeat(outer, get(k1), [
        ...repeat(inner, get(k2), multiply),
        ...aAt.flatMap((pointer) => advance(pointer, get(aJump))),
      ]),
      ...storeSums,
      ...advance(a, mul(get(aRow), int(height))),
      ...advance(c, mul(get(cRow), int(height))),
      ...advance(row, int(height)),
    ]),
  );
}
