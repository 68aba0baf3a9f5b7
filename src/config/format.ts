import type { Splice } from "../contract/index.ts";
import { InputError } from "../core/errors.ts";

export type { Splice } from "../contract/index.ts";

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

/** A single value of a config, with the place of its bytes. */
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

/** Keys and their values: an object, a table, a section. */
export interface MapNode extends NodeBase {
  readonly kind: "map";
  readonly entries: readonly MapEntry[];
  /** What it takes missing keys from: values of YAML merge keys (`<<`), the INI section `DEFAULT`. */
  readonly merges: readonly ConfigNode[];
  /** Whether readers take `LR` and `lr` for one key (options of INI sections). */
  readonly foldsCase: boolean;
}

/** Values in their order. */
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

/** A value of a config, of whatever format. */
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

/**
 * The names of all formats. Every format's file adds its own, so that a file whose line in the
 * registry is missing does not compile.
 */
// biome-ignore lint/suspicious/noEmptyInterface: filled by the files of the formats
export interface ConfigFormatNames {}

/**
 * One config language: everything that differs between formats. The rest of this room works on
 * {@link ConfigTree} alone, and the registry (`formats/index.ts`) makes names, help and messages
 * of these.
 */
export interface ConfigFormat<Name extends string = string> {
  /** Its key in the registry. */
  readonly name: Name;
  /** What people call it, for messages: `YAML`, `.env`. */
  readonly title: string;
  /** Ends of file names: lower case, with the dot. */
  readonly extensions: readonly string[];
  /** Other file names of its own (lower case, without the folder), e.g. `.env.local`; null for none. */
  readonly fileNames: RegExp | null;
  /** Whether a text without a telling file name is one of these. */
  looksLike(text: string): boolean;
  /**
   * Of several formats that a text looks like, the one with the highest number is taken: a language
   * that is part of another one (JSON of YAML) stands above it.
   */
  readonly precedence: number;
  /** Longest text in UTF-16 units that is parsed; above it memory would run away. */
  readonly maxLength: number;
  /** @throws InputError `config-unreadable` (with line and column) or `config-too-deep` */
  parse(text: string, file: string): ConfigTree;
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
  /** Whether readers take the last of several equal keys; elsewhere equal keys are an error. */
  readonly lastKeyWins: boolean;
  /**
   * What mappings take keys from besides their own (`MapNode.merges`), for messages; null where they
   * take none.
   */
  readonly inherits: Inheritance | null;
  /**
   * The key paths, as parts, that a value like `\${name}` may be filled in from, in the order in which
   * they are looked up; none for what is no key. `rootedPaths` serves where names start at the root.
   *
   * @param inside what stands between the braces
   * @param parent path of the mapping that holds the value
   */
  referencePaths(inside: string, parent: KeyPath): readonly KeyPath[];
  readonly comments: CommentStyle;
  /**
   * A short config, recognised without its name, whose only learning rate is 0.1, with other values
   * around it: what the format can do. The tests of all formats run on it.
   */
  readonly example: string;
}

/** How a format lets mappings share keys. */
export interface Inheritance {
  /** How a key that comes from elsewhere is refused. */
  readonly reason: "merge-key" | "default-section";
  /** Ends a sentence that starts with the key's path, e.g. `comes from the section [DEFAULT]`. */
  why(from: ConfigNode, target: ConfigNode): string;
}

/** Comments of a format. */
export interface CommentStyle {
  /** Begins a comment that goes to the end of its line. */
  readonly mark: string;
  /** What a text is that may hold none, e.g. `strict JSON`; null for any other text. */
  refusedBy(text: string, file: string): string | null;
  /**
   * Readers that take a comment behind a value for a part of it, and what begins such a comment; null
   * where no reader does.
   */
  readonly behindValue: { readonly marks: RegExp; readonly ignoredBy: string } | null;
}

/**
 * Parses a config after a look at its size.
 *
 * @param file its name, for messages
 * @throws InputError `config-too-big`, `config-too-deep` (over 1000 levels) or `config-unreadable`
 */
export function parseConfig(text: string, format: ConfigFormat, file = "the config"): ConfigTree {
  if (text.length > format.maxLength) {
    const megabytes = (text.length / 1e6).toFixed(1);
    throw new InputError(
      "config-too-big",
      `${file} has ${megabytes} million characters; a ${format.name} config may have up to ${format.maxLength / 1e6} million. Is it really the config?`,
      { data: { file, length: text.length, maxLength: format.maxLength } },
    );
  }
  return format.parse(text, file);
}
