const NEWLINE = 10;
const BLANK = 32;
/** Powers of ten that are doubles exactly: one multiplication or division by them rounds correctly. */
const POWERS = Float64Array.from({ length: 23 }, (_, i) => Number(`1e${i}`));
const EXACT = 2 ** 53;
/** A number that is passed over: from a digit on, a date among them. */
const SKIPPED = /(?<![A-Za-z_\d])\d(?:[\d.]|[-+](?=\d)|[eE](?=[-+\d]))*/g;

/** A number in lines of one shape, and the column that it goes into; null for one that is passed over. */
interface Hole<Column> {
  readonly column: Column | null;
}

/** Lines that differ in their numbers alone: text, number, text, number, …, text. */
interface Shape<Column> {
  /** One more than holes; without the blanks at their ends. */
  readonly texts: readonly Uint16Array[];
  readonly holes: readonly Hole<Column>[];
  readonly hasLoss: boolean;
}

/** A number to be taken out of a line. */
export interface TakenNumber<Column> {
  readonly at: readonly [number, number];
  readonly column: Column;
}

const MOST_SHAPES = 16;

/**
 * Knows lines again that differ from an earlier one in their numbers alone, and reads the numbers of
 * such a line by looking at single characters, many times faster than by regular expressions.
 */
export class LineShapes<Column> {
  /** The one that fitted last comes first. */
  readonly #shapes: Shape<Column>[] = [];
  readonly #encoder = new TextEncoder();
  #bytes = new Uint8Array(0);
  #codes: Uint8Array | Uint16Array = this.#bytes;
  readonly #values: number[] = [];
  #at = 0;

  /** Takes a text; places below are indices into it, of lines with a line end after them. */
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
   * Reads the line that begins at `from` if it is of a known shape.
   *
   * @param take gets each number that goes into a column
   * @returns whether it tells a loss; null for a line of no known shape
   */
  read(from: number, take: (column: Column, value: number) => void): boolean | null {
    const shapes = this.#shapes;
    for (let i = 0; i < shapes.length; i++) {
      const shape = shapes[i] as Shape<Column>;
      if (!this.#fits(shape, from)) continue;
      if (i > 0) {
        shapes.splice(i, 1);
        shapes.unshift(shape);
      }
      for (let h = 0; h < shape.holes.length; h++) {
        const { column } = shape.holes[h] as Hole<Column>;
        if (column !== null) take(column, this.#values[h] as number);
      }
      return shape.hasLoss;
    }
    return null;
  }

  /** Learns the shape of a line that was read otherwise. */
  learn(line: string, taken: readonly TakenNumber<Column>[], hasLoss: boolean): void {
    const texts: Uint16Array[] = [];
    const holes: Hole<Column>[] = [];
    let start = 0;
    const cut = (from: number, to: number, column: Column | null) => {
      texts.push(codesOf(line.slice(start, from)));
      holes.push({ column });
      start = to;
    };
    const inOrder = [...taken].sort((a, b) => a.at[0] - b.at[0]);
    let next = 0;
    const skipUntil = (end: number) => {
      SKIPPED.lastIndex = start;
      for (let found = SKIPPED.exec(line); found !== null; found = SKIPPED.exec(line)) {
        const to = found.index + found[0].length;
        if (to > end) break;
        cut(found.index, to, null);
      }
    };
    for (; next < inOrder.length; next++) {
      const { at, column } = inOrder[next] as TakenNumber<Column>;
      skipUntil(at[0]);
      cut(at[0], at[1], column);
    }
    skipUntil(line.length);
    texts.push(codesOf(line.slice(start)));
    this.#shapes.unshift({ texts, holes, hasLoss });
    if (this.#shapes.length > MOST_SHAPES) this.#shapes.pop();
  }

  #fits({ texts, holes }: Shape<Column>, from: number): boolean {
    const codes = this.#codes;
    let at = from;
    for (let h = 0; ; h++) {
      while (codes[at] === BLANK) at++;
      const text = texts[h] as Uint16Array;
      for (let i = 0; i < text.length; i++) if (codes[at++] !== text[i]) return false;
      while (codes[at] === BLANK) at++;
      const hole = holes[h];
      if (hole === undefined) return codes[at] === NEWLINE;
      if (hole.column === null) {
        const end = this.#skip(at);
        if (end === at) return false;
        at = end;
        continue;
      }
      this.#values[h] = this.#number(at);
      if (this.#at < 0) return false;
      at = this.#at;
    }
  }

  #skip(from: number): number {
    const codes = this.#codes;
    let at = from;
    for (let code = codes[at] as number; ; code = codes[++at] as number) {
      if (isDigit(code) || (code === 0x2e && at > from)) continue;
      if (at === from) return at;
      const next = codes[at + 1] as number;
      if ((code === 0x2d || code === 0x2b) && isDigit(next)) continue;
      const isExponent = code === 0x65 || code === 0x45;
      if (isExponent && (next === 0x2d || next === 0x2b || isDigit(next))) continue;
      return at;
    }
  }

  /** A plain decimal number of up to 15 or 16 digits, as `Number` reads it; `#at` behind it, or below 0 for any other. */
  #number(from: number): number {
    const codes = this.#codes;
    let at = from;
    let code = codes[at] as number;
    const isNegative = code === 0x2d;
    if (isNegative || code === 0x2b) code = codes[++at] as number;
    let mantissa = 0;
    let digits = 0;
    let decimals = 0;
    for (; isDigit(code); code = codes[++at] as number, digits++)
      mantissa = mantissa * 10 + code - 0x30;
    if (code === 0x2e) {
      code = codes[++at] as number;
      for (; isDigit(code); code = codes[++at] as number, decimals++) {
        mantissa = mantissa * 10 + code - 0x30;
      }
    }
    let exponent = 0;
    if (code === 0x65 || code === 0x45) {
      code = codes[++at] as number;
      const isBelow = code === 0x2d;
      if (isBelow || code === 0x2b) code = codes[++at] as number;
      const first = at;
      for (; isDigit(code); code = codes[++at] as number) exponent = exponent * 10 + code - 0x30;
      if (at === first) mantissa = EXACT;
      if (isBelow) exponent = -exponent;
    }
    const power = exponent - decimals;
    const isPlain = digits + decimals > 0 && mantissa < EXACT && power >= -22 && power <= 22;
    this.#at = isPlain ? at : -1;
    const size =
      power < 0 ? mantissa / (POWERS[-power] as number) : mantissa * (POWERS[power] as number);
    return isNegative ? -size : size;
  }
}

function isDigit(code: number): boolean {
  return code >= 0x30 && code <= 0x39;
}

function codesOf(text: string): Uint16Array {
  const trimmed = text.replace(/^ +| +$/g, "");
  return Uint16Array.from({ length: trimmed.length }, (_, i) => trimmed.charCodeAt(i));
}
