import { createScanner } from "jsonc-parser";
import type { ConfigFormat } from "../types.ts";
import { parseJson } from "./parse.ts";

/** JSON and JSONC. JSON5 files are read as far as they are JSONC. Located by jsonc-parser. */
export const jsonFormat: ConfigFormat = {
  name: "json",
  extensions: [".json", ".jsonc", ".json5"],
  maxLength: 10_000_000,
  parse: (text, file) => parseJson(text, file, jsonFormat),
  looksLike,
  renderNumber: (literal) => literal,
  renderString: (value) => JSON.stringify(value),
  renderList: (literals) => `[${literals.join(", ")}]`,
};

function looksLike(text: string): boolean {
  const scanner = createScanner(text.replace(/^\uFEFF/, " "), true);
  scanner.scan();
  const first = text[scanner.getTokenOffset()];
  if ((first !== "{" && first !== "[") || text.length > jsonFormat.maxLength) return false;
  try {
    return parseJson(text, "", jsonFormat).documents.length === 1;
  } catch {
    return false;
  }
}
