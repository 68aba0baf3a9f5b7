/** One field of a message: `varint` and fixed values as numbers, `bytes` for everything nested. */
export type Field =
  | { readonly number: number; readonly kind: "number"; readonly value: number }
  | { readonly number: number; readonly kind: "bytes"; readonly value: Uint8Array };

/**
 * The fields of a protobuf message, in order. A 64-bit fixed field is read as a double and a 32-bit
 * one as a float: event files have no others. Integers are signed 64-bit, exact up to 2^53.
 *
 * @throws RangeError for bytes that are no message
 * @source protobuf.dev, "Encoding"
 */
export function* fieldsOf(bytes: Uint8Array): Generator<Field> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const place = { at: 0 };
  while (place.at < bytes.length) {
    const key = readVarint(bytes, place);
    const number = Math.floor(key / 8);
    const wire = key % 8;
    if (wire === 0) {
      yield { number, kind: "number", value: readVarint(bytes, place) };
    } else if (wire === 1) {
      yield { number, kind: "number", value: view.getFloat64(place.at, true) };
      place.at += 8;
    } else if (wire === 5) {
      yield { number, kind: "number", value: view.getFloat32(place.at, true) };
      place.at += 4;
    } else if (wire === 2) {
      const length = readVarint(bytes, place);
      const end = place.at + length;
      if (!(length >= 0) || end > bytes.length) throw new RangeError("a field is cut off");
      yield { number, kind: "bytes", value: bytes.subarray(place.at, end) };
      place.at = end;
    } else {
      throw new RangeError(`wire type ${wire} is not known`);
    }
  }
}

function readVarint(bytes: Uint8Array, place: { at: number }): number {
  let low = 0;
  let high = 0;
  for (let shift = 0; shift < 70; shift += 7) {
    const byte = bytes[place.at++];
    if (byte === undefined) throw new RangeError("a number is cut off");
    const part = byte & 0x7f;
    if (shift < 28) low += part * 2 ** shift;
    else high += part * 2 ** (shift - 28);
    if (byte < 0x80) {
      // Negative numbers are written as 2^64 - n: `high` counts in units of 2^28.
      return high >= 2 ** 35 ? (high - 2 ** 36) * 2 ** 28 + low : high * 2 ** 28 + low;
    }
  }
  throw new RangeError("a number is too long");
}
