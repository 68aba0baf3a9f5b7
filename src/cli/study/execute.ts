import { join, resolve } from "node:path";
import { decimal } from "../../core/check.ts";
import { InputError } from "../../core/errors.ts";
import { toJson } from "../../core/json.ts";
import { SIGNAL_EXIT_CODES } from "../../files/platform.ts";
import { planJob } from "../../job/index.ts";
import type { JobRequest } from "../../job/request.ts";
import type { EngineRequest } from "../../study/engines/engine.ts";
import { engineNamed } from "../../study/engines/index.ts";
import {
  type EngineName,
  openStudy,
  type PlannedStudy,
  planStudy,
  readSpec,
  type StudyHooks,
} from "../../study/index.ts";
import { measureStudy } from "../../study/run.ts";
import type { Language } from "../../words/index.ts";
import { EXIT } from "../exit-codes.ts";
import type { Io } from "../io.ts";
import { readPoint } from "../options/point.ts";
import { printText } from "../output.ts";
import { formatSeconds } from "../progress.ts";
import { withSignals } from "../signals.ts";
import { openStudyLive } from "./live.ts";
import { printSummary } from "./print.ts";
import { studyProgress } from "./progress.ts";

/** What `study run` gets from its command line. */
interface StudyValues {
  readonly spec: string | undefined;
  readonly trainer?: string;
  readonly data?: string;
  readonly target?: string | number;
  readonly model?: string;
  readonly module?: string;
  readonly axis?: readonly string[];
  readonly at?: readonly string[];
  readonly repeats?: number;
  readonly design?: "full" | "corners";
  readonly option?: Readonly<Record<string, string | number | boolean>>;
  readonly name?: string;
  readonly engine: EngineName;
  readonly workers?: number;
  readonly devices?: readonly string[];
  readonly retries?: number;
  readonly onlyFailed: boolean;
  readonly queue?: string;
  readonly sbatch?: string;
  readonly tasksPerJob?: number;
  readonly cancel: boolean;
  readonly out?: string;
  readonly dryRun: boolean;
  readonly quiet: boolean;
  readonly live: boolean;
  readonly language: Language;
  readonly json: boolean;
}

/**
 * The whole of `study run`.
 *
 * @param specOptions those that take the place of a spec
 * @returns the exit code
 */
export async function executeStudy(
  values: StudyValues,
  specOptions: readonly (keyof StudyValues)[],
  io: Io,
): Promise<number> {
  const { spec, called, workingFolder } = await specOf(values, specOptions);
  const { retries, engine, workers, devices, onlyFailed, json, quiet } = values;
  const { queue, sbatch, tasksPerJob, cancel } = values;
  const options = {
    ...(retries !== undefined && { retries }),
    ...(workingFolder !== undefined && { workingFolder }),
  };
  const planned = await planStudy(spec, { ...options, called });
  const out = values.out ?? join("studies", planned.spec.name.replace(/[^\w.-]+/g, "-"));
  if (values.dryRun) return dryRun(planned, values, out, io);
  return withSignals(io, async (taken) => {
    const progress = studyProgress(io, quiet || json);
    const hooks: StudyHooks = {
      ...options,
      out,
      engine,
      onlyFailed,
      queue,
      sbatch,
      tasksPerJob,
      cancel,
      ...(workers !== undefined && { workers }),
      ...(devices !== undefined && { devices }),
      signal: taken.signal,
      onPlan: progress.onPlan,
      onProgress: progress.onProgress,
      onMessage: progress.onMessage,
    };
    const page = values.live ? await openStudyLive(planned, out, values.language, io) : undefined;
    const follow: StudyHooks = {
      ...hooks,
      onProgress(now) {
        progress.onProgress(now);
        page?.onProgress(now);
      },
    };
    const { status, summary } = await measureStudy(planned, follow).finally(() => page?.close());
    progress.done();
    if (json) io.out(`${toJson({ ...summary, status, folder: out }, 2)}\n`);
    else if (!quiet) printSummary(summary, out, io);
    if (taken.received !== undefined) {
      if (!quiet) io.err(`interrupted: the same command goes on\n`);
      return SIGNAL_EXIT_CODES[taken.received];
    }
    if (status === "left") {
      io.err("the workers ended before everything was measured: the same command goes on\n");
    }
    return status === "done" && summary.counts.failed === 0 ? EXIT.ok : EXIT.failure;
  });
}

interface GivenSpec {
  readonly spec: unknown;
  readonly called: string;
  readonly workingFolder?: string;
}

async function specOf(
  values: StudyValues,
  specOptions: readonly (keyof StudyValues)[],
): Promise<GivenSpec> {
  const given = specOptions.filter((key) => values[key] !== undefined);
  if (values.spec !== undefined) {
    const [first] = given;
    if (first !== undefined) {
      throw new InputError(
        "bad-option",
        `\`${first}\` cannot be used beside ${values.spec}, which is the whole spec: put it in there`,
        { data: { option: first } },
      );
    }
    return { spec: await readSpec(values.spec), called: values.spec };
  }
  if (given.length === 0) {
    if (values.out === undefined) {
      throw new InputError(
        "bad-study",
        "nothing to measure: give a spec (lr-finder study init writes one), options such as --trainer and --axis, or with --out the folder of a study",
      );
    }
    const { file, workingFolder } = openStudy(values.out);
    const {
      tasks: _,
      lrFinder: __,
      workingFolder: ___,
      plannedAt: ____,
      retries: _____,
      at,
      ...rest
    } = file;
    return { spec: { ...rest, ...(at !== null && { at }) }, called: values.out, workingFolder };
  }
  const {
    trainer,
    data,
    target,
    model,
    module,
    axis = [],
    at = [],
    repeats,
    design,
    option: run,
    name,
  } = values;
  const spec = {
    version: 1,
    name,
    trainer,
    data,
    target,
    model,
    module,
    axes: Object.fromEntries(axis.map(axisOf)),
    repeats,
    design,
    run,
    at: at.length === 0 ? undefined : readPoint(at),
  };
  const there = Object.entries(spec).filter(([, value]) => value !== undefined);
  return { spec: Object.fromEntries(there), called: "the study" };
}

/** `batch=batch:16,64,256` */
function axisOf(typed: string) {
  const [, name, kind, values] = /^([^=:]+)=([^:=]*):(.*)$/.exec(typed) ?? [];
  if (name === undefined || kind === undefined || values === undefined) {
    throw new InputError(
      "bad-option",
      `\`axis\` must be NAME=KIND:VALUES, e.g. batch=batch:16,64,256, got ${JSON.stringify(typed)}`,
      { data: { option: "axis" } },
    );
  }
  const texts = values === "" ? [] : values.split(",");
  const read = (text: string) => (kind === "names" ? text : (decimal(text) ?? text));
  return [name, { kind, values: texts.map(read) }] as const;
}

/** Tasks whose steps are timed for a guess at all of them. */
const SAMPLED = 4;

async function dryRun(
  planned: PlannedStudy,
  values: StudyValues,
  out: string,
  io: Io,
): Promise<number> {
  const { spec, plan, cells } = planned;
  const { tasks } = plan;
  const every = Math.max(1, Math.floor((tasks.length - 1) / (SAMPLED - 1)));
  const sample = tasks.filter((_, i) => i % every === 0).slice(0, SAMPLED);
  let steps = 0;
  let seconds = 0;
  for (const { request } of sample) {
    const { search, stepMs } = await planJob({ ...(request as JobRequest), report: false });
    const all = search.steps.search + search.steps.verification;
    steps += all / sample.length;
    seconds += (stepMs * all) / 1000 / sample.length;
  }
  const engine = await engineNamed(values.engine, values);
  const request: EngineRequest = {
    folder: resolve(out),
    name: spec.name,
    tasks: tasks.length,
    workers: values.workers,
    devices: values.devices ?? [],
    only: undefined,
    signal: new AbortController().signal,
    say: () => {},
  };
  const script = await engine.script?.(request);
  const counts = { tasks: tasks.length, cells, steps: Math.round(steps * tasks.length) };
  if (values.json) {
    const { name, axes, at, design, repeats } = spec;
    const estimate = { trainSteps: counts.steps, seconds: seconds * tasks.length };
    io.out(
      `${toJson({ version: 1, dryRun: true, name, folder: out, axes, at, design, repeats, cells, tasks: tasks.length, estimate, ...(script !== undefined && { script }) }, 2)}\n`,
    );
    return EXIT.ok;
  }
  const axes = Object.entries(spec.axes).map(
    ([name, { kind, values: all }]) => `  ${name} (${kind}): ${all.join(", ")}`,
  );
  const lines = [
    `Would measure ${spec.name} in ${out}: ${cells} cells, ${tasks.length} runs`,
    ...axes,
    `  at most ${counts.steps.toLocaleString("en")} training steps, about ${formatSeconds(seconds * tasks.length)} of training in all (by ${sample.length} timed steps)`,
    `  engine ${values.engine}: ${engine.describe(request)}`,
    ...(script === undefined ? [] : ["Would submit:", script.trimEnd()]),
  ];
  printText(io, `${lines.join("\n")}\n`);
  return EXIT.ok;
}
