import { insertInBraces } from "../braces.ts";
import { findHolder, refuse } from "../holder.ts";
import { asNeighbours } from "../quoted.ts";
import type { ConfigTree, KeyPath, NewValue, Splice } from "../types.ts";
import { JSON_BRACES } from "./keys.ts";

/** See `ConfigFormat.insert`. */
export function insertJson(tree: ConfigTree, path: KeyPath, value: NewValue): Splice[] {
  const { map, keys } = findHolder(tree, path);
  if (map === null) return refuse(tree, path, null, "the file holds no object");
  const put = keys.length === 1 ? asNeighbours(map, value) : value;
  return insertInBraces(tree, map, keys, jsonText(put), JSON_BRACES);
}

function jsonText(value: NewValue): string {
  if (value.kind === "number") return value.literal;
  return value.kind === "string" ? JSON.stringify(value.value) : `[${value.literals.join(", ")}]`;
}
