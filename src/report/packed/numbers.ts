/** Numbers as base64 of little-endian 64-bit floats: NaN and infinities survive, and so does every bit. */
export function packNumbers(values: readonly number[]): string {
  const view = new DataView(new ArrayBuffer(values.length * 8));
  for (let i = 0; i < values.length; i++) view.setFloat64(i * 8, values[i] as number, true);
  const bytes = new Uint8Array(view.buffer);
  // In slices: a call takes only so many arguments.
  const parts: string[] = [];
  for (let from = 0; from < bytes.length; from += 0x6000) {
    parts.push(String.fromCharCode(...bytes.subarray(from, from + 0x6000)));
  }
  return btoa(parts.join(""));
}

/** The numbers of {@link packNumbers}. */
export function unpackNumbers(packed: string): number[] {
  const text = atob(packed);
  const bytes = new Uint8Array(text.length);
  for (let i = 0; i < text.length; i++) bytes[i] = text.charCodeAt(i);
  const view = new DataView(bytes.buffer);
  return Array.from({ length: bytes.length / 8 }, (_, i) => view.getFloat64(i * 8, true));
}
