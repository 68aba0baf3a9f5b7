import { stat } from "node:fs/promises";
import { dirname } from "node:path";
import { PAGE_BRAND, PAGE_START } from "../contract/page-mark.ts";
import { InputError } from "../core/errors.ts";
import { isWritable, writeAtomically } from "./atomic-write.ts";
import { checkFolder } from "./folders.ts";
import { calledOther, openRegular } from "./open-file.ts";

/** The mark of a page stands behind its styles. */
const LOOKED_AT_BYTES = 1 << 18;

/**
 * Whether a page may be written to a path: nothing is there, or an empty file, or a page that lr-finder
 * wrote. Anything else is somebody's own: a data set, a result, a config that was named by mistake.
 *
 * @throws InputError `not-ours` for a file with other content, `not-a-file`, `not-a-folder` or
 *   `read-only` for a place where no file can be
 */
export async function checkPageFile(path: string): Promise<void> {
  if (path === "") {
    throw new InputError("bad-option", "a page needs the name of a file, got an empty one", {
      data: { path },
    });
  }
  const stats = await stat(path).catch((failure: NodeJS.ErrnoException) => {
    if (failure.code === "ENOENT" || failure.code === "ENOTDIR") return null;
    throw failure;
  });
  if (stats === null) return checkFolder(dirname(path));
  const other = await calledOther(path, stats, "file");
  if (other !== null) {
    throw new InputError("not-a-file", `${path} ${other}: give the name of a file`, {
      data: { path },
    });
  }
  const file = await openRegular(path);
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(LOOKED_AT_BYTES), 0);
    const text = buffer.toString("utf8", 0, bytesRead);
    if (bytesRead > 0 && !(text.startsWith(PAGE_START) && text.includes(PAGE_BRAND))) {
      throw new InputError(
        "not-ours",
        `${path} is not a page of lr-finder, and is not written over: give the page another name, or move the file away`,
        { data: { path } },
      );
    }
  } finally {
    await file.close();
  }
  if (await isWritable(path)) return;
  throw new InputError("read-only", `${path} cannot be written: choose another file`, {
    data: { path },
  });
}

/**
 * Writes a page, whole or not at all; missing folders are made.
 *
 * @throws as {@link checkPageFile} and `writeAtomically`; nothing was changed then
 */
export async function writePage(path: string, html: string): Promise<void> {
  await checkPageFile(path);
  await writeAtomically(path, html, { makeFolders: true });
}
