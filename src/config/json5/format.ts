import { keepsQuotes } from "../quoted.ts";
import type { ConfigFormat } from "../types.ts";
import { insertJson5 } from "./insert.ts";
import { strictJson5Number } from "./numbers.ts";
import { parseJson5 } from "./parse.ts";
import { json5String } from "./strings.ts";

/** JSON5 (bare keys, single quotes, hexadecimal and signed numbers), located by momoa. */
export const json5Format: ConfigFormat = {
  name: "json5",
  extensions: [".json5"],
  maxLength: 2_000_000,
  parse: (text, file) => parseJson5(text, file, json5Format),
  looksLike,
  renderNumber: (literal, node, tree) =>
    keepsQuotes(node) ? json5String(literal, tree.text[node.start] ?? '"') : literal,
  renderString: (value, node, tree) => json5String(value, tree.text[node.start] ?? '"'),
  renderList: (literals) => `[${literals.join(", ")}]`,
  quotesAreBare: false,
  strictNumber: strictJson5Number,
  insert: insertJson5,
};

// Without a comment it is YAML as well, with the same values in the same places.
function looksLike(text: string): boolean {
  if (!/\/[/*]/.test(text)) return false;
  if (!/^\s*(\/[/*]|[{[])/.test(text.slice(0, 10_000)) || text.length > json5Format.maxLength) {
    return false;
  }
  try {
    return parseJson5(text, "", json5Format).documents[0]?.kind !== "scalar";
  } catch {
    return false;
  }
}
