import { Refusal } from "../../contract/refusals.ts";
import { parseJson } from "../../core/json.ts";
import { cellNumber } from "../number.ts";
import type { TableBuilder } from "../table.ts";

const TOKEN = /"(?:[^"\\]|\\.)*"|-?\bInfinity\b|\bNaN\b/g;

/**
 * `parseJson` that also takes the bare `NaN`, `Infinity` and `-Infinity` which Python's `json`
 * writes; they come out as those strings.
 *
 * @throws SyntaxError for anything else that is not JSON
 */
export function parseLenientJson(text: string): unknown {
  try {
    return parseJson(text);
  } catch (error) {
    if (!/NaN|Infinity/.test(text)) throw error;
    const quoted = text.replace(TOKEN, (token) => (token.startsWith('"') ? token : `"${token}"`));
    return parseJson(quoted);
  }
}

// The values of a JSON text take several times as much memory.
const LONGEST_TEXT = 200_000_000;

/**
 * What was held of a text that is parsed when all of it is there, and the next piece.
 *
 * @param name the file's, for messages
 * @throws InputError `log-too-big` beyond 200 million characters
 */
export function longerText(held: string, piece: string, name: string): string {
  if (held.length + piece.length <= LONGEST_TEXT) return held + piece;
  throw new Refusal(
    "log-too-big",
    `${name} holds over ${LONGEST_TEXT / 1e6} MB that would have to be read at once: give it as CSV or as JSON lines`,
    { file: name, maxCharacters: LONGEST_TEXT },
  );
}

/** Whether a parsed value is an object, and no array. */
export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

const DEEPEST = 4;

/**
 * Adds one object (nested ones by dotted names: `train.loss`) or one array of numbers (columns
 * named by their zero-based indices) as the table's next row. Texts that spell a number are
 * numbers; null, booleans and other texts are not.
 */
export function addJsonRow(table: TableBuilder, row: unknown): void {
  addFields(table, table.row, row, "", 0);
  table.row++;
}

function addFields(
  table: TableBuilder,
  row: number,
  value: unknown,
  prefix: string,
  depth: number,
): void {
  const fields = Array.isArray(value) ? value.entries() : Object.entries(value as object);
  for (const [key, field] of fields) {
    const name = `${prefix}${key}`;
    if (isObject(field)) {
      if (depth < DEEPEST) addFields(table, row, field, `${name}.`, depth + 1);
      continue;
    }
    if (Array.isArray(field)) continue;
    const column = table.column(name);
    if (column === null) continue;
    const number = jsonNumber(field);
    if (typeof number === "number") column.set(row, number);
    else if (number === undefined) column.fault(row, String(field));
  }
}

/** A JSON value as a number; null for none, undefined for something else. */
export function jsonNumber(value: unknown): number | null | undefined {
  if (typeof value === "number") return value;
  if (typeof value === "string") return cellNumber(value);
  return value === null ? null : undefined;
}
