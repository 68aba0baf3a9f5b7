import type { ConfigChange } from "../contract/index.ts";
import { checkInteger, checkOneOf, describe, rejectOption } from "../core/check.ts";
import { InputError } from "../core/errors.ts";
import { formatLr, roundLr } from "../core/format.ts";
import type { Note } from "../core/note.ts";
import type { Splice } from "./format.ts";
import { parseKeyPath } from "./key-path.ts";

const KINDS = ["lr", "float", "integer", "string", "integers", "floats"] as const;

/**
 * How a value is written.
 * - `lr`: a learning rate, finite and above 0, always written so that readers see a float;
 * - `float`: any finite number, written the same way;
 * - `integer`: a safe integer, without a decimal point;
 * - `string`; `integers` and `floats`: a flat list of at least one number.
 */
export type EditKind = (typeof KINDS)[number];

/** One value to be set. */
export interface ConfigEdit {
  /** Key path as the user writes it: see `parseKeyPath`. */
  readonly path: string;
  readonly value: number | string | readonly number[];
  /** @default `lr` for a number, `string`, `integers` for a list of integers, else `floats` */
  readonly as?: EditKind;
  /** Whether the key is added, in the style of its neighbours, where it is missing. @default false */
  readonly create?: boolean;
}

export type { ConfigChange } from "../contract/index.ts";

/** A proven edit: `text` parses, and differs from the old text in exactly the asked values. */
export interface EditPlan {
  readonly text: string;
  /** Edits whose value was already there are not in it. */
  readonly changes: readonly ConfigChange[];
  readonly notes: readonly Note[];
  /**
   * What leads from `text` back to the old text, byte for byte: groups of replacements, to be applied
   * one group after the other.
   */
  readonly undo: readonly (readonly Splice[])[];
}

/** A checked value and how its numbers are written. */
export type Written =
  | {
      readonly kind: "number";
      readonly value: number;
      readonly literal: string;
      readonly as: EditKind;
    }
  | { readonly kind: "string"; readonly value: string }
  | {
      readonly kind: "list";
      readonly values: readonly number[];
      readonly literals: readonly string[];
    };

/**
 * A float that YAML 1.1 (PyYAML), YAML 1.2, JSON, TOML and Python read back as exactly this number:
 * the shortest digits that do, with a decimal point and a signed exponent.
 */
export function floatLiteral(value: number): string {
  return Object.is(value, -0) ? "-0.0" : formatLr(value, 17);
}

/**
 * Checks an edit's value against its kind.
 *
 * @throws InputError `unsafe-lr` for a learning rate that is not finite and above 0; `bad-option`
 *   for any other value that does not fit
 */
export function checkValue(edit: ConfigEdit): Written {
  const { path, value } = edit;
  const as = edit.as === undefined ? defaultKind(value) : checkOneOf("as", edit.as, KINDS);
  switch (as) {
    case "lr":
      return float(checkLr(path, value), as);
    case "float":
      return float(checkFinite(path, value), as);
    case "integer": {
      const whole = checkInteger(path, value, Number.MIN_SAFE_INTEGER);
      return { kind: "number", value: whole, literal: String(whole), as };
    }
    case "string":
      if (typeof value !== "string") return rejectOption(path, "a string", value);
      return { kind: "string", value };
    case "integers":
    case "floats": {
      if (!Array.isArray(value) || value.length === 0) {
        return rejectOption(path, "a list of at least one number", value);
      }
      const each = as === "integers" ? "integer" : "float";
      const items = value.map((item: number) => checkValue({ path, value: item, as: each }));
      const numbers = items.filter((item) => item.kind === "number");
      return {
        kind: "list",
        values: numbers.map((item) => item.value),
        literals: numbers.map((item) => item.literal),
      };
    }
  }
}

function defaultKind(value: ConfigEdit["value"]): EditKind {
  if (typeof value === "string") return "string";
  if (!Array.isArray(value)) return "lr";
  return value.every((item) => Number.isSafeInteger(item)) ? "integers" : "floats";
}

function float(value: number, as: EditKind): Written {
  return { kind: "number", value, literal: floatLiteral(value), as };
}

function checkFinite(path: string, value: unknown): number {
  if (typeof value === "number" && Number.isFinite(value)) return value;
  return rejectOption(path, "a finite number", value);
}

function checkLr(path: string, value: unknown): number {
  if (typeof value === "number" && Number.isFinite(value) && value > 0) return value;
  throw new InputError(
    "unsafe-lr",
    `The learning rate for ${path} must be a finite number above 0, got ${describe(value)}: not written`,
    { data: { path, value } },
  );
}

/** A key that takes the learning rate times a ratio. */
export interface LrKey {
  readonly path: string;
  /** Finite and above 0. */
  readonly ratio: number;
}

/**
 * Reads `path` or `path=ratio`, e.g. `groups.0.lr=0.1` for a parameter group that learns at a tenth.
 *
 * @throws InputError `bad-option` for a ratio that is not a finite number above 0; `bad-key-path`
 */
export function parseLrKey(text: string): LrKey {
  const match = /^(.*)=([^="'\]]*)$/s.exec(text);
  const path = match?.[1] ?? text;
  const ratio = match === null ? 1 : Number(match[2]?.trim() === "" ? Number.NaN : match[2]);
  if (!(Number.isFinite(ratio) && ratio > 0)) {
    throw new InputError(
      "bad-option",
      `The ratio of the key ${text} must be a finite number above 0, as in groups.0.lr=0.1`,
      { data: { option: "key", value: text } },
    );
  }
  parseKeyPath(path);
  return { path, ratio };
}

/** The edits that put `lr` times each key's ratio there, at three significant digits. */
export function lrEdits(lr: number, keys: readonly LrKey[]): ConfigEdit[] {
  return keys.map(({ path, ratio }) => ({ path, value: roundLr(lr * ratio), as: "lr" }));
}
