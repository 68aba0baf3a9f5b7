import type { AST } from "toml-eslint-parser";
import type { ConfigTree, KeyPath, MapNode, NewValue, Splice } from "../../format.ts";
import { type BraceStyle, insertInBraces } from "../braces.ts";
import { findHolder, refuse } from "../holder.ts";
import { indentOf, lineEnd, lineStart, newlineOf, separatorFor, writtenEntries } from "../style.ts";
import type { TomlTree } from "./parse.ts";

const BRACES: BraceStyle = {
  separator: " = ",
  mark: "=",
  comment: /#[^\n]*/y,
  bareNeedsBlank: false,
  manyLines: false,
  key: (dotted) => dotted,
};

/** See `ConfigFormat.insert`. A missing table gets a header of its own at the end of the file. */
export function insertToml(tree: ConfigTree, path: KeyPath, value: NewValue): Splice[] {
  const { map, keys, path: holder } = findHolder(tree, path);
  const { origins, text } = tree as TomlTree;
  const origin = map === null ? undefined : origins.get(map);
  if (map === null || origin === undefined) return refuse(tree, path, map, "it leads to no table");
  const put = tomlText(value);
  switch (origin.kind) {
    case "inline":
      return insertInBraces(tree, map, [dotted(keys)], put, BRACES);
    case "dotted": {
      const outer = origins.get(origin.holder);
      const key = dotted([...origin.keys, ...keys]);
      if (outer?.kind === "body") return [intoBody(text, outer.node, map, key, put)];
      return insertInBraces(tree, origin.holder, [key], put, BRACES);
    }
    case "implicit":
      return [beforeHeader(text, origin.child, holder, keys, put)];
    case "body": {
      // A header at the file's end would fall to the last item of an array of tables.
      const inArray = holder.some((_, i) => isList(tree, holder.slice(0, i + 1)));
      if (keys.length === 1 || inArray)
        return [intoBody(text, origin.node, map, dotted(keys), put)];
      return [newHeader(text, [...holder, ...keys.slice(0, -1)], keys.at(-1) as string, put)];
    }
  }
}

function dotted(keys: readonly string[]): string {
  return keys.map(tomlKey).join(".");
}

function isList(tree: ConfigTree, path: KeyPath): boolean {
  let at = tree.documents[0];
  for (const part of path) {
    if (at?.kind === "list") at = at.items[Number(part)];
    else if (at?.kind === "map") at = at.entries.find(({ key }) => key === part)?.node;
  }
  return at?.kind === "list";
}

function intoBody(
  text: string,
  node: AST.TOMLTopLevelTable | AST.TOMLTable,
  map: MapNode,
  key: string,
  value: string,
): Splice {
  const line = key + separatorFor(text, writtenEntries(map), key, "=", " = ") + value;
  const newline = newlineOf(text);
  const body = (node.body as readonly (AST.TOMLKeyValue | AST.TOMLTable)[]).filter(
    (part) => part.type === "TOMLKeyValue",
  );
  const last = body.at(-1);
  if (last !== undefined) {
    const at = lineEnd(text, last.range[1]);
    return splice(at, newline + indentOf(text, last.range[0]) + line);
  }
  if (node.type === "TOMLTable") {
    const at = lineEnd(text, node.key.range[1]);
    return splice(at, newline + indentOf(text, node.range[0]) + line);
  }
  if (node.body.length === 0) return append(text, line);
  const top = text.startsWith("\uFEFF") ? 1 : 0;
  return splice(top, line + newline + newline);
}

// `[a]` may stand before the `[a.b]` that made it; comments above a header are that header's.
function beforeHeader(
  text: string,
  child: AST.TOMLTable,
  holder: KeyPath,
  keys: readonly string[],
  value: string,
): Splice {
  const newline = newlineOf(text);
  const own = child.key.keys.slice(0, headerDepth(child, holder));
  const header = own.map((part) => text.slice(part.range[0], part.range[1])).join(".");
  let at = lineStart(text, child.range[0]);
  while (at > 1 && /^[ \t]*#/.test(text.slice(lineStart(text, at - 1), at))) {
    at = lineStart(text, at - 1);
  }
  const indent = indentOf(text, child.range[0]);
  const line = `${dotted(keys)} = ${value}`;
  return splice(at, `${indent}[${header}]${newline}${indent}${line}${newline}${newline}`);
}

// How many of a header's keys name the holder: list indices are not written in headers.
function headerDepth({ resolvedKey }: AST.TOMLTable, holder: KeyPath): number {
  return resolvedKey.slice(0, holder.length).filter((part) => typeof part === "string").length;
}

function newHeader(text: string, table: KeyPath, key: string, value: string): Splice {
  const newline = newlineOf(text);
  const gap = /[^\s\uFEFF]/.test(text) ? newline : "";
  return append(text, `${gap}[${dotted(table)}]${newline}${tomlKey(key)} = ${value}`);
}

// Adds lines at the end of the file, which keeps its habit of ending in a line end or not.
function append(text: string, lines: string): Splice {
  const newline = newlineOf(text);
  const ended = text === "" || text === "\uFEFF" || text.endsWith("\n");
  return splice(text.length, ended ? lines + newline : newline + lines);
}

function splice(at: number, text: string): Splice {
  return { start: at, end: at, text };
}

/** A string in double quotes; the escapes of JSON are also those of TOML. */
export function basicString(value: string): string {
  return JSON.stringify(value).replaceAll("\u007F", "\\u007F");
}

/** A string in single quotes, which knows no escapes; in double quotes where that is impossible. */
export function literalString(value: string): string {
  return /[\p{Cc}']/u.test(value) ? basicString(value) : `'${value}'`;
}

/** A key as it is written: bare where that is allowed. */
function tomlKey(name: string): string {
  return /^[A-Za-z0-9_-]+$/.test(name) ? name : basicString(name);
}

/** A new value as it is written. */
function tomlText(value: NewValue): string {
  if (value.kind === "number") return value.literal;
  return value.kind === "string" ? basicString(value.value) : `[${value.literals.join(", ")}]`;
}
