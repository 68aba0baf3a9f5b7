import { InputError, LrFinderError, messageOf } from "../core/errors.ts";

/** Turns a failed write into the error that says what to do. Errors of ours pass through. */
export function writeError(path: string, failure: unknown): LrFinderError {
  if (failure instanceof LrFinderError) return failure;
  const code = (failure as NodeJS.ErrnoException | undefined)?.code ?? "";
  const options = { data: { path, code }, cause: failure };
  switch (code) {
    case "EACCES":
    case "EPERM":
    case "EROFS":
      return new InputError(
        "read-only",
        `${path} or its folder cannot be written: nothing was changed. Give yourself write permission, or choose another file.`,
        options,
      );
    case "ENOENT":
    case "ENOTDIR":
      return new InputError(
        "folder-missing",
        `The folder of ${path} does not exist: nothing was written. Make it first.`,
        options,
      );
    case "ENOSPC":
    case "EDQUOT":
    case "EFBIG":
      return new LrFinderError(
        "disk-full",
        `There is no room to write ${path}: nothing was changed. Free some space and try again.`,
        options,
      );
    default:
      return new LrFinderError(
        "write-failed",
        `${path} could not be written: ${messageOf(failure)}. Nothing was changed.`,
        options,
      );
  }
}
