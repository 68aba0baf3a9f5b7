import { LrFinderError } from "../core/errors.ts";
import type { Written } from "./edit.ts";
import type { ConfigNode, ConfigTree, MapEntry, MapNode, ScalarNode } from "./format.ts";
import { pathText } from "./key-path.ts";
import { alreadyHolds, holdsWritten, isSpelledAs } from "./node-value.ts";

/** An entry that is to be in the new config and is not in the old one. */
export interface AddedEntry {
  /** The mapping of the old config that gets it; null for the root of a config that held nothing. */
  readonly map: MapNode | null;
  readonly root: ConfigNode;
  /** The new key, and those of the mappings made for it. */
  readonly keys: readonly [string, ...string[]];
  readonly written: Written;
}

/**
 * Throws unless `after` is `before` with exactly the asked values changed, each of them a value of
 * its kind to every reader and equal to what was asked, and with exactly one entry more where one
 * was to be added.
 *
 * @throws LrFinderError `edit-unproven`: a fault of this tool; the new text must not be used
 */
export function proveEdit(
  before: ConfigTree,
  after: ConfigTree,
  asked: ReadonlyMap<ConfigNode, Written>,
  added: AddedEntry | null = null,
): void {
  const fail: (node: ConfigNode, what: string) => never = (node, what) => {
    const path = pathText(node, before);
    throw new LrFinderError(
      "edit-unproven",
      `Editing ${before.file} would ${what} at ${path === "" ? "its top" : path}, so nothing was written. Please report this file's layout.`,
      { data: { file: before.file, path } },
    );
  };
  const same = (a: ConfigNode, b: ConfigNode | undefined): void => {
    if (b === undefined) fail(a, "lose a value");
    const written = asked.get(a);
    if (a.tag !== b.tag || a.anchor !== b.anchor) fail(a, "change a tag or anchor");
    if (written !== undefined) {
      const holds = holdsWritten(after, b, written, a);
      const isSpelled = isSpelledAs(after, b, written) || alreadyHolds(before, a, written);
      if (!(holds && isSpelled)) fail(a, "not write the value as asked");
    } else if (added?.map === null && a === added.root) {
      const entries = b.kind === "map" ? b.entries : [];
      if (entries.length !== 1) fail(a, "not add just one key");
      sameAdded(a, entries[0] as MapEntry, added);
    } else if (a.kind !== b.kind) {
      fail(a, "change the kind of a value");
    } else if (a.kind === "scalar") {
      if (!sameScalar(a, b as ScalarNode)) fail(a, "change another value");
    } else if (a.kind === "alias" && b.kind === "alias") {
      if (a.name !== b.name) fail(a, "change an alias");
    } else if (a.kind === "list" && b.kind === "list") {
      if (a.items.length !== b.items.length) fail(a, "change the length of a list");
      for (const [i, item] of a.items.entries()) same(item, b.items[i]);
    } else if (a.kind === "map" && b.kind === "map") sameMap(a, b);
  };
  const sameMap = (a: MapNode, b: MapNode): void => {
    let entries = b.entries;
    if (added !== null && a === added.map) {
      const fresh = entries.filter(({ key }) => key === added.keys[0]);
      if (fresh.length !== 1) fail(a, "not add just one key");
      sameAdded(a, fresh[0] as MapEntry, added);
      entries = entries.filter((entry) => entry !== fresh[0]);
    }
    const counts = a.entries.length === entries.length && a.merges.length === b.merges.length;
    if (!counts) fail(a, "change the number of keys");
    for (const [i, entry] of a.entries.entries()) {
      if (entry.key !== entries[i]?.key) fail(entry.node, "change a key");
      same(entry.node, entries[i]?.node);
    }
    for (const [i, merge] of a.merges.entries()) same(merge, b.merges[i]);
  };
  const sameAdded = (a: ConfigNode, entry: MapEntry, { keys, written }: AddedEntry): void => {
    let at = entry;
    for (const [depth, key] of keys.entries()) {
      if (at.key !== key) fail(a, "add another key");
      if (depth === keys.length - 1) break;
      const below: readonly MapEntry[] = at.node.kind === "map" ? at.node.entries : [];
      if (below.length !== 1) fail(a, "not add just one key");
      at = below[0] as MapEntry;
    }
    if (!holdsWritten(after, at.node, written)) fail(a, "not write the value as asked");
  };
  for (const [i, root] of before.documents.entries()) same(root, after.documents[i]);
  if (after.documents.length !== before.documents.length) {
    fail(before.documents[0] as ConfigNode, "change the number of documents");
  }
}

function sameScalar(a: ScalarNode, b: ScalarNode): boolean {
  return Object.is(a.value, b.value) && a.style === b.style && a.uniform === b.uniform;
}
