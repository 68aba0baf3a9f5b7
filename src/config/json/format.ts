import { createScanner } from "jsonc-parser";
import { keepsQuotes } from "../quoted.ts";
import type { ConfigFormat } from "../types.ts";
import { insertJson } from "./insert.ts";
import { strictJsonNumber } from "./numbers.ts";
import { parseJson } from "./parse.ts";

/** JSON and JSONC (comments, trailing commas), located by jsonc-parser. */
export const jsonFormat: ConfigFormat = {
  name: "json",
  extensions: [".json", ".jsonc"],
  maxLength: 10_000_000,
  parse: (text, file) => parseJson(text, file, jsonFormat),
  looksLike,
  renderNumber: (literal, node) => (keepsQuotes(node) ? `"${literal}"` : literal),
  renderString: (value) => JSON.stringify(value),
  renderList: (literals) => `[${literals.join(", ")}]`,
  quotesAreBare: false,
  strictNumber: strictJsonNumber,
  insert: insertJson,
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
