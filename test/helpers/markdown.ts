import { readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { repoFile } from "./cli.ts";

/**
 * A code block of a page. Behind the language may stand, where readers do not see it:
 * - `needs=torch`: a Python module (or `python3` itself) without which it is not run
 * - `norun="why"`: it is never run, e.g. because it downloads something; its types are checked
 * - `fragment="of what"`: it is no program but a part of one, which is neither run nor checked
 */
export interface Block {
  /** `sh`, `js`, `ts`, `py`, `json`, `yaml`, `text`; empty where nothing is said. */
  readonly language: string;
  readonly code: string;
  /** The block's first line of code in the page, from 1. */
  readonly line: number;
  readonly needs: readonly string[];
  readonly norun: string | null;
  readonly fragment: string | null;
}

/** A page that users read. */
export interface Page {
  /** In the repository, with `/`. */
  readonly file: string;
  readonly text: string;
  readonly blocks: readonly Block[];
  /** Where a reader would type its commands: the repository's root, or the example's folder. */
  readonly folder: string;
}

/** Every page that users read, those at the top first. */
export function userPages(): Page[] {
  const inFolder = (folder: string) =>
    markdownOf(folder).map((name) => [folder, name].filter((part) => part !== "").join("/"));
  const examples = readdirSync(repoFile("examples"), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .flatMap(({ name }) => inFolder(`examples/${name}`));
  return ["", "docs", "docs/zh", "datasets", "reports", "src/suggest"]
    .flatMap(inFolder)
    .concat(examples)
    .map(readPage);
}

/** One page. */
export function readPage(file: string): Page {
  const text = readFileSync(repoFile(file), "utf8");
  return {
    file,
    text,
    blocks: blocksOf(text),
    folder: file.startsWith("examples/") ? dirname(file) : "",
  };
}

function markdownOf(folder: string): string[] {
  try {
    return readdirSync(repoFile(folder || "."))
      .filter((name) => name.endsWith(".md"))
      .sort();
  } catch {
    return [];
  }
}

/** The fenced code blocks of a page. */
export function blocksOf(text: string): Block[] {
  const blocks: Block[] = [];
  const lines = text.split("\n");
  for (let at = 0; at < lines.length; at++) {
    const opening = /^( *)(`{3,}|~{3,})\s*(\S*)(.*)$/.exec(lines[at] ?? "");
    if (opening === null) continue;
    const [, indent = "", fence = "", language = "", rest = ""] = opening;
    const closing = (line: string) => line.trim() === fence;
    const end = lines.findIndex((line, i) => i > at && closing(line));
    if (end === -1) throw new Error(`the block in line ${at + 1} does not end`);
    const code = lines
      .slice(at + 1, end)
      .map((line) => (line.startsWith(indent) ? line.slice(indent.length) : line))
      .join("\n");
    blocks.push({ language, code: `${code}\n`, line: at + 2, ...attributesOf(rest) });
    at = end;
  }
  return blocks;
}

function attributesOf(rest: string): Pick<Block, "needs" | "norun" | "fragment"> {
  const named = new Map<string, string>();
  const left = rest.replace(/(\w+)=(?:"([^"]*)"|(\S+))/g, (_, name, quoted, bare) => {
    named.set(name, quoted ?? bare);
    return "";
  });
  const unknown = [...named.keys()].filter(
    (name) => !["needs", "norun", "fragment"].includes(name),
  );
  if (left.trim() !== "" || unknown.length > 0) {
    throw new Error(`${JSON.stringify(rest.trim())} behind a block's language means nothing`);
  }
  return {
    needs: named.get("needs")?.split(",") ?? [],
    norun: named.get("norun") ?? null,
    fragment: named.get("fragment") ?? null,
  };
}

/** A text without its code blocks. */
export function proseOf({ text }: Page): string {
  return text.replace(/^( *)(`{3,}|~{3,})[\s\S]*?^ *\2\s*$/gm, "");
}

/** The inline code of a page, e.g. `--json`. */
export function inlineCode(page: Page): string[] {
  return [...proseOf(page).matchAll(/(?<!`)`([^`\n]+)`(?!`)/g)].map((match) => match[1] ?? "");
}

/** Where the links of a page lead within the repository: files, and headings (`#…`). */
export function localLinks(page: Page): { readonly file: string; readonly heading: string }[] {
  const targets = [...proseOf(page).matchAll(/\]\((?!https?:|mailto:)([^)\s]+)\)/g)];
  return targets.map((match) => {
    const [path = "", heading = ""] = (match[1] ?? "").split("#");
    const file = path === "" ? page.file : join(dirname(page.file), path);
    return { file: file.replaceAll("\\", "/"), heading };
  });
}

/** The anchors of a page's headings, as GitHub makes them. */
export function anchorsOf(page: Page): string[] {
  const seen = new Map<string, number>();
  return [...proseOf(page).matchAll(/^#+ +(.+)$/gm)].map((match) => {
    const anchor = (match[1] ?? "")
      .trim()
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\s_-]/gu, "")
      .replace(/\s/g, "-");
    const before = seen.get(anchor) ?? 0;
    seen.set(anchor, before + 1);
    return before === 0 ? anchor : `${anchor}-${before}`;
  });
}
