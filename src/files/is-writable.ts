import { access, constants, stat } from "node:fs/promises";

/** The calls that {@link isWritable} makes. */
export interface WritableFs {
  access(path: string, mode: number): Promise<void>;
  stat(path: string): Promise<{ readonly mode: number }>;
}

/**
 * Whether a file may be replaced: its mode lets somebody write it, and the system lets us. For root
 * every access is granted, and a rename succeeds on a read-only file, so the mode is asked too.
 *
 * @throws what `stat` throws, e.g. for a file that is not there
 */
export async function isWritable(
  path: string,
  fs: WritableFs = { access, stat },
): Promise<boolean> {
  const { mode } = await fs.stat(path);
  if ((mode & 0o222) === 0) return false;
  return fs.access(path, constants.W_OK).then(
    () => true,
    () => false,
  );
}
