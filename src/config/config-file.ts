import { existsSync } from "node:fs";
import { realpath } from "node:fs/promises";
import { dirname, isAbsolute } from "node:path";
import { InputError, messageOf } from "../core/errors.ts";
import { notUtf8, placeText, utf8Text } from "../core/text-decoder.ts";
import { isInside, readDocument } from "../files/index.ts";

/** A config as it lies on the disk. `text` keeps a byte order mark and all line ends. */
export interface ConfigFile {
  readonly file: string;
  readonly bytes: Uint8Array;
  readonly text: string;
}

/**
 * Reads a UTF-8 config.
 *
 * @throws InputError `file-missing`, `file-unreadable`, `config-too-big` (over 10 MB) or
 *   `config-encoding` (UTF-16, or bytes that are not UTF-8)
 */
export async function readConfig(file: string): Promise<ConfigFile> {
  const bytes = await bytesOf(file);
  const mark = bytes.subarray(0, 2).toString("hex");
  if (mark === "fffe" || mark === "feff") throw encoding(file, "it is UTF-16");
  if (bytes.includes(0)) throw encoding(file, "it holds zero bytes");
  const read = utf8Text(bytes);
  if ("text" in read) return { file, bytes, text: read.text };
  const { damage } = read;
  throw new InputError("config-encoding", notUtf8(file, placeText(damage)), {
    data: { file, ...damage },
  });
}

async function bytesOf(file: string): Promise<Buffer> {
  try {
    return await readDocument(file, "config");
  } catch (cause) {
    if (cause instanceof InputError) {
      const code = cause.code === "file-too-big" ? "config-too-big" : "file-unreadable";
      throw new InputError(code, cause.message, { data: { file, ...cause.data }, cause });
    }
    const missing = (cause as NodeJS.ErrnoException).code === "ENOENT";
    throw new InputError(
      missing ? "file-missing" : "file-unreadable",
      missing
        ? `There is no file ${file}${keyBehind(file)}`
        : `${file} cannot be read: ${messageOf(cause)}`,
      { data: { file }, cause },
    );
  }
}

/** What to do where a file was named as `run --apply` takes it, FILE:KEY. */
function keyBehind(file: string): string {
  const colon = file.lastIndexOf(":");
  const [before, key] = [file.slice(0, Math.max(0, colon)), file.slice(colon + 1)];
  if (before === "" || key === "" || !existsSync(before)) return "";
  return `, but there is ${before}: a key of it is named by --key ${key}`;
}

function encoding(file: string, why: string): InputError {
  return new InputError("config-encoding", `${file} must be UTF-8 text: ${why}`, {
    data: { file },
  });
}

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
  if (isInside(folder, target)) return;
  throw new InputError(
    "outside-folder",
    `${file} is ${target}, outside ${folder}: nothing was written. Add --outside if it is meant.`,
    { data: { file, target, folder } },
  );
}

function missing(): null {
  return null;
}
