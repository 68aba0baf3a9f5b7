import { InputError } from "../../core/errors.ts";
import type { ConfigNode, ListNode, MapNode, ScalarNode } from "../format.ts";

/** A node that its parser is still filling. */
export type Filling<T> = { -readonly [K in keyof T]: T[K] };

// Written out, not spread from a common part: spreading made large files ten times slower.

/** A scalar without a value yet, at an offset. */
export function scalarNode(
  parent: ConfigNode | null,
  label: string,
  start: number,
  style: ScalarNode["style"],
): Filling<ScalarNode> {
  return {
    kind: "scalar",
    parent,
    label,
    start,
    end: start,
    tag: null,
    anchor: null,
    value: null,
    uniform: true,
    style,
  };
}

/** A mapping to be filled. */
export function mapNode(
  parent: ConfigNode | null,
  label: string,
  start: number,
  end: number,
): Filling<MapNode> & { entries: MapNode["entries"][number][]; merges: ConfigNode[] } {
  return {
    kind: "map",
    parent,
    label,
    start,
    end,
    tag: null,
    anchor: null,
    entries: [],
    merges: [],
    foldsCase: false,
  };
}

/** A list to be filled. */
export function listNode(
  parent: ConfigNode | null,
  label: string,
  start: number,
  end: number,
  layout: ListNode["layout"],
): Filling<ListNode> & { items: ConfigNode[] } {
  return {
    kind: "list",
    parent,
    label,
    start,
    end,
    tag: null,
    anchor: null,
    layout,
    items: [],
  };
}

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

/**
 * A number that Python's `float()` and JavaScript's `Number()` both read, the way `.env` and INI values
 * become numbers: no `_`, no hexadecimal, no `inf`. Null for anything else and for one beyond the
 * range of doubles.
 */
export function strictTextNumber(source: string): number | null {
  if (!/^[-+]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][-+]?[0-9]+)?$/.test(source)) return null;
  const value = Number(source);
  return Number.isFinite(value) ? value : null;
}
