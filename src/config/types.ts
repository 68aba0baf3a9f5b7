import type { Note } from "../core/note.ts";

export type FormatName = "yaml" | "json";

/** The value of one scalar, as a program that reads the config sees it. */
export type ScalarValue = string | number | boolean | null;

/** Parts of a key path, outermost first. A list index is its decimal digits. */
export type KeyPath = readonly string[];

interface NodeBase {
  readonly parent: ConfigNode | null;
  /** Key or list index under which the parent holds this node; the document index for a root. */
  readonly label: string;
  /** Offsets (UTF-16 units) of the value's own text: no tag, no anchor, no comment, no line end. */
  readonly start: number;
  readonly end: number;
  readonly tag: string | null;
  readonly anchor: string | null;
}

export interface ScalarNode extends NodeBase {
  readonly kind: "scalar";
  readonly value: ScalarValue;
  /** False when common readers disagree about the value, e.g. `1e-3` (a string to PyYAML). */
  readonly uniform: boolean;
  /** `empty`: a key whose value is not written; `absent`: not even a place for one (`{lr}`). */
  readonly style: "plain" | "single" | "double" | "block" | "empty" | "absent";
}

/** An entry of a mapping; `key` is null when it cannot be named in a path (a mapping as key). */
export interface MapEntry {
  readonly key: string | null;
  readonly node: ConfigNode;
}

export interface MapNode extends NodeBase {
  readonly kind: "map";
  readonly entries: readonly MapEntry[];
  /** Values of YAML merge keys (`<<`). */
  readonly merges: readonly ConfigNode[];
}

export interface ListNode extends NodeBase {
  readonly kind: "list";
  /** `flow`: in brackets; `block`: YAML dashes, one item a line. */
  readonly layout: "flow" | "block";
  readonly items: readonly ConfigNode[];
}

/** A YAML alias: a leaf, never expanded. */
export interface AliasNode extends NodeBase {
  readonly kind: "alias";
  readonly name: string;
  readonly target: ConfigNode;
}

export type ConfigNode = ScalarNode | MapNode | ListNode | AliasNode;

/** A parsed config: the one shape that every format is turned into. */
export interface ConfigTree {
  readonly format: ConfigFormat;
  /** Name for messages. */
  readonly file: string;
  readonly text: string;
  /** Roots; more than one only in a YAML stream of several documents. */
  readonly documents: readonly ConfigNode[];
  /** All aliases, in file order. */
  readonly aliases: readonly AliasNode[];
  /** One-based line of an offset. */
  lineOf(offset: number): number;
}

/** One config language. Everything else in this room works on {@link ConfigTree} alone. */
export interface ConfigFormat {
  readonly name: FormatName;
  /** Lower case, with the dot. */
  readonly extensions: readonly string[];
  /** Longest text in UTF-16 units that is parsed; above it memory would run away. */
  readonly maxLength: number;
  /** @throws InputError `config-unreadable` (with line and column) or `config-too-deep` */
  parse(text: string, file: string): ConfigTree;
  /** Whether a text without a telling file name is one of these. */
  looksLike(text: string): boolean;
  /** The text that goes into the node's span [start, end) so that it holds the number `literal`. */
  renderNumber(literal: string, node: ScalarNode, tree: ConfigTree): string;
  /** The same for a string: in the quotes that the node has, plain where that is safe. */
  renderString(value: string, node: ScalarNode, tree: ConfigTree): string;
  /** A list in brackets in a scalar's place. */
  renderList(literals: readonly string[], node: ScalarNode, tree: ConfigTree): string;
}

/**
 * How a value is written.
 * - `lr`: a learning rate, finite and above 0, always written so that readers see a float;
 * - `float`: any finite number, written the same way;
 * - `integer`: a safe integer, without a decimal point;
 * - `string`; `integers` and `floats`: a flat list of at least one number.
 */
export type EditKind = "lr" | "float" | "integer" | "string" | "integers" | "floats";

/** One value to be set. */
export interface ConfigEdit {
  /** Key path as the user writes it: see `parseKeyPath`. */
  readonly path: string;
  readonly value: number | string | readonly number[];
  /** @default `lr` for a number, `string`, `integers` for a list of integers, else `floats` */
  readonly as?: EditKind;
}

/** What an edit found and left; `old` is null where the key had no value. */
export interface ConfigChange {
  /** The full path, with the document index where the file has several documents. */
  readonly path: string;
  readonly old: ScalarValue | readonly ScalarValue[];
  readonly new: number | string | readonly number[];
  /** One-based, in the old text. */
  readonly line: number;
}

/** A proven edit: `text` parses, and differs from the old text in exactly the asked values. */
export interface EditPlan {
  readonly text: string;
  /** Edits whose value was already there are not in it. */
  readonly changes: readonly ConfigChange[];
  readonly notes: readonly Note[];
}
