/**
 * A TOML 1.0 number as Python's `tomllib` reads it: digits on both sides of a decimal point (`1.` and
 * `.5` are errors), an exponent with or without a sign, no leading zero, no `inf` or `nan`. Integers
 * must fit into 64 bits. Null for anything else and for a float beyond the range of doubles.
 */
export function strictTomlNumber(source: string): number | null {
  const integer = /^[-+]?(0|[1-9](_?[0-9])*)$/.test(source);
  if (!integer && !FLOAT.test(source)) return null;
  const bare = source.replaceAll("_", "");
  const value = Number(bare);
  if (!Number.isFinite(value)) return null;
  if (!integer) return value;
  const whole = BigInt(bare);
  return BigInt.asIntN(64, whole) === whole ? value : null;
}

const FLOAT = /^[-+]?(0|[1-9](_?[0-9])*)(\.[0-9](_?[0-9])*)?([eE][-+]?[0-9](_?[0-9])*)?$/;
