import {
  isCode,
  locate,
  type PreparedEdits,
  parseConfig,
  parseKeyPath,
  parseLrKey,
  prepareEdits,
  SCHEDULE_FIELDS,
} from "../../config/index.ts";
import { checkOneOf } from "../../core/check.ts";
import { InputError } from "../../core/errors.ts";
import { isWritable } from "../../files/index.ts";
import type { ApplyTarget } from "../apply/target.ts";
import type { Io } from "../io.ts";
import { readMapping } from "../result-edits.ts";
import { checkPlace, needsYes } from "../write-config.ts";
import type { RunRequest } from "./request.ts";

/**
 * Refuses, before any training, a config that could not be written afterwards: missing, unreadable,
 * read-only, outside the folder asked for, without the key, or with nobody there to say yes.
 */
export async function checkApply(request: RunRequest, io: Io): Promise<void> {
  if (request.apply === undefined) return;
  const { file, keys, create, outside } = request.apply;
  if (!request.yes && !request.dryRun && !io.canAsk) throw needsYes(file);
  if (isCode(file)) {
    throw new InputError(
      "format-unknown",
      `${file} is a program, which is never edited: run without --apply, then \`lr-finder apply RESULT ${file}\` prints its arguments`,
      { data: { file } },
    );
  }
  await checkPlace(file, outside);
  const mapping = await readMapping(request.apply);
  // Any learning rate will do: what counts is that there is a place for one.
  const lrs = [...keys.map(parseLrKey), ...(keys.length > 0 ? [] : (mapping?.lr ?? []))];
  const edits = lrs.map(({ path }) => ({ path, value: 1e-3, as: "lr", create }) as const);
  checkScheduleKeys(request.apply, await prepareEdits(file, edits));
  await checkWritable(file);
}

function checkScheduleKeys(
  { file, scheduleKeys, create }: ApplyTarget,
  { text, format }: PreparedEdits,
): void {
  const tree = parseConfig(text, format, file);
  for (const [field, path] of Object.entries(scheduleKeys)) {
    checkOneOf("applySchedule", field, SCHEDULE_FIELDS);
    const { status } = locate(tree, parseKeyPath(path));
    if (status === "found" || (create && status === "not-found")) continue;
    throw new InputError(
      "key-missing",
      `--apply-schedule ${field}=${path}: ${file} has no key ${path} that can be changed`,
      { data: { file, path } },
    );
  }
}

async function checkWritable(file: string): Promise<void> {
  if (await isWritable(file)) return;
  throw new InputError(
    "read-only",
    `${file} is read-only: make it writable, or leave --apply out and use \`lr-finder apply\` later`,
    { data: { file } },
  );
}
