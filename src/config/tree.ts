import { InputError } from "../core/errors.ts";
import { formatKeyPath } from "./key-path.ts";
import type { ConfigNode, ConfigTree, KeyPath } from "./types.ts";

/** A function from offset to one-based line; `\n`, `\r\n` and a lone `\r` end a line. */
export function lineIndex(text: string): (offset: number) => number {
  const starts = [0];
  for (const match of text.matchAll(/\r\n?|\n/g)) starts.push(match.index + match[0].length);
  return (offset) => {
    let low = 0;
    let high = starts.length;
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if ((starts[middle] as number) <= offset) low = middle;
      else high = middle;
    }
    return low + 1;
  };
}

/** Parts from the root to a node, with the document index first where there are several documents. */
export function pathOf(node: ConfigNode, tree: ConfigTree): KeyPath {
  const parts: string[] = [];
  let at = node;
  for (; at.parent !== null; at = at.parent) parts.push(at.label);
  if (tree.documents.length > 1) parts.push(at.label);
  return parts.reverse();
}

/** {@link pathOf} as text. */
export function pathText(node: ConfigNode, tree: ConfigTree): string {
  return formatKeyPath(pathOf(node, tree));
}

/** Calls back for every node that a path can name, in file order; merged values are not visited. */
export function walk(node: ConfigNode, visit: (node: ConfigNode) => void): void {
  visit(node);
  if (node.kind === "map") {
    for (const entry of node.entries) if (entry.key !== null) walk(entry.node, visit);
  } else if (node.kind === "list") {
    for (const item of node.items) walk(item, visit);
  }
}

/** Says that a text is not what its format asks for, with line and column. */
export function unreadable(
  file: string,
  text: string,
  format: string,
  offset: number,
  what: string,
): never {
  const lines = text.slice(0, offset).split(/\r\n?|\n/);
  const line = lines.length;
  const column = (lines.at(-1) as string).length + 1;
  throw new InputError(
    "config-unreadable",
    `${file} is not valid ${format}: line ${line}, column ${column}: ${what}`,
    { data: { file, format, line, column } },
  );
}

/** Says that a config is nested so deep that its parser's recursion could run out of stack. */
export function tooDeep(file: string, maxDepth: number): never {
  throw new InputError("config-too-deep", `${file} is nested deeper than ${maxDepth} levels`, {
    data: { file, maxDepth },
  });
}
