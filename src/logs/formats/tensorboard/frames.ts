const HEADER = 12;
const FOOTER = 4;
/** A summary with images may be large; nothing sensible is larger than this. */
const LARGEST = 2 ** 31;

/** Why the frames of a file end before the file does. */
export interface FrameFault {
  readonly kind: "truncated" | "corrupt";
  /** Bytes of the file that were good. */
  readonly offset: number;
}

/** Cuts TFRecord frames out of bytes that come in pieces, and checks both checksums of each. */
export class FrameCutter {
  #rest = new Uint8Array(0);
  #offset = 0;
  #fault: FrameFault | null = null;

  /** Frames that are complete with these bytes; none after a fault. */
  *push(bytes: Uint8Array): Generator<Uint8Array> {
    if (this.#fault !== null) return;
    const all = this.#rest.length === 0 ? bytes : concat(this.#rest, bytes);
    let at = 0;
    for (;;) {
      const size = frameSize(all, at);
      if (size === null || (size !== "corrupt" && at + size > all.length)) break;
      const data = size === "corrupt" ? null : checkedData(all.subarray(at, at + size));
      if (data === null || size === "corrupt") {
        this.#fault = { kind: "corrupt", offset: this.#offset };
        this.#rest = new Uint8Array(0);
        return;
      }
      at += size;
      this.#offset += size;
      yield data;
    }
    this.#rest = all.slice(at);
  }

  /** What was wrong up to here; a frame that is not complete is a fault only at the end of the file. */
  fault(isEnd: boolean): FrameFault | null {
    if (this.#fault === null && isEnd && this.#rest.length > 0) {
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

function concat(a: Uint8Array, b: Uint8Array): Uint8Array<ArrayBuffer> {
  const all = new Uint8Array(a.length + b.length);
  all.set(a);
  all.set(b, a.length);
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
