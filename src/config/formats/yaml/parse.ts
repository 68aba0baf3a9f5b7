import {
  type Alias,
  Composer,
  type CST,
  type Document,
  isAlias,
  isMap,
  isNode,
  isScalar,
  isSeq,
  Lexer,
  type Node,
  type Pair,
  Parser,
  type Scalar,
} from "yaml";
import type { AliasNode, ConfigFormat, ConfigNode, ConfigTree, ScalarNode } from "../../format.ts";
import {
  type Filling,
  lineIndex,
  listNode,
  mapNode,
  scalarNode,
  tooDeep,
  unreadable,
} from "../build-tree.ts";
import { onOneLine } from "./brackets.ts";
import { readPlain } from "./scalars.ts";

/** The composer overflows the default stack of Node at about 800 levels. */
const MAX_DEPTH = 500;

/** With more errors than this the rest is not looked at: the composer takes quadratic time for them. */
const MAX_ERRORS = 20;

/** Parses a YAML stream. Aliases stay leaves, so an alias bomb costs what its text costs. */
export function parseYaml(text: string, file: string, format: ConfigFormat): ConfigTree {
  // The parser takes a byte order mark for a character of the first line's indent.
  const shift = text.startsWith("\uFEFF") ? 1 : 0;
  const documents: ConfigNode[] = [];
  const aliases: AliasNode[] = [];
  for (const document of composed(text.slice(shift), file)) {
    const error = document.errors[0];
    if (error !== undefined) unreadable(file, text, "YAML", error.pos[0] + shift, error.message);
    const context: Context = { text, file, shift, anchors: new Map(), aliases };
    const place = (document.range?.[0] ?? 0) + shift;
    documents.push(convert(document.contents, null, String(documents.length), context, place));
  }
  return { format, file, text, documents, aliases, lineOf: lineIndex(text) };
}

/** Pairs of brackets that are put right one after the other, in all so many characters looked at. */
const MOST_PAIRS = 50;
const MOST_LOOKED_AT = 2_000_000;

/**
 * The documents of a text. PyYAML, with which most of these configs are read, takes brackets whose lines
 * are indented less than YAML asks for (`a:\n  b: {c: 1\n}`): the line ends in such a pair are read as the
 * blanks that they are to it, at which no place in the text moves.
 */
function composed(text: string, file: string): readonly Document.Parsed[] {
  const first = documentsOf(text, file);
  const most = Math.min(MOST_PAIRS, MOST_LOOKED_AT / text.length);
  let mended = text;
  let found = first;
  for (let pairs = 0; pairs <= most; pairs++) {
    const error = found.find(({ errors }) => errors.length > 0)?.errors[0];
    if (error === undefined) return found;
    if (error.code !== "BAD_INDENT" || !error.message.startsWith("Flow ")) return first;
    const next = onOneLine(mended, error.pos[0]);
    if (next === null) return first;
    mended = next;
    found = documentsOf(mended, file);
  }
  return first;
}

function documentsOf(text: string, file: string): readonly Document.Parsed[] {
  const composer = new Composer({
    version: "1.2",
    merge: false,
    uniqueKeys: false,
    prettyErrors: false,
  });
  const tokens = parseTokens(text, () => tooDeep(file, MAX_DEPTH));
  const documents = [...composer.compose(tokens, true, text.length)];
  const isTooDeep = documents.some(({ errors }) => errors[0]?.code === "RESOURCE_EXHAUSTION");
  return isTooDeep ? tooDeep(file, MAX_DEPTH) : documents;
}

/**
 * Parser tokens of a text. Calls `fail` as soon as it nests deeper than {@link MAX_DEPTH}: the
 * composer that takes the tokens descends by recursion.
 */
function* parseTokens(text: string, fail: () => never): Generator<CST.Token> {
  const parser = new Parser();
  let errors = 0;
  for (const lexeme of new Lexer().lex(text)) {
    for (const token of parser.next(lexeme)) {
      yield token;
      if (token.type === "error" && ++errors > MAX_ERRORS) return;
    }
    // The document and the scalar in work stand on the stack too.
    if (parser.stack.length > MAX_DEPTH + 2) fail();
  }
  yield* parser.end();
}

interface Context {
  readonly text: string;
  readonly file: string;
  /** What the parser's offsets lack. */
  readonly shift: number;
  /** By name; a document has its own. An anchor is known from where it stands on, inside it too. */
  readonly anchors: Map<string, ConfigNode>;
  readonly aliases: AliasNode[];
}

/** @param place where the node would stand, for one that is not written */
function convert(
  node: unknown,
  parent: ConfigNode | null,
  label: string,
  context: Context,
  place: number,
): ConfigNode {
  if (!isNode(node)) return scalarNode(parent, label, place, "absent");
  if (isAlias(node)) return aliasNode(node, parent, label, context);
  const [start, end] = rangeOf(node, context);
  const keep = <T extends Filling<ConfigNode>>(made: T): T => {
    made.tag = node.tag ?? null;
    made.anchor = node.anchor ?? null;
    if (made.anchor !== null) context.anchors.set(made.anchor, made);
    return made;
  };
  if (isMap(node)) {
    const map = keep(mapNode(parent, label, start, end));
    for (const pair of node.items) addPair(pair, map, context);
    return map;
  }
  if (isSeq(node)) {
    const list = keep(listNode(parent, label, start, end, node.flow === true ? "flow" : "block"));
    for (const item of node.items) {
      list.items.push(convert(item, list, String(list.items.length), context, start));
    }
    return list;
  }
  return keep(readScalar(node as Scalar, parent, label, context));
}

function rangeOf(node: Node, { shift }: Context): [number, number] {
  const [start, end] = node.range ?? [0, 0];
  return [start + shift, end + shift];
}

function aliasNode(
  node: Alias,
  parent: ConfigNode | null,
  label: string,
  context: Context,
): AliasNode {
  const { text, file, anchors, aliases } = context;
  const [start, end] = rangeOf(node, context);
  const name = node.source;
  const target = anchors.get(name);
  if (target === undefined) unreadable(file, text, "YAML", start, `no anchor &${name} before`);
  const kind = "alias";
  const alias = { kind, parent, label, start, end, tag: null, anchor: null, name, target } as const;
  aliases.push(alias);
  return alias;
}

function addPair(
  pair: Pair<unknown, unknown>,
  map: ReturnType<typeof mapNode>,
  context: Context,
): void {
  const key = keyText(pair.key);
  const place = isNode(pair.key) ? rangeOf(pair.key, context)[1] : map.start;
  // Anchors on and inside keys count too, for aliases that follow.
  if (isNode(pair.key) && (!isScalar(pair.key) || pair.key.anchor)) {
    convert(pair.key, map, key ?? "?", context, place);
  }
  const node = convert(pair.value, map, key ?? "?", context, place);
  const plain = isScalar(pair.key) && pair.key.type === "PLAIN";
  if (key === "<<" && plain) map.merges.push(node);
  else {
    const [keyStart, keyEnd] = isNode(pair.key) ? rangeOf(pair.key, context) : [-1, -1];
    map.entries.push({ key, node, keyStart, keyEnd });
  }
}

function keyText(key: unknown): string | null {
  if (!isScalar(key)) return null;
  const text = key.type === "PLAIN" ? key.source : key.value;
  return typeof text === "string" && text !== "" ? text : null;
}

const STYLES: Readonly<Record<string, ScalarNode["style"]>> = {
  QUOTE_SINGLE: "single",
  QUOTE_DOUBLE: "double",
  BLOCK_LITERAL: "block",
  BLOCK_FOLDED: "block",
};

function readScalar(
  node: Scalar,
  parent: ConfigNode | null,
  label: string,
  context: Context,
): ScalarNode {
  const [start, end] = rangeOf(node, context);
  const style = STYLES[node.type ?? ""] ?? (start === end ? "empty" : "plain");
  const place = style === "empty" ? beforeComment(context.text, start) : start;
  const made = scalarNode(parent, label, place, style);
  made.end = style === "empty" ? place : end;
  if (style === "plain" || style === "empty") {
    const source = node.source ?? "";
    const read =
      node.tag === "tag:yaml.org,2002:float" && /^[-+]?[0-9.]+(e[-+]?[0-9]+)?$/i.test(source)
        ? { value: Number(source), uniform: Number.isFinite(Number(source)) }
        : readPlain(source);
    made.value = read.value;
    made.uniform = read.uniform;
  } else {
    made.value = String(node.value);
    // A block scalar's range takes in its last line end, which is not the value's to change.
    if (style === "block") made.end = start + context.text.slice(start, end).trimEnd().length;
  }
  return made;
}

// A missing value stands right behind its colon, not behind the blanks that align a comment.
function beforeComment(text: string, start: number): number {
  if (text[start] !== "#") return start;
  let at = start;
  while (text[at - 1] === " " || text[at - 1] === "\t") at--;
  return text[at - 1] === ":" ? Math.min(at + 1, start) : start;
}
