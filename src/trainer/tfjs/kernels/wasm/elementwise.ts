import type { Code, FunctionSource } from "./assemble.ts";
import {
  add,
  add4,
  advance,
  and4,
  atLeast4,
  below,
  FOUR_LANES,
  FunctionBuilder,
  fillZero,
  float,
  get,
  greater4,
  int,
  type Lanes,
  type Local,
  loopWhile,
  mul4,
  ONE_LANE,
  or4,
  overLanes,
  repeat,
  set,
  splat,
  unequal4,
  zero4,
} from "./instructions.ts";

/** Sets `bytes` bytes to 0. */
export function zeroFunction(): FunctionSource {
  const f = new FunctionBuilder();
  const [to, bytes] = [f.param(), f.param()];
  return f.build("zero", fillZero(get(to), get(bytes)));
}

/** All floats of `bytes` bytes at `to`, which the block moves; right above 2 GB too. */
const overBytes = (
  to: Local,
  bytes: Local,
  end: Local,
  block: (lanes: Lanes) => Code,
): readonly Code[] => [
  set(end, add(get(to), get(bytes))),
  loopWhile(below(add(get(to), int(15)), get(end)), block(FOUR_LANES)),
  loopWhile(below(get(to), get(end)), block(ONE_LANE)),
];

/** to[i] = op(a[i], b[i]) over `bytes` bytes (a multiple of 4). */
function binary(name: string, op: (a: Code, b: Code) => Code): FunctionSource {
  const f = new FunctionBuilder();
  const [to, a, b, bytes] = f.params(4);
  const end = f.local();
  const block = (lanes: Lanes): Code => [
    ...lanes.store(get(to), op(lanes.load(get(a)), lanes.load(get(b)))),
    ...[to, a, b].flatMap((pointer) => advance(pointer, int(lanes.bytes))),
  ];
  return f.build(name, ...overBytes(to, bytes, end, block));
}

/** to[i] = op(x[i]) over `bytes` bytes (a multiple of 4). */
function unary(name: string, op: (x: Code) => Code): FunctionSource {
  const f = new FunctionBuilder();
  const [to, from, bytes] = f.params(3);
  const [end, x] = [f.local(), f.local("v128")];
  const block = (lanes: Lanes): Code => [
    ...set(x, lanes.load(get(from))),
    ...lanes.store(get(to), op(get(x))),
    ...[to, from].flatMap((pointer) => advance(pointer, int(lanes.bytes))),
  ];
  return f.build(name, ...overBytes(to, bytes, end, block));
}

/** to[r, q] = a[r, q] + b[q] for `rows` (at least 1) rows of `rowBytes` bytes. */
export function addRowFunction(): FunctionSource {
  const f = new FunctionBuilder();
  const [to, a, b, rowBytes, rows] = f.params(5);
  const [row, column] = [f.local(), f.local()];
  const at = (pointer: Local): Code => add(get(pointer), get(column));
  const block = (lanes: Lanes): Code => [
    ...lanes.store(at(to), add4(lanes.load(at(a)), lanes.load(at(b)))),
    ...advance(column, int(lanes.bytes)),
  ];
  return f.build(
    "addRow",
    repeat(row, get(rows), [
      ...set(column, int(0)),
      ...overLanes(column, get(rowBytes), block),
      ...advance(to, get(rowBytes)),
      ...advance(a, get(rowBytes)),
    ]),
  );
}

export const addFunction = () => binary("add", add4);
export const multiplyFunction = () => binary("multiply", mul4);
/** max(x, 0); what is not a number stays so. */
export const relu4 = (x: Code): Code => atLeast4(x, zero4);
export const reluFunction = () => unary("relu", relu4);
/** 1 where x > 0, else 0; what is not a number stays so. */
export const step4 = (x: Code): Code =>
  or4(and4(greater4(x, zero4), splat(float(1))), and4(unequal4(x, x), x));
export const stepFunction = () => unary("step", step4);
