import { readFileSync } from "node:fs";
import { fileURLToPath, pathToFileURL } from "node:url";
import { rejectOption } from "./core/check.ts";
import { variable } from "./core/environment.ts";
import { LrFinderError } from "./core/errors.ts";

/** The environment variable that names the folder of the package's own files. */
const VARIABLE = "LR_FINDER_RESOURCES";

/** A `URL`; declared so for programs that have neither the types of Node.js nor those of the DOM. */
export type FileUrl = typeof globalThis extends { URL: { readonly prototype: infer Url } }
  ? Url
  : { readonly href: string };

let root: URL | undefined;

/**
 * Where a file lies that comes with the package: `package.json`, `dist/pages/…` (the pages' packed
 * scripts), `dist/native/prove-child.js`, `src/python/…`, `datasets/…`, `schemas/…`.
 *
 * They lie below one folder: the one given to {@link setResourceRoot}, else the one that the
 * environment variable `LR_FINDER_RESOURCES` names, else the nearest folder above this module with
 * lr-finder's own `package.json`. A program that was bundled into one file needs them beside it, in
 * the same folders as in the package, and for pages `node_modules/plotly.js-dist-min`.
 *
 * @param path below the package's folder, with `/`
 * @throws LrFinderError `resources-missing` when no such folder is found
 */
export function resource(path: string): FileUrl {
  root ??= namedRoot() ?? packageRoot();
  return new URL(path, root);
}

/**
 * Sets the folder that holds the package's own files, for programs that carry lr-finder in another
 * form than its package.
 *
 * @param folder a path, or a `file:` URL
 */
export function setResourceRoot(folder: string | FileUrl): void {
  if (typeof folder !== "string" && !(folder instanceof URL)) {
    rejectOption("folder", "a path or a `file:` URL", folder);
  }
  root = folderUrl(folder instanceof URL || folder.startsWith("file:") ? new URL(folder) : folder);
}

/** This package's version, from its package.json. */
export function packageVersion(): string {
  const { version } = JSON.parse(readFileSync(resource("package.json"), "utf8")) as {
    version: string;
  };
  return version;
}

function namedRoot(): URL | undefined {
  const named = variable(process.env, VARIABLE);
  if (named === undefined) return undefined;
  const folder = folderUrl(named);
  if (nameIn(folder) === "lr-finder") return folder;
  throw new LrFinderError(
    "resources-missing",
    `${VARIABLE} is ${named}, and lr-finder's own package.json is not there: name the folder that holds it, with dist/pages, src/python and datasets of the package, or leave the variable out`,
    { data: { variable: VARIABLE, folder: named } },
  );
}

function folderUrl(folder: string | URL): URL {
  const path = typeof folder === "string" ? folder : fileURLToPath(folder);
  return pathToFileURL(path.endsWith("/") ? path : `${path}/`);
}

function packageRoot(): URL {
  const start = new URL(".", import.meta.url);
  for (let folder = start; ; folder = new URL("..", folder)) {
    if (nameIn(folder) === "lr-finder") return folder;
    if (folder.pathname === "/" || /^\/[a-zA-Z]:\/$/.test(folder.pathname)) break;
  }
  throw new LrFinderError(
    "resources-missing",
    `lr-finder's own files were not found in or above ${fileURLToPath(start)}: put package.json, dist/pages, src/python and datasets of the package and node_modules/plotly.js-dist-min there, or name the folder that holds them in ${VARIABLE}`,
  );
}

function nameIn(folder: URL): string | undefined {
  try {
    const text = readFileSync(new URL("package.json", folder), "utf8");
    return (JSON.parse(text) as { name?: string }).name;
  } catch {
    return undefined;
  }
}
