import { createHash } from "node:crypto";
import { realpath } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, extname, relative, resolve, sep } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { readDocument } from "../../../files/index.ts";

/** Endings of files that may import others. */
const CODE = [".js", ".mjs", ".cjs", ".ts", ".mts"];

/**
 * SHA-256 of a module and of every file of the user's that it imports or requires, directly or not: what
 * stands in the code as a path, or as the name of a package that is a link to a folder of the user's (other
 * packages count as their version, not as the user's). An import whose path is worked out while the module
 * runs cannot be known, and is left out: the losses of its first steps tell what it changed.
 *
 * @returns by the path from the module's folder, with forward slashes
 */
export async function moduleDigests(path: string): Promise<Readonly<Record<string, string>>> {
  const { init, parse } = await import("es-module-lexer");
  await init;
  const first = resolve(path);
  const found = new Map<string, string>();
  const read = async (file: string): Promise<void> => {
    const name = relative(dirname(first), file).split(sep).join("/");
    if (found.has(name)) return;
    const bytes = await readDocument(file, "script").catch(() => null);
    // The import itself has said what is missing, where it matters.
    if (bytes === null) return;
    found.set(name, createHash("sha256").update(bytes).digest("hex"));
    if (!CODE.includes(extname(file))) return;
    for (const specifier of specifiersIn(bytes.toString("utf8"), parse)) {
      const next = await fileOf(specifier, file);
      if (next !== null) await read(next);
    }
  };
  await read(first);
  return Object.fromEntries([...found].sort(([a], [b]) => (a < b ? -1 : 1)));
}

function specifiersIn(code: string, parse: typeof import("es-module-lexer").parse): string[] {
  return [...new Set([...importsOf(code, parse), ...requiresIn(code)])];
}

function importsOf(code: string, parse: typeof import("es-module-lexer").parse): string[] {
  try {
    const [imports] = parse(code);
    return imports.flatMap(({ n }) => (n === undefined ? [] : [n]));
  } catch {
    // TypeScript that is no JavaScript: the file itself is known all the same.
    return [];
  }
}

/** `require("…")`, and the path that is handed to what `createRequire(…)` gives, under whatever name. */
const REQUIRE = /\brequire\w*\s*\(\s*(["'`])([^"'`\n]+)\1\s*\)/g;
const CALLED_WITH_PATH = /[\w$)\]]\s*\(\s*(["'`])(\.{1,2}\/[^"'`\n]+)\1\s*\)/g;

function requiresIn(code: string): string[] {
  const patterns = code.includes("createRequire") ? [REQUIRE, CALLED_WITH_PATH] : [REQUIRE];
  return patterns.flatMap((pattern) => [...code.matchAll(pattern)].map(([, , path = ""]) => path));
}

/** The file of an import; null for packages that are no links, built-in modules and what is not there. */
async function fileOf(specifier: string, importer: string): Promise<string | null> {
  try {
    // A name of the project's own (`imports` of its package.json) and a linked package may stand for a
    // file of the user's; what only ESM may import of a package is not found.
    const url = /^(\.{1,2}\/|\/|file:)/.test(specifier)
      ? new URL(specifier, pathToFileURL(importer))
      : pathToFileURL(createRequire(importer).resolve(specifier));
    url.search = "";
    url.hash = "";
    // A path may lack its ending, or be a folder's, for `require`.
    const file = await realpath(createRequire(importer).resolve(fileURLToPath(url)));
    return file.split(sep).includes("node_modules") ? null : file;
  } catch {
    return null;
  }
}
