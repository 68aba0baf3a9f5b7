import { checkInteger, checkOneOf, describe, rejectOption } from "../core/check.ts";
import { InputError } from "../core/errors.ts";
import { formatLr } from "../core/format.ts";
import type { ConfigEdit, EditKind } from "./types.ts";

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

const KINDS = ["lr", "float", "integer", "string", "integers", "floats"] as const;

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
