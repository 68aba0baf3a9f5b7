import type { Written } from "./edit-value.ts";
import { keepsQuotes } from "./quoted.ts";
import type { ConfigNode, ConfigTree, ScalarNode } from "./types.ts";

/**
 * Whether a node of a parsed config holds a value as it was asked for: a number for the strictest
 * common reader of the format, and equal.
 *
 * @param old what stood there before: where it was a number in quotes among others of its kind,
 *   the quotes stay
 */
export function holdsWritten(
  tree: ConfigTree,
  node: ConfigNode,
  written: Written,
  old: ConfigNode = node,
): boolean {
  if (written.kind === "list") {
    return (
      node.kind === "list" &&
      node.items.length === written.values.length &&
      node.items.every((item, i) => isNumber(tree, item, written.values[i] as number))
    );
  }
  if (node.kind !== "scalar") return false;
  if (written.kind === "string") return node.uniform && node.value === written.value;
  return keepsQuotes(old)
    ? node.style === (old as ScalarNode).style && node.value === written.literal
    : isNumber(tree, node, written.value);
}

/** Whether a node already holds the value, for every reader, in whatever spelling. */
export function alreadyHolds(tree: ConfigTree, node: ConfigNode, written: Written): boolean {
  if (written.kind === "number" && keepsQuotes(node)) {
    return tree.format.strictNumber(String((node as ScalarNode).value)) === written.value;
  }
  return holdsWritten(tree, node, written);
}

/** Whether a number stands there in the spelling that was to be written, in quotes or not. */
export function isSpelledAs({ text }: ConfigTree, node: ConfigNode, written: Written): boolean {
  if (written.kind !== "number") return true;
  const source = text.slice(node.start, node.end);
  return source === written.literal || source.slice(1, -1) === written.literal;
}

/** Whether a node is this number to every reader. */
export function isNumber(tree: ConfigTree, node: ConfigNode, value: number): boolean {
  if (node.kind !== "scalar" || !node.uniform || !Object.is(node.value, value)) return false;
  const source = tree.text.slice(node.start, node.end);
  const isQuoted = node.style === "double" || node.style === "single";
  if (!(node.style === "plain" || (isQuoted && tree.format.quotesAreBare))) return false;
  if (node.tag === "tag:yaml.org,2002:int" && !Number.isInteger(value)) return false;
  return tree.format.strictNumber(isQuoted ? source.slice(1, -1) : source) === value;
}
