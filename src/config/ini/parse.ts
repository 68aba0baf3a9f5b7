import { mapNode, scalarNode } from "../nodes.ts";
import { lineIndex, unreadable } from "../tree.ts";
import type { AliasNode, ConfigFormat, ConfigNode, ConfigTree, MapNode } from "../types.ts";
import { type IniLine, readIniLines } from "./lines.ts";
import { strictTextNumber } from "./numbers.ts";

/** Python's name of the section whose options all other sections have too. */
export const DEFAULT_SECTION = "DEFAULT";

/** Parses an INI file; options before the first section stand at the top level. */
export function parseIni(text: string, file: string, format: ConfigFormat): ConfigTree {
  const root = mapNode(null, "0", 0, text.length);
  const sections: ReturnType<typeof mapNode>[] = [];
  let at = root;
  let defaults: ReturnType<typeof mapNode> | null = null;
  for (const line of readIniLines(text)) {
    if (line.kind === "unknown") {
      return unreadable(file, text, "INI", line.start, "a [section] or key = value was expected");
    }
    if (line.kind === "option") {
      const node = optionNode(text, line, at);
      at.entries.push({ key: line.key, node, keyStart: line.keyStart, keyEnd: line.keyEnd });
      continue;
    }
    if (line.name === DEFAULT_SECTION && defaults !== null) {
      at = defaults;
      continue;
    }
    at = mapNode(root, line.name, line.start, line.end);
    at.foldsCase = true;
    if (line.name === DEFAULT_SECTION) defaults = at;
    else sections.push(at);
    root.entries.push({ key: line.name, node: at, keyStart: -1, keyEnd: -1 });
  }
  if (defaults !== null) for (const one of sections) one.merges.push(defaultsOf(one, defaults));
  return { format, file, text, documents: [root], aliases: [], lineOf: lineIndex(text) };
}

// A section has the options of DEFAULT, as a YAML mapping has those of its merge key.
function defaultsOf(section: MapNode, target: MapNode): AliasNode {
  const { start, end } = section;
  const name = DEFAULT_SECTION;
  return {
    kind: "alias",
    parent: section,
    label: name,
    start,
    end,
    tag: null,
    anchor: null,
    name,
    target,
  };
}

function optionNode(
  text: string,
  { key, keyEnd, value }: IniLine & { kind: "option" },
  parent: ConfigNode,
): ConfigNode {
  if (value === null) return scalarNode(parent, key, keyEnd, "absent");
  const source = text.slice(value.start, value.end);
  if (value.lines > 1 && source.includes("\n")) {
    const block = scalarNode(parent, key, value.start, "block");
    block.end = value.end;
    block.value = source;
    return block;
  }
  const quote = /^(["'])(.*)\1$/.exec(source);
  const style = quote === null ? "plain" : quote[1] === "'" ? "single" : "double";
  const made = scalarNode(parent, key, value.start, source === "" ? "empty" : style);
  made.end = value.end;
  // Quotes are a part of the value to configparser, so what is in them is no number.
  if (quote !== null) made.value = quote[2] as string;
  else if (source !== "") made.value = strictTextNumber(source) ?? source;
  return made;
}
