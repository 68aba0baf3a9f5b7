import { rm, rmdir } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { folderBytes } from "./disk.ts";
import { explain } from "./failure.ts";
import { nativeFolder, ownNames } from "./folders.ts";
import { withLock } from "./lock.ts";
import { type NativeOptions, seamsOf } from "./seams.ts";

export interface UninstallReport {
  readonly folder: string;
  /** What was removed; empty when there was nothing. */
  readonly removed: readonly string[];
  readonly bytes: number;
}

/**
 * Removes everything that {@link installNative} made: installs, downloads, leftovers, and the
 * folder itself when nothing else is in it. A libtensorflow that was given is only linked to, and
 * stays. With nothing to remove it does nothing.
 *
 * @throws LrFinderError `native-busy`, `native-folder`
 */
export async function uninstallNative(options: NativeOptions = {}): Promise<UninstallReport> {
  const folder = resolve(options.folder ?? nativeFolder(seamsOf(options.seams).env));
  if ((await ownNames(folder)).length === 0) return { folder, removed: [], bytes: 0 };
  try {
    const report = await withLock(folder, async () => {
      const removed: string[] = [];
      let bytes = 0;
      for (const name of await ownNames(folder)) {
        const path = join(folder, name);
        bytes += await folderBytes(path);
        await rm(path, { recursive: true, force: true });
        removed.push(path);
      }
      return { folder, removed, bytes };
    });
    await removeIfEmpty(folder);
    await removeIfEmpty(dirname(folder));
    return report;
  } catch (cause) {
    throw explain(cause, folder);
  }
}

async function removeIfEmpty(folder: string): Promise<void> {
  await rmdir(folder).catch(() => {});
}
