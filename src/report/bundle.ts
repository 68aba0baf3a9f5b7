import { readFile } from "node:fs/promises";
import { dirname } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

/** Where an import leads: a file's URL, or undefined for where it leads by itself. */
export type Resolve = (
  specifier: string,
  from: string,
) => string | undefined | Promise<string | undefined>;

interface Module {
  readonly name: string;
  readonly body: string;
}

/**
 * Joins an ES module and everything it imports into one classic script that evaluates to the
 * entry's exports: every module becomes a function that runs once, in order of need.
 *
 * Made for what the TypeScript compiler writes and for plain ESM packages: imports and exports stand
 * at the start of a line, imported names are constants. It takes named, default and namespace imports,
 * `export` before declarations, export lists, re-exports.
 *
 * @param entry URL of the entry's file
 * @param resolve leads imports elsewhere, e.g. one module in place of another
 * @throws Error for a form of import or export that it does not take, and for modules that import
 *   each other in a circle
 */
export async function bundle(entry: string, resolve?: Resolve): Promise<string> {
  const modules = new Map<string, Module | "open">();
  const visit = async (url: string): Promise<string> => {
    const known = modules.get(url);
    if (known === "open") throw new Error(`${url} takes part in a circle of imports`);
    if (known !== undefined) return known.name;
    modules.set(url, "open");
    const text = withoutDocs(await readFile(fileURLToPath(url), "utf8"));
    const names = new Map<string, string>();
    for (const specifier of specifiersOf(text)) {
      const target = (await resolve?.(specifier, url)) ?? (await resolveImport(specifier, url));
      names.set(specifier, await visit(target));
    }
    const name = `m${[...modules.values()].filter((each) => each !== "open").length}`;
    // Taken out and put in again: the map's order is the order of need.
    modules.delete(url);
    modules.set(url, { name, body: rewrite(text, names, url) });
    return name;
  };
  const root = await visit(entry);
  const parts = [...modules.values()].flatMap((each) =>
    each === "open" ? [] : [`const ${each.name} = (() => {\n${each.body}})();`],
  );
  return `(() => {\n"use strict";\n${parts.join("\n")}\nreturn ${root};\n})()`;
}

const FROM = /^(?:import|export)\s[^;]*?\sfrom\s+["']([^"']+)["'];?/gm;

function specifiersOf(text: string): string[] {
  return [...new Set([...text.matchAll(FROM)].map((match) => match[1] as string))];
}

function rewrite(text: string, names: ReadonlyMap<string, string>, url: string): string {
  const exported: string[] = [];
  const from = (specifier: string) => names.get(specifier) as string;
  const list = (inner: string) =>
    inner
      .split(",")
      .map((item) => item.trim())
      .filter((item) => item !== "")
      .map((item) => item.split(/\s+as\s+/) as [string, string?]);
  const body = text
    .replace(
      /^import\s+\{([^}]*)\}\s+from\s+["']([^"']+)["'];?/gm,
      (_, inner: string, specifier: string) => {
        const items = list(inner).map(([name, local]) => (local ? `${name}: ${local}` : name));
        return `const { ${items.join(", ")} } = ${from(specifier)};`;
      },
    )
    .replace(
      /^import\s+(\w+)\s+from\s+["']([^"']+)["'];?/gm,
      (_, local: string, specifier: string) => `const ${local} = ${from(specifier)}.default;`,
    )
    .replace(
      /^import\s+\*\s+as\s+(\w+)\s+from\s+["']([^"']+)["'];?/gm,
      (_, local: string, specifier: string) => `const ${local} = ${from(specifier)};`,
    )
    .replace(
      /^export\s+\{([^}]*)\}\s+from\s+["']([^"']+)["'];?/gm,
      (_, inner: string, specifier: string) => {
        for (const [name, as = name] of list(inner)) {
          exported.push(`${as}: ${from(specifier)}.${name}`);
        }
        return "";
      },
    )
    .replace(/^export\s+\*\s+from\s+["']([^"']+)["'];?/gm, (_, specifier: string) => {
      exported.push(`...${from(specifier)}`);
      return "";
    })
    .replace(/^export\s+\{([^}]*)\};?/gm, (_, inner: string) => {
      for (const [name, as = name] of list(inner)) exported.push(`${as}: ${name}`);
      return "";
    })
    .replace(
      /^export\s+((?:async\s+)?function\*?|class|const|let)\s+(\w+)/gm,
      (_, kind: string, name: string) => {
        exported.push(name);
        return `${kind} ${name}`;
      },
    );
  // Text in a template may begin a line with "import", as Python does.
  const left = /^(?:import\b.*\sfrom\s+["']|import\s+["']|export\b).*/m.exec(body);
  if (left) throw new Error(`${url}: cannot be bundled: ${left[0]}`);
  return `${body.trim()}\nreturn { ${exported.join(", ")} };\n`;
}

// Half of the compiled text is documentation.
function withoutDocs(text: string): string {
  return text.replace(/^\s*\/\*\*[\s\S]*?\*\/[ \t]*\n/gm, "");
}

/** Where node finds what a module imports. */
async function resolveImport(specifier: string, from: string): Promise<string> {
  if (specifier.startsWith(".")) return new URL(specifier, from).href;
  const found = import.meta.resolve(specifier, from);
  // An older package may name its ES module in `module` alone.
  const folder = dirname(fileURLToPath(found));
  const about = await readFile(`${folder}/package.json`, "utf8").catch(() => "{}");
  const { module } = JSON.parse(about) as { module?: string };
  return module === undefined ? found : new URL(module, pathToFileURL(`${folder}/`)).href;
}
