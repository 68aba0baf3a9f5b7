/**
 * A small assembler for WebAssembly: enough of the binary format (core 2.0, SIMD) to write the inner
 * loops of this folder as readable expressions and to encode them at run time, so that no binary
 * blob has to be shipped or trusted.
 */

/** Encoded instructions. */
export type Code = readonly number[];

export type ValueType = "i32" | "f32" | "v128";

const VALUE_TYPE: Readonly<Record<ValueType, number>> = { i32: 0x7f, f32: 0x7d, v128: 0x7b };

export interface FunctionSource {
  readonly name: string;
  readonly params: readonly ValueType[];
  readonly locals: readonly ValueType[];
  readonly body: Code;
}

/** Unsigned LEB128. */
export function unsigned(value: number): number[] {
  const bytes: number[] = [];
  let rest = value >>> 0;
  do {
    const low = rest & 0x7f;
    rest >>>= 7;
    bytes.push(rest === 0 ? low : low | 0x80);
  } while (rest !== 0);
  return bytes;
}

/** Signed LEB128 of a 32-bit integer. */
export function signed(value: number): number[] {
  const bytes: number[] = [];
  let rest = value | 0;
  for (;;) {
    const low = rest & 0x7f;
    rest >>= 7;
    const last = (rest === 0 && (low & 0x40) === 0) || (rest === -1 && (low & 0x40) !== 0);
    bytes.push(last ? low : low | 0x80);
    if (last) return bytes;
  }
}

function vector(items: readonly Code[]): number[] {
  return [...unsigned(items.length), ...items.flat()];
}

function name(text: string): number[] {
  const bytes = [...new TextEncoder().encode(text)];
  return [...unsigned(bytes.length), ...bytes];
}

function section(id: number, content: Code): number[] {
  return [id, ...unsigned(content.length), ...content];
}

function functionBody(source: FunctionSource): number[] {
  const locals = source.locals.map((type) => [1, VALUE_TYPE[type]]);
  const body = [...vector(locals), ...source.body, 0x0b];
  return [...unsigned(body.length), ...body];
}

/**
 * Encodes functions without results as one module that imports its memory as `env.memory`. The type of each has
 * its index.
 *
 * @param shared whether that memory is shared between threads: the import has to say so
 * @param calls whether it also imports `env.functions`, a table of functions that it can call
 */
export function encodeModule(
  functions: readonly FunctionSource[],
  shared: boolean,
  calls = false,
): Uint8Array<ArrayBuffer> {
  const types = functions.map((f) => [
    0x60,
    ...vector(f.params.map((type) => [VALUE_TYPE[type]])),
    0,
  ]);
  const limits = shared ? [0x03, ...unsigned(0), ...unsigned(65536)] : [0x00, ...unsigned(0)];
  const memory = [...name("env"), ...name("memory"), 0x02, ...limits];
  const table = [...name("env"), ...name("functions"), 0x01, 0x70, 0x00, 0];
  return new Uint8Array([
    ...[0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
    ...section(1, vector(types)),
    ...section(2, vector(calls ? [memory, table] : [memory])),
    ...section(3, vector(functions.map((_, index) => unsigned(index)))),
    ...section(7, vector(functions.map((f, index) => [...name(f.name), 0, ...unsigned(index)]))),
    ...section(10, vector(functions.map(functionBody))),
  ]);
}
