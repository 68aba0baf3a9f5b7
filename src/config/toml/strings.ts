import type { NewValue } from "../types.ts";

/** A string in double quotes; the escapes of JSON are also those of TOML. */
export function basicString(value: string): string {
  return JSON.stringify(value).replaceAll("\u007F", "\\u007F");
}

/** A string in single quotes, which knows no escapes; in double quotes where that is impossible. */
export function literalString(value: string): string {
  return /[\p{Cc}']/u.test(value) ? basicString(value) : `'${value}'`;
}

/** A key as it is written: bare where that is allowed. */
export function tomlKey(name: string): string {
  return /^[A-Za-z0-9_-]+$/.test(name) ? name : basicString(name);
}

/** A new value as it is written. */
export function tomlText(value: NewValue): string {
  if (value.kind === "number") return value.literal;
  return value.kind === "string" ? basicString(value.value) : `[${value.literals.join(", ")}]`;
}
