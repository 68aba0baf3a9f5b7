import { findHolder, refuse } from "../holder.ts";
import { indentOf, lineEnd, lineStart, newlineOf, separatorFor, writtenEntries } from "../style.ts";
import type { ConfigTree, KeyPath, MapEntry, NewValue, Splice } from "../types.ts";
import { envString } from "./strings.ts";

/** See `ConfigFormat.insert`. The new line goes to the last key's line, with `export` if that has it. */
export function insertEnv(tree: ConfigTree, path: KeyPath, value: NewValue): Splice[] {
  const { text } = tree;
  const { map, keys } = findHolder(tree, path);
  const [key] = keys;
  if (map === null || keys.length > 1) return refuse(tree, path, map, ".env keys have no parts");
  if (!/^[A-Za-z_][\w.-]*$/.test(key)) {
    return refuse(tree, path, map, `${JSON.stringify(key)} cannot name a key of .env`);
  }
  const entries = writtenEntries(map);
  const last = entries.at(-1);
  const newline = newlineOf(text);
  const separator = separatorFor(text, entries, key, "=", "=");
  const line = key + separator + valueText(tree, path, value, numberQuote(text, entries));
  if (last === undefined) {
    const ended = text === "" || text === "\uFEFF" || text.endsWith("\n");
    const at = text.length;
    return [{ start: at, end: at, text: ended ? line + newline : newline + line }];
  }
  const at = lineEnd(text, Math.max(last.keyEnd, last.node.end));
  const before = text.slice(lineStart(text, last.keyStart), last.keyStart);
  const lead = before.includes("export") ? before : indentOf(text, last.keyStart);
  return [{ start: at, end: at, text: newline + lead + line }];
}

// The quotes of the other numbers, where all of them have some.
function numberQuote(text: string, entries: readonly MapEntry[]): string {
  const numbers = entries.filter(
    ({ node }) => node.kind === "scalar" && typeof node.value === "number",
  );
  const marks = new Set(numbers.map(({ node }) => text[node.start] ?? ""));
  const [mark] = marks;
  return marks.size === 1 && mark !== undefined && /["'`]/.test(mark) ? mark : "";
}

function valueText(tree: ConfigTree, path: KeyPath, value: NewValue, quote: string): string {
  if (value.kind === "number") return quote + value.literal + quote;
  if (value.kind === "list") return refuse(tree, path, null, ".env has no lists");
  const written = envString(value.value, quote);
  return written ?? refuse(tree, path, null, ".env readers would not all read the value back");
}
