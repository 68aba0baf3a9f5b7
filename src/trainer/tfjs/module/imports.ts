import { createHash } from "node:crypto";
import { realpath } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, extname, relative, resolve, sep } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { readDocument } from "../../../files/index.ts";

/** Endings of files that may import others. */
const CODE = [".js", ".mjs", ".cjs", ".ts", ".mts"];

/**
 * SHA-256 of a module and of every file of the user's that it imports, directly or not: what stands in
 * the code as a path (packages count as their version, not as the user's). An import whose path is
 * worked out while the module runs cannot be known, and is left out.
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
  try {
    const [imports] = parse(code);
    return imports.flatMap(({ n }) => (n === undefined ? [] : [n]));
  } catch {
    // CommonJS, or TypeScript that is no JavaScript: the file itself is known all the same.
    return [];
  }
}

/** The file of an import by path; null for packages, built-in modules and what is not there. */
async function fileOf(specifier: string, importer: string): Promise<string | null> {
  const isPath = /^(\.{1,2}\/|\/|file:)/.test(specifier);
  // A name of the project's own (`imports` of its package.json) may stand for a file of the user's.
  if (!isPath && !specifier.startsWith("#")) return null;
  try {
    const url = isPath
      ? new URL(specifier, pathToFileURL(importer))
      : pathToFileURL(createRequire(importer).resolve(specifier));
    url.search = "";
    url.hash = "";
    const file = await realpath(fileURLToPath(url));
    return file.split(sep).includes("node_modules") ? null : file;
  } catch {
    return null;
  }
}
