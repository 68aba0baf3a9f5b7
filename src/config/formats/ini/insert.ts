import type { ConfigTree, KeyPath, MapEntry, NewValue, Splice } from "../../format.ts";
import { asNeighbours } from "../../quoted.ts";
import { findHolder, refuse } from "../holder.ts";
import { indentOf, lineEnd, newlineOf, separatorFor, writtenEntries } from "../style.ts";

/** See `ConfigFormat.insert`. A missing section goes to the end of the file. */
export function insertIni(tree: ConfigTree, path: KeyPath, value: NewValue): Splice[] {
  const { text } = tree;
  const { map, keys } = findHolder(tree, path);
  if (map === null || keys.length + (map.parent === null ? 0 : 1) > 2) {
    return refuse(tree, path, map, "INI has only sections with keys in them");
  }
  const key = keys.at(-1) as string;
  checkName(tree, path, key);
  const put = keys.length === 1 ? asNeighbours(map, value) : value;
  const written = valueText(tree, path, put);
  const newline = newlineOf(text);
  const entries = writtenEntries(map);
  if (keys.length === 2) {
    const [section] = keys;
    if (/[\]\p{Cc}]/u.test(section)) refuse(tree, path, map, `${section} cannot name a section`);
    const separator = separatorOf(tree, allOptions(tree), key);
    const lines = `[${section}]${newline}${key}${separator}${written}`;
    if (text.trim() === "" || text === "\uFEFF") return [at(text.length, lines + newline)];
    return [
      at(text.length, text.endsWith("\n") ? newline + lines + newline : newline + newline + lines),
    ];
  }
  if (map.parent === null && entries.length === 0) {
    return refuse(tree, path, map, "a key needs a section: write it like section.key");
  }
  const separator = separatorOf(tree, entries.length > 0 ? entries : allOptions(tree), key);
  const last = entries.at(-1);
  const behind = last === undefined ? map.end : Math.max(last.keyEnd, last.node.end);
  const indent = indentOf(text, last?.keyStart ?? map.start);
  return [at(lineEnd(text, behind), newline + indent + key + separator + written)];
}

function allOptions({ documents: [root] }: ConfigTree): readonly MapEntry[] {
  if (root?.kind !== "map") return [];
  return root.entries.flatMap((entry) =>
    entry.node.kind === "map" ? entry.node.entries : [entry],
  );
}

function separatorOf({ text }: ConfigTree, entries: readonly MapEntry[], key: string): string {
  const last = entries.findLast(({ node, keyEnd }) => node.start > keyEnd);
  const between = last === undefined ? " = " : text.slice(last.keyEnd, last.node.start);
  const mark = between.includes("=") ? "=" : ":";
  const tight = between.trim() === mark ? between.replace(/[^\S ]/g, "") : ` ${mark} `;
  return separatorFor(text, entries, key, mark, tight);
}

function checkName(tree: ConfigTree, path: KeyPath, key: string): void {
  const plain = /^[^\s#;[=:%$"'](?:[^=:\p{Cc}]*[^\s=:\p{Cc}])?$/u.test(key);
  if (!plain) refuse(tree, path, null, `${JSON.stringify(key)} cannot name a key of INI`);
}

function valueText(tree: ConfigTree, path: KeyPath, value: NewValue): string {
  if (value.kind === "number") return value.literal;
  if (value.kind === "list") return refuse(tree, path, null, "INI has no lists");
  if (!isSafeText(value.value)) {
    refuse(tree, path, null, "INI readers would not all read the value back");
  }
  return value.value;
}

function at(offset: number, text: string): Splice {
  return { start: offset, end: offset, text };
}

/** Whether a text is one value to all INI readers: one line, no comment in it, no interpolation. */
export function isSafeText(value: string): boolean {
  return /^[^\s"'#;%$[\]]([^\p{Cc}#;%$]*[^\s"'#;%$])?$/u.test(value);
}
