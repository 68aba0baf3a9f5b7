import { InputError } from "../core/errors.ts";
import type { ConfigNode, ConfigTree, KeyPath } from "./format.ts";

const FORBIDDEN = new Set(["__proto__", "constructor", "prototype"]);

/** Whether a key can be named in a path. */
export function isPathPart(key: string): boolean {
  return key !== "" && !FORBIDDEN.has(key);
}

/**
 * Reads a key path: parts joined by dots, list indices as a part (`groups.0.lr`) or in brackets
 * (`groups[0].lr`); a key with a dot or bracket in quotes (`"a.b".c`, `x["a.b"]`) or with a
 * backslash (`a\.b.c`). A multi-document YAML path may start with the zero-based document index.
 *
 * @throws InputError `bad-key-path`: an empty part, an open quote or bracket, or a part like `__proto__`
 */
export function parseKeyPath(text: string): KeyPath {
  const parts: string[] = [];
  let at = 0;
  const fail = (what: string): never => {
    throw new InputError(
      "bad-key-path",
      `The key path ${JSON.stringify(text)} ${what}. Write it like optimizer.lr, groups.0.lr or "a.b".c.`,
      { data: { path: text, at } },
    );
  };
  const quoted = (): string => {
    const quote = text[at++];
    let part = "";
    while (at < text.length && text[at] !== quote) {
      if (text[at] === "\\") at++;
      part += text[at++] ?? fail("ends in a backslash");
    }
    if (at++ >= text.length) fail("has a quote that is not closed");
    return part;
  };
  const bracket = (): string => {
    at++;
    const open = text[at];
    let part = "";
    if (open === '"' || open === "'") part = quoted();
    else while (/[0-9]/.test(text[at] ?? "")) part += text[at++];
    if (text[at++] !== "]") fail("has a bracket without an index or quoted key in it");
    return part;
  };
  const bare = (): string => {
    let part = "";
    while (at < text.length && text[at] !== "." && text[at] !== "[") {
      if (text[at] === "\\") at++;
      part += text[at++] ?? fail("ends in a backslash");
    }
    return part;
  };
  for (;;) {
    const char = text[at];
    const inBracket = char === "[" && (at === 0 || text[at - 1] !== ".");
    const part = inBracket ? bracket() : char === '"' || char === "'" ? quoted() : bare();
    if (part === "") fail(`has an empty part at character ${at + 1}`);
    if (FORBIDDEN.has(part)) fail(`may not contain ${part}`);
    parts.push(part);
    if (at >= text.length) return parts;
    if (text[at] === ".") at++;
    else if (text[at] !== "[") fail(`needs a dot at character ${at + 1}`);
  }
}

/** The path as text that {@link parseKeyPath} reads back to the same parts. */
export function formatKeyPath(path: KeyPath): string {
  return path.map(formatPart).join(".");
}

/** One part of {@link formatKeyPath}: in quotes where it would not be read back without. */
export function formatPart(part: string): string {
  const isPlain = part !== "" && !/[.[\]"'\\]/.test(part);
  return isPlain ? part : `"${part.replace(/["\\]/g, "\\$&")}"`;
}

/** Parts from the root to a node, with the document index first where there are several documents. */
export function pathOf(node: ConfigNode, tree: ConfigTree): KeyPath {
  const parts: string[] = [];
  let at = node;
  for (; at.parent !== null; at = at.parent) parts.push(at.label);
  if (tree.documents.length > 1) parts.push(at.label);
  return parts.reverse();
}

/** {@link pathOf} as text. */
export function pathText(node: ConfigNode, tree: ConfigTree): string {
  return formatKeyPath(pathOf(node, tree));
}
