import type { ScalarValue } from "../../format.ts";

/**
 * A plain YAML scalar as YAML 1.2 (core schema, section 10.3.2) reads it.
 */
export function readYaml12(source: string): ScalarValue {
  if (/^(~|null|Null|NULL)?$/.test(source)) return null;
  if (/^(true|True|TRUE)$/.test(source)) return true;
  if (/^(false|False|FALSE)$/.test(source)) return false;
  if (/^[-+]?[0-9]+$/.test(source)) return Number(source);
  if (/^0o[0-7]+$/.test(source) || /^0x[0-9a-fA-F]+$/.test(source)) return Number(source);
  if (/^[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?$/.test(source)) return Number(source);
  return special(source) ?? source;
}

/**
 * The same scalar as PyYAML reads it: YAML 1.1 with PyYAML's own patterns (`yaml/resolver.py`),
 * where a float needs a decimal point and its exponent a sign. Base 60 (`1:30`) is a number there;
 * its value is of no use here and given as NaN.
 */
export function readYaml11(source: string): ScalarValue {
  if (/^(~|null|Null|NULL)?$/.test(source)) return null;
  if (/^(yes|Yes|YES|true|True|TRUE|on|On|ON)$/.test(source)) return true;
  if (/^(no|No|NO|false|False|FALSE|off|Off|OFF)$/.test(source)) return false;
  const bare = source.replace(/_/g, "");
  const sign = bare.startsWith("-") ? -1 : 1;
  const digits = bare.replace(/^[-+]/, "");
  if (/^[-+]?0b[0-1_]+$/.test(source)) return sign * Number.parseInt(digits.slice(2), 2);
  if (/^[-+]?0[0-7_]+$/.test(source)) return sign * Number.parseInt(digits, 8);
  if (/^[-+]?0x[0-9a-fA-F_]+$/.test(source)) return sign * Number.parseInt(digits, 16);
  if (/^[-+]?(0|[1-9][0-9_]*)$/.test(source)) return Number(bare);
  if (/^[-+]?[0-9][0-9_]*(:[0-5]?[0-9])+(\.[0-9_]*)?$/.test(source)) return Number.NaN;
  if (/^[-+]?[0-9][0-9_]*\.[0-9_]*([eE][-+][0-9]+)?$/.test(source)) return Number(bare);
  if (/^\.[0-9][0-9_]*([eE][-+][0-9]+)?$/.test(source)) return Number(bare);
  return special(source) ?? source;
}

function special(source: string): number | undefined {
  if (/^[-+]?\.(inf|Inf|INF)$/.test(source)) {
    return source.startsWith("-") ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
  }
  return /^\.(nan|NaN|NAN)$/.test(source) ? Number.NaN : undefined;
}

// The only values that start with a letter and are no string to some reader.
const WORDS = /^(null|true|false|yes|no|on|off)$/i;

/** What a plain scalar is, and whether every common reader agrees. A number to one of them is a number. */
export function readPlain(source: string): { value: ScalarValue; uniform: boolean } {
  if (/^[A-Za-z]/.test(source) && !WORDS.test(source)) return { value: source, uniform: true };
  const newer = readYaml12(source);
  const older = readYaml11(source);
  const useful = typeof older === "number" && !Number.isNaN(older) ? older : newer;
  return { value: typeof newer === "number" ? newer : useful, uniform: Object.is(newer, older) };
}

/** Whether a string may stand unquoted and is a string to every reader. */
export function isSafePlain(value: string): boolean {
  if (!/^[A-Za-z_][A-Za-z0-9_./+-]*$/.test(value) || /^[yYnN]$/.test(value)) return false;
  return readYaml12(value) === value && readYaml11(value) === value;
}
