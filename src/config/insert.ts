import { LrFinderError, messageOf } from "../core/errors.ts";
import type { Written } from "./edit.ts";
import { type ConfigTree, type KeyPath, parseConfig, type Splice } from "./format.ts";
import { findHolder } from "./formats/holder.ts";
import { formatKeyPath } from "./key-path.ts";
import { locate } from "./locate.ts";
import { proveEdit } from "./prove.ts";
import { applySplices } from "./text-changes.ts";

/** A key that was added, and the text with it. */
export interface Inserted {
  readonly text: string;
  /** The new text parsed, e.g. to add the next key to. */
  readonly tree: ConfigTree;
  readonly splices: readonly Splice[];
  /** One-based line of the new key in the new text. */
  readonly line: number;
}

/**
 * Adds a missing key and proves it: the new text parses, holds the value at the path, and is the old
 * config in everything else. Several keys are added one after the other, each to the tree before.
 *
 * @throws InputError `key-not-creatable`; LrFinderError `edit-unproven` when the outcome is not
 *   provably right
 */
export function planInsert(tree: ConfigTree, path: KeyPath, written: Written): Inserted {
  const { map, root, keys } = findHolder(tree, path);
  const splices = tree.format.insert(tree, path, written);
  const text = applySplices(tree.text, splices);
  const after = reparse(tree, text, path);
  proveEdit(tree, after, new Map(), { map, root, keys, written });
  const found = locate(after, path);
  const line = found.status === "found" ? found.line : after.lineOf(0);
  return { text, tree: after, splices, line };
}

function reparse(tree: ConfigTree, text: string, path: KeyPath): ConfigTree {
  try {
    return parseConfig(text, tree.format, tree.file);
  } catch (cause) {
    const where = formatKeyPath(path);
    throw new LrFinderError(
      "edit-unproven",
      `Adding ${where} to ${tree.file} would break it, so nothing was written: ${messageOf(cause)} Write the key by hand, then set it.`,
      { data: { file: tree.file, path: where }, cause },
    );
  }
}
