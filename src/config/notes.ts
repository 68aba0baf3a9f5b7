import { type Note, note } from "../core/note.ts";
import type { Written } from "./edit-value.ts";
import { pathText } from "./tree.ts";
import type { AliasNode, ConfigNode, ConfigTree, ListNode, ScalarNode } from "./types.ts";

/**
 * What a user should know of an edit:
 * - `was-quoted`: a string in quotes became a plain number;
 * - `was-not-a-number`: some readers took the old text for something else (`1e-3` in PyYAML);
 * - `also-changes`: aliases or merge keys elsewhere stand for this value and change with it.
 */
export function editNotes(
  tree: ConfigTree,
  path: string,
  node: ScalarNode | ListNode,
  written: Written,
): Note[] {
  const notes: Note[] = [];
  const old = tree.text.slice(node.start, node.end);
  if (node.kind === "scalar" && written.kind === "number") {
    if (node.style === "double" || node.style === "single") {
      const message = `${path} was the string ${old}; it is now a number`;
      notes.push(note("was-quoted", message, { path, old }));
    } else if (!node.uniform && typeof node.value === "number") {
      const message = `${path} was written ${old}, which not every YAML reader takes for ${node.value}`;
      notes.push(note("was-not-a-number", message, { path, old }));
    }
  }
  const users = sharers(tree, node).map((alias) => ({
    path: pathText(alias, tree),
    line: tree.lineOf(alias.start),
  }));
  if (users.length > 0) {
    const places = users.map((user) => `${user.path} (line ${user.line})`).join(", ");
    notes.push(
      note("also-changes", `${path} is also used by ${places}, which changes with it`, {
        path,
        users,
      }),
    );
  }
  return notes;
}

function sharers(tree: ConfigTree, node: ConfigNode): AliasNode[] {
  const holders = new Set<ConfigNode>();
  for (let at: ConfigNode | null = node; at !== null; at = at.parent) holders.add(at);
  return tree.aliases.filter((alias) => holders.has(alias.target));
}
