import { realpath } from "node:fs/promises";
import { dirname, isAbsolute, relative, sep } from "node:path";
import { InputError } from "../core/errors.ts";

/**
 * Refuses a file outside the folder asked for: for a relative path the working folder, for an
 * absolute one the folder it names. Links are followed first, so one that leads out counts as
 * outside. A file that is not there passes: reading it says so.
 *
 * @throws InputError `outside-folder` with the place where the file really is
 */
export async function checkInside(file: string, workingFolder = process.cwd()): Promise<void> {
  const folder = await realpath(isAbsolute(file) ? dirname(file) : workingFolder).catch(missing);
  const target = await realpath(isAbsolute(file) ? file : `${workingFolder}/${file}`).catch(
    missing,
  );
  if (folder === null || target === null) return;
  const way = relative(folder, target);
  if (way !== ".." && !way.startsWith(`..${sep}`) && !isAbsolute(way)) return;
  throw new InputError(
    "outside-folder",
    `${file} is ${target}, outside ${folder}: nothing was written. Add --outside if it is meant.`,
    { data: { file, target, folder } },
  );
}

function missing(): null {
  return null;
}
