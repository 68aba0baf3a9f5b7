import type { Written } from "./edit.ts";
import type { ConfigNode, ConfigTree, ListNode, ScalarNode, Splice } from "./format.ts";
import { keepsQuotes } from "./quoted.ts";

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
function isNumber(tree: ConfigTree, node: ConfigNode, value: number): boolean {
  if (node.kind !== "scalar" || !node.uniform || !Object.is(node.value, value)) return false;
  const source = tree.text.slice(node.start, node.end);
  const isQuoted = node.style === "double" || node.style === "single";
  if (!(node.style === "plain" || (isQuoted && tree.format.quotesAreBare))) return false;
  if (node.tag === "tag:yaml.org,2002:int" && !/^[-+]?\d+$/.test(source)) return false;
  return tree.format.strictNumber(isQuoted ? source.slice(1, -1) : source) === value;
}

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
    if (literal === undefined || isNumber(tree, item, values[i] as number)) continue;
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
