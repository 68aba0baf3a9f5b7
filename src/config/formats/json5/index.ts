import type {
  ConfigFormat,
  ConfigNode,
  ConfigTree,
  KeyPath,
  NewValue,
  Splice,
} from "../../format.ts";
import { rootedPaths } from "../../interpolation.ts";
import { asNeighbours, keepsQuotes } from "../../quoted.ts";
import { insertInBraces } from "../braces.ts";
import { findHolder, refuse } from "../holder.ts";
import { JSON_BRACES, strictJsonNumber } from "../json.ts";
import { writtenEntries } from "../style.ts";
import { parseJson5 } from "./parse.ts";

declare module "../../format.js" {
  interface ConfigFormatNames {
    json5: true;
  }
}

/** JSON5 (bare keys, single quotes, hexadecimal and signed numbers). */
export const json5Format: ConfigFormat<"json5"> = {
  name: "json5",
  title: "JSON5",
  extensions: [".json5"],
  fileNames: null,
  precedence: 50,
  maxLength: 2_000_000,
  parse: (text, file) => parseJson5(text, file, json5Format),
  looksLike,
  renderNumber: (literal, node, tree) =>
    keepsQuotes(node) ? json5String(literal, tree.text[node.start] ?? '"') : literal,
  renderString: (value, node, tree) => json5String(value, tree.text[node.start] ?? '"'),
  renderList: (literals) => `[${literals.join(", ")}]`,
  quotesAreBare: false,
  // Files of this kind are read by JSON5 libraries and by readers that know only comments and trailing
  // commas, and those take no `.5`, `5.`, `+1` or `0x1F`.
  strictNumber: strictJsonNumber,
  insert,
  lastKeyWins: false,
  inherits: null,
  referencePaths: rootedPaths,
  comments: { mark: "//", refusedBy: () => null, behindValue: null },
  example:
    "// tuned\n{\n  seed: +1,\n  optimizer: {name: 'adam', lr: .1, betas: [0.9, 0.999]}, /* a guess */\n  amp: true,\n}\n",
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

/** See `ConfigFormat.insert`. */
function insert(tree: ConfigTree, path: KeyPath, value: NewValue): Splice[] {
  const { map, root, keys } = findHolder(tree, path);
  if (map === null) return refuse(tree, path, null, "the file holds no object");
  const put = keys.length === 1 ? asNeighbours(map, value) : value;
  const near = writtenEntries(map);
  const shown = (near.length > 0 ? near : root.kind === "map" ? writtenEntries(root) : []).map(
    ({ keyStart }) => tree.text[keyStart] ?? "",
  );
  const style = { ...JSON_BRACES, key: (name: string) => json5Key(name, shown) };
  return insertInBraces(tree, map, keys, written(put, stringQuote(tree, root)), style);
}

function written(value: NewValue, quote: string): string {
  if (value.kind === "number") return value.literal;
  return value.kind === "string"
    ? json5String(value.value, quote)
    : `[${value.literals.join(", ")}]`;
}

// The quotes of the first string value of the file.
function stringQuote(tree: ConfigTree, root: ConfigNode): string {
  const open = [root];
  for (let at = open.pop(); at !== undefined; at = open.pop()) {
    if (at.kind === "map") open.push(...at.entries.map(({ node }) => node).reverse());
    else if (at.kind === "list") open.push(...[...at.items].reverse());
    else if (at.kind === "scalar" && at.style !== "plain") return tree.text[at.start] ?? '"';
  }
  return '"';
}

/** A string in the quotes that a neighbour has. */
function json5String(value: string, quote: string): string {
  const double = JSON.stringify(value);
  if (quote !== "'") return double;
  return `'${double.slice(1, -1).replaceAll('\\"', '"').replaceAll("'", "\\'")}'`;
}

/** A key: without quotes where the neighbours have none and it is a name, else in their quotes. */
function json5Key(name: string, quotes: readonly string[]): string {
  const quote = quotes.find((one) => one === '"' || one === "'");
  const bare = quotes.some((one) => one !== '"' && one !== "'") || quotes.length === 0;
  if (bare && /^[A-Za-z_$][\w$]*$/.test(name)) return name;
  return json5String(name, quote ?? '"');
}
