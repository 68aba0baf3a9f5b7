import type { Code, FunctionSource } from "./assemble.ts";
import {
  add,
  add4,
  advance,
  FunctionBuilder,
  get,
  int,
  type Lanes,
  overLanes,
  repeat,
  set,
  zero4,
} from "./instructions.ts";

/**
 * Sums `rows` (at least 1) rows of `rowBytes` bytes that follow each other into one row:
 * to[q] = sum over r of from[r, q].
 */
export function sumRowsFunction(): FunctionSource {
  const f = new FunctionBuilder();
  const [to, from, rowBytes, rows] = f.params(4);
  const [column, at, row, sum] = [f.local(), f.local(), f.local(), f.local("v128")];
  const block = (lanes: Lanes): Code => [
    ...set(at, add(get(from), get(column))),
    ...set(sum, zero4),
    ...repeat(row, get(rows), [
      ...set(sum, add4(get(sum), lanes.load(get(at)))),
      ...advance(at, get(rowBytes)),
    ]),
    ...lanes.store(add(get(to), get(column)), get(sum)),
    ...advance(column, int(lanes.bytes)),
  ];
  return f.build("sumRows", overLanes(column, get(rowBytes), block));
}
