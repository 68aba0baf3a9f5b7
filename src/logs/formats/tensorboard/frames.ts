const HEADER = 12;
const FOOTER = 4;
/** A summary with images may be large; nothing sensible is larger than this. */
const LARGEST = 2 ** 28;

/** Why the frames of a file end before the file does. */
export interface FrameFault {
  readonly kind: "truncated" | "corrupt";
  /** Bytes of the file that were good. */
  readonly offset: number;
}

/** Cuts TFRecord frames out of bytes that come in pieces, and checks both checksums of each. */
export class FrameCutter {
  /** The begin of a frame whose end has not come yet, in pieces. */
  #parts: Uint8Array[] = [];
  #length = 0;
  /** Bytes that this frame has, as far as its header says. */
  #wanted = HEADER;
  #offset = 0;
  #fault: FrameFault | null = null;

  /** Frames that are complete with these bytes; none after a fault. */
  *push(bytes: Uint8Array): Generator<Uint8Array> {
    if (this.#fault !== null) return;
    if (this.#length + bytes.length < this.#wanted) {
      this.#keep(bytes.slice());
      return;
    }
    const all = this.#length === 0 ? bytes : concat([...this.#parts, bytes]);
    this.#parts = [];
    this.#length = 0;
    this.#wanted = HEADER;
    let at = 0;
    for (;;) {
      const size = frameSize(all, at);
      if (size === null) break;
      if (size !== "corrupt" && at + size > all.length) {
        this.#wanted = size;
        break;
      }
      const data = size === "corrupt" ? null : checkedData(all.subarray(at, at + size));
      if (data === null || size === "corrupt") {
        this.#fault = { kind: "corrupt", offset: this.#offset };
        return;
      }
      at += size;
      this.#offset += size;
      yield data;
    }
    if (at < all.length) this.#keep(all.slice(at));
  }

  #keep(bytes: Uint8Array): void {
    this.#parts.push(bytes);
    this.#length += bytes.length;
  }

  /** What was wrong up to here; a frame that is not complete is a fault only at the end of the file. */
  fault(isEnd: boolean): FrameFault | null {
    if (this.#fault === null && isEnd && this.#length > 0) {
      return { kind: "truncated", offset: this.#offset };
    }
    return this.#fault;
  }
}

/** Whether bytes begin with a TFRecord frame: the checksum of the first length fits. */
export function looksLikeFrames(head: Uint8Array): boolean {
  const size = frameSize(head, 0);
  return size !== null && size !== "corrupt";
}

/** Bytes of the frame at a place; null when its header is not there yet. */
function frameSize(bytes: Uint8Array, at: number): number | null | "corrupt" {
  if (at + HEADER > bytes.length) return null;
  const view = new DataView(bytes.buffer, bytes.byteOffset + at, HEADER);
  const length = view.getUint32(0, true) + view.getUint32(4, true) * 2 ** 32;
  const isGood = view.getUint32(8, true) === maskedCrc32c(bytes.subarray(at, at + 8));
  return isGood && length < LARGEST ? HEADER + length + FOOTER : "corrupt";
}

function checkedData(frame: Uint8Array): Uint8Array | null {
  const end = frame.length - FOOTER;
  const data = frame.subarray(HEADER, end);
  const view = new DataView(frame.buffer, frame.byteOffset + end, FOOTER);
  return view.getUint32(0, true) === maskedCrc32c(data) ? data : null;
}

function concat(parts: readonly Uint8Array[]): Uint8Array {
  const all = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

// Castagnoli polynomial 0x1EDC6F41, bits reversed.
const TABLE = Uint32Array.from({ length: 256 }, (_, byte) => {
  let crc = byte;
  for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0x82f63b78 : crc >>> 1;
  return crc;
});

/**
 * CRC-32C (Castagnoli) of bytes, 0 to 2^32 - 1. Worked value: "123456789" in ASCII -> 0xe3069283.
 *
 * @source RFC 3720, appendix B.4
 */
export function crc32c(bytes: Uint8Array): number {
  let crc = 0xffffffff;
  for (let i = 0; i < bytes.length; i++) {
    crc = (crc >>> 8) ^ (TABLE[(crc ^ (bytes[i] as number)) & 0xff] as number);
  }
  return (crc ^ 0xffffffff) >>> 0;
}

/**
 * The CRC as TFRecord files hold it: rotated right by 15 bits, plus a constant.
 *
 * @source TensorFlow `core/lib/hash/crc32c.h`
 */
export function maskedCrc32c(bytes: Uint8Array): number {
  const crc = crc32c(bytes);
  return (((crc >>> 15) | (crc << 17)) + 0xa282ead8) >>> 0;
}
