import { randomBytes } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync } from "node:fs";
import { hostname } from "node:os";
import { isAbsolute, join, relative, resolve } from "node:path";
import {
  type FailureKind,
  failureKindSchema,
  parse,
  placed,
  type Schema,
  STUDY_VERSION,
  type StudyCounts,
  type StudyFailure,
  type StudyFile,
  type StudyOutcome,
  type StudyTask,
  studyFailureSchema,
  studyFileSchema,
  studyOutcomeSchema,
  studyTaskSchema,
} from "../contract/index.ts";
import { InputError, messageOf } from "../core/errors.ts";
import { parseJson, toJson } from "../core/json.ts";
import {
  createFileSync,
  makeFolders,
  putFileSync,
  readDocumentSync,
  readLease,
  removeIfThere,
  takeLease,
  watchLeases,
  writeAtomically,
  writeFresh,
} from "../files/index.ts";
import type { Lease, LeaseTimes, LeaseWatch } from "../files/lease.ts";
import { packageVersion } from "../resources.ts";

/** Folders of a study. */
const FOLDERS = ["tasks", "leases", "results", "failures", "work"] as const;

export const STUDY_FILE = "study.json";

/** Tasks that are being written, in the folder of attempts. */
const PLANNING = "tasks-";

/** After a task's key, in the folder of attempts: what an interrupted one has left. */
const KEPT = ".kept";

/** A task's result folder holds this beside the files of its run. */
export const OUTCOME_FILE = "outcome.json";

/** Attempts of one kind that a task may have: workers and children are killed for reasons that are not the task's. */
const DEATHS_PER_ATTEMPT = 3;

/** How far every task is, as the names in the folder say. */
export interface StudyView {
  readonly tasks: readonly string[];
  readonly done: ReadonlySet<string>;
  readonly leased: ReadonlySet<string>;
  /** Attempts that failed, by their kinds. */
  readonly attempts: ReadonlyMap<string, readonly FailureKind[]>;
}

/** What there is to say of an attempt that failed. */
export interface Failure {
  readonly kind: FailureKind;
  readonly code: string;
  readonly message: string;
  readonly stderr: string;
}

/** A study's folder: every fact about the study is a file or a name in it. */
export interface StudyFolder {
  /** Absolute. */
  readonly path: string;
  readonly file: StudyFile;
  /** What paths and commands start from; absolute. */
  readonly workingFolder: string;
  /** Four or five listings; no file is read. */
  view(): StudyView;
  /** @throws InputError for a file that is damaged; null where the task is no longer part of the study */
  task(key: string): StudyTask | null;
  /** The right to measure a task; null where somebody has it, or it has a result. */
  claim(key: string): Lease | null;
  /** Whether the holders of leases live. */
  readonly watch: LeaseWatch;
  leasePath(key: string): string;
  isDone(key: string): boolean;
  /** Those of one task that failed. */
  attempts(key: string): readonly FailureKind[];
  /** An empty folder for an attempt, on the same file system as the results. */
  makeWork(key: string, token: string): string;
  /** Keeps what an interrupted attempt has left for the next one; for the holder of the task's lease. */
  keep(key: string, work: string): void;
  /** What {@link keep} has kept, as the folder of an attempt; null for nothing. */
  takeKept(key: string, token: string): string | null;
  /** As the result's own files call it once it is in its place: from the working folder. */
  resultPath(key: string): string;
  /** Puts a result in its place, whole, once. @returns false where there is one: this one was left out */
  place(key: string, work: string): boolean;
  /** Removes what an attempt left. */
  discard(work: string): void;
  /** Removes what the dead have left: leases of tasks that are done, and attempts that nobody is at. */
  tidy(): void;
  fail(task: StudyTask, failure: Failure): void;
  outcome(key: string): StudyOutcome;
  /** The last attempt of a task that failed; null where there is none that can be read. */
  lastFailure(key: string): StudyFailure | null;
  /** Gives tasks that failed their attempts again; what they left goes to `failures/earlier`. */
  forgetFailures(keys: Iterable<string>): void;
}

/** lr-finder's major and minor version. */
export function minorVersion(): string {
  return packageVersion().split(".").slice(0, 2).join(".");
}

/**
 * Opens a study's folder.
 *
 * @throws InputError `no-study` where there is none, `bad-study` where its file is damaged
 */
export function openStudy(path: string, times?: LeaseTimes): StudyFolder {
  const file = join(path, STUDY_FILE);
  let read: StudyFile;
  try {
    read = readAs(file, studyFileSchema);
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code !== "ENOENT") throw cause;
    throw new InputError(
      "no-study",
      `${path} holds no study (there is no ${STUDY_FILE}): make one with lr-finder study run SPEC --out ${path}`,
      { data: { path }, cause },
    );
  }
  const missing = FOLDERS.find((folder) => !existsSync(join(path, folder)));
  if (missing !== undefined) {
    throw new InputError(
      "bad-study",
      `the study in ${path} has lost its folder ${missing}: make it again (mkdir ${join(path, missing)}), and plan the study with lr-finder study run`,
      { data: { path, missing } },
    );
  }
  return studyFolder(resolve(path), read, times);
}

/**
 * Whether this lr-finder may measure tasks of a study: one of another minor version gives other numbers.
 *
 * @throws InputError `other-version`
 */
export function checkVersion({ path, file }: StudyFolder): void {
  const own = minorVersion();
  if (file.lrFinder === own) return;
  throw new InputError(
    "other-version",
    `the study in ${path} was planned by lr-finder ${file.lrFinder}, and this is ${packageVersion()}: results of both cannot be put side by side. Start this worker with ${file.lrFinder}, or plan the study again with this one: lr-finder study run`,
    { data: { path, planned: file.lrFinder, own } },
  );
}

/** A plan for a folder. */
export interface StudyPlan {
  readonly file: Omit<StudyFile, "workingFolder" | "plannedAt" | "tasks" | "lrFinder" | "version">;
  readonly tasks: readonly StudyTask[];
  readonly workingFolder: string;
}

/**
 * Makes a study's folder, or brings one up to a plan: tasks that are new get their file, those that
 * are no part of it any more lose theirs; results stay. May be done by several at once, with one plan.
 *
 * @throws InputError or LrFinderError where it cannot be written
 */
export async function writePlan(
  path: string,
  plan: StudyPlan,
  times?: LeaseTimes,
): Promise<StudyFolder> {
  await makeFolders(path);
  for (const folder of FOLDERS) await makeFolders(join(path, folder));
  const absolute = resolve(path);
  const there = writeTasks(absolute, plan.tasks, isRenamed(absolute, plan));
  const file: StudyFile = {
    version: STUDY_VERSION,
    ...plan.file,
    tasks: plan.tasks.length,
    lrFinder: minorVersion(),
    workingFolder: wayTo(absolute, plan.workingFolder),
    plannedAt: new Date().toISOString(),
  };
  await writeAtomically(join(absolute, STUDY_FILE), `${toJson(file, 2)}\n`);
  for (const key of there) removeIfThere(join(absolute, "tasks", `${key}.json`));
  return studyFolder(absolute, file, times);
}

/** Whether axes have got other names: their runs may be the same, and then their tasks say so. */
function isRenamed(path: string, { file }: StudyPlan): boolean {
  const there = join(path, STUDY_FILE);
  if (!existsSync(there)) return false;
  const names = ({ axes }: Pick<StudyFile, "axes">) => JSON.stringify(Object.keys(axes).sort());
  try {
    return names(readAs(there, studyFileSchema)) !== names(file);
  } catch {
    // It is written anew.
    return true;
  }
}

/** @returns the keys of tasks that are there and no part of the plan */
function writeTasks(
  path: string,
  tasks: readonly StudyTask[],
  isAnew: boolean,
): ReadonlySet<string> {
  const place = join(path, "tasks");
  const there = new Set(keysIn(place, ".json"));
  const textOf = (task: StudyTask) => `${toJson(task)}\n`;
  if (there.size === 0) {
    // A folder of their own that takes the place of the empty one: half the calls of one by one.
    const fresh = join(path, "work", `${PLANNING}${randomBytes(6).toString("hex")}`);
    try {
      mkdirSync(fresh);
      for (const task of tasks) writeFresh(join(fresh, `${task.key}.json`), textOf(task));
      renameSync(fresh, place);
      return there;
    } catch (error) {
      discard(fresh);
      // Somebody else has planned or tidied meanwhile, or the system does not rename onto a folder.
      const { code = "" } = error as NodeJS.ErrnoException;
      if (code !== "ENOENT" && !TAKEN.includes(code)) throw error;
    }
    for (const key of keysIn(place, ".json")) there.add(key);
  }
  for (const task of tasks) {
    if (!there.delete(task.key) || isAnew)
      putFileSync(join(place, `${task.key}.json`), textOf(task));
  }
  return there;
}

function wayTo(folder: string, other: string): string {
  const way = relative(folder, resolve(other));
  return way === "" ? "." : way;
}

function studyFolder(path: string, file: StudyFile, times?: LeaseTimes): StudyFolder {
  const workingFolder = isAbsolute(file.workingFolder)
    ? file.workingFolder
    : resolve(path, file.workingFolder);
  const at = (folder: (typeof FOLDERS)[number], name = "") => join(path, folder, name);
  const keptPath = (key: string) => at("work", `${key}${KEPT}`);
  const watch = watchLeases(times);
  /** By asking for each of them: there may be as many failures as tasks. */
  const failuresOf = (key: string) => {
    const found: string[] = [];
    for (let attempt = 1; ; attempt++) {
      const names = failureKindSchema.values
        .map((kind) => `${key}-${attempt}-${kind}.json`)
        .filter((name) => existsSync(at("failures", name)));
      if (names.length === 0) return found;
      found.push(...names);
    }
  };
  return {
    path,
    file,
    workingFolder,
    watch,
    view() {
      // Leases before results: a task that is finished between the two counts as done.
      const leased = new Set(keysIn(at("leases")));
      const attempts = new Map<string, FailureKind[]>();
      for (const name of readdirSync(at("failures"))) {
        const failure = failureName(name);
        if (failure === null) continue;
        const known = attempts.get(failure.key);
        if (known === undefined) attempts.set(failure.key, [failure.kind]);
        else known.push(failure.kind);
      }
      const done = new Set(keysIn(at("results")));
      return { tasks: keysIn(at("tasks"), ".json"), done, leased, attempts };
    },
    task(key) {
      try {
        return readAs(at("tasks", `${key}.json`), studyTaskSchema);
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code === "ENOENT") return null;
        throw error;
      }
    },
    claim(key) {
      const lease = takeLease(at("leases", key), times);
      if (lease === null || !existsSync(at("results", key))) return lease;
      lease.release();
      return null;
    },
    leasePath: (key) => at("leases", key),
    isDone: (key) => existsSync(at("results", key)),
    attempts: (key) => failuresOf(key).flatMap((name) => failureName(name)?.kind ?? []),
    makeWork(key, token) {
      const work = at("work", `${key}.${token}`);
      mkdirSync(work);
      return work;
    },
    keep(key, work) {
      discard(keptPath(key));
      renameSync(work, keptPath(key));
    },
    takeKept(key, token) {
      const work = at("work", `${key}.${token}`);
      try {
        renameSync(keptPath(key), work);
        return work;
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code === "ENOENT") return null;
        throw error;
      }
    },
    resultPath: (key) => relative(workingFolder, at("results", key)) || ".",
    place(key, work) {
      const place = at("results", key);
      try {
        renameSync(work, place);
        return true;
      } catch (error) {
        const { code = "" } = error as NodeJS.ErrnoException;
        const isTaken = TAKEN.includes(code) && existsSync(join(place, OUTCOME_FILE));
        if (!isTaken) throw error;
        discard(work);
        return false;
      }
    },
    discard,
    tidy() {
      for (const key of keysIn(at("leases"))) {
        if (!existsSync(at("results", key)) || watch.look(at("leases", key)) !== "dead") continue;
        watch.takeAway(at("leases", key));
      }
      for (const name of readdirSync(at("work"))) {
        if (name.endsWith(KEPT)) {
          const key = name.slice(0, -KEPT.length);
          const isOpen = existsSync(at("tasks", `${key}.json`)) && !existsSync(at("results", key));
          if (!isOpen) discard(at("work", name));
          continue;
        }
        const [, key, token] = /^([0-9a-f]{24})\.([0-9a-f]+)-\d+$/.exec(name) ?? [];
        const isLeft =
          key === undefined
            ? name.startsWith(PLANNING)
            : readLease(at("leases", key))?.token !== token;
        if (isLeft) discard(at("work", name));
      }
    },
    fail({ key, factors, seed }, { kind, ...failure }) {
      for (let attempt = failuresOf(key).length + 1; ; attempt++) {
        const record: StudyFailure = {
          version: STUDY_VERSION,
          key,
          factors,
          seed,
          attempt,
          kind,
          ...failure,
          at: new Date().toISOString(),
          host: hostname(),
        };
        const name = `${key}-${attempt}-${kind}.json`;
        if (createFileSync(at("failures", name), `${toJson(record)}\n`)) return;
      }
    },
    outcome(key) {
      try {
        return readAs(at("results", join(key, OUTCOME_FILE)), studyOutcomeSchema);
      } catch (cause) {
        throw new InputError(
          "bad-study",
          `the result ${at("results", key)} is damaged (${messageOf(cause)}): remove this folder, and the task is measured again`,
          { data: { path: at("results", key) }, cause },
        );
      }
    },
    lastFailure(key) {
      const last = failuresOf(key).at(-1);
      if (last === undefined) return null;
      try {
        return readAs(at("failures", last), studyFailureSchema);
      } catch {
        return null;
      }
    },
    forgetFailures(keys) {
      const wanted = new Set(keys);
      const earlier = at("failures", "earlier");
      mkdirSync(earlier, { recursive: true });
      const mark = Date.now().toString(36);
      for (const name of readdirSync(at("failures"))) {
        if (!wanted.has(name.slice(0, 24))) continue;
        renameSync(at("failures", name), join(earlier, `${mark}-${name}`));
      }
    },
  };
}

/** What the name of a failure's file says; null for another file. */
function failureName(name: string): { readonly key: string; readonly kind: FailureKind } | null {
  const [, key, kind] = /^([0-9a-f]{24})-\d+-([a-z]+)\.json$/.exec(name) ?? [];
  const known = failureKindSchema.values.find((each) => each === kind);
  return key === undefined || known === undefined ? null : { key, kind: known };
}

/** What systems answer to a rename onto a folder that is not empty. */
const TAKEN = ["ENOTEMPTY", "EEXIST", "EPERM", "EACCES"];

function discard(work: string): void {
  rmSync(work, { recursive: true, force: true });
}

function keysIn(folder: string, ending = ""): string[] {
  const length = 24 + ending.length;
  return readdirSync(folder).flatMap((name) =>
    name.length === length && name.endsWith(ending) && !name.startsWith(".")
      ? [name.slice(0, 24)]
      : [],
  );
}

function readAs<T>(path: string, schema: Schema<T>): T {
  let value: unknown;
  try {
    value = parseJson(readDocumentSync(path, "study").toString("utf8"));
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === "ENOENT") throw cause;
    throw damaged(path, messageOf(cause), cause);
  }
  const parsed = parse(schema, value);
  if (!parsed.ok) throw damaged(path, placed(parsed));
  return parsed.value;
}

function damaged(path: string, why: string, cause?: unknown): InputError {
  return new InputError("bad-study", `${path} cannot be read: ${why}`, {
    data: { path },
    ...(cause !== undefined && { cause }),
  });
}

/** Whether a task with these attempts is given up. */
export function isGivenUp(
  attempts: readonly FailureKind[] | undefined,
  { retries }: Pick<StudyFile, "retries">,
): boolean {
  if (attempts === undefined) return false;
  const errors = attempts.filter((kind) => kind === "error").length;
  const deaths = attempts.filter((kind) => kind === "died").length;
  return (
    attempts.includes("final") || errors > retries || deaths >= DEATHS_PER_ATTEMPT * (retries + 1)
  );
}

/** How far a study is, and which tasks are given up and which can be measured. */
export interface StudyState {
  readonly counts: StudyCounts;
  /** Those that have a result. */
  readonly done: readonly string[];
  readonly failed: readonly string[];
  /** Neither done nor leased nor given up. */
  readonly waiting: readonly string[];
  /** Leased, and without a result. */
  readonly running: readonly string[];
  /** Those of the waiting and failed ones that a dead holder has left leased. */
  readonly dead: readonly string[];
}

/**
 * What a view says.
 *
 * @param isDead whether the holder of a leased task has died
 */
export function stateOf(
  view: StudyView,
  file: Pick<StudyFile, "retries">,
  isDead: (key: string) => boolean = () => false,
): StudyState {
  const failed: string[] = [];
  const waiting: string[] = [];
  const running: string[] = [];
  const dead: string[] = [];
  const done: string[] = [];
  for (const key of view.tasks) {
    if (view.done.has(key)) {
      done.push(key);
      continue;
    }
    if (view.leased.has(key)) {
      if (!isDead(key)) {
        running.push(key);
        continue;
      }
      dead.push(key);
    }
    if (isGivenUp(view.attempts.get(key), file)) failed.push(key);
    else waiting.push(key);
  }
  const counts = {
    tasks: view.tasks.length,
    done: done.length,
    running: running.length,
    failed: failed.length,
    waiting: waiting.length,
    other: view.done.size - done.length,
  };
  return { counts, done, failed, waiting, running, dead };
}

/** How far a study is now, as its folder says, or a view that was just taken of it. */
export function studyState(study: StudyFolder, view: StudyView = study.view()): StudyState {
  const isDead = (key: string) => study.watch.look(study.leasePath(key)) === "dead";
  return stateOf(view, study.file, isDead);
}
