import { access, readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { InputError } from "../../core/errors.ts";
import { readDocument, writeAtomically } from "../../files/index.ts";
import { resource } from "../../resources.ts";
import {
  CLIENT_NAME,
  isNode,
  NODE_KINDS,
  OLD_CLIENT_NAME,
  PYTHON_KINDS,
  STARTER_NAME,
  type StarterName,
} from "./kinds.ts";

/** What happened to one file. */
export interface CopiedFile {
  readonly file: string;
  /** `unchanged`: it was there already, byte for byte. */
  readonly status: "written" | "unchanged";
}

/** What `init` did in a folder. */
export interface CopiedStarter {
  readonly files: readonly CopiedFile[];
  /** A file of an older version that lies there and is not imported any more, where there is one. */
  readonly old: string | undefined;
}

/**
 * Copies the starter of one kind of trainer into a folder, which is made when it is missing; of one in
 * Python with the package and the helpers. A file that is there with other content is never touched: all are
 * looked at before the first is written.
 *
 * @throws InputError `file-exists`, naming every file in the way; nothing was written then
 */
export async function copyStarter(kind: StarterName, folder: string): Promise<CopiedStarter> {
  const files = await Promise.all(
    (await sourcesOf(kind)).map(async ([source, name]) => {
      const file = join(folder, name);
      const wanted = await readFile(resource(source));
      const found = await readDocument(file, "script").catch((fault: NodeJS.ErrnoException) => {
        if (fault.code === "ENOENT") return undefined;
        throw unusable(file, fault);
      });
      return { file, wanted, found };
    }),
  );
  const inTheWay = files.filter(
    ({ wanted, found }) => found !== undefined && !found.equals(wanted),
  );
  if (inTheWay.length > 0) {
    const names = inTheWay.map(({ file }) => file);
    const verb = names.length === 1 ? "exists and differs" : "exist and differ";
    throw new InputError(
      "file-exists",
      `${names.join(", ")} ${verb} from what would be copied: nothing was written. Move ${names.length === 1 ? "it" : "them"} away, or give another folder with --dir.`,
      { data: { files: names } },
    );
  }
  const copied: CopiedFile[] = [];
  for (const { file, wanted, found } of files) {
    if (found === undefined) {
      await writeAtomically(file, wanted, { expected: null, makeFolders: true });
    }
    copied.push({ file, status: found === undefined ? "written" : "unchanged" });
  }
  const old = join(folder, OLD_CLIENT_NAME);
  const isOld = !isNode(kind) && (await isThere(old));
  return { files: copied, old: isOld ? old : undefined };
}

function isThere(file: string): Promise<boolean> {
  return access(file).then(
    () => true,
    () => false,
  );
}

/** Each file in lr-finder's own folder, and its name in the user's. */
async function sourcesOf(kind: StarterName): Promise<(readonly [source: string, name: string])[]> {
  if (isNode(kind)) {
    const { starter, file } = NODE_KINDS[kind];
    return [[`src/cli/init/starters/${starter}`, file]];
  }
  const { helpers, starter } = PYTHON_KINDS[kind];
  const copied = [...(await packageFiles()), ...helpers].map((name) => [name, name] as const);
  return [...copied, [starter, STARTER_NAME] as const].map(([source, name]) => [
    `src/python/${source}`,
    name,
  ]);
}

/** The files of the package, with the folder they lie in. */
async function packageFiles(): Promise<string[]> {
  const names = await readdir(resource(`src/python/${CLIENT_NAME}`));
  // Whoever imported it from here left Python's own `__pycache__`.
  const shipped = names.filter((name) => name.endsWith(".py") || name === "py.typed");
  return shipped.sort().map((name) => `${CLIENT_NAME}/${name}`);
}

function unusable(file: string, fault: NodeJS.ErrnoException): InputError {
  const why =
    fault.code === "ENOTDIR"
      ? "its folder is a file"
      : fault instanceof InputError
        ? "something else than a file lies there"
        : fault.message;
  return new InputError("not-a-file", `cannot write ${file}: ${why}. Give another --dir.`, {
    data: { file },
    cause: fault,
  });
}
