import { createHash } from "node:crypto";
import { realpath } from "node:fs/promises";
import { dirname, relative, resolve, sep } from "node:path";
import {
  type AppliedEdits,
  type ConfigEdit,
  type ConfigTree,
  checkInside,
  detectFormat,
  isCode,
  isProto,
  locate,
  lrEdits,
  lrNotes,
  mappingEdits,
  type ProfileName,
  parseConfig,
  parseKeyPath,
  parseLrKey,
  parseMappingFile,
  pickKey,
  prepareEdits,
  profileEdits,
  type RecordOptions,
  readConfig,
  recordFilePath,
  SCHEDULE_FIELDS,
  type ScheduleMapping,
  scheduleEdits,
  writeEdits,
} from "../config/index.ts";
import type { Confidence } from "../contract/index.ts";
import { checkArray, checkObject, checkOneOf, checkText } from "../core/check.ts";
import { InputError, LrFinderError } from "../core/errors.ts";
import { checkKeys, type KeyTable } from "../core/keys.ts";
import type { Note } from "../core/note.ts";
import { isWritable, readDocument } from "../files/index.ts";
import type { Plan } from "../plan/index.ts";
import { packageVersion } from "../resources.ts";
import { checkResult } from "../result/check-result.ts";
import type { Result } from "../result/index.ts";

/** How sure a confidence is. */
const RANK: Readonly<Record<Confidence, number>> = { low: 0, medium: 1, high: 2 };

/** Which numbers of a result go into which keys of a config, and how freely. */
export interface ApplyRequest {
  /** YAML, JSON, JSON5, TOML, INI or .env. */
  readonly file: string;
  /** Key paths for the LR, or `path=ratio` for a part of it. @default those of `map`, else the profile's, else the config's only likely key */
  readonly keys?: readonly string[] | undefined;
  /** Key path by field of the schedule, e.g. `{ warmupSteps: "trainer.warmup" }`. */
  readonly scheduleKeys?: Readonly<Record<string, string>> | undefined;
  /** A YAML or JSON file with more of both. */
  readonly map?: string | undefined;
  /** Write the schedule under the keys of this library. */
  readonly profile?: ProfileName | undefined;
  /** Add keys that are missing. @default false */
  readonly create?: boolean | undefined;
  /** Where the change is recorded, for undo and check. @default "file": beside the config */
  readonly record?: "file" | "comment" | "none" | undefined;
  /** Allow a config outside this process's folder. @default false */
  readonly outside?: boolean | undefined;
  /** Refuse a suggestion below it. @default "low" */
  readonly minConfidence?: Confidence | undefined;
  /** Write unasked what is doubtful too: 10,000 times the old number, or another optimizer. @default false */
  readonly anyway?: boolean | undefined;
}

const APPLY_KEYS: KeyTable<ApplyRequest> = {
  file: true,
  keys: true,
  scheduleKeys: true,
  map: true,
  profile: true,
  create: true,
  record: true,
  outside: true,
  minConfidence: true,
  anyway: true,
};

/** What a result would write into a config: nothing is written yet. */
export interface ConfigUpdate {
  readonly file: string;
  readonly edits: readonly ConfigEdit[];
  /** What is left out, and why. */
  readonly notes: readonly Note[];
  /** Notes with which nothing is to be written unasked; empty where that is wanted `anyway`. */
  readonly doubts: readonly Note[];
  /** What is recorded about it; undefined: nothing. */
  readonly record: RecordOptions | undefined;
}

/**
 * Refuses, before any training, a config that could not be written afterwards: missing, unreadable,
 * read-only, outside the folder asked for, or without the key.
 *
 * @throws InputError
 */
export async function checkApply(apply: ApplyRequest): Promise<void> {
  checkKeys("`apply`", apply, APPLY_KEYS);
  checkText("apply.file", apply.file);
  const { file, keys = [], create = false, outside = false } = apply;
  if (isCode(file)) {
    const [what, prints] = isProto(file)
      ? ["text protobuf, which is not", "the line to change"]
      : ["a program, which is never", "its arguments"];
    throw new InputError(
      "format-unknown",
      `${file} is ${what} edited: run without --apply, then \`lr-finder apply RESULT ${file}\` prints ${prints}`,
      { data: { file } },
    );
  }
  await checkPlace(file, outside);
  const mapping = await readMapping(apply);
  // Any learning rate will do: what counts is that there is a place for one.
  const lrs = [...keys.map(parseLrKey), ...(keys.length > 0 ? [] : (mapping?.lr ?? []))];
  const { text, format } = await prepareEdits(
    file,
    lrs.map(({ path }) => ({ path, value: 1e-3, as: "lr", create }) as const),
  );
  const tree = parseConfig(text, format, file);
  for (const [field, path] of Object.entries(apply.scheduleKeys ?? {})) {
    checkOneOf("applySchedule", field, SCHEDULE_FIELDS);
    const { status } = locate(tree, parseKeyPath(path));
    if (status === "found" || (create && status === "not-found")) continue;
    throw new InputError(
      "key-missing",
      `--apply-schedule ${field}=${path}: ${file} has no key ${path} that can be changed`,
      { data: { file, path } },
    );
  }
  if (await isWritable(file)) return;
  throw new InputError(
    "read-only",
    `${file} is read-only: make it writable, or leave --apply out and use \`lr-finder apply\` later`,
    { data: { file } },
  );
}

/**
 * Refuses a config, or a record of it, that is outside the folder asked for; see `checkInside`.
 *
 * @throws InputError `outside-folder`
 */
export async function checkPlace(file: string, outside: boolean): Promise<void> {
  if (outside) return;
  await checkInside(file);
  await checkInside(await recordFilePath(file));
}

/**
 * What a result would write into a config: the suggested LR (three significant digits) at each of
 * the keys, and the schedule where a mapping, a profile or schedule keys say.
 *
 * The keys for the LR are those that were given, else those of the mapping, else the profile's, else
 * the only key of the config that looks like a learning rate.
 *
 * @param resultFile where the result lies, for the record; null: nothing is recorded
 * @throws LrFinderError `no-suggestion`, `low-confidence`; InputError when the config cannot be read,
 *   or has no key or several that could be meant
 */
export async function configUpdate(
  result: Result,
  resultFile: string | null,
  apply: ApplyRequest,
): Promise<ConfigUpdate> {
  checkKeys("`apply`", apply, APPLY_KEYS);
  const { file } = apply;
  checkConfidence(result, apply.minConfidence, file);
  const { edits, notes, doubts } = await resultEdits(result, apply);
  const record =
    resultFile === null
      ? undefined
      : await recordOptions(
          { name: result.name, createdAt: result.createdAt, seed: result.record.options.seed },
          resultFile,
          apply,
        );
  return { file, edits, notes, doubts, record };
}

/**
 * Writes a change, without a question.
 *
 * @throws InputError `change-doubtful`, and as `prepareEdits` and `writeEdits` do
 */
export async function writeUpdate(update: ConfigUpdate): Promise<AppliedEdits> {
  checkObject("update", update, "what `configUpdate` gives");
  checkText("file", update.file);
  checkArray("edits", update.edits);
  const { file, edits, record } = update;
  checkDoubts(update);
  const prepared = await prepareEdits(file, edits, record === undefined ? {} : { record });
  return writeEdits(prepared, edits);
}

/**
 * Refuses a change that nobody is asked about and that is doubtful.
 *
 * @throws InputError `change-doubtful`
 */
export function checkDoubts({ file, doubts }: ConfigUpdate): void {
  if (doubts.length === 0) return;
  const why = doubts.map(({ message }) => message).join("; ");
  throw new InputError(
    "change-doubtful",
    `${file} was left as it is: ${why}. If it is meant: lr-finder apply with --anyway.`,
    { data: { file, doubts } },
  );
}

/**
 * Refuses a suggestion that is less sure than asked.
 *
 * @throws LrFinderError `low-confidence`
 */
export function checkConfidence(
  { suggestion }: Result,
  least: Confidence = "low",
  file: string,
): void {
  if (!("lr" in suggestion)) return;
  const { confidence } = suggestion;
  if (RANK[confidence] >= RANK[least]) return;
  throw new LrFinderError(
    "low-confidence",
    `The confidence of the suggestion is ${confidence}, below the --min-confidence ${least} asked for: ${file} was left as it is. More --repeats or a larger --budget may make it surer.`,
    { data: { confidence, minConfidence: least, file } },
  );
}

/** What a result writes, and what it leaves out. */
export type ResultEdits = Pick<ConfigUpdate, "edits" | "notes" | "doubts">;

/** The edits of {@link configUpdate}, whatever the confidence. */
export async function resultEdits(result: Result, apply: ApplyRequest): Promise<ResultEdits> {
  checkKeys("`apply`", apply, APPLY_KEYS);
  return adviceEdits(adviceOf(result), apply);
}

/** The edits that put advice into the config of a request. @throws InputError as {@link configUpdate} */
export async function adviceEdits(advice: Advice, apply: ApplyRequest): Promise<ResultEdits> {
  checkKeys("`apply`", apply, APPLY_KEYS);
  const { file } = apply;
  const { text } = await readConfig(file);
  const tree = parseConfig(text, detectFormat(file, text), file);
  return planEdits(advice, apply, tree, () => [pickKey(text, tree.format, file)]);
}

/** The plan of a result. @throws LrFinderError `no-suggestion` */
export function planOf(result: Result): Plan {
  checkResult(result);
  if ("lr" in result.suggestion && result.plan !== null) return result.plan;
  throw new LrFinderError("no-suggestion", "the result holds no suggestion to write");
}

/** What goes into a config: an LR, and a schedule where there is one. */
export interface Advice {
  readonly lr: number;
  /** Null where the length of the run is not known. */
  readonly plan: Plan | null;
  /** As users write it; null where it is not known. */
  readonly optimizer: string | null;
}

/** What a result advises. @throws LrFinderError `no-suggestion` */
export function adviceOf(result: Result): Advice {
  const plan = planOf(result);
  return { lr: plan.initialLr, plan, optimizer: result.record.info.optimizer };
}

/**
 * {@link resultEdits} for a parsed config.
 *
 * @param likelyKeys asked where nothing else names a key for the LR
 * @throws InputError `no-schedule` for a profile, mapping or schedule keys beside advice without a schedule
 */
export async function planEdits(
  { lr, plan, optimizer }: Advice,
  apply: ApplyRequest,
  tree: ConfigTree,
  likelyKeys: () => readonly string[],
): Promise<ResultEdits> {
  if (plan === null) {
    checkWithoutSchedule(apply);
    const keys = apply.keys?.length ? apply.keys.map(parseLrKey) : null;
    const edits = lrEdits(lr, keys ?? likelyKeys().map((path) => ({ path, ratio: 1 })));
    return withNotes(edits, [], apply, tree, optimizer);
  }
  const mapping = await readMapping(apply);
  const mapped = mapping === null ? null : mappingEdits(plan, mapping);
  const { profile, create = false } = apply;
  const profiled =
    profile === undefined ? null : profileEdits(profile, plan, tree, create, optimizer);
  const own = (apply.keys ?? []).map(parseLrKey);
  const ofProfile = profiled?.lrKey ?? null;
  const keys =
    own.length > 0
      ? own
      : mapping !== null && mapping.lr.length > 0
        ? mapping.lr
        : ofProfile !== null
          ? [{ path: ofProfile, ratio: 1 }]
          : profiled !== null
            ? []
            : likelyKeys().map((path) => ({ path, ratio: 1 }));
  const edits = [
    ...lrEdits(lr, keys),
    ...scheduleEdits(plan, apply.scheduleKeys ?? {}),
    ...(mapped?.edits ?? []),
    ...(profiled?.edits ?? []),
  ];
  return withNotes(
    edits,
    [...(mapped?.notes ?? []), ...(profiled?.notes ?? [])],
    apply,
    tree,
    optimizer,
  );
}

function withNotes(
  edits: readonly ConfigEdit[],
  notes: readonly Note[],
  { create = false, anyway = false }: ApplyRequest,
  tree: ConfigTree,
  optimizer: string | null,
): ResultEdits {
  const around = lrNotes(tree, edits, optimizer);
  return {
    edits: create ? edits.map((edit) => ({ ...edit, create })) : edits,
    notes: [...around.notes, ...notes],
    doubts: anyway ? [] : around.doubts,
  };
}

function checkWithoutSchedule({ profile, map, scheduleKeys = {} }: ApplyRequest): void {
  if (profile === undefined && map === undefined && Object.keys(scheduleKeys).length === 0) return;
  throw new InputError(
    "no-schedule",
    "there is no schedule to write: nobody says how many updates the run will have (--total-steps)",
  );
}

/** The mapping file of a request; null without one. */
async function readMapping({ map }: ApplyRequest): Promise<ScheduleMapping | null> {
  return map === undefined ? null : parseMappingFile((await readConfig(map)).text, map);
}

/** What is recorded of a result beside the config that it is written into; undefined for nothing. */
export async function recordOptions(
  result: { readonly name: string; readonly createdAt: string; readonly seed: number },
  resultFile: string,
  { file, record = "file" }: ApplyRequest,
): Promise<RecordOptions | undefined> {
  if (record === "none") return undefined;
  const folder = await realpath(dirname(await recordFilePath(file)));
  const path = await realpath(resolve(resultFile));
  return {
    place: record,
    source: {
      by: `lr-finder ${packageVersion()}`,
      at: new Date().toISOString(),
      result: {
        file: relative(folder, path).split(sep).join("/"),
        name: result.name,
        createdAt: result.createdAt,
        sha256: createHash("sha256")
          .update(await readDocument(path, "result"))
          .digest("hex"),
        seed: result.seed,
      },
    },
  };
}
