import { InputError } from "../../core/errors.ts";

/** The header of an idx file (the format of MNIST, described on its page). */
export interface IdxHeader {
  /** Numbers a dimension, outermost first. */
  readonly sizes: readonly number[];
  /** Bytes of the header: 4 + 4 a dimension. */
  readonly headerBytes: number;
}

const UBYTE = 0x08;

/** Whether bytes begin like an idx file: two zero bytes, a known type, 1 to 4 dimensions. */
export function isIdx(head: Uint8Array): boolean {
  const [a, b, type, dimensions] = head;
  return (
    a === 0 &&
    b === 0 &&
    [0x08, 0x09, 0x0b, 0x0c, 0x0d, 0x0e].includes(type ?? -1) &&
    dimensions !== undefined &&
    dimensions >= 1 &&
    dimensions <= 4
  );
}

/**
 * Reads the header of an idx file of unsigned bytes. Anything else (another magic number, another
 * number type, a file that ends within the header, a size of 0) is an `InputError`.
 *
 * @param path for messages
 * @param dimensions the numbers of dimensions that fit, e.g. `[1]` for labels
 * @param what what the file should hold, for messages, e.g. `labels`
 */
export function readIdxHeader(
  path: string,
  head: Uint8Array,
  dimensions: readonly number[],
  what: string,
): IdxHeader {
  const found = [...head.slice(0, 4)].map((byte) => byte.toString(16).padStart(2, "0")).join(" ");
  const count = head[3] as number;
  if (!isIdx(head) || !dimensions.includes(count) || head[2] !== UBYTE) {
    const expected = dimensions.map((n) => `00 00 08 0${n}`).join(" or ");
    throw new InputError(
      "bad-idx",
      `${path} is not an idx file of ${what} (unsigned bytes): it begins with ${found}, expected ${expected}`,
      { data: { path, found, expected } },
    );
  }
  const headerBytes = 4 + 4 * count;
  if (head.length < headerBytes) {
    throw new InputError("truncated-idx", `${path} ends within its idx header`, { data: { path } });
  }
  const view = new DataView(head.buffer, head.byteOffset, head.byteLength);
  const sizes = Array.from({ length: count }, (_, i) => view.getUint32(4 + 4 * i));
  if (sizes.includes(0)) {
    throw new InputError("bad-idx", `${path} is an empty idx file (${sizes.join(" x ")})`, {
      data: { path, sizes },
    });
  }
  return { sizes, headerBytes };
}

/** Throws the `InputError` of an idx file whose length does not fit its header. */
export function rejectIdxLength(path: string, header: IdxHeader, found: number | "more"): never {
  const expected = bodyBytes(header);
  const shape = header.sizes.join(" x ");
  if (found === "more") {
    throw new InputError(
      "trailing-bytes",
      `${path} goes on after the ${expected} bytes that its header says (${shape}): trailing bytes`,
      { data: { path, expected } },
    );
  }
  throw new InputError(
    "truncated-idx",
    `${path} is truncated: its header says ${expected} bytes (${shape}), found ${found}`,
    { data: { path, expected, found } },
  );
}

/** Bytes after the header: the product of the sizes. */
export function bodyBytes(header: IdxHeader): number {
  return header.sizes.reduce((product, size) => product * size, 1);
}
