import { InputError } from "../../../core/errors.ts";
import type { ConfigFormat, ConfigTree, KeyPath, ScalarNode } from "../../format.ts";
import { pathText } from "../../key-path.ts";
import { keepsQuotes } from "../../quoted.ts";
import { strictTextNumber } from "../build-tree.ts";
import { insertIni, isSafeText } from "./insert.ts";
import { parseIni } from "./parse.ts";

declare module "../../format.js" {
  interface ConfigFormatNames {
    ini: true;
  }
}

/** INI and Python's configparser files. */
export const iniFormat: ConfigFormat<"ini"> = {
  name: "ini",
  title: "INI",
  extensions: [".ini", ".cfg"],
  fileNames: null,
  precedence: 20,
  maxLength: 10_000_000,
  parse: (text, file) => parseIni(text, file, iniFormat),
  looksLike,
  renderNumber(literal, node, tree) {
    const quote = keepsQuotes(node) ? (tree.text[node.start] ?? "") : "";
    return framed(quote + literal + quote, node, tree);
  },
  renderString(value, node, tree) {
    const quote = node.style === "single" || node.style === "double" ? tree.text[node.start] : "";
    if (!isSafeText(value)) return refuseText(value, node, tree);
    return framed(`${quote}${value}${quote}`, node, tree);
  },
  renderList: (_literals, node, tree) => refuseList(node, tree),
  quotesAreBare: false,
  strictNumber: strictTextNumber,
  insert: insertIni,
  lastKeyWins: false,
  inherits: {
    reason: "default-section",
    why: (_from, target) => `comes from the section [${target.label}]`,
  },
  referencePaths,
  comments: {
    mark: "#",
    refusedBy: () => null,
    behindValue: { marks: /^[#;]/, ignoredBy: "configparser's default" },
  },
  example: "[DEFAULT]\nseed = 1\n\n[optimizer]\n; tuned\nname = adam\nlr: 0.1\nnote = two words\n",
};

// `%(name)s` and `${name}` mean an option of the same section, `${section:name}` one of another.
function referencePaths(inside: string, parent: KeyPath): readonly KeyPath[] {
  const [section, key, ...more] = inside.replace(/:-.*$/s, "").split(":");
  if (section === undefined || more.length > 0) return [];
  return key === undefined ? [[...parent, section]] : [[section, key]];
}

function framed(written: string, { style, start, end }: ScalarNode, { text }: ConfigTree): string {
  if (style !== "empty") return written;
  const before = /[=:]/.test(text[start - 1] ?? "") && /\s[=:]$/.test(text.slice(start - 2, start));
  return (before ? " " : "") + written + (/[#;]/.test(text[end] ?? "") ? " " : "");
}

function refuseText(value: string, node: ScalarNode, tree: ConfigTree): never {
  const path = pathText(node, tree);
  throw new InputError(
    "bad-option",
    `${path} in ${tree.file} cannot hold ${JSON.stringify(value)}: INI readers would not all read it back`,
    { data: { file: tree.file, path, value } },
  );
}

function refuseList(node: ScalarNode, tree: ConfigTree): never {
  const path = pathText(node, tree);
  throw new InputError(
    "key-not-editable",
    `${path} in ${tree.file}, line ${tree.lineOf(node.start)}, cannot hold a list: INI has none. Leave this key out and write it by hand.`,
    { data: { file: tree.file, path, reason: "collection" } },
  );
}

function looksLike(text: string): boolean {
  if (!/^[ \t\uFEFF]*\[[^\]]+\]/m.test(text) || text.length > iniFormat.maxLength) return false;
  try {
    const [root] = parseIni(text, "", iniFormat).documents;
    return root?.kind === "map" && root.entries.some(({ node }) => hasOptions(node));
  } catch {
    return false;
  }
}

function hasOptions(node: {
  readonly kind: string;
  readonly entries?: readonly unknown[];
}): boolean {
  return node.kind === "map" && (node.entries?.length ?? 0) > 0;
}
