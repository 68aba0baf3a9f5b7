import type { ConfigFormat, ConfigNode, ConfigTree, ScalarValue } from "../../format.ts";
import { lineIndex, listNode, mapNode, scalarNode, tooDeep, unreadable } from "../build-tree.ts";

const MAX_DEPTH = 1000;

/**
 * Parses JSON5 1.0 (https://spec.json5.org), keys and values with their places; a byte order mark is
 * allowed. Keys are what the specification calls an IdentifierName: reserved words, `null`, `true`,
 * `NaN` and `Infinity` are, and letters may be written as `\u0061`.
 */
export function parseJson5(text: string, file: string, format: ConfigFormat): ConfigTree {
  const documents = [new Reader(text, file).document()];
  return { format, file, text, documents, aliases: [], lineOf: lineIndex(text) };
}

// White space and line ends of JSON5: those of ES5, and the byte order mark.
const GAP = /(?:[\s\uFEFF]+|\/\/[^\n\r\u2028\u2029]*|\/\*[^*]*\*+(?:[^*/][^*]*\*+)*\/)*/y;
const NAME =
  /(?:[$_\p{L}\p{Nl}]|\\u[0-9A-Fa-f]{4})(?:[$\p{L}\p{Nl}\p{Mn}\p{Mc}\p{Nd}\p{Pc}]|\u200C|\u200D|\\u[0-9A-Fa-f]{4})*/uy;
const NUMBER =
  /[-+]?(?:Infinity|NaN|0[xX][0-9A-Fa-f]+|(?:(?:0|[1-9][0-9]*)(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][-+]?[0-9]+)?)(?![$\\\p{L}\p{Nl}\p{Mn}\p{Mc}\p{Nd}\p{Pc}])/uy;
const WORDS: ReadonlyMap<string, ScalarValue> = new Map<string, ScalarValue>([
  ["null", null],
  ["true", true],
  ["false", false],
]);
const UNESCAPED = /[^"'\\\n\r]+/y;
const ESCAPES: Readonly<Record<string, string>> = {
  ...{ b: "\b", f: "\f", n: "\n", r: "\r", t: "\t", v: "\v" },
  ...{ "\n": "", "\r": "", "\u2028": "", "\u2029": "" },
};

class Reader {
  #at = 0;
  readonly #text: string;
  readonly #file: string;

  constructor(text: string, file: string) {
    this.#text = text;
    this.#file = file;
  }

  document(): ConfigNode {
    this.#gap();
    const root = this.#value(null, "0", 0);
    this.#gap();
    if (this.#at < this.#text.length) this.#fail("the file should have ended here");
    return root;
  }

  #value(parent: ConfigNode | null, label: string, depth: number): ConfigNode {
    const char = this.#text[this.#at];
    if (char === "{" || char === "[") {
      if (depth >= MAX_DEPTH) tooDeep(this.#file, MAX_DEPTH);
      return char === "{"
        ? this.#object(parent, label, depth + 1)
        : this.#array(parent, label, depth + 1);
    }
    const start = this.#at;
    const isString = char === '"' || char === "'";
    const style = isString ? (char === "'" ? "single" : "double") : "plain";
    const node = scalarNode(parent, label, start, style);
    node.value = isString ? this.#string() : this.#plain();
    node.end = this.#at;
    return node;
  }

  #object(parent: ConfigNode | null, label: string, depth: number): ConfigNode {
    const map = mapNode(parent, label, this.#at, this.#at);
    this.#items("}", "a comma or a closing brace was expected", () => {
      const keyStart = this.#at;
      const char = this.#text[keyStart];
      const key = char === '"' || char === "'" ? this.#string() : this.#name();
      const keyEnd = this.#at;
      this.#gap();
      if (this.#text[this.#at] !== ":") this.#fail("a colon was expected");
      this.#at++;
      this.#gap();
      map.entries.push({ key, node: this.#value(map, key, depth), keyStart, keyEnd });
    });
    map.end = this.#at;
    return map;
  }

  #array(parent: ConfigNode | null, label: string, depth: number): ConfigNode {
    const list = listNode(parent, label, this.#at, this.#at, "flow");
    this.#items("]", "a comma or a closing bracket was expected", () => {
      list.items.push(this.#value(list, String(list.items.length), depth));
    });
    list.end = this.#at;
    return list;
  }

  /** What stands between brackets; a comma behind the last item is allowed. */
  #items(close: string, expected: string, read: () => void): void {
    this.#at++;
    this.#gap();
    while (this.#text[this.#at] !== close) {
      read();
      this.#gap();
      if (this.#text[this.#at] === ",") {
        this.#at++;
        this.#gap();
      } else if (this.#text[this.#at] !== close) this.#fail(expected);
    }
    this.#at++;
  }

  #name(): string {
    const start = this.#at;
    const source = this.#take(NAME) ?? this.#fail("a key was expected");
    const name = source.replace(/\\u(....)/g, (_all, code: string) =>
      String.fromCharCode(Number.parseInt(code, 16)),
    );
    // What the escapes stand for must be letters of a name too.
    NAME.lastIndex = 0;
    if (name !== source && NAME.exec(name)?.[0] !== name) {
      this.#fail("an escape that no name may have: put the key in quotes", start);
    }
    return name;
  }

  #plain(): ScalarValue {
    const number = this.#take(NUMBER);
    if (number !== null) {
      // `Number` takes no sign before hexadecimal digits.
      const digits = number.replace(/^[-+]/, "");
      return number.startsWith("-") ? -Number(digits) : Number(digits);
    }
    const start = this.#at;
    const word = this.#take(NAME);
    const value = word === null ? undefined : WORDS.get(word);
    return value === undefined ? this.#fail("a value was expected", start) : value;
  }

  #string(): string {
    const start = this.#at;
    const quote = this.#text[this.#at++];
    let value = "";
    for (;;) {
      value += this.#take(UNESCAPED) ?? "";
      const char = this.#text[this.#at];
      if (char === quote) break;
      if (char === undefined || char === "\n" || char === "\r") {
        this.#fail("a string that is not closed", start);
      }
      if (char === "\\") value += this.#escape();
      else {
        value += char;
        this.#at++;
      }
    }
    this.#at++;
    return value;
  }

  #escape(): string {
    const start = this.#at;
    const char = this.#text[start + 1] ?? "";
    const [code] =
      /^(?:x[0-9A-Fa-f]{2}|u[0-9A-Fa-f]{4})/.exec(this.#text.slice(start + 1, start + 6)) ?? [];
    if (code !== undefined) {
      this.#at += 1 + code.length;
      return String.fromCharCode(Number.parseInt(code.slice(1), 16));
    }
    const isNull = char === "0" && !/[0-9]/.test(this.#text[start + 2] ?? "");
    if (/^[0-9xu]?$/.test(char) && !isNull) this.#fail("an escape that JSON5 does not have");
    this.#at += this.#text.startsWith("\r\n", start + 1) ? 3 : 2;
    return isNull ? "\0" : (ESCAPES[char] ?? char);
  }

  #gap(): void {
    this.#take(GAP);
    if (this.#text.startsWith("/*", this.#at)) this.#fail("a comment that is not closed");
  }

  #take(pattern: RegExp): string | null {
    pattern.lastIndex = this.#at;
    const found = pattern.exec(this.#text);
    if (found === null) return null;
    this.#at = pattern.lastIndex;
    return found[0];
  }

  #fail(what: string, at = this.#at): never {
    return unreadable(this.#file, this.#text, "JSON5", at, what);
  }
}
