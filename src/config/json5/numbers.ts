import { strictJsonNumber } from "../json/numbers.ts";

/**
 * A JSON5 number that is also a JSON number: files of this kind are read by JSON5 libraries and by
 * readers that know only comments and trailing commas, and those take no `.5`, `5.`, `+1` or `0x1F`.
 * Null for anything else.
 */
export function strictJson5Number(source: string): number | null {
  return strictJsonNumber(source);
}
