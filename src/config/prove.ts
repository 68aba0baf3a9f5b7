import { LrFinderError } from "../core/errors.ts";
import type { Written } from "./edit-value.ts";
import { pathText } from "./tree.ts";
import type { ConfigNode, ConfigTree, ScalarNode } from "./types.ts";

/**
 * Throws unless `after` is `before` with exactly the asked values changed, each of them a value of
 * its kind to every reader and equal to what was asked.
 *
 * @throws LrFinderError `edit-unproven`: a fault of this tool; the new text must not be used
 */
export function proveEdit(
  before: ConfigTree,
  after: ConfigTree,
  asked: ReadonlyMap<ConfigNode, Written>,
): void {
  const fail: (node: ConfigNode, what: string) => never = (node, what) => {
    const path = pathText(node, before);
    throw new LrFinderError(
      "edit-unproven",
      `Editing ${before.file} would ${what} at ${path}, so nothing was written. Please report this file's layout.`,
      { data: { file: before.file, path } },
    );
  };
  const same = (a: ConfigNode, b: ConfigNode | undefined): void => {
    if (b === undefined) fail(a, "lose a value");
    const written = asked.get(a);
    if (a.tag !== b.tag || a.anchor !== b.anchor) fail(a, "change a tag or anchor");
    if (written !== undefined) {
      if (!holdsWritten(b, written)) fail(a, "not write the value as asked");
    } else if (a.kind !== b.kind) {
      fail(a, "change the kind of a value");
    } else if (a.kind === "scalar") {
      if (!sameScalar(a, b as ScalarNode)) fail(a, "change another value");
    } else if (a.kind === "alias" && b.kind === "alias") {
      if (a.name !== b.name) fail(a, "change an alias");
    } else if (a.kind === "list" && b.kind === "list") {
      if (a.items.length !== b.items.length) fail(a, "change the length of a list");
      for (const [i, item] of a.items.entries()) same(item, b.items[i]);
    } else if (a.kind === "map" && b.kind === "map") {
      const counts = a.entries.length === b.entries.length && a.merges.length === b.merges.length;
      if (!counts) fail(a, "change the number of keys");
      for (const [i, entry] of a.entries.entries()) {
        if (entry.key !== b.entries[i]?.key) fail(entry.node, "change a key");
        same(entry.node, b.entries[i]?.node);
      }
      for (const [i, merge] of a.merges.entries()) same(merge, b.merges[i]);
    }
  };
  for (const [i, root] of before.documents.entries()) {
    same(root, after.documents[i]);
  }
  if (after.documents.length !== before.documents.length) {
    fail(before.documents[0] as ConfigNode, "change the number of documents");
  }
}

function sameScalar(a: ScalarNode, b: ScalarNode): boolean {
  return Object.is(a.value, b.value) && a.style === b.style && a.uniform === b.uniform;
}

function holdsWritten(node: ConfigNode, written: Written): boolean {
  if (written.kind === "list") {
    return (
      node.kind === "list" &&
      node.items.length === written.values.length &&
      node.items.every((item, i) => isNumber(item, written.values[i] as number))
    );
  }
  if (written.kind === "number") return isNumber(node, written.value);
  return node.kind === "scalar" && node.uniform && node.value === written.value;
}

function isNumber(node: ConfigNode, value: number): boolean {
  if (node.kind !== "scalar" || node.style !== "plain" || !node.uniform) return false;
  const isInteger = node.tag === "tag:yaml.org,2002:int";
  return Object.is(node.value, value) && (!isInteger || Number.isInteger(value));
}
