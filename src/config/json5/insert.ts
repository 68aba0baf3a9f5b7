import { insertInBraces } from "../braces.ts";
import { findHolder, refuse } from "../holder.ts";
import { JSON_BRACES } from "../json/keys.ts";
import { asNeighbours } from "../quoted.ts";
import { writtenEntries } from "../style.ts";
import type { ConfigNode, ConfigTree, KeyPath, NewValue, Splice } from "../types.ts";
import { json5Key, json5String } from "./strings.ts";

/** See `ConfigFormat.insert`. */
export function insertJson5(tree: ConfigTree, path: KeyPath, value: NewValue): Splice[] {
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
