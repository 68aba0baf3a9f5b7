import type { ConfigFormat } from "../types.ts";
import { insertToml } from "./insert.ts";
import { strictTomlNumber } from "./numbers.ts";
import { parseToml } from "./parse.ts";
import { basicString, literalString } from "./strings.ts";

/** TOML 1.0 (tables, arrays of tables, inline tables, dotted keys), located by toml-eslint-parser. */
export const tomlFormat: ConfigFormat = {
  name: "toml",
  extensions: [".toml"],
  // The parser takes seconds above this.
  maxLength: 500_000,
  parse: (text, file) => parseToml(text, file, tomlFormat),
  looksLike,
  renderNumber: (literal) => literal,
  renderString: (value, node) =>
    node.style === "single" ? literalString(value) : basicString(value),
  renderList: (literals) => `[${literals.join(", ")}]`,
  quotesAreBare: false,
  strictNumber: strictTomlNumber,
  insert: insertToml,
};

function looksLike(text: string): boolean {
  if (!/^[ \t]*([^#\s=[][^\n]*=|\[)/m.test(text) || text.length > tomlFormat.maxLength)
    return false;
  try {
    const [root] = parseToml(text, "", tomlFormat).documents;
    return root?.kind === "map" && root.entries.length > 0;
  } catch {
    return false;
  }
}
