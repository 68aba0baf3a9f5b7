const DELIMITER_TAKEN = /[\d+\-.eE"\n]/;
const NEWLINE = 10;
const EXACT = 2 ** 53;
/** Powers of ten that are doubles exactly: one multiplication or division by them rounds correctly. */
const POWERS = Float64Array.from({ length: 23 }, (_, i) => Number(`1e${i}`));

/**
 * Reads the cells of plain text one after the other, without making a string of each. A plain
 * decimal number of up to 15 or 16 digits comes out as `Number` reads it; all else is left to others.
 */
export class CellScanner {
  /** Where the cell scanned last ends: at its delimiter or line end. */
  end = 0;
  /** Whether the cell scanned last is the last one of its line. */
  isLast = false;
  readonly #delimiter: number;
  readonly #encoder = new TextEncoder();
  #bytes = new Uint8Array(0);
  #codes: Uint8Array | Uint16Array = this.#bytes;

  /** @param delimiter one that {@link canScan} */
  constructor(delimiter: string) {
    this.#delimiter = delimiter.charCodeAt(0);
  }

  /** Whether cells between such delimiters can be told from numbers by looking at single characters. */
  static canScan(delimiter: string): boolean {
    return delimiter.length === 1 && !DELIMITER_TAKEN.test(delimiter);
  }

  /** Takes a text; places below are indices into it, of cells with a line end after them. */
  open(text: string): void {
    if (this.#bytes.length < text.length) this.#bytes = new Uint8Array(2 * text.length);
    // An array is read several times faster than the characters of a string.
    const { read, written } = this.#encoder.encodeInto(text, this.#bytes);
    this.#codes = this.#bytes;
    if (read === text.length && written === read) return;
    this.#codes = new Uint16Array(text.length);
    for (let i = 0; i < text.length; i++) this.#codes[i] = text.charCodeAt(i);
  }

  /**
   * Scans the cell that begins at `from`.
   *
   * @returns its number; NaN for anything but a plain number
   */
  number(from: number): number {
    const codes = this.#codes;
    const delimiter = this.#delimiter;
    let at = from;
    let code = codes[at] as number;
    const isNegative = code === 0x2d;
    if (isNegative) code = codes[++at] as number;
    let mantissa = 0;
    let digits = 0;
    let decimals = 0;
    for (; code >= 0x30 && code <= 0x39; code = codes[++at] as number, digits++) {
      mantissa = mantissa * 10 + code - 0x30;
    }
    if (code === 0x2e) {
      code = codes[++at] as number;
      for (; code >= 0x30 && code <= 0x39; code = codes[++at] as number, decimals++) {
        mantissa = mantissa * 10 + code - 0x30;
      }
    }
    let exponent = 0;
    let isNumber = digits + decimals > 0 && mantissa < EXACT;
    if (isNumber && (code === 0x65 || code === 0x45)) {
      code = codes[++at] as number;
      const isBelow = code === 0x2d;
      if (isBelow || code === 0x2b) code = codes[++at] as number;
      const first = at;
      for (; code >= 0x30 && code <= 0x39; code = codes[++at] as number) {
        exponent = exponent * 10 + code - 0x30;
      }
      isNumber = at > first;
      if (isBelow) exponent = -exponent;
    }
    const power = exponent - decimals;
    isNumber &&= power >= -22 && power <= 22 && (code === delimiter || code === NEWLINE);
    this.#finish(at);
    if (!isNumber) return Number.NaN;
    const size =
      power < 0 ? mantissa / (POWERS[-power] as number) : mantissa * (POWERS[power] as number);
    return isNegative ? -size : size;
  }

  /** Passes over the cell that begins at `from`. */
  skip(from: number): void {
    this.#finish(from);
  }

  #finish(from: number): void {
    const codes = this.#codes;
    const delimiter = this.#delimiter;
    let at = from;
    let code = codes[at] as number;
    while (code !== delimiter && code !== NEWLINE) code = codes[++at] as number;
    this.end = at;
    this.isLast = code === NEWLINE;
  }
}
