import type { Code, FunctionSource } from "./assemble.ts";
import {
  add,
  advance,
  call,
  divide,
  FunctionBuilder,
  get,
  int,
  lessThan,
  loopWhile,
  mul,
  select,
  set,
  sub,
  whenElse,
} from "./instructions.ts";

/**
 * Tiles for all columns: panel after panel for a block of `block` rows, then the next block. Whole
 * panels go to rows of `wide`, the columns that are left over to rows of `narrow`. The panels follow each
 * other, k1 * k2 * 32 bytes each.
 *
 * @param tiles4 index of that function
 * @param tiles6 index of that function, which then does what it can of each block
 */
export function panelsFunction(tiles4: number, tiles6?: number): FunctionSource {
  const f = new FunctionBuilder();
  const [a, aRow, aStep, aJump, packed] = f.params(5);
  const [wide, wideRow, narrow, narrowRow] = f.params(4);
  const [rows, k1, k2, columns, block, fresh] = f.params(6);
  const [count, high, panel, panelBytes, first, target, targetRow] = f.locals(7);
  const tilesFrom = (tiles: number, from: Code, rowsThere: Code) =>
    call(tiles, [
      ...[add(get(a), mul(get(aRow), from)), get(aRow), get(aStep), get(aJump), get(panel)],
      ...[add(get(target), mul(get(targetRow), from)), get(targetRow), rowsThere],
      ...[get(k1), get(k2), get(fresh)],
    ]);
  return f.build(
    "panels",
    set(panelBytes, mul(mul(get(k1), get(k2)), int(32))),
    loopWhile(lessThan(int(0), get(rows)), [
      ...set(count, select(lessThan(get(block), get(rows)), get(block), get(rows))),
      // Five rows that are left over are one tile of six; fewer are one of four.
      ...set(high, mul(divide(add(get(count), int(1)), int(6)), int(6))),
      ...set(high, select(lessThan(get(count), get(high)), get(count), get(high))),
      ...set(panel, get(packed)),
      ...set(first, int(0)),
      ...loopWhile(lessThan(get(first), get(columns)), [
        ...whenElse(
          lessThan(add(get(first), int(7)), get(columns)),
          [
            ...set(target, add(get(wide), mul(get(first), int(4)))),
            ...set(targetRow, get(wideRow)),
          ],
          [...set(target, get(narrow)), ...set(targetRow, get(narrowRow))],
        ),
        ...(tiles6 === undefined
          ? tilesFrom(tiles4, int(0), get(count))
          : [
              ...tilesFrom(tiles6, int(0), get(high)),
              ...tilesFrom(tiles4, get(high), sub(get(count), get(high))),
            ]),
        ...advance(panel, get(panelBytes)),
        ...advance(first, int(8)),
      ]),
      ...advance(a, mul(get(aRow), get(count))),
      ...advance(wide, mul(get(wideRow), get(count))),
      ...advance(narrow, mul(get(narrowRow), get(count))),
      ...set(rows, sub(get(rows), get(count))),
    ]),
  );
}

/**
 * `packPanel` for all columns of a matrix with `depth` rows; the panels lie `panelBytes` apart.
 *
 * @param packPanel index of that function
 */
export function packColumnsFunction(packPanel: number): FunctionSource {
  const f = new FunctionBuilder();
  const [to, panelBytes, from, row, column] = f.params(5);
  const [depth, columns] = [f.param(), f.param()];
  const eight = select(lessThan(int(8), get(columns)), int(8), get(columns));
  return f.build(
    "packColumns",
    loopWhile(lessThan(int(0), get(columns)), [
      ...call(packPanel, [get(to), get(from), get(row), get(column), get(depth), eight]),
      ...advance(to, get(panelBytes)),
      ...advance(from, mul(get(column), int(8))),
      ...advance(columns, int(-8)),
    ]),
  );
}
