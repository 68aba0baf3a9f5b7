import type { ConfigNode, ListNode, MapNode, ScalarNode } from "./types.ts";

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
