// Builds the site: every page of the documentation, the API reference, and the files that pages link to.
// Run: npm run docs (needs a build, and the packages of this folder)
import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { dirname, join, posix } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "vitepress";
import { apiPages } from "./api.mjs";
import { deadLinks } from "./links.mjs";

const here = fileURLToPath(new URL(".", import.meta.url));
const root = fileURLToPath(new URL("../..", import.meta.url));
const staged = join(here, ".pages");
const out = join(root, "docs", ".site");

const markdownOf = (folder) =>
  readdirSync(join(root, folder))
    .filter((name) => name.endsWith(".md"))
    .map((name) => posix.join(folder, name));

/** A link to a file, maybe with a heading; with a sign before it, a picture. */
const LINK = /(!?)\[([^\]]*)\]\((?!https?:|mailto:|#)([^)\s#]+)(#[^)\s]*)?\)/g;

/** Every page of the repository that is one of the site, and what it is there. */
const PAGES = new Map([
  ["README.md", "index.md"],
  ["CONTRIBUTING.md", "contributing.md"],
  ["CHANGELOG.md", "changelog.md"],
  ["src/suggest/README.md", "suggest.md"],
  ["datasets/README.md", "datasets.md"],
  ...readdirSync(join(root, "examples"))
    .map((name) => `examples/${name}/README.md`)
    .filter((file) => existsSync(join(root, file)))
    .map((file) => [file, `${posix.dirname(file)}.md`]),
  ...[...markdownOf("docs"), ...markdownOf("docs/zh")].map((file) => [
    file,
    file.slice("docs/".length),
  ]),
]);

rmSync(staged, { recursive: true, force: true });
for (const [file, page] of PAGES)
  write(page, linked(readFileSync(join(root, file), "utf8"), file, page));
for (const [name, text] of apiPages()) write(`api/${name}`, text);
mkdirSync(join(staged, ".vitepress"), { recursive: true });
cpSync(join(here, "config.mjs"), join(staged, ".vitepress/config.mjs"));
// A language's own address leads to its first page.
write(
  "public/zh/index.html",
  '<!doctype html><html lang="zh-CN"><meta charset="utf-8"><title>lr-finder</title><meta http-equiv="refresh" content="0; url=guide.html"><a href="guide.html">lr-finder</a></html>\n',
);
await build(staged, { outDir: out, logLevel: "warn" });
const dead = deadLinks(out);
if (dead.length > 0) throw new Error(`links of the site that lead nowhere:\n${dead.join("\n")}`);
console.log(
  `The site: ${join(out, "index.html")} (look at it through a server: python3 -m http.server -d docs/.site)`,
);

function write(page, text) {
  mkdirSync(dirname(join(staged, page)), { recursive: true });
  writeFileSync(join(staged, page), text);
}

/** A page's text with its links as the site has them; blocks of code stay as they are. */
function linked(text, file, page) {
  return text
    .split(/(^ *(?:`{3,}|~{3,})[\s\S]*?^ *(?:`{3,}|~{3,}) *$)/m)
    .map((part, i) =>
      i % 2 === 1
        ? withoutAttributes(part)
        : part.replace(LINK, (_, sign, label, path, heading = "") => {
            const to = target(path, file, page);
            if (to === null) return label;
            if (sign === "!") return picture(label, path, to, file, page);
            // What is no page keeps its name, as pages do not.
            return `[${label}](${to}${heading})${to.startsWith("/") ? '{target="_self"}' : ""}`;
          }),
    )
    .join("");
}

/** A picture; where there is one for the dark theme, both, of which the theme shows its own. */
function picture(label, path, to, file, page) {
  const light = `![${label}](${to})`;
  const dark = path.replace(/-light\.png$/, "-dark.png");
  const isThere = existsSync(join(root, posix.dirname(file), dark));
  if (dark === path || !isThere) return light;
  return `${light}{.light-only} ![${label}](${target(dark, file, page)}){.dark-only}`;
}

/** What stands behind a block's language is for tests. */
function withoutAttributes(block) {
  return block.replace(/^( *(?:`{3,}|~{3,}) *\S*)[^\n]*/, "$1");
}

function target(path, file, page) {
  const named = posix.join(posix.dirname(file), path);
  const to = PAGES.get(named) ?? PAGES.get(posix.join(named, "README.md")) ?? beside(named);
  if (to === null) return null;
  if (to.startsWith("/")) return to;
  const relative = posix.relative(posix.dirname(page), to);
  return relative.startsWith(".") ? relative : `./${relative}`;
}

/** A file that is no page: a picture is an asset of the site, anything else is there to be read; a folder is not. */
function beside(named) {
  const from = join(root, named);
  if (!existsSync(from)) throw new Error(`a page links to ${named}, which is not there`);
  if (statSync(from).isDirectory()) return null;
  const isPicture = /\.(png|svg)$/.test(named);
  const to = isPicture ? named.replace(/^docs\//, "") : posix.join("public/files", named);
  mkdirSync(dirname(join(staged, to)), { recursive: true });
  cpSync(from, join(staged, to));
  return isPicture ? to : `/${to.slice("public/".length)}`;
}
