import type { Written } from "./edit-value.ts";
import { isNumber } from "./holds.ts";
import type { ConfigTree, ListNode, ScalarNode, Splice } from "./types.ts";

export { alreadyHolds } from "./holds.ts";
export type { Splice } from "./types.ts";

/** The smallest replacements that put a value into a node. A list must not go to a scalar or back without need. */
export function splicesFor(
  tree: ConfigTree,
  node: ScalarNode | ListNode,
  written: Written,
): Splice[] {
  const { format } = tree;
  if (node.kind === "list") return written.kind === "list" ? intoList(tree, node, written) : [];
  const text =
    written.kind === "number"
      ? format.renderNumber(written.literal, node, tree)
      : written.kind === "string"
        ? format.renderString(written.value, node, tree)
        : format.renderList(written.literals, node, tree);
  return [{ start: node.start, end: node.end, text }];
}

function holds(tree: ConfigTree, item: ScalarNode, value: number | undefined): boolean {
  return value !== undefined && isNumber(tree, item, value);
}

// Item by item, so that what stands between the items stays; then the tail is cut or lengthened.
function intoList(tree: ConfigTree, list: ListNode, written: Written & { kind: "list" }): Splice[] {
  const items = list.items.filter((item) => item.kind === "scalar");
  const { values, literals } = written;
  const last = items[Math.min(items.length, values.length) - 1];
  if (last === undefined) {
    return [{ start: list.start, end: list.end, text: `[${literals.join(", ")}]` }];
  }
  const splices: Splice[] = [];
  for (const [i, item] of items.entries()) {
    const literal = literals[i];
    if (literal === undefined || holds(tree, item, values[i])) continue;
    const text = tree.format.renderNumber(literal, item, tree);
    splices.push({ start: item.start, end: item.end, text });
  }
  const tail = items.at(-1) as ScalarNode;
  if (values.length < items.length) splices.push(cut(tree.text, list, last, tail));
  if (values.length > items.length) {
    const before = separator(tree.text, list, items);
    const text = literals.slice(items.length).map((literal) => before + literal);
    const at = list.layout === "block" ? lineEnd(tree.text, tail.end) : tail.end;
    splices.push({ start: at, end: at, text: text.join("") });
  }
  return splices;
}

// Block items go with their whole lines; items in brackets from the end of the last one kept.
function cut(text: string, list: ListNode, kept: ScalarNode, tail: ScalarNode): Splice {
  if (list.layout === "flow") return { start: kept.end, end: tail.end, text: "" };
  return { start: lineEnd(text, kept.end), end: lineEnd(text, tail.end), text: "" };
}

function separator(text: string, list: ListNode, items: readonly ScalarNode[]): string {
  const tail = items.at(-1) as ScalarNode;
  const between = text.slice(list.start, tail.start);
  const blanks = between.slice(between.trimEnd().length);
  if (list.layout === "flow") {
    const single = items.length === 1 && !blanks.includes("\n");
    return `,${single ? " " : blanks}`;
  }
  const first = text.lastIndexOf("\n", list.start - 1) + 1;
  const indent = text.slice(first, list.start).replace(/[^\s]/gu, " ");
  const newline = text.slice(0, tail.start).includes("\r\n") ? "\r\n" : "\n";
  return `${newline}${indent}- `;
}

function lineEnd(text: string, from: number): number {
  const at = text.slice(from).search(/\r?\n/);
  return at === -1 ? text.length : from + at;
}

/** Applies replacements that do not overlap. */
export function applySplices(text: string, splices: readonly Splice[]): string {
  let result = text;
  for (const { start, end, text: put } of [...splices].sort((a, b) => b.start - a.start)) {
    result = result.slice(0, start) + put + result.slice(end);
  }
  return result;
}

/** The replacements that lead from the edited text back to the old one, byte for byte. */
export function invertSplices(text: string, splices: readonly Splice[]): Splice[] {
  let shift = 0;
  return [...splices]
    .sort((a, b) => a.start - b.start)
    .map(({ start, end, text: put }) => {
      const at = start + shift;
      shift += put.length - (end - start);
      return { start: at, end: at + put.length, text: text.slice(start, end) };
    });
}
