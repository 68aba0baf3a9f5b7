import { readdir, stat, symlink } from "node:fs/promises";
import { join, resolve } from "node:path";
import { InputError } from "../../core/errors.ts";
import { makeFolders } from "../../files/index.ts";
import type { Libtensorflow } from "./libtensorflow.ts";

/** The libraries of a given folder: what the C archive, and what a Python package, has. */
const MAIN = ["libtensorflow.so.2", "libtensorflow.so", "libtensorflow_cc.so.2"] as const;
const FRAMEWORK = ["libtensorflow_framework.so.2", "libtensorflow_framework.so"] as const;
const HEADERS = ["tensorflow/c/c_api.h", "tensorflow/c/eager/c_api.h"] as const;

/** A folder that {@link checkGiven} has found complete. */
export interface GivenFolder {
  readonly folder: string;
  readonly libFolder: string;
  readonly includeFolder: string;
  readonly libraries: readonly string[];
}

/**
 * Looks for libtensorflow and its headers in a folder: the unpacked C archive (`lib`, `include`),
 * a prefix such as `/usr/local`, or the `tensorflow` folder of a Python installation.
 *
 * @throws InputError `bad-option` that names the file that is missing
 */
export async function checkGiven(option: string): Promise<GivenFolder> {
  const folder = resolve(option);
  const includeFolder = join(folder, "include");
  for (const libFolder of [join(folder, "lib"), folder]) {
    const there = await readdir(libFolder).catch((): string[] => []);
    const main = MAIN.find((name) => there.includes(name));
    if (main === undefined) continue;
    const framework = FRAMEWORK.find((name) => there.includes(name));
    for (const header of HEADERS) await needFile(folder, join(includeFolder, header));
    const libraries = framework === undefined ? [main] : [main, framework];
    return { folder, libFolder, includeFolder, libraries };
  }
  throw missing(folder, `${MAIN[0]} (or ${MAIN[2]}) in it or in its folder lib`);
}

/** Links a given folder into the build; nothing is copied, and nothing can be verified. */
export async function linkGiven(given: GivenFolder, deps: string): Promise<Libtensorflow> {
  await makeFolders(join(deps, "lib"));
  for (const name of await readdir(given.libFolder)) {
    if (!/^libtensorflow.*\.so/.test(name)) continue;
    await symlink(join(given.libFolder, name), join(deps, "lib", name));
  }
  await symlink(given.includeFolder, join(deps, "include"));
  return {
    source: "given",
    version: "unknown",
    from: given.folder,
    verified: false,
    libraries: given.libraries,
  };
}

async function needFile(folder: string, path: string): Promise<void> {
  const found = await stat(path).catch(() => undefined);
  if (found?.isFile() !== true) throw missing(folder, path);
}

function missing(folder: string, what: string): InputError {
  return new InputError(
    "bad-option",
    `\`--libtensorflow\` must be a folder with libtensorflow and its C headers, and ${folder} lacks ${what}: give the unpacked libtensorflow archive, or the tensorflow folder of a Python installation`,
    { data: { option: "--libtensorflow", folder, missing: what } },
  );
}
