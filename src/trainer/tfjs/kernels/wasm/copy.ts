import type { FunctionSource } from "./assemble.ts";
import {
  add,
  advance,
  below,
  both,
  equal,
  FunctionBuilder,
  fillZero,
  get,
  int,
  lessThan,
  load4,
  loadFloat,
  loopWhile,
  mul,
  set,
  store4,
  storeFloat,
  when,
} from "./instructions.ts";

/**
 * Copies `rows` rows of `bytes` bytes (a multiple of 4): padding, cropping and narrowing of images and
 * matrices. `toRow` and `fromRow` are the distances between rows in bytes.
 */
export function copyRowsFunction(): FunctionSource {
  const f = new FunctionBuilder();
  const [to, toRow, from, fromRow] = f.params(4);
  const [bytes, rows] = [f.param(), f.param()];
  const [row, source, target, end] = f.locals(4);
  return f.build(
    "copyRows",
    loopWhile(lessThan(get(row), get(rows)), [
      ...set(source, get(from)),
      ...set(target, get(to)),
      ...set(end, add(get(from), get(bytes))),
      ...loopWhile(below(add(get(source), int(15)), get(end)), [
        ...store4(get(target), load4(get(source))),
        ...advance(source, int(16)),
        ...advance(target, int(16)),
      ]),
      ...loopWhile(below(get(source), get(end)), [
        ...storeFloat(get(target), loadFloat(get(source))),
        ...advance(source, int(4)),
        ...advance(target, int(4)),
      ]),
      ...advance(from, get(fromRow)),
      ...advance(to, get(toRow)),
      ...advance(row, int(1)),
    ]),
  );
}

/**
 * Packs up to 8 columns of a matrix into a panel for `tiles`: 8 floats for each of `depth` rows.
 * `depthStride` and `columnStride` are in bytes, so a transposed matrix is packed as easily. Columns
 * from `columns` to 7 are zero.
 */
export function packPanelFunction(): FunctionSource {
  const f = new FunctionBuilder();
  const [to, from, depthStride, columnStride] = f.params(4);
  const [depth, columns] = [f.param(), f.param()];
  const [k, column, source, target] = f.locals(4);
  const wholeRows = [
    ...set(k, get(depth)),
    ...loopWhile(lessThan(int(0), get(k)), [
      ...store4(get(to), load4(get(from))),
      ...store4(get(to), load4(get(from), 16), 16),
      ...advance(from, get(depthStride)),
      ...advance(to, int(32)),
      ...advance(k, int(-1)),
    ]),
    ...set(column, int(8)),
  ];
  return f.build(
    "packPanel",
    when(lessThan(get(columns), int(8)), fillZero(get(to), mul(get(depth), int(32)))),
    when(both(equal(get(columns), int(8)), equal(get(columnStride), int(4))), wholeRows),
    loopWhile(lessThan(get(column), get(columns)), [
      ...set(source, get(from)),
      ...set(target, get(to)),
      ...set(k, get(depth)),
      ...loopWhile(lessThan(int(0), get(k)), [
        ...storeFloat(get(target), loadFloat(get(source))),
        ...advance(source, get(depthStride)),
        ...advance(target, int(32)),
        ...advance(k, int(-1)),
      ]),
      ...advance(from, get(columnStride)),
      ...advance(to, int(4)),
      ...advance(column, int(1)),
    ]),
  );
}
