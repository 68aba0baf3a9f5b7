import { createHash } from "node:crypto";
import { type Dirent, readdirSync, statSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { InputError, messageOf } from "../core/errors.ts";
import { readDocumentSync, readPieces } from "../files/index.ts";
import type { JobRequest } from "../job/request.ts";
import { badStudy } from "./spec.ts";

/** What reads the files that decide a task's numbers; each of them once. */
export interface FileDigests {
  /** Of the files that a request and the spec's own list name, by their paths as given. */
  of(request: JobRequest, files: readonly string[]): Promise<Readonly<Record<string, string>>>;
}

/**
 * SHA-256 of: the table or images and their labels, the weights and the model of a saved `model.json`, a module or `customObjects` and what
 * these import of the user's, every word of a trainer's command that is a file (what that file imports is not
 * known: `files` of the spec is for it), and the files, or all files in the folders, that the spec lists.
 *
 * @param folder that paths start from
 */
export function fileDigests(folder: string): FileDigests {
  const byPath = new Map<string, Promise<string | null>>();
  const at = (path: string) => resolve(folder, path);
  const digest = (path: string): Promise<string | null> => {
    const known = byPath.get(path);
    if (known !== undefined) return known;
    const made = digestOf(at(path));
    byPath.set(path, made);
    return made;
  };
  const modules = new Map<string, Promise<Readonly<Record<string, string>>>>();
  const words = new Map<string, readonly string[]>();
  return {
    async of(request, files) {
      const found: Record<string, string> = {};
      const add = async (path: string) => {
        const text = await digest(path);
        if (text !== null) found[path] = text;
      };
      const { data, labels, model, customObjects, module, trainer, shell } = request;
      if (data !== undefined) await add(data);
      if (data !== undefined)
        for (const path of await labelsOf(at(data), data, labels)) await add(path);
      if (model?.endsWith(".json")) for (const path of savedModel(folder, model)) await add(path);
      for (const each of [module, customObjects]) {
        if (each === undefined) continue;
        const { moduleDigests } = await import("../trainer/tfjs/module/imports.ts");
        const known = modules.get(each) ?? moduleDigests(at(each));
        modules.set(each, known);
        for (const [name, text] of Object.entries(await known)) {
          found[join(dirname(each), name)] = text;
        }
      }
      if (trainer !== undefined) {
        const { splitCommand } = await import("../trainer/process/index.ts");
        const all = shell ? trainer.trim().split(/[\s;&|<>()'"]+/) : splitCommand(trainer);
        for (const word of all) {
          const paths = words.get(word) ?? filesIn(word, word === all[0]);
          words.set(word, paths);
          for (const path of paths) await add(path);
        }
      }
      for (const path of files) {
        const inside = listed(folder, path);
        for (const each of inside) await add(each);
      }
      return found;
    },
  };
}

/** A word of a command as a path: itself, or what stands behind its `=`. */
function filesIn(word: string, isProgram: boolean): readonly string[] {
  // A program without a slash is looked for elsewhere.
  if (isProgram && !word.includes("/")) return [];
  const value = word.slice(word.indexOf("=") + 1);
  return word === value ? [word] : [word, value];
}

/** Null for what is no regular file. */
export async function digestOf(path: string): Promise<string | null> {
  if (path === "" || statSync(path, { throwIfNoEntry: false })?.isFile() !== true) return null;
  const hash = createHash("sha256");
  for await (const piece of readPieces(path, { pieceBytes: 1 << 20 })) hash.update(piece);
  return hash.digest("hex");
}

/** The labels of images, where they are named or found beside them. */
async function labelsOf(path: string, data: string, labels: string | undefined): Promise<string[]> {
  if (labels !== undefined) return [labels];
  const { findLabels } = await import("../dataset/images/load-images.ts");
  try {
    return /idx/.test(data) ? [await findLabels(path)] : [];
  } catch {
    // The task itself says what is missing.
    return [];
  }
}

/** A saved model and its weights. */
function savedModel(folder: string, model: string): string[] {
  try {
    const text = readDocumentSync(resolve(folder, model), "model.json").toString("utf8");
    const { weightsManifest = [] } = JSON.parse(text) as {
      weightsManifest?: readonly { readonly paths?: readonly string[] }[];
    };
    const weights = weightsManifest.flatMap(({ paths = [] }) => paths);
    return [model, ...weights.map((path) => join(dirname(model), path))];
  } catch {
    return [model];
  }
}

const LEFT_OUT = ["node_modules", "__pycache__", ".git"];

/**
 * A file, or the files in a folder and below it.
 *
 * @throws InputError where there is none
 */
function listed(folder: string, path: string): string[] {
  const inside = (at: string): string[] =>
    entriesOf(resolve(folder, at)).flatMap((entry) => {
      if (LEFT_OUT.includes(entry.name)) return [];
      const next = join(at, entry.name);
      return entry.isDirectory() ? inside(next) : entry.isFile() ? [next] : [];
    });
  try {
    return statSync(resolve(folder, path)).isDirectory() ? inside(path) : [path];
  } catch (cause) {
    if (cause instanceof InputError) throw cause;
    throw badStudy(`files of the study: ${path} cannot be read: ${messageOf(cause)}`, cause);
  }
}

function entriesOf(path: string): Dirent[] {
  return readdirSync(path, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1));
}
