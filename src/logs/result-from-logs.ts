import { type Stop, stopDetail } from "../contract/index.ts";
import { note } from "../contract/make-note.ts";
import { OPTIMIZER_NAMES, optimizerOf } from "../contract/optimizers/index.ts";
import { Refusal } from "../contract/refusals.ts";
import { RECORDED_ENGINE, UNKNOWN_OPTIMIZER } from "../contract/trainer.ts";
import { checkArray, checkObject, checkTexts, nearest, rejectOption } from "../core/check.ts";
import { formatLr } from "../core/format.ts";
import { checkKeys, type KeyTable } from "../core/keys.ts";
import type { Note } from "../core/note.ts";
import { maxOf, minOf } from "../core/stats.ts";
import { makePlan } from "../plan/index.ts";
import { buildResult, type Horizon, type Result, type ResultParts } from "../result/index.ts";
import { divisorFor, type GridPoint, gridPoints, recommendFromGrid } from "../suggest/index.ts";
import type { SweepRecord, SweepRun } from "../sweep/index.ts";
import type { GridLog } from "./grid-log.ts";
import type { SweepLog } from "./sweep-log.ts";

/** What the logs do not say. */
export interface LogResultOptions extends Pick<ResultParts, "name" | "createdAt" | "versions"> {
  /** Optimizer of the recorded sweep. @default what the log says, else `unknown` */
  readonly optimizer?: string;
  /** Rows in a batch. @default what the log says, else 0 for unknown */
  readonly batchSize?: number;
  /** Optimizer steps of one pass over the data. @default what the log says, else 50 is assumed */
  readonly stepsPerEpoch?: number;
  readonly horizon: Horizon;
  readonly preset?: ResultParts["preset"];
  /** Anything else worth recording, e.g. files and digests. */
  readonly options?: ResultParts["options"];
  readonly seconds?: number;
  readonly files?: Result["files"];
}

const RESULT_KEYS: KeyTable<LogResultOptions> = {
  name: true,
  createdAt: true,
  versions: true,
  optimizer: true,
  batchSize: true,
  stepsPerEpoch: true,
  horizon: true,
  preset: true,
  options: true,
  seconds: true,
  files: true,
};

/** Steps of an epoch where nobody says: 20 epochs of them make a run of 1000. */
const ASSUMED_STEPS_PER_EPOCH = 50;

/**
 * The result of recorded sweeps, as `run` would give it. Several logs are repeats of one sweep: they
 * are pooled into one curve. Nothing was trained, so the cost is 0 and the engine is `recorded`.
 *
 * @param logs at least one
 * @throws InputError when the logs cannot be repeats of one sweep (other optimizers, no LR in
 *   common), or when no plan can be made: `epochs` or `per: "epoch"` without `stepsPerEpoch`
 */
export function resultFromLogs(logs: readonly SweepLog[], options: LogResultOptions): Result {
  checkKeys("resultFromLogs", options, RESULT_KEYS);
  checkArray("logs", logs);
  checkObject("horizon", options.horizon);
  checkTexts({ name: options.name, optimizer: options.optimizer });
  if (logs.length === 0) rejectOption("logs", "one or more", logs);
  checkRepeats(logs);
  const hints = logs.find((log) => Object.keys(log.hints).length > 0)?.hints ?? {};
  const optimizer = options.optimizer ?? hints.optimizer ?? UNKNOWN_OPTIMIZER;
  const pace = paceOf(options, hints.stepsPerEpoch);
  // Any learning rate will do: what counts is whether the numbers fit together.
  makePlan({ ...options.horizon, lr: 1e-3, optimizer, stepsPerEpoch: pace.stepsPerEpoch });
  const known = logs[0]?.known?.info;
  const info: SweepRecord["info"] = {
    optimizer,
    batchSize: options.batchSize ?? hints.batchSize ?? 0,
    stepsPerEpoch: pace.stepsPerEpoch,
    parameterCount: known?.parameterCount ?? 0,
    engine: known?.engine ?? {
      name: RECORDED_ENGINE,
      version: "",
      ...readFrom("losses", logs),
    },
    seed: known?.seed ?? 0,
  };
  const record: SweepRecord = { version: 1, info, options: sweepOptions(logs), runs: runsOf(logs) };
  return buildResult({
    record,
    horizon: options.horizon,
    ...(options.preset === undefined ? {} : { preset: options.preset }),
    name: options.name,
    data: null,
    warnings: [
      ...logs.flatMap(({ warnings }) => warnings),
      ...(optimizer === UNKNOWN_OPTIMIZER ? [unknownOptimizer()] : notKnown(optimizer)),
      ...pace.warnings,
    ],
    options: options.options ?? {},
    versions: options.versions,
    createdAt: options.createdAt,
    cost: { trainSteps: 0, evaluations: 0, seconds: options.seconds ?? 0 },
    files: options.files ?? { result: null, report: null },
  });
}

/**
 * The result of grids of trainings: the best LR, with the range of its valley. Several are one. The points
 * stand in for a sweep, so that they can be drawn; the rules that read sweeps give nothing.
 *
 * @param grids at least one
 * @throws InputError when no plan can be made, as {@link resultFromLogs}
 */
export function resultFromGrids(grids: readonly GridLog[], options: LogResultOptions): Result {
  checkKeys("resultFromGrids", options, RESULT_KEYS);
  checkArray("grids", grids);
  checkObject("horizon", options.horizon);
  checkTexts({ name: options.name, optimizer: options.optimizer });
  if (grids.length === 0) rejectOption("grids", "one or more", grids);
  const optimizer = options.optimizer ?? UNKNOWN_OPTIMIZER;
  const pace = paceOf(options, undefined);
  makePlan({ ...options.horizon, lr: 1e-3, optimizer, stepsPerEpoch: pace.stepsPerEpoch });
  const varies = grids.some(({ varying }) => varying.length > 0);
  const points = gridPoints(
    grids.flatMap(({ rows }) => rows),
    varies,
  );
  const finite = points.filter(({ loss }) => Number.isFinite(loss));
  const lrs = finite.map(({ lr }) => lr);
  const last = points.at(-1) as GridPoint;
  const stop: Stop = { code: "log-ends", lr: lrs.at(-1) ?? last.lr };
  const run: SweepRun = {
    seed: 0,
    stepIndices: finite.map((_, i) => i),
    lrs,
    losses: finite.map(({ loss }) => loss),
    heldOut: [],
    stopReason: "completed",
    stopDetail: stopDetail(stop),
    stop,
  };
  return buildResult({
    record: {
      version: 1,
      info: {
        optimizer,
        batchSize: options.batchSize ?? 0,
        stepsPerEpoch: pace.stepsPerEpoch,
        parameterCount: 0,
        engine: {
          name: RECORDED_ENGINE,
          version: "",
          ...readFrom("trainings", grids),
        },
        seed: 0,
      },
      options: {
        startLr: (points[0] as GridPoint).lr,
        endLr: last.lr,
        steps: points.length,
        mode: "exp",
        stopRule: { kind: "none" },
        evaluateEvery: 0,
        repeats: 1,
        seed: 0,
      },
      runs: finite.length === 0 ? [] : [run],
    },
    isGrid: true,
    suggestion: recommendFromGrid(points),
    horizon: options.horizon,
    name: options.name,
    data: null,
    warnings: [...grids.flatMap(({ warnings }) => warnings), ...pace.warnings],
    options: options.options ?? {},
    versions: options.versions,
    createdAt: options.createdAt,
    cost: { trainSteps: 0, evaluations: 0, seconds: options.seconds ?? 0 },
    files: options.files ?? { result: null, report: null },
  });
}

function paceOf(
  { horizon, stepsPerEpoch: given }: LogResultOptions,
  hint: number | undefined,
): { stepsPerEpoch: number; warnings: Note[] } {
  const stepsPerEpoch = given ?? hint;
  if (stepsPerEpoch !== undefined) return { stepsPerEpoch, warnings: [] };
  const { epochs, totalSteps, per } = horizon;
  if (epochs !== undefined || per === "epoch") {
    const option = epochs !== undefined ? "epochs" : "per";
    rejectOption(
      option,
      "given together with `stepsPerEpoch`, which the log does not say",
      epochs ?? per,
    );
  }
  if (totalSteps !== undefined) return { stepsPerEpoch: totalSteps, warnings: [] };
  const stepsAssumed = ASSUMED_STEPS_PER_EPOCH;
  const message = `The log does not say how long an epoch is: ${stepsAssumed} steps are assumed for the plan. Give --total-steps, or --steps-per-epoch and --epochs.`;
  return {
    stepsPerEpoch: stepsAssumed,
    warnings: [note("steps-per-epoch-assumed", message, { stepsPerEpoch: stepsAssumed })],
  };
}

function unknownOptimizer(): Note {
  return note(
    "unknown-optimizer",
    `The log does not say which optimizer it is of, so the margin for an unknown one was used: ${marginText()}. Give --optimizer.`,
    margins(),
  );
}

/** What the LR of a curve's lowest place is divided by for an optimizer of which nothing is known, and for others. */
function margins() {
  return { unknown: divisorFor("unknown"), sgd: divisorFor("sgd"), adam: divisorFor("adam") };
}

function marginText(): string {
  const { unknown, sgd, adam } = margins();
  return `the LR of the curve's lowest place is divided by ${unknown} (by ${sgd} for plain SGD, by ${adam} for Adam and momentum)`;
}

/** That a name says nothing: neither one of ours nor of a family. It changes no more than the margin. */
function notKnown(optimizer: string): Note[] {
  if (optimizerOf(optimizer).kind !== "unknown") return [];
  const near = nearest(optimizer, OPTIMIZER_NAMES);
  const hint = near === undefined ? "" : ` Did you mean ${near}?`;
  const message = `The optimizer ${optimizer} is not known here, and its name does not say what it is like, so the margin for an unknown one was used: ${marginText()}.${hint}`;
  return [
    note("optimizer-not-known", message, {
      optimizer,
      ...margins(),
      ...(near !== undefined && { nearest: near }),
    }),
  ];
}

function sweepOptions(logs: readonly SweepLog[]): SweepRecord["options"] {
  const [only] = logs;
  if (logs.length === 1 && only?.known) return only.known.options;
  const ladders = logs.map(({ ladder }) => ladder);
  return {
    startLr: minOf(ladders.map(({ startLr }) => startLr)),
    endLr: maxOf(ladders.map(({ endLr }) => endLr)),
    steps: maxOf(ladders.map(({ steps }) => steps)),
    mode: only?.mode ?? "exp",
    stopRule: { kind: "none" },
    evaluateEvery: 0,
    repeats: logs.reduce((sum, { runs }) => sum + runs.length, 0),
    seed: 0,
  };
}

function runsOf(logs: readonly SweepLog[]): SweepRun[] {
  const runs = logs.flatMap((log) => log.runs);
  const seeds = new Set(runs.map(({ seed }) => seed));
  return seeds.size === runs.length ? runs : runs.map((run, seed) => ({ ...run, seed }));
}

function checkRepeats(logs: readonly SweepLog[]): void {
  const optimizers = new Set(logs.flatMap(({ hints }) => hints.optimizer ?? []));
  if (optimizers.size > 1) {
    throw new Refusal(
      "not-repeats",
      `the logs are of different optimizers (${[...optimizers].join(", ")}), and several logs are taken for repeats of one sweep: analyze them one by one with --out, then compare them with lr-finder report`,
      { optimizers: [...optimizers] },
    );
  }
  const lowest = maxOf(logs.map(({ ladder }) => ladder.startLr));
  const highest = minOf(logs.map(({ ladder }) => ladder.endLr));
  if (lowest < highest) return;
  const ranges = logs.map(
    ({ name, ladder }) => `${name} ${formatLr(ladder.startLr)} to ${formatLr(ladder.endLr)}`,
  );
  throw new Refusal(
    "not-repeats",
    `the logs have no learning rate in common (${ranges.join("; ")}), and several logs are taken for repeats of one sweep: analyze them one by one`,
    {
      ranges,
      logs: logs.map(({ name, ladder: { startLr, endLr } }) => ({
        ...{ log: name, fromLr: startLr, toLr: endLr },
      })),
    },
  );
}

/** Why no engine trained. */
function readFrom(of: "losses" | "trainings", read: readonly { readonly name: string }[]) {
  const names = read.map(({ name }) => name);
  const why = `nothing was trained here: the ${of} were read from ${names.join(", ")}`;
  return { why, whyNote: note("engine-none", why, { of, names }) };
}
