/**
 * The wire format of protocol buffers, as much of it as a graph needs. Every function gives the bytes
 * of one field; a message is its fields one after the other.
 *
 * Source: protobuf.dev, "Encoding".
 */
export type Bytes = Uint8Array;

/** A whole number (`int32`, `int64`, `bool`, an enum); negative ones take ten bytes. */
export function integerField(field: number, value: number): Bytes {
  return message([varint(field * 8), varint(value)]);
}

/** A `float`. */
export function floatField(field: number, value: number): Bytes {
  const bytes = new Uint8Array(4);
  new DataView(bytes.buffer).setFloat32(0, value, true);
  return message([varint(field * 8 + 5), bytes]);
}

/** A string, bytes, a message inside, or whole numbers packed. */
export function bytesField(field: number, value: Bytes | string): Bytes {
  const bytes = typeof value === "string" ? new TextEncoder().encode(value) : value;
  return message([varint(field * 8 + 2), varint(bytes.length), bytes]);
}

/** Fields in their order. */
export function message(fields: readonly Bytes[]): Bytes {
  return Buffer.concat(fields);
}

/** Seven bits a byte, lowest first; the top bit says that more follow. */
export function varint(value: number): Bytes {
  let rest = BigInt.asUintN(64, BigInt(value));
  const bytes: number[] = [];
  while (rest > 127n) {
    bytes.push(Number(rest & 127n) | 128);
    rest >>= 7n;
  }
  bytes.push(Number(rest));
  return Uint8Array.from(bytes);
}
