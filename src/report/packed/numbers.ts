/**
 * Numbers as a text that a page carries, in as few characters as keep every bit; the first letter
 * says how:
 *
 * - `r`: first number and count, of numbers that rise by one;
 * - `s`: the one number that all are, and how often;
 * - `f`, `d`: base64 of little-endian floats, of 32 bits where that is exact, or else 64; with `_`
 *   for `/`, so that nothing in a page can look like an address.
 */
export type PackedNumbers = string;

/** Packs numbers; NaN and infinities survive. */
export function packNumbers(values: readonly number[]): PackedNumbers {
  const [first] = values;
  if (first !== undefined && values.length > 1) {
    const count = values.length;
    if (Number.isSafeInteger(first) && values.every((value, i) => Object.is(value, first + i))) {
      return `r${first} ${count}`;
    }
    // Text has no negative zero.
    const one = !Object.is(first, -0) && values.every((value) => Object.is(value, first));
    if (one) return `s${first} ${count}`;
  }
  return values.every((value) => Object.is(value, Math.fround(value)))
    ? packFloats(values)
    : `d${floats(values, 8)}`;
}

/** Packs numbers as 32-bit floats, whatever they are: seven digits, more than a chart can show. */
export function packFloats(values: readonly number[]): PackedNumbers {
  return `f${floats(values, 4)}`;
}

function floats(values: readonly number[], width: 4 | 8): string {
  const view = new DataView(new ArrayBuffer(values.length * width));
  values.forEach((value, i) => {
    if (width === 4) view.setFloat32(i * 4, value, true);
    else view.setFloat64(i * 8, value, true);
  });
  const bytes = new Uint8Array(view.buffer);
  // In slices: a call takes only so many arguments.
  const parts: string[] = [];
  for (let from = 0; from < bytes.length; from += 0x6000) {
    parts.push(String.fromCharCode(...bytes.subarray(from, from + 0x6000)));
  }
  return btoa(parts.join("")).replaceAll("/", "_");
}

/** The numbers of {@link packNumbers}. */
export function unpackNumbers(packed: PackedNumbers): number[] {
  const kind = packed.charAt(0);
  const rest = packed.slice(1);
  if (kind === "r" || kind === "s") {
    const [first, count] = rest.split(" ").map(Number) as [number, number];
    return Array.from({ length: count }, (_, i) => (kind === "r" ? first + i : first));
  }
  const text = atob(rest.replaceAll("_", "/"));
  const bytes = new Uint8Array(text.length);
  for (let i = 0; i < text.length; i++) bytes[i] = text.charCodeAt(i);
  const view = new DataView(bytes.buffer);
  const width = kind === "f" ? 4 : 8;
  const values = new Array<number>(bytes.length / width);
  for (let i = 0; i < values.length; i++) {
    values[i] = width === 4 ? view.getFloat32(i * 4, true) : view.getFloat64(i * 8, true);
  }
  return values;
}
