import { mkdirSync, readdirSync, renameSync, statSync } from "node:fs";
import { basename, join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { InputError, LrFinderError } from "../../../core/errors.ts";
import {
  beside,
  putFileSync,
  readDocumentSync,
  removeIfThere,
  writeFresh,
} from "../../../files/index.ts";
import { openStudy, type StudyFolder, studyState } from "../../folder.ts";
import { programFile } from "../../program.ts";
import { bury } from "../../worker.ts";
import {
  type Engine,
  type EngineOptions,
  type EngineRequest,
  isWantedBy,
  workerArguments,
} from "../engine.ts";
import { arraySize, cancelJobs, queuedJobs, type SlurmJob, submit } from "./commands.ts";
import { arrayScript, SLURM_FOLDER } from "./script.ts";

/** Jobs for a study, where nobody says how many tasks one has: that many, or a few for each that may run. */
const JOBS = 32;
const JOBS_PER_WORKER = 4;
/** Jobs of an array where the site does not say: Slurm's own limit. */
const ARRAY_JOBS = 1000;
/** How often one run submits what earlier jobs have left. */
const ROUNDS = 10;
/** From one question to Slurm to the next, in ms. */
const POLL_MS = [1_000, 15_000] as const;
/** How long jobs may wait before their reason is said, in ms. */
const WAIT_MS = 60_000;
/** Lines of a job's log that are shown. */
const LOG_LINES = 10;

/** Workers as jobs of Slurm: arrays of them, which are watched, and submitted again for what is left. */
export function slurmEngine(options: EngineOptions): Engine {
  checkSbatch(options.sbatch);
  return {
    describe(request) {
      const { jobs, each } = shapeOf(request, options);
      const tasks = each === 1 ? "one task" : `up to ${each} tasks`;
      return jobs === 1 ? `a job of Slurm, ${tasks}` : `${jobs} jobs of Slurm, ${tasks} each`;
    },
    async script(request) {
      const { jobs } = shapeOf(request, options);
      const [size = 1] = splitBy(jobs, await arrayJobs());
      return scriptOf(request, options, size);
    },
    async start(request) {
      const arrays = slurmArrays(openStudy(request.folder), request, options);
      await arrays.begin();
      const ended = arrays.watch();
      // Awaited by who started it, perhaps later.
      ended.catch(() => {});
      return { workers: shapeOf(request, options).jobs, ended };
    },
  };
}

/** How many jobs there are, and tasks for each. */
function shapeOf({ tasks, workers }: EngineRequest, { tasksPerJob }: EngineOptions) {
  const most = workers === undefined ? JOBS : JOBS_PER_WORKER * workers;
  const each = tasksPerJob ?? Math.ceil(tasks / most);
  return { jobs: Math.ceil(tasks / each), each };
}

function scriptOf(request: EngineRequest, options: EngineOptions, jobs: number): string {
  const { each } = shapeOf(request, options);
  const { name, folder, workers: atOnce } = request;
  const worker = [...workerArguments(request), "--most", String(each), "--json"];
  const command = [process.execPath, programFile(), ...worker];
  return arrayScript({ name, folder, jobs, atOnce, sbatch: options.sbatch, command });
}

/** Options that the script sets itself, and its study would not hold together without. */
const OWN =
  /(^|\s)(--array|-a|--output|-o|--chdir|-D|--wrap|--open-mode|--test-only|--parsable)(\s|=|$)/;

function checkSbatch(sbatch: string | undefined): void {
  if (sbatch === undefined) return;
  const [, , own] = OWN.exec(sbatch) ?? [];
  const why =
    own !== undefined
      ? `${own} is lr-finder's own (see --tasks-per-job and --workers)`
      : /[\n\r]/.test(sbatch)
        ? "it must be one line"
        : sbatch.trim().startsWith("-")
          ? null
          : "expected options of sbatch, such as --gpus=1 --time=1:00:00";
  if (why === null) return;
  throw new InputError("bad-option", `\`sbatch\`: ${why}`, { data: { option: "sbatch" } });
}

async function arrayJobs(): Promise<number> {
  return Math.max(1, (await arraySize()) ?? ARRAY_JOBS);
}

/** Sizes of arrays that hold so many jobs together. */
function splitBy(jobs: number, most: number): number[] {
  const arrays = Math.ceil(jobs / most);
  return Array.from(
    { length: arrays },
    (_, i) => Math.floor(((i + 1) * jobs) / arrays) - Math.floor((i * jobs) / arrays),
  );
}

/** The arrays of one run of a study. */
function slurmArrays(study: StudyFolder, request: EngineRequest, options: EngineOptions) {
  const folder = join(study.path, SLURM_FOLDER);
  const { say, signal } = request;
  const isWanted = isWantedBy(request.only);
  /** Of the jobs that are there, and the sizes of arrays that are still to be submitted. */
  let live = new Set<string>();
  let left: number[] = [];

  const look = () => {
    const view = study.view();
    const state = studyState(study, view);
    for (const key of state.dead) bury(study, key);
    const attempts = [...view.attempts.values()].reduce((sum, all) => sum + all.length, 0);
    const free = state.waiting.filter(isWanted).length;
    const taken = state.running.filter(isWanted).length;
    // Results and attempts only get more.
    return { free, taken, progress: state.counts.done + attempts };
  };

  /** Submits what the site takes now. */
  const submitSome = async (tasks: number) => {
    // The limit on those that run at once holds for one array.
    while (left.length > 0 && (request.workers === undefined || live.size === 0)) {
      const [size = 1] = left;
      const own = { ...request, tasks, only: ownKeys(folder, request.only) };
      try {
        const id = await submitScript(folder, scriptOf(own, options, size));
        left.shift();
        live.add(id);
        say(`submitted ${namesOf([id])}: ${size} worker${size === 1 ? "" : "s"}`);
      } catch (error) {
        if (!isLimit(error)) throw error;
        if (size > 1) left.splice(0, 1, ...splitBy(size, Math.ceil(size / 2)));
        // There is room when some of the others have ended.
        else if (live.size > 0) return;
        else throw error;
      }
    }
  };

  const plan = async (tasks: number) => {
    left = splitBy(shapeOf({ ...request, tasks }, options).jobs, await arrayJobs());
    await submitSome(tasks);
  };

  /** Until none of the jobs is there any more; @returns whether there is nothing left to be done */
  const watchOnce = async (tasks: number): Promise<boolean> => {
    let pause: number = POLL_MS[0];
    const waits = waitSayer(say);
    let isAway = false;
    for (;;) {
      await delay(pause, undefined, { signal }).catch(() => {});
      pause = Math.min(POLL_MS[1], pause * 1.3);
      const { free, taken } = look();
      const isDone = free + taken === 0;
      if (signal.aborted || isDone) {
        await leave(isDone);
        return true;
      }
      try {
        const there = (await queuedJobs()).filter(({ id }) => live.has(id));
        live = new Set(there.map(({ id }) => id));
        waits(there);
        if (isAway) say("Slurm answers again");
        isAway = false;
      } catch (error) {
        if (!(error instanceof LrFinderError) || error.code !== "slurm-away") throw error;
        if (!isAway) say(`${error.message}; asking again until it does`);
        isAway = true;
        continue;
      }
      await submitSome(tasks);
      if (live.size === 0) return false;
    }
  };

  const leave = async (isDone: boolean) => {
    const there = await queuedJobs().catch(() => []);
    const ids = [...live].filter((id) => {
      const states = there.flatMap((job) => (job.id === id ? [job.state] : []));
      // Those that run find nothing to do, and end by themselves.
      return isDone ? states.includes("PENDING") : states.length > 0;
    });
    if (ids.length === 0) return;
    if (options.cancel === true) {
      const words = await cancelJobs(ids);
      say(words === "" ? `cancelled ${namesOf(ids)}` : `scancel: ${words}`);
      return;
    }
    const what = isDone
      ? "still there, and will find nothing to do"
      : "still there, and go on in the background; the same command watches again";
    say(`${namesOf(ids)} ${isOne(ids)} ${what}. To cancel: scancel ${ids.join(" ")}`);
  };

  return {
    /** Submits, or finds those that were submitted before. */
    async begin() {
      mkdirSync(folder, { recursive: true });
      const known = new Set(
        readdirSync(folder).flatMap((name) => /^(\d+)\.sh$/.exec(name)?.[1] ?? []),
      );
      live = new Set((await queuedJobs()).map(({ id }) => id).filter((id) => known.has(id)));
      if (live.size === 0) await plan(request.tasks);
      else say(`${namesOf([...live])} of this study ${isOne([...live])} there, and watched`);
    },
    async watch() {
      let { free, progress } = look();
      for (let round = 1; !(await watchOnce(free)); round++) {
        const now = look();
        // What is held by workers that died elsewhere is free when that is known.
        if (now.free === 0) return;
        if (now.progress === progress) {
          say(`the jobs ended, and nothing was measured${endOfLog(folder)}`);
          return;
        }
        if (round === ROUNDS) {
          say(`${ROUNDS} times jobs were submitted, and ${now.free} tasks are left`);
          return;
        }
        ({ free, progress } = now);
        await plan(free);
      }
    },
  };
}

/** What sites answer to too many jobs at once. */
function isLimit(error: unknown): boolean {
  return (
    error instanceof LrFinderError &&
    error.code === "slurm-refused" &&
    /limit|invalid job array|exceed|too many/i.test(error.message)
  );
}

function namesOf(ids: readonly string[]): string {
  return `${ids.length === 1 ? "the job" : "the jobs"} ${ids.join(", ")}`;
}

const isOne = (ids: readonly string[]) => (ids.length === 1 ? "is" : "are");

/** Says why nothing runs, once. */
function waitSayer(say: (words: string) => void) {
  const since = performance.now();
  let isSaid = false;
  return (jobs: readonly SlurmJob[]) => {
    isSaid ||= jobs.some(({ state }) => state !== "PENDING");
    if (isSaid || jobs.length === 0 || performance.now() - since < WAIT_MS) return;
    isSaid = true;
    const reasons = [...new Set(jobs.map(({ reason }) => reason))].join(", ");
    say(`Slurm has started none of the jobs yet (${reasons})`);
  };
}

/** The script lies in the folder under its job's number, by which the next run finds it. */
async function submitScript(folder: string, script: string): Promise<string> {
  const path = beside(join(folder, "array.sh"));
  writeFresh(path, script);
  try {
    const id = await submit(path);
    renameSync(path, join(folder, `${id}.sh`));
    return id;
  } catch (error) {
    removeIfThere(path);
    throw error;
  }
}

/** A list of tasks that stays when the run that made it has ended before its jobs. */
function ownKeys(folder: string, only: string | undefined): string | undefined {
  if (only === undefined) return undefined;
  const own = join(folder, basename(only));
  putFileSync(own, readDocumentSync(only, "study").toString("utf8"));
  return own;
}

function endOfLog(folder: string): string {
  const [newest] = readdirSync(folder)
    .filter((name) => name.endsWith(".log"))
    .map((name) => ({ path: join(folder, name), at: statSync(join(folder, name)).mtimeMs }))
    .sort((a, b) => b.at - a.at);
  if (newest === undefined) return "; no job has written a log";
  const text = readDocumentSync(newest.path, "journal").toString("utf8").trim();
  const lines = text.split("\n").slice(-LOG_LINES).join("\n");
  return `; the last one says (${newest.path}):\n${lines}`;
}
