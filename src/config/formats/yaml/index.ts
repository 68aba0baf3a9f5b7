import type { ConfigFormat, ConfigTree, ScalarNode } from "../../format.ts";
import { rootedPaths } from "../../interpolation.ts";
import { keepsQuotes } from "../../quoted.ts";
import { insertYaml } from "./insert.ts";
import { parseYaml } from "./parse.ts";
import { readPlainLines } from "./plain-lines.ts";
import { isSafePlain, readPlain } from "./scalars.ts";

declare module "../../format.js" {
  interface ConfigFormatNames {
    yaml: true;
  }
}

/** From this length on simple documents are read line by line, which gives the same and is faster. */
const LARGE = 50_000;

/** YAML 1.1 and 1.2, located by the `yaml` package. */
export const yamlFormat: ConfigFormat<"yaml"> = {
  name: "yaml",
  title: "YAML",
  extensions: [".yaml", ".yml"],
  fileNames: null,
  precedence: 40,
  // The parser takes seconds and several hundred times the text's size in memory above this.
  maxLength: 1_000_000,
  parse,
  looksLike,
  renderNumber(literal, node, tree) {
    if (!keepsQuotes(node)) return framed(literal, node, tree);
    return node.style === "single" ? `'${literal}'` : `"${literal}"`;
  },
  renderString(value, node, tree) {
    if (node.style === "single" && !/\p{Cc}/u.test(value)) {
      return `'${value.replaceAll("'", "''")}'`;
    }
    const bare = node.style !== "double" && isSafePlain(value);
    return framed(bare ? value : JSON.stringify(value), node, tree);
  },
  renderList: (literals, node, tree) => framed(`[${literals.join(", ")}]`, node, tree),
  quotesAreBare: false,
  strictNumber(source) {
    const { value, uniform } = readPlain(source);
    return typeof value === "number" && uniform && Number.isFinite(value) ? value : null;
  },
  insert: insertYaml,
  lastKeyWins: false,
  inherits: {
    reason: "merge-key",
    why: (from) => `comes from the merge key <<:${from.kind === "alias" ? ` *${from.name}` : ""}`,
  },
  referencePaths: rootedPaths,
  comments: { mark: "#", refusedBy: () => null, behindValue: null },
  example:
    "seed: 1\noptimizer: &opt # tuned\n  name: adam\n  lr: 0.1 # a guess\n  betas: [0.9, 0.999]\nsteps:\n  - 10\n  - 20\nbest: {score: 1e-3, note: 'it''s', last: \"\"}\n",
};

function parse(text: string, file: string): ConfigTree {
  const simple = text.length < LARGE ? null : readPlainLines(text, file, yamlFormat);
  return simple ?? parseYaml(text, file, yamlFormat);
}

// A value where none was written needs a blank before it (`lr:`) and before a comment; a block
// scalar's header may carry a comment, which stays.
function framed(written: string, node: ScalarNode, tree: ConfigTree): string {
  if (node.style === "empty") {
    const before = /[\s[{,]/.test(tree.text[node.start - 1] ?? "\n") ? "" : " ";
    return before + written + (tree.text[node.end] === "#" ? " " : "");
  }
  if (node.style === "block") {
    const comment = /^[|>][-+0-9]*([ \t]+#.*)?/.exec(tree.text.slice(node.start, node.end))?.[1];
    return written + (comment ?? "").trimEnd();
  }
  return written;
}

function looksLike(text: string): boolean {
  if (text.length > yamlFormat.maxLength) return false;
  try {
    return parse(text, "").documents.some(
      (root) => (root.kind === "map" && root.entries.length > 0) || root.kind === "list",
    );
  } catch {
    return false;
  }
}
