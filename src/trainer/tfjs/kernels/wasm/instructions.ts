import { type Code, type FunctionSource, signed, unsigned, type ValueType } from "./assemble.ts";

/** A parameter or local of the function being written. */
export type Local = number;

export const get = (local: Local): Code => [0x20, ...unsigned(local)];
export const set = (local: Local, value: Code): Code => [...value, 0x21, ...unsigned(local)];

export const int = (value: number): Code => [0x41, ...signed(value)];
export const add = (a: Code, b: Code): Code => [...a, ...b, 0x6a];
export const sub = (a: Code, b: Code): Code => [...a, ...b, 0x6b];
export const mul = (a: Code, b: Code): Code => [...a, ...b, 0x6c];
/** Rounded towards 0. */
export const divide = (a: Code, b: Code): Code => [...a, ...b, 0x6d];
export const lessThan = (a: Code, b: Code): Code => [...a, ...b, 0x48];
export const notEqual = (a: Code, b: Code): Code => [...a, ...b, 0x47];
/** Unsigned. */
export const shiftRight = (a: Code, b: Code): Code => [...a, ...b, 0x76];
/**
 * Unsigned `<`: right for addresses above 2 GB; also false for a negative left side, which makes one test
 * of two bounds.
 */
export const below = (a: Code, b: Code): Code => [...a, ...b, 0x49];
export const equal = (a: Code, b: Code): Code => [...a, ...b, 0x46];
/** Bitwise and, also of two conditions. */
export const both = (a: Code, b: Code): Code => [...a, ...b, 0x71];
/** `local += amount` */
export const advance = (local: Local, amount: Code): Code => set(local, add(get(local), amount));

/** `condition ? a : b` for numbers; both sides are evaluated. */
export const select = (condition: Code, a: Code, b: Code): Code => [...a, ...b, ...condition, 0x1b];

export const leave: Code = [0x0f];

export const when = (condition: Code, body: Code): Code => [
  ...condition,
  ...[0x04, 0x40],
  ...body,
  0x0b,
];

export const whenElse = (condition: Code, body: Code, otherwise: Code): Code => [
  ...condition,
  ...[0x04, 0x40],
  ...body,
  0x05,
  ...otherwise,
  0x0b,
];

/** `while (condition) body` */
export const loopWhile = (condition: Code, body: Code): Code => [
  ...[0x02, 0x40, 0x03, 0x40],
  ...[...condition, 0x45, 0x0d, 1],
  ...body,
  ...[0x0c, 0, 0x0b, 0x0b],
];

/** `do body; while (--counter != 0)`: for counts known to be at least 1. */
export const repeat = (counter: Local, count: Code, body: Code): Code => [
  ...set(counter, count),
  ...[0x03, 0x40],
  ...body,
  ...[...get(counter), ...int(1), 0x6b, 0x22, ...unsigned(counter), 0x0d, 0],
  0x0b,
];

// Memory arguments carry an alignment hint of 2^2 bytes: floats are only ever aligned to 4.
const memory = (offset: number): Code => [2, ...unsigned(offset)];
const simd = (opcode: number): Code => [0xfd, ...unsigned(opcode)];

export const loadFloat = (at: Code, offset = 0): Code => [...at, 0x2a, ...memory(offset)];
export const storeFloat = (at: Code, value: Code, offset = 0): Code => [
  ...at,
  ...value,
  0x38,
  ...memory(offset),
];

export const fillZero = (at: Code, bytes: Code): Code => [
  ...at,
  ...int(0),
  ...bytes,
  ...[0xfc, ...unsigned(11), 0],
];

export const load4 = (at: Code, offset = 0): Code => [...at, ...simd(0x00), ...memory(offset)];
export const store4 = (at: Code, value: Code, offset = 0): Code => [
  ...at,
  ...value,
  ...simd(0x0b),
  ...memory(offset),
];
export const loadInt = (at: Code, offset = 0): Code => [...at, 0x28, ...memory(offset)];
/** Calls a function of the same module. */
export const call = (index: number, args: readonly Code[]): Code => [
  ...args.flat(),
  ...[0x10, ...unsigned(index)],
];
/** Calls the function in a place of the module's table, which has the type of the function at `type`. */
export const callIndirect = (type: number, args: readonly Code[], place: Code): Code => [
  ...args.flat(),
  ...place,
  ...[0x11, ...unsigned(type), 0],
];
/** Runs the case that `chosen` (0 and up; the last for anything else) names. */
export const choose = (chosen: Code, cases: readonly Code[]): Code => [
  // One block around all, and one for each case, whose end is where that case begins.
  ...[0x02, 0x40, ...cases.flatMap(() => [0x02, 0x40])],
  ...chosen,
  ...[0x0e, ...unsigned(cases.length - 1), ...cases.flatMap((_, index) => unsigned(index))],
  ...cases.flatMap((body, index) => [
    0x0b,
    ...body,
    ...[0x0c, ...unsigned(cases.length - 1 - index)],
  ]),
  0x0b,
];

// Atomics are of 32 bits, at addresses that are multiples of 4.
const atomic = (opcode: number): Code => [0xfe, opcode, 2, 0];
export const atomicLoad = (at: Code): Code => [...at, ...atomic(0x10)];
/** Adds to a number in memory; its value before. */
export const atomicAdd = (at: Code, amount: Code): Code => [...at, ...amount, ...atomic(0x1e)];
/** Stores a number where another one is; what was there before. */
export const atomicReplace = (at: Code, expected: Code, value: Code): Code => [
  ...at,
  ...expected,
  ...value,
  ...atomic(0x48),
];
/** Sleeps while the number in memory is `expected`, until somebody notifies. */
export const atomicWait = (at: Code, expected: Code): Code => [
  ...at,
  ...expected,
  ...[0x42, 0x7f], // -1: without a limit of time
  ...atomic(0x01),
  0x1a,
];
export const atomicNotify = (at: Code): Code => [...at, ...int(1), ...atomic(0x00), 0x1a];

/** Loads one float into all four lanes. */
export const loadSplat = (at: Code): Code => [...at, ...simd(0x09), ...memory(0)];
export const splat = (value: Code): Code => [...value, ...simd(0x13)];
export const zero4: Code = [...simd(0x0c), ...new Array<number>(16).fill(0)];
export const add4 = (a: Code, b: Code): Code => [...a, ...b, ...simd(0xe4)];
export const mul4 = (a: Code, b: Code): Code => [...a, ...b, ...simd(0xe6)];
/** a * b + c, rounded twice. */
export const multiplyAdd4 = (a: Code, b: Code, c: Code): Code => add4(c, mul4(a, b));
/** a * b + c, rounded once where the processor can: a relaxed SIMD instruction (V8 11.4 and later). */
export const fusedMultiplyAdd4 = (a: Code, b: Code, c: Code): Code => [
  ...a,
  ...b,
  ...c,
  ...simd(0x105),
];
export const sub4 = (a: Code, b: Code): Code => [...a, ...b, ...simd(0xe5)];
export const div4 = (a: Code, b: Code): Code => [...a, ...b, ...simd(0xe7)];
export const negative4 = (a: Code): Code => [...a, ...simd(0xe1)];
export const magnitude4 = (a: Code): Code => [...a, ...simd(0xe0)];
export const sqrt4 = (a: Code): Code => [...a, ...simd(0xe3)];
/** `a < b ? b : a`: with `a` not a number, that. */
export const atLeast4 = (a: Code, b: Code): Code => [...a, ...b, ...simd(0xeb)];
export const unequal4 = (a: Code, b: Code): Code => [...a, ...b, ...simd(0x42)];
export const greater4 = (a: Code, b: Code): Code => [...a, ...b, ...simd(0x44)];
/** A whole number as a float. */
export const toFloat = (a: Code): Code => [...a, 0xb2];
/** A float as it is written into the code. */
export const float = (value: number): Code => [
  0x43,
  ...new Uint8Array(new Float32Array([value]).buffer),
];
export const equal4 = (a: Code, b: Code): Code => [...a, ...b, ...simd(0x41)];
export const and4 = (a: Code, b: Code): Code => [...a, ...b, ...simd(0x4e)];
/** `a & ~b` */
export const andNot4 = (a: Code, b: Code): Code => [...a, ...b, ...simd(0x4f)];
export const or4 = (a: Code, b: Code): Code => [...a, ...b, ...simd(0x50)];

/**
 * How a loop over channels reads and writes: four at a time, or one at a time for the 0 to 3 that
 * are left over (the other lanes are zero, and never stored).
 */
export interface Lanes {
  readonly bytes: number;
  load(at: Code): Code;
  store(at: Code, value: Code): Code;
}

export const FOUR_LANES: Lanes = { bytes: 16, load: load4, store: store4 };

export const ONE_LANE: Lanes = {
  bytes: 4,
  load: (at) => [...at, ...simd(0x5c), ...memory(0)],
  store: (at, value) => [...at, ...value, ...simd(0x5a), ...memory(0), 0],
};

/** All channels from `at` to `end`, in bytes: as many as go four at a time, then the rest; the block moves `at`. */
export const overLanes = (at: Local, end: Code, block: (lanes: Lanes) => Code): Code => [
  ...loopWhile(lessThan(add(get(at), int(12)), end), block(FOUR_LANES)),
  ...loopWhile(lessThan(get(at), end), block(ONE_LANE)),
];

/** So many locals, to be taken apart. */
type Locals<Count extends number, Found extends Local[] = []> = Found["length"] extends Count
  ? Found
  : Locals<Count, [...Found, Local]>;

/** Hands out the locals of one function; parameters come first, as integers (byte offsets, counts). */
export class FunctionBuilder {
  readonly #params: ValueType[] = [];
  readonly #locals: ValueType[] = [];

  param(type: ValueType = "i32"): Local {
    return this.#params.push(type) - 1;
  }

  local(type: ValueType = "i32"): Local {
    return this.#params.length + this.#locals.push(type) - 1;
  }

  /** So many parameters, one after the other. */
  params<const Count extends number>(count: Count): Locals<Count> {
    return Array.from({ length: count }, () => this.param()) as Locals<Count>;
  }

  /** So many locals of one type. */
  locals<const Count extends number>(count: Count, type: ValueType = "i32"): Locals<Count> {
    return Array.from({ length: count }, () => this.local(type)) as Locals<Count>;
  }

  build(name: string, ...body: Code[]): FunctionSource {
    return { name, params: this.#params, locals: this.#locals, body: body.flat() };
  }
}
