import { InputError, LrFinderError, messageOf } from "../core/errors.ts";
import type { Note } from "../core/note.ts";
import {
  type ConfigChange,
  type ConfigEdit,
  checkValue,
  type EditPlan,
  type Written,
} from "./edit.ts";
import { editNotes } from "./edit-notes.ts";
import {
  type ConfigFormat,
  type ConfigNode,
  type ConfigTree,
  parseConfig,
  type ScalarValue,
  type Splice,
} from "./format.ts";
import { planInsert } from "./insert.ts";
import { formatKeyPath, parseKeyPath } from "./key-path.ts";
import { type Located, locate } from "./locate.ts";
import { alreadyHolds, splicesFor } from "./node-value.ts";
import { proveEdit } from "./prove.ts";
import { findTarget } from "./target.ts";
import { applySplices, invertSplices } from "./text-changes.ts";

/**
 * Puts values into existing keys, and into new ones where an edit allows it (`create`), and changes
 * nothing else. Pure: only the bytes of the asked values are replaced; the new text is parsed again
 * and must differ from the old one in exactly the asked values, or nothing is returned. An edit
 * whose value is already there changes no byte. Missing keys are added last, in the order asked.
 *
 * @param file its name, for messages
 * @throws InputError with what to do: see `parseConfig`, `findTarget` and `checkValue`
 */
export function planEdit(
  text: string,
  format: ConfigFormat,
  edits: readonly ConfigEdit[],
  file = "the config",
): EditPlan {
  const values = edits.map(checkValue);
  const tree = parseConfig(text, format, file);
  const asked = new Map<ConfigNode, Written>();
  const missing: Missing[] = [];
  const splices: Splice[] = [];
  const changes: ConfigChange[] = [];
  const notes: Note[] = [];
  for (const [i, edit] of edits.entries()) {
    const written = values[i] as Written;
    if (edit.create === true && isMissing(tree, edit.path)) {
      missing.push({ path: edit.path, written });
      continue;
    }
    const target = findTarget(tree, edit.path);
    const { node, line } = target;
    checkFits(tree, edit.path, target, written);
    checkApart(tree, edit.path, node, asked);
    asked.set(node, written);
    if (alreadyHolds(tree, node, written)) continue;
    const path = formatKeyPath(target.path);
    splices.push(...splicesFor(tree, node, written));
    changes.push({ path, old: currentValue(node), new: writtenValue(written), line });
    notes.push(...editNotes(tree, path, node, written));
  }
  const undo: (readonly Splice[])[] = [];
  let after = tree;
  if (splices.length > 0) {
    after = reparse(applySplices(text, splices), format, file);
    proveEdit(tree, after, asked);
    undo.unshift(invertSplices(text, splices));
  }
  for (const { path, written } of missing) {
    checkStillMissing(after, path);
    const added = planInsert(after, parseKeyPath(path), written);
    undo.unshift(invertSplices(after.text, added.splices));
    changes.push({ path, old: null, new: writtenValue(written), line: added.line, created: true });
    after = added.tree;
  }
  return { text: after.text, changes, notes, undo };
}

/** An edit of a key that is still to be added. */
interface Missing {
  readonly path: string;
  readonly written: Written;
}

// An own key hides one that a merge brings in, so that one counts as missing too.
function isMissing(tree: ConfigTree, path: string): boolean {
  const located = locate(tree, parseKeyPath(path));
  return (
    located.status === "not-found" ||
    (located.status === "not-editable" && located.reason === tree.format.inherits?.reason)
  );
}

// The same key twice: the first of the two has just been added.
function checkStillMissing(tree: ConfigTree, path: string): void {
  if (!isMissing(tree, path)) throw twice(tree, path);
}

function writtenValue(written: Written): ConfigChange["new"] {
  return written.kind === "list" ? written.values : written.value;
}

function reparse(text: string, format: ConfigFormat, file: string): ConfigTree {
  try {
    return parseConfig(text, format, file);
  } catch (cause) {
    throw new LrFinderError(
      "edit-unproven",
      `Editing ${file} would break it, so nothing was written: ${messageOf(cause)}`,
      { data: { file }, cause },
    );
  }
}

function checkFits(
  tree: ConfigTree,
  path: string,
  { node, line }: Located & { status: "found" },
  written: Written,
): void {
  const refuse = (why: string): never => {
    throw new InputError("key-not-editable", `${path} in ${tree.file}, line ${line}, ${why}`, {
      data: { file: tree.file, path, line },
    });
  };
  if (node.kind === "list" && written.kind !== "list") {
    refuse(`is a list. Name one item, e.g. ${path}.0`);
  }
  const tag = node.tag?.split(":").at(-1);
  // PyYAML reads `!!int 1.0` as an error: what counts is how it is spelled.
  if (tag === "int" && !(written.kind === "number" && /^-?\d+$/.test(written.literal))) {
    refuse(
      "has the tag !!int, and the value to write is no integer (a learning rate never is one). Take the tag away first.",
    );
  }
  if (tag === "float" && written.kind !== "number") {
    refuse("has the tag !!float, and the value to write is not a number. Take the tag away first.");
  }
}

// Two edits of one value, or of a list and of its item, would overwrite each other.
function checkApart(
  tree: ConfigTree,
  path: string,
  node: ConfigNode,
  asked: ReadonlyMap<ConfigNode, unknown>,
): void {
  const inAsked = asked.has(node) || (node.parent !== null && asked.has(node.parent));
  const holdsAsked = node.kind === "list" && node.items.some((item) => asked.has(item));
  if (!inAsked && !holdsAsked) return;
  throw twice(tree, path);
}

function twice(tree: ConfigTree, path: string): InputError {
  return new InputError("bad-option", `The key ${path} of ${tree.file} is asked for twice`, {
    data: { file: tree.file, path },
  });
}

function currentValue(node: ConfigNode): ScalarValue | readonly ScalarValue[] {
  if (node.kind === "scalar") return node.value;
  if (node.kind !== "list") return null;
  return node.items.map((item) => (item.kind === "scalar" ? item.value : null));
}
