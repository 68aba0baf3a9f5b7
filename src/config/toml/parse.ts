import { type AST, ParseError, parseTOML } from "toml-eslint-parser";
import { lineIndex, tooDeep, unreadable } from "../tree.ts";
import type { ConfigFormat, ConfigTree, MapNode } from "../types.ts";
import { buildTree } from "./build.ts";
import { checkTomlDepth, MAX_DEPTH } from "./depth.ts";

/** How a table of a TOML file came to be. */
export type TableOrigin =
  /** The file itself, or a header `[a.b]` or `[[a.b]]`. */
  | { readonly kind: "body"; readonly node: AST.TOMLTopLevelTable | AST.TOMLTable }
  | { readonly kind: "inline" }
  /** The front of a dotted key (`a.b = 1`), written in another table. */
  | { readonly kind: "dotted"; readonly holder: MapNode; readonly keys: readonly string[] }
  /** The front of a header (`[a.b]` makes `a`); `child` is the first such header. */
  | { readonly kind: "implicit"; readonly child: AST.TOMLTable };

/** A parsed TOML file, with what its tables are, which `insert` needs. */
export interface TomlTree extends ConfigTree {
  readonly origins: ReadonlyMap<MapNode, TableOrigin>;
}

/** Parses TOML 1.0; a byte order mark is allowed, as `tomllib` readers open files with `utf-8-sig`. */
export function parseToml(text: string, file: string, format: ConfigFormat): TomlTree {
  const source = text.startsWith("\uFEFF") ? ` ${text.slice(1)}` : text;
  checkTomlDepth(source, () => tooDeep(file, MAX_DEPTH));
  const [top] = parse(source, text, file).body;
  const { root, origins } = buildTree(top, () => tooDeep(file, MAX_DEPTH));
  const lineOf = lineIndex(text);
  return { format, file, text, documents: [root], aliases: [], lineOf, origins };
}

function parse(source: string, text: string, file: string): AST.TOMLProgram {
  try {
    // Without a line end behind it, the parser gives a last `0` no range.
    return parseTOML(`${source}\n`, { tomlVersion: "1.0" });
  } catch (error) {
    if (error instanceof ParseError) {
      const what = error.message.charAt(0).toLowerCase() + error.message.slice(1);
      return unreadable(file, text, "TOML", error.index, what);
    }
    // The parser puts a string's characters on the stack, all at once.
    if (!(error instanceof RangeError)) throw error;
    return unreadable(file, text, "TOML", 0, "it holds a string of over 100,000 characters");
  }
}
