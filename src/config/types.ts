import type { Note } from "../core/note.ts";

export type FormatName = "yaml" | "json" | "json5" | "toml" | "env" | "ini";

/** Replace [start, end) of a text, in UTF-16 units. */
export interface Splice {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

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
  /** `empty`: a key whose value is not written; `absent`: not even a place for one (`{lr}`); `block`: over several lines (YAML `|`, TOML `"""`). */
  readonly style: "plain" | "single" | "double" | "block" | "empty" | "absent";
}

/** An entry of a mapping; `key` is null when it cannot be named in a path (a mapping as key). */
export interface MapEntry {
  readonly key: string | null;
  readonly node: ConfigNode;
  /** Offsets of the key's own text, with its quotes; `keyStart` is -1 where it is not written. */
  readonly keyStart: number;
  readonly keyEnd: number;
}

export interface MapNode extends NodeBase {
  readonly kind: "map";
  readonly entries: readonly MapEntry[];
  /** What it takes missing keys from: values of YAML merge keys (`<<`), the INI section `DEFAULT`. */
  readonly merges: readonly ConfigNode[];
  /** Whether readers take `LR` and `lr` for one key (options of INI sections). */
  readonly foldsCase: boolean;
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

/** A value for a key that is not there yet; numbers in the spelling of `floatLiteral` or of an integer. */
export type NewValue =
  | { readonly kind: "number"; readonly literal: string }
  | { readonly kind: "string"; readonly value: string }
  | { readonly kind: "list"; readonly literals: readonly string[] };

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
  /** Whether a number in quotes is as good as one without (.env); elsewhere quotes make a string. */
  readonly quotesAreBare: boolean;
  /** What the strictest common reader makes of a bare text; null where it reads no finite number. */
  strictNumber(source: string): number | null;
  /**
   * The splices that add a missing key, in the style of its neighbours: indentation, quotes,
   * separators, alignment, line ends, trailing commas, table headers. The new key goes behind the last
   * one of the deepest mapping of the path that is there; mappings below it are made. Nothing else
   * moves. Callers prove the outcome: see `planInsert`, which does both.
   *
   * @param path of a key that is not there; a document index may come first (see `findHolder`)
   * @throws InputError `key-not-creatable`: the path leads through a value, a list's end, an alias or
   *   an interpolation, or names what the format cannot hold
   */
  insert(tree: ConfigTree, path: KeyPath, value: NewValue): readonly Splice[];
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
  /** Whether the key is added, in the style of its neighbours, where it is missing. @default false */
  readonly create?: boolean;
}

/** What an edit found and left; `old` is null where the key had no value. */
export interface ConfigChange {
  /** The full path, with the document index where the file has several documents. */
  readonly path: string;
  readonly old: ScalarValue | readonly ScalarValue[];
  readonly new: number | string | readonly number[];
  /** One-based, in the old text; of a created key in the new one. */
  readonly line: number;
  /** Set when the key was missing and was added. */
  readonly created?: true;
}

/** A proven edit: `text` parses, and differs from the old text in exactly the asked values. */
export interface EditPlan {
  readonly text: string;
  /** Edits whose value was already there are not in it. */
  readonly changes: readonly ConfigChange[];
  readonly notes: readonly Note[];
  /**
   * What leads from `text` back to the old text, byte for byte: groups of replacements, to be applied
   * one group after the other.
   */
  readonly undo: readonly (readonly Splice[])[];
}
