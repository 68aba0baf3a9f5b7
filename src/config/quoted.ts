import type { ConfigNode, MapNode, NewValue, ScalarNode } from "./format.ts";

/**
 * Whether a number is kept as a string in quotes, because all its neighbours are strings too and
 * their reader asks for that: SageMaker hyperparameters (two more quoted numbers, and nothing but
 * strings), the `env` of a Kubernetes container (`{name: LR, value: "0.1"}`).
 */
export function keepsQuotes(node: ConfigNode): boolean {
  return (
    isQuotedNumber(node) &&
    node.tag === null &&
    node.parent?.kind === "map" &&
    quotesNumbers(node.parent, node)
  );
}

/** Whether a mapping keeps its numbers as strings in quotes; `node` itself is no evidence. */
export function quotesNumbers(map: MapNode, node: ConfigNode | null = null): boolean {
  const others = map.entries.filter((entry) => entry.node !== node);
  if (others.length === 0) return false;
  const strings = others.every(
    (entry) => entry.node.kind === "scalar" && typeof entry.node.value === "string",
  );
  if (!strings) return false;
  const [other] = others;
  const isEnv = others.length === 1 && other?.key === "name" && node?.label === "value";
  return isEnv || others.filter((entry) => isQuotedNumber(entry.node)).length >= 2;
}

function isQuotedNumber(node: ConfigNode): node is ScalarNode {
  if (node.kind !== "scalar" || typeof node.value !== "string") return false;
  const quoted = node.style === "double" || node.style === "single";
  return quoted && /^[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?$/i.test(node.value);
}

/** A new value as it goes into a mapping: a number in quotes where the mapping has only those. */
export function asNeighbours(map: MapNode | null, value: NewValue): NewValue {
  if (map === null || value.kind !== "number") return value;
  return quotesNumbers(map) ? { kind: "string", value: value.literal } : value;
}
