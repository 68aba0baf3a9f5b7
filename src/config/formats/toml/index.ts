import type { ConfigFormat } from "../../format.ts";
import { rootedPaths } from "../../interpolation.ts";
import { basicString, insertToml, literalString } from "./insert.ts";
import { parseToml } from "./parse.ts";

declare module "../../format.js" {
  interface ConfigFormatNames {
    toml: true;
  }
}

/** TOML 1.0 (tables, arrays of tables, inline tables, dotted keys), located by toml-eslint-parser. */
export const tomlFormat: ConfigFormat<"toml"> = {
  name: "toml",
  title: "TOML",
  extensions: [".toml"],
  fileNames: null,
  // A `[section]` with quoted values is INI too.
  precedence: 30,
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
  lastKeyWins: false,
  inherits: null,
  referencePaths: rootedPaths,
  comments: { mark: "#", refusedBy: () => null, behindValue: null },
  example:
    'seed = 1\n\n[optimizer] # tuned\nname = "adam"\nlr = 1e-1 # a guess\nbetas = [0.9, 0.999]\nsched.kind = "cosine"\n\n[[data]]\npath = \'a\'\nsize = { rows = 1_000 }\n',
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

/**
 * A TOML 1.0 number as Python's `tomllib` reads it: digits on both sides of a decimal point (`1.` and
 * `.5` are errors), an exponent with or without a sign, no leading zero, no `inf` or `nan`. Integers
 * must fit into 64 bits. Null for anything else and for a float beyond the range of doubles.
 */
export function strictTomlNumber(source: string): number | null {
  const integer = /^[-+]?(0|[1-9](_?[0-9])*)$/.test(source);
  if (!integer && !FLOAT.test(source)) return null;
  const bare = source.replaceAll("_", "");
  const value = Number(bare);
  if (!Number.isFinite(value)) return null;
  if (!integer) return value;
  const whole = BigInt(bare);
  return BigInt.asIntN(64, whole) === whole ? value : null;
}

const FLOAT = /^[-+]?(0|[1-9](_?[0-9])*)(\.[0-9](_?[0-9])*)?([eE][-+]?[0-9](_?[0-9])*)?$/;
