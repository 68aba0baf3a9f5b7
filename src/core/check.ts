import { distance } from "fastest-levenshtein";
import { InputError } from "./errors.ts";

/** What a value was, for the end of an error sentence: `2.5 (number)`, `"abc" (string)`. */
export function describe(value: unknown): string {
  if (value === undefined || value === null) return String(value);
  if (typeof value === "string") return `${JSON.stringify(value)} (string)`;
  if (typeof value === "number" || typeof value === "boolean") return `${value} (${typeof value})`;
  return Array.isArray(value) ? `an array of ${value.length}` : typeof value;
}

/**
 * Throws the one sentence that every bad option gets: name, expectation, what came.
 *
 * @param option its name as the user wrote it, e.g. `steps`
 */
export function rejectOption(option: string, expected: string, value: unknown): never {
  throw new InputError("bad-option", `\`${option}\` must be ${expected}, got ${describe(value)}`, {
    data: { option, expected, value },
  });
}

/** Gives the value back as what it must be, or throws an {@link InputError} that names the option. */
export interface Check<T> {
  (option: string, value: unknown): T;
  /** The integers that it takes, where it takes a range of them. */
  readonly integers?: { readonly min: number; readonly max: number | undefined };
}

/** Whether a value is an object that may have named properties: no array. */
export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** An object; anything else is an {@link InputError} that names the option. */
export function checkObject(option: string, value: unknown, expected = "an object"): void {
  if (!isObject(value)) rejectOption(option, expected, value);
}

/** An array; anything else is an {@link InputError} that names the option. */
export function checkArray(option: string, value: unknown, expected = "an array"): void {
  if (!Array.isArray(value)) rejectOption(option, expected, value);
}

/** A function, or undefined where nobody gave one; anything else is an {@link InputError}. */
export function checkFunction(option: string, value: unknown): void {
  if (value !== undefined && typeof value !== "function") rejectOption(option, "a function", value);
}

/** A text, empty or not. */
export function checkText(option: string, value: unknown): string {
  return typeof value === "string" ? value : rejectOption(option, "a text", value);
}

/** Texts, each of which may be left out. */
export function checkTexts(options: Readonly<Record<string, unknown>>): void {
  for (const [option, value] of Object.entries(options)) {
    if (value !== undefined) checkText(option, value);
  }
}

/** {@link checkInteger} for a range. */
export function integerIn(min: number, max?: number): Check<number> {
  const check = (option: string, value: unknown) => checkInteger(option, value, min, max);
  return Object.assign(check, { integers: { min, max } });
}

/** An integer in [min, max]; anything else is an {@link InputError} that names the option. */
export function checkInteger(
  option: string,
  value: unknown,
  min: number,
  max = Number.MAX_SAFE_INTEGER,
): number {
  if (typeof value === "number" && Number.isInteger(value) && value >= min && value <= max) {
    return value;
  }
  const range = max === Number.MAX_SAFE_INTEGER ? `of at least ${min}` : `from ${min} to ${max}`;
  return rejectOption(option, `an integer ${range}`, value);
}

/** A finite number above 0; anything else is an {@link InputError} that names the option. */
export function checkPositive(option: string, value: unknown): number {
  if (typeof value === "number" && Number.isFinite(value) && value > 0) return value;
  return rejectOption(option, "a finite number above 0", value);
}

/** A number in [min, max]; anything else is an {@link InputError} that names the option. */
export function checkRange(option: string, value: unknown, min: number, max: number): number {
  if (typeof value === "number" && value >= min && value <= max) return value;
  return rejectOption(option, `a number from ${min} to ${max}`, value);
}

/**
 * One of a list of names; anything else is an {@link InputError} that lists them and says which
 * one is nearest to what was given.
 */
export function checkOneOf<T extends string>(
  option: string,
  value: unknown,
  allowed: readonly T[],
): T {
  if (allowed.includes(value as T)) return value as T;
  const near = typeof value === "string" ? nearest(value, allowed) : undefined;
  const hint = near === undefined ? "" : ` Did you mean ${JSON.stringify(near)}?`;
  throw new InputError(
    "bad-option",
    `\`${option}\` must be one of ${allowed.join(", ")}, got ${describe(value)}.${hint}`,
    { data: { option, expected: allowed, value, nearest: near } },
  );
}

/**
 * The character between the cells of a table: one character, `\\t` for a tab as a shell passes it on,
 * or `auto`; anything else is an {@link InputError} that names the option.
 *
 * @returns the character itself, or `auto`
 */
export function checkDelimiter(option: string, value: unknown): string {
  if (value === "auto") return value;
  if (value === "\\t") return "\t";
  const fits = typeof value === "string" && [...value].length === 1;
  return fits && !'"\r\n\0\ufeff'.includes(value)
    ? value
    : rejectOption(option, 'one character (no quote, no line end) or "auto"', value);
}

/**
 * The candidate nearest to a misspelt name (Levenshtein distance, case ignored): one that begins
 * or ends with the name, or that the name begins with, counts as near, another only when at most a third of the
 * letters have to change (less, where the first is another), two neighbours have changed places, or both begin with the same four letters or more,
 * half of the shorter one. Undefined when none is near.
 */
export function nearest<T extends string>(name: string, candidates: readonly T[]): T | undefined {
  const wanted = name.toLowerCase();
  let best: T | undefined;
  let bestDistance = Number.POSITIVE_INFINITY;
  for (const candidate of candidates) {
    const other = candidate.toLowerCase();
    const letters = distance(wanted, other);
    const share = Math.max(wanted.length, other.length) / 3;
    const near =
      letters < share ||
      (letters === share && wanted[0] === other[0]) ||
      (letters === 2 && areSwapped(wanted, other)) ||
      sameStart(wanted, other) >= Math.max(4, Math.min(wanted.length, other.length) / 2) ||
      (wanted !== "" &&
        (other.startsWith(wanted) || wanted.startsWith(other) || other.endsWith(wanted)));
    if (near && letters < bestDistance) {
      best = candidate;
      bestDistance = letters;
    }
  }
  return best;
}

/**
 * The name that a shorter one means: itself, or the only one that is the same but for capitals, or the only
 * one that ends with it after a mark (`params_batch_size` and `config.batch_size` for `batch_size`).
 */
export function endingIn(name: string, names: readonly string[]): string | undefined {
  if (names.includes(name)) return name;
  const wanted = name.toLowerCase();
  const only = (fits: (other: string) => boolean) => {
    const [found, another] = names.filter((each) => fits(each.toLowerCase()));
    return another === undefined ? found : undefined;
  };
  return (
    only((other) => other === wanted) ??
    (wanted === ""
      ? undefined
      : only((other) => MARKS.some((mark) => other.endsWith(mark + wanted))))
  );
}

/** What exports of sweeps put between the groups of a column's name. */
const MARKS = ["_", ".", "/", ":", " "];

/** How many letters two names begin with alike. */
function sameStart(a: string, b: string): number {
  let length = 0;
  while (length < a.length && a[length] === b[length]) length++;
  return length;
}

/** Whether two neighbouring letters have changed places, and nothing else. */
function areSwapped(one: string, other: string): boolean {
  const at = Array.from(one).findIndex((_, i) => one[i] !== other[i]);
  const swapped = `${one.slice(0, at)}${one[at + 1]}${one[at]}${one.slice(at + 2)}`;
  return at >= 0 && swapped === other;
}

const DECIMAL = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;

/** A number as people write it, `0.1` or `1e-3`; undefined for anything else: `0x10`, ` 5`, none. */
export function decimal(text: string): number | undefined {
  return DECIMAL.test(text) ? Number(text) : undefined;
}
