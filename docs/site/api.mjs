// The API reference: what every entry point of the package exports, read from its declarations by the
// TypeScript compiler. It needs a build.
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { API, SymbolFlags } from "typescript/unstable/sync";

const root = fileURLToPath(new URL("../..", import.meta.url));

/** Longest value that is shown whole, in characters: tables of a registry have thousands. */
const LONGEST = 1500;

/**
 * The public names.
 *
 * @typedef {{ name: string, kind: string, doc: string, tags: { name: string, text: string }[], code: string }} Export
 * @returns {{ entry: string, exports: Export[] }[]} in the order of package.json, names sorted
 */
export function publicApi() {
  const { exports } = JSON.parse(readFileSync(`${root}package.json`, "utf8"));
  const entries = Object.entries(exports).filter(([, { types }]) => types !== undefined);
  const file = ([, { types }]) => `${root}${types.slice(2)}`;
  const config = `${root}dist/.api/tsconfig.json`;
  mkdirSync(`${root}dist/.api`, { recursive: true });
  const compilerOptions = {
    ...{ module: "nodenext", target: "es2023", strict: true, noEmit: true },
    ...{ skipLibCheck: true, types: ["node"] },
  };
  writeFileSync(config, JSON.stringify({ compilerOptions, files: entries.map(file) }));
  const api = new API({ cwd: root });
  try {
    const [project] = api.updateSnapshot({ openProjects: [config] }).getProjects();
    const { checker, program } = project;
    return entries.map((entry) => {
      const module = checker.getSymbolAtLocation(program.getSourceFile(file(entry)));
      const exported = checker.getExportsOfModule(module).map((symbol) => {
        const isAlias = (symbol.flags & SymbolFlags.Alias) !== 0;
        return described(symbol.name, isAlias ? checker.getAliasedSymbol(symbol) : symbol, checker);
      });
      const byName = (a, b) => (a.name.toLowerCase() < b.name.toLowerCase() ? -1 : 1);
      return { entry: `lr-finder${entry[0].slice(1)}`, exports: exported.sort(byName) };
    });
  } finally {
    api.close();
  }
}

function described(name, symbol, checker) {
  return {
    name,
    kind: kindOf(symbol),
    doc: symbol.getDocumentationComment(checker),
    tags: symbol.getJsDocTags(checker).map((tag) => ({ name: tag.name, text: textOf(tag.text) })),
    code: codeOf(symbol, checker),
  };
}

const textOf = (text) =>
  typeof text === "string" ? text : (text ?? []).map((part) => part.text).join("");

function kindOf({ flags }) {
  if (flags & SymbolFlags.Class) return "class";
  if (flags & SymbolFlags.Function) return "function";
  if (flags & SymbolFlags.Interface) return "interface";
  if (flags & SymbolFlags.TypeAlias) return "type";
  return "const";
}

function codeOf(symbol, checker) {
  const nodes = symbol.declarations.map((handle) => handle.resolve());
  const own = nodes.map((node) =>
    kindOf(symbol) === "const"
      ? `const ${node.getText()}`
      : node
          .getText()
          .replace(/^export (default )?/, "")
          .replace(/^declare /, ""),
  );
  const text = own.join("\n");
  // What a schema says is a type only to the compiler.
  if (/\bInfer</.test(text)) return inferred(symbol, nodes[0], checker);
  const isLong = kindOf(symbol) === "const" && text.length > LONGEST;
  return isLong ? `${text.slice(0, LONGEST)}\n// …` : text;
}

function inferred(symbol, node, checker) {
  const type = checker.getDeclaredTypeOfSymbol(symbol);
  const noTruncation = 1;
  const fields = checker.getPropertiesOfType(type).map((property) => {
    const text = checker.typeToString(checker.getTypeOfSymbol(property), node, noTruncation);
    const isOptional = (property.flags & SymbolFlags.Optional) !== 0;
    return `  readonly ${property.name}${isOptional ? "?" : ""}: ${text};`;
  });
  const whole = checker.typeToString(type, node, noTruncation | 0x800000);
  return kindOf(symbol) === "interface"
    ? `interface ${symbol.name} {\n${fields.join("\n")}\n}`
    : `type ${symbol.name} = ${whole};`;
}

/** The reference as Markdown pages, by their names: one for each entry point, and their list. */
export function apiPages() {
  const api = publicApi();
  const slug = (entry) => entry.split("/")[1] ?? "main";
  const pages = api.map(({ entry, exports }) => [
    `${slug(entry)}.md`,
    [
      `# ${entry}`,
      `\`import { … } from "${entry}"\`: ${exports.length} names.`,
      ...exports.map(section),
    ].join("\n\n"),
  ]);
  const list = api.map(
    ({ entry, exports }) => `| [${entry}](${slug(entry)}.md) | ${exports.length} |`,
  );
  const index = [
    "# API reference",
    "What every entry point exports, from the code's own declarations and comments. What they are for, with examples: [in code](../code.md).",
    ["| entry point | names |", "|---|--:|", ...list].join("\n"),
  ].join("\n\n");
  return new Map([["index.md", index], ...pages]);
}

function section({ name, kind, doc, tags, code }) {
  const said = tags.filter(({ name }) => name !== "default").map(tagLine);
  return [
    `## ${name} {#${kind === "interface" || kind === "type" ? "type-" : ""}${name}}`,
    prose(doc),
    ...(said.length === 0 ? [] : [said.join("\n")]),
    `\`\`\`\`ts\n${code}\n\`\`\`\``,
  ].join("\n\n");
}

function tagLine({ name, text }) {
  const label = name === "param" ? "" : `${name}: `;
  return `- ${label}${prose(text.replaceAll("\n", " "))}`;
}

/** A comment's text: links to names are these names, and nothing in it is HTML. */
const prose = (text) =>
  text
    .replace(/\{@link (\w+)[^}]*\}/g, "`$1`")
    .replace(/(`[^`]*`)|([<>{}])/g, (_, code, sign) => code ?? ESCAPES[sign]);

const ESCAPES = { "<": "&lt;", ">": "&gt;", "{": "&#123;", "}": "&#125;" };
