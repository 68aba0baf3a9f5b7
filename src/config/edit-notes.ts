import { note } from "../contract/make-note.ts";
import type { Note } from "../core/note.ts";
import { shortenMiddle } from "../core/shorten.ts";
import { couldBeLr } from "./candidates.ts";
import type { Written } from "./edit.ts";
import type { AliasNode, ConfigNode, ConfigTree, ListNode, ScalarNode } from "./format.ts";
import { pathText } from "./key-path.ts";
import { keepsQuotes } from "./quoted.ts";

/** Places that are named in a sentence; the data have all. */
const SHOWN = 20;
const LONGEST_PATH = 200;
const LONGEST_VALUE = 1000;

/**
 * What a user should know of an edit:
 * - `was-quoted`: a string in quotes became a plain number;
 * - `kept-quoted`: the number stays in quotes, as all its neighbours are;
 * - `was-text`: what stood there was no number, so that another key may be meant;
 * - `was-not-a-number`: some readers took the old text for something else (`1e-3` in PyYAML);
 * - `inline-comment`: not every reader of the format knows comments behind a value (INI, `.env`);
 * - `duplicate-key`: the key stands more than once, and the last one was written (`.env`);
 * - `also-changes`: aliases or merge keys elsewhere stand for this value and change with it.
 */
export function editNotes(
  tree: ConfigTree,
  path: string,
  node: ScalarNode | ListNode,
  written: Written,
): Note[] {
  const notes: Note[] = [];
  const old = shortenMiddle(tree.text.slice(node.start, node.end), LONGEST_VALUE);
  if (node.kind === "scalar" && written.kind === "number") {
    const isQuoted = node.style === "double" || node.style === "single";
    if (keepsQuotes(node)) {
      const message = `${path} stays a number in quotes (a string), as all its neighbours are`;
      notes.push(note("kept-quoted", message, { path, old }));
    } else if (isQuoted && !tree.format.quotesAreBare) {
      const message = `${path} was the string ${old}; it is now a number`;
      notes.push(note("was-quoted", message, { path, old }));
    } else if (!couldBeLr(node.value)) {
      const message = `${path} was ${old}, which is no number: is it the key that was meant?`;
      notes.push(note("was-text", message, { path, old }));
    } else if (!node.uniform && typeof node.value === "number") {
      const message = `${path} was written ${old}, which not every ${tree.format.title} reader takes for ${node.value}`;
      notes.push(note("was-not-a-number", message, { path, old }));
    }
  }
  const ignoredBy = commentBehind(tree, node);
  if (ignoredBy !== null) {
    const message = `${path} has a comment on its line; readers without inline comments (${ignoredBy}) take it for a part of the value`;
    notes.push(note("inline-comment", message, { path, old }));
  }
  if (tree.format.lastKeyWins && twins(node) > 0) {
    const message = `${path} stands more than once; the last one counts and was written`;
    notes.push(note("duplicate-key", message, { path, times: twins(node) + 1 }));
  }
  const users = sharers(tree, node).map((alias) => ({
    path: pathText(alias, tree),
    line: tree.lineOf(alias.start),
  }));
  if (users.length > 0) {
    const shown = users
      .slice(0, SHOWN)
      .map(({ path: user, line }) => `${shortenMiddle(user, LONGEST_PATH)} (line ${line})`);
    const more = users.length > SHOWN ? ` and ${users.length - SHOWN} more` : "";
    const places = `${shown.join(", ")}${more}`;
    notes.push(
      note("also-changes", `${path} is also used by ${places}, which changes with it`, {
        path,
        users,
      }),
    );
  }
  return notes;
}

// Readers that take a comment behind the value for a part of it; null where there is none.
function commentBehind({ format, text }: ConfigTree, node: ConfigNode): string | null {
  const { behindValue } = format.comments;
  if (behindValue === null) return null;
  const rest = text.slice(node.end, node.end + 1000).replace(/^[ \t]+/, "");
  return behindValue.marks.test(rest) ? behindValue.ignoredBy : null;
}

function twins(node: ConfigNode): number {
  if (node.parent?.kind !== "map") return 0;
  return node.parent.entries.filter((one) => one.key === null && one.node.label === node.label)
    .length;
}

function sharers(tree: ConfigTree, node: ConfigNode): AliasNode[] {
  const holders = new Set<ConfigNode>();
  for (let at: ConfigNode | null = node; at !== null; at = at.parent) holders.add(at);
  return tree.aliases.filter((alias) => holders.has(alias.target));
}
