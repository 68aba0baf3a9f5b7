import type { ConfigFormat, ConfigNode, ConfigTree, MapEntry, ScalarNode } from "../../format.ts";
import { type Filling, lineIndex, listNode, mapNode, scalarNode } from "../build-tree.ts";
import { readPlain } from "./scalars.ts";

/** Nested deeper than this is left to the package, which knows where it becomes too deep. */
const MAX_DEPTH = 100;

/** The package refuses keys whose colon stands 1024 characters behind their start. */
const MAX_KEY = 1000;

// Tabs, control characters, a carriage return alone, further byte order marks, separators of Unicode.
const UNCERTAIN = /[^\n\r\x20-\x7e\u00a0-\u2027\u202a-\ufefe\uff00-\ufffd]|\r(?!\n)/;

const KEY =
  /(?:[A-Za-z0-9_\u00a0-\uffff](?:[A-Za-z0-9_./+ \u00a0-\uffff-]*[A-Za-z0-9_./+\u00a0-\uffff-])?|"[^"\\\r\n]*"|'[^'\r\n]*'):(?=[ \r\n]|$)/y;

// What may begin a plain scalar: no indicator, and a dash only before more of a word.
const PLAIN_START = /^(?:[A-Za-z0-9_./~+$(<=;^\\\u00a0-\uffff]|-[^ ])/;

const QUOTED = /^(?:"([^"\\]*)"|'([^']*(?:''[^']*)*)')(?: *| +#.*)$/;

/** A collection that lines are still added to. */
interface Open {
  readonly node: ReturnType<typeof mapNode> | ReturnType<typeof listNode>;
  /** Column of its keys or dashes. */
  readonly indent: number;
  /** Where its last value ends, with the comment and the line end that belong to that. */
  end: number;
  /** The entry or item whose value is still to come. */
  slot: Slot | null;
}

interface Slot extends Omit<MapEntry, "node"> {
  readonly label: string;
}

/**
 * Reads a YAML document of simple lines, several times as fast as the `yaml` package: block mappings and
 * lists of plain or quoted scalars that end on their line, comments and blank lines.
 *
 * @returns the very tree that {@link parseYaml} makes; null for a text with anything else in it, right or wrong
 */
export function readPlainLines(
  text: string,
  file: string,
  format: ConfigFormat,
): ConfigTree | null {
  const start = text.startsWith("\uFEFF") ? 1 : 0;
  if (UNCERTAIN.test(start === 0 ? text : text.slice(start))) return null;
  const reader = new LineReader(text);
  for (let at = start; at < text.length; ) {
    const newline = text.indexOf("\n", at);
    const next = newline === -1 ? text.length : newline + 1;
    const end = newline === -1 ? next : newline - (text[newline - 1] === "\r" ? 1 : 0);
    if (!reader.line(at, end, next)) return null;
    at = next;
  }
  const root = reader.finish();
  if (root === null) return null;
  return { format, file, text, documents: [root], aliases: [], lineOf: lineIndex(text) };
}

class LineReader {
  private readonly text: string;
  private readonly stack: Open[] = [];
  private root: ConfigNode | null = null;
  /** Column of the deepest comment that stands between the last value and the next line; -1 for none. */
  private deepest = -1;

  constructor(text: string) {
    this.text = text;
  }

  /** Takes the line [at, end), whose successor begins at `next`; false for what is not known here. */
  line(at: number, end: number, next: number): boolean {
    const { text } = this;
    let place = skipBlanks(text, at);
    if (place >= end) return true;
    if (text[place] === "#") {
      this.comment(place - at, next);
      return true;
    }
    for (let first = true; ; first = false) {
      const dash = text[place] === "-" && (place + 1 === end || text[place + 1] === " ");
      const colon = dash ? -1 : this.colonOfKey(place);
      // Without a key or a dash before it, a scalar goes on with the line above.
      if (!dash && colon === -1) return !first && this.scalar(place, end, next);
      if (!this.fit(place - at, dash, place)) return false;
      const open = this.stack.at(-1) as Open;
      open.slot = dash ? itemSlot(open) : keySlot(text, place, colon);
      if (open.slot === null) return false;
      place = skipBlanks(text, dash ? place + 1 : colon + 1);
      if (place >= end || text[place] === "#") return true;
      if (!dash) return this.scalar(place, end, next);
    }
  }

  /** The root, when the text ends; null where there is none or a value is missing. */
  finish(): ConfigNode | null {
    if (this.stack.at(-1)?.slot !== null) return null;
    while (this.stack.length > 0) this.close(this.text.length);
    return this.root;
  }

  // A comment deeper than its collection belongs to the value above it, unless one that is not came before.
  private comment(column: number, next: number): void {
    const open = this.stack.at(-1);
    if (open === undefined || open.slot !== null) return;
    if (this.deepest === -1 && column > open.indent) open.end = next;
    else this.deepest = Math.max(this.deepest, column);
  }

  private colonOfKey(place: number): number {
    KEY.lastIndex = place;
    return KEY.test(this.text) ? KEY.lastIndex - 1 : -1;
  }

  /** Closes and opens collections until the innermost one is that of a key or dash in this column. */
  private fit(column: number, dash: boolean, place: number): boolean {
    const { stack } = this;
    for (let open = stack.at(-1); open !== undefined; open = stack.at(-1)) {
      // A list may stand in the column of the key that holds it.
      const listEnds = open.indent === column && !dash && open.node.kind === "list";
      if (open.indent <= column && !listEnds) break;
      if (open.slot !== null) return false;
      this.close(place);
    }
    this.deepest = -1;
    const open = stack.at(-1);
    if (open === undefined) {
      if (this.root !== null || column !== 0) return false;
      this.root = this.open(null, "0", column, dash, place);
      return true;
    }
    if (open.slot === null) {
      return open.indent === column && (open.node.kind === "list") === dash;
    }
    if (open.indent === column && !(dash && open.node.kind === "map")) return false;
    if (stack.length >= MAX_DEPTH) return false;
    const { slot } = open;
    fill(open, this.open(open.node, slot.label, column, dash, place));
    return true;
  }

  private open(
    parent: ConfigNode | null,
    label: string,
    indent: number,
    dash: boolean,
    place: number,
  ): ConfigNode {
    const node = dash
      ? listNode(parent, label, place, place, "block")
      : mapNode(parent, label, place, place);
    this.stack.push({ node, indent, end: place, slot: null });
    return node;
  }

  /** Ends the innermost collection before what stands at `place`. */
  private close(place: number): void {
    const { node, indent, end } = this.stack.pop() as Open;
    node.end = end;
    const parent = this.stack.at(-1);
    if (parent === undefined) return;
    // Comments behind the last value that are not less deep than the collection are the collection's.
    parent.end = indent > 0 && this.deepest >= indent ? place : end;
  }

  /** Takes what stands behind a key or a dash on the same line. */
  private scalar(place: number, end: number, next: number): boolean {
    const open = this.stack.at(-1);
    if (open === undefined || open.slot === null) return false;
    const node = readValue(this.text.slice(place, end), place, open.node, open.slot.label);
    if (node === null) return false;
    fill(open, node);
    open.end = next;
    return true;
  }
}

function skipBlanks(text: string, from: number): number {
  let at = from;
  while (text.charCodeAt(at) === 0x20) at++;
  return at;
}

function itemSlot({ node }: Open): Slot | null {
  if (node.kind !== "list") return null;
  return { label: String(node.items.length), key: null, keyStart: -1, keyEnd: -1 };
}

function keySlot(text: string, keyStart: number, keyEnd: number): Slot | null {
  if (keyEnd - keyStart > MAX_KEY) return null;
  const quoted = text[keyStart] === '"' || text[keyStart] === "'";
  const written = quoted ? text.slice(keyStart + 1, keyEnd - 1) : text.slice(keyStart, keyEnd);
  const key = written === "" ? null : written;
  return { label: key ?? "?", key, keyStart, keyEnd };
}

function fill(open: Open, node: ConfigNode): void {
  const { slot } = open;
  open.slot = null;
  if (open.node.kind === "list") open.node.items.push(node);
  else if (slot !== null) {
    const { key, keyStart, keyEnd } = slot;
    open.node.entries.push({ key, node, keyStart, keyEnd });
  }
}

/** @param rest of the line, with a comment where there is one */
function readValue(
  rest: string,
  start: number,
  parent: ConfigNode,
  label: string,
): ScalarNode | null {
  const quote = rest[0];
  if (quote === '"' || quote === "'") {
    const match = QUOTED.exec(rest);
    if (match === null) return null;
    const inner = match[1] ?? (match[2] as string);
    const node = scalarNode(parent, label, start, quote === '"' ? "double" : "single");
    node.end = start + inner.length + 2;
    node.value = quote === '"' ? inner : inner.replaceAll("''", "'");
    return node;
  }
  const comment = rest.indexOf(" #");
  let length = comment === -1 ? rest.length : comment;
  while (rest[length - 1] === " ") length--;
  const source = rest.slice(0, length);
  if (!PLAIN_START.test(source) || /:(?: |$)/.test(source)) return null;
  const node: Filling<ScalarNode> = scalarNode(parent, label, start, "plain");
  node.end = start + length;
  const { value, uniform } = readPlain(source);
  node.value = value;
  node.uniform = uniform;
  return node;
}
