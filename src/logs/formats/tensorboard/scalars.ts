import { fieldsOf } from "./protobuf.ts";

/** One event of a TensorBoard file, as far as a log needs it. */
export interface ScalarEvent {
  /** Seconds since 1970. */
  readonly wallTime: number;
  readonly step: number;
  /** Values by tag: `simple_value`, or a tensor of one number. */
  readonly values: readonly { readonly tag: string; readonly value: number }[];
}

const utf8 = new TextDecoder();

/**
 * The scalars of one `Event` message.
 *
 * @throws RangeError for bytes that are no such message
 * @source TensorFlow `event.proto`, `summary.proto`
 */
export function scalarsOf(event: Uint8Array): ScalarEvent {
  let wallTime = Number.NaN;
  let step = 0;
  const values: { tag: string; value: number }[] = [];
  for (const { number, kind, value } of fieldsOf(event)) {
    if (number === 1 && kind === "number") wallTime = value;
    else if (number === 2 && kind === "number") step = value;
    else if (number === 5 && kind === "bytes") {
      for (const field of fieldsOf(value)) {
        const scalar = field.number === 1 && field.kind === "bytes" ? scalarOf(field.value) : null;
        if (scalar !== null) values.push(scalar);
      }
    }
  }
  return { wallTime, step, values };
}

function scalarOf(summary: Uint8Array): { tag: string; value: number } | null {
  let tag = "";
  let scalar: number | null = null;
  for (const { number, kind, value } of fieldsOf(summary)) {
    if (number === 1 && kind === "bytes") tag = utf8.decode(value);
    else if (number === 2 && kind === "number") scalar = value;
    else if (number === 8 && kind === "bytes") scalar = tensorScalar(value);
  }
  return scalar === null ? null : { tag, value: scalar };
}

const FLOAT = 1;
const DOUBLE = 2;
const INT32 = 3;
const INT64 = 9;
const BFLOAT16 = 14;
const HALF = 19;

/**
 * The number in a `TensorProto` that holds exactly one: its value field, or `tensor_content`.
 * Null for any other tensor (text, histograms).
 *
 * @source TensorFlow `tensor.proto`, `types.proto`
 */
function tensorScalar(bytes: Uint8Array): number | null {
  let type = 0;
  const values: number[] = [];
  let content: Uint8Array | null = null;
  for (const { number, kind, value } of fieldsOf(bytes)) {
    if (number === 1 && kind === "number") type = value;
    else if (number === 4 && kind === "bytes" && value.length > 0) content = value;
    else if (VALUE_FIELDS.has(number)) {
      if (kind === "number") values.push(value);
      else values.push(...packed(value, number));
    }
    if (values.length > 1) return null;
  }
  if (content !== null) return fromContent(content, type);
  const [single] = values;
  if (single === undefined) return null;
  return type === HALF ? half(single) : type === BFLOAT16 ? bfloat16(single) : single;
}

/** float_val, double_val, int_val, int64_val, half_val. */
const VALUE_FIELDS = new Set([5, 6, 7, 10, 13]);

function packed(bytes: Uint8Array, field: number): number[] {
  const view = viewOf(bytes);
  if (field === 5) return bytes.length === 4 ? [view.getFloat32(0, true)] : [0, 0];
  if (field === 6) return bytes.length === 8 ? [view.getFloat64(0, true)] : [0, 0];
  // Packed integers: the same bytes as a message with one field would have after its key.
  const message = new Uint8Array(bytes.length + 1);
  message[0] = 8;
  message.set(bytes, 1);
  const lastByte = bytes.findIndex((byte) => byte < 0x80);
  if (lastByte !== bytes.length - 1) return [0, 0];
  return [...fieldsOf(message)].flatMap(({ kind, value }) => (kind === "number" ? [value] : []));
}

function fromContent(bytes: Uint8Array, type: number): number | null {
  const view = viewOf(bytes);
  const is = (wanted: number, size: number) => type === wanted && bytes.length === size;
  if (is(FLOAT, 4)) return view.getFloat32(0, true);
  if (is(DOUBLE, 8)) return view.getFloat64(0, true);
  if (is(INT32, 4)) return view.getInt32(0, true);
  if (is(INT64, 8)) return Number(view.getBigInt64(0, true));
  if (is(HALF, 2)) return half(view.getUint16(0, true));
  if (is(BFLOAT16, 2)) return bfloat16(view.getUint16(0, true));
  return null;
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/** IEEE 754 binary16 from its bits. */
function half(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 0x1f;
  const fraction = bits & 0x3ff;
  if (exponent === 0x1f) return fraction === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}

/** The upper half of a float's bits. */
function bfloat16(bits: number): number {
  const view = new DataView(new ArrayBuffer(4));
  view.setUint16(0, bits);
  return view.getFloat32(0);
}
