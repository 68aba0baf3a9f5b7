import { InputError } from "../../core/errors.ts";
import { strictTextNumber } from "../ini/numbers.ts";
import { pathText } from "../tree.ts";
import type { ConfigFormat, ConfigTree, ScalarNode } from "../types.ts";
import { insertEnv } from "./insert.ts";
import { parseEnv } from "./parse.ts";
import { envString } from "./strings.ts";

/** `.env` files: python-dotenv, dotenv, `node --env-file`, shells. */
export const envFormat: ConfigFormat = {
  name: "env",
  extensions: [".env"],
  maxLength: 10_000_000,
  parse: (text, file) => parseEnv(text, file, envFormat),
  looksLike,
  renderNumber(literal, node, { text }) {
    const quote = isQuoted(node) ? text[node.start] : "";
    return `${quote}${literal}${quote}${gap(node, text)}`;
  },
  renderString(value, node, tree) {
    const quote = isQuoted(node) ? (tree.text[node.start] ?? "") : "";
    const written = envString(value, quote);
    if (written === null) return refuse(node, tree, `cannot hold ${JSON.stringify(value)}`);
    return written + gap(node, tree.text);
  },
  renderList: (_literals, node, tree) => refuse(node, tree, "cannot hold a list: .env has none"),
  quotesAreBare: true,
  strictNumber: strictTextNumber,
  insert: insertEnv,
};

function isQuoted({ style }: ScalarNode): boolean {
  return style === "single" || style === "double";
}

// A comment needs a blank before it to be one for every reader.
function gap(node: ScalarNode, text: string): string {
  return text[node.end] === "#" ? " " : "";
}

function refuse(node: ScalarNode, tree: ConfigTree, why: string): never {
  const path = pathText(node, tree);
  const line = tree.lineOf(node.start);
  throw new InputError(
    "key-not-editable",
    `${path} in ${tree.file}, line ${line}, ${why}. Leave this key out and write it by hand.`,
    { data: { file: tree.file, path, line } },
  );
}

function looksLike(text: string): boolean {
  if (!/^[ \t\uFEFF]*(export[ \t]+)?[A-Za-z_]\w*=/m.test(text)) return false;
  try {
    const [root] = parseEnv(text, "", envFormat).documents;
    return root?.kind === "map" && root.entries.every(({ node }) => node.end > node.start);
  } catch {
    return false;
  }
}
