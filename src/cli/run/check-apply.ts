import { access, constants, stat } from "node:fs/promises";
import {
  locate,
  parseConfig,
  parseKeyPath,
  prepareEdits,
  SCHEDULE_FIELDS,
} from "../../config/index.ts";
import { checkOneOf } from "../../core/check.ts";
import { InputError } from "../../core/errors.ts";
import type { Io } from "../io.ts";
import { needsYes } from "../write-config.ts";
import type { RunRequest } from "./request.ts";

/**
 * Refuses, before any training, a config that could not be written afterwards: missing, unreadable,
 * read-only, without the key, or with nobody there to say yes.
 */
export async function checkApply(request: RunRequest, io: Io): Promise<void> {
  if (request.apply === undefined) return;
  const { file, key, schedule } = request.apply;
  if (!request.yes && !request.dryRun && !io.canAsk) throw needsYes(file);
  // Any learning rate will do: what counts is that there is a place for one.
  const { text, format } = await prepareEdits(file, [{ path: key, value: 1e-3, as: "lr" }]);
  const tree = parseConfig(text, format, file);
  for (const [field, path] of Object.entries(schedule)) {
    checkOneOf("applySchedule", field, SCHEDULE_FIELDS);
    if (locate(tree, parseKeyPath(path)).status !== "found") {
      throw new InputError(
        "key-missing",
        `--apply-schedule ${field}=${path}: ${file} has no key ${path} that can be changed`,
        { data: { file, path } },
      );
    }
  }
  await checkWritable(file);
}

async function checkWritable(file: string): Promise<void> {
  const { mode } = await stat(file);
  const open = await access(file, constants.W_OK).then(
    () => true,
    () => false,
  );
  // For root every access is granted, so the mode is asked too.
  if (open && (mode & 0o222) !== 0) return;
  throw new InputError(
    "read-only",
    `${file} is read-only: make it writable, or leave --apply out and use \`lr-finder apply\` later`,
    { data: { file } },
  );
}
