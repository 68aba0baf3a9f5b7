import { type Stop, stopDetail } from "../contract/index.ts";
import { type KnownNote, note } from "../contract/make-note.ts";
import { type NoSweep, Refusal } from "../contract/refusals.ts";
import { checkArray, checkObject, checkTexts } from "../core/check.ts";
import { InputError } from "../core/errors.ts";
import { checkKeys, type KeyTable } from "../core/keys.ts";
import type { Note } from "../core/note.ts";
import { firstNonFinite } from "../core/stats.ts";
import { isLinear, RECORDERS } from "../curve/index.ts";
import type { SweepMode, SweepRun } from "../sweep/index.ts";
import { classify, type LogKind, sweepPoints } from "./classify.ts";
import { type ColumnsRead, columnsRead, matchedNotes } from "./columns-read.ts";
import { LOG_FORMATS, type LogTable } from "./formats/index.ts";
import {
  type PickedColumns,
  type PickedRun,
  pickRuns,
  requireColumn,
  severalRuns,
  WANTED_KEYS,
  type WantedColumns,
} from "./pick-columns.ts";
import { joinPoints, type LogPoints } from "./points.ts";
import {
  looksSmoothed,
  type RecognisedAverage,
  type RecordedSmoothing,
  recognisedAverage,
  recognisedNote,
  smoothedNote,
} from "./smoothing.ts";
import type { KnownSweep, LogHints } from "./table.ts";

/** The LR sweep of a log. */
export interface SweepLog {
  readonly name: string;
  /** What tells the run from the others of the log; null where it is the only one. */
  readonly run: string | null;
  /** Null for a log of ours. */
  readonly columns: ColumnsRead | null;
  /** One a pass over the ladder; seeds are 0, 1, … unless the log is ours. */
  readonly runs: readonly SweepRun[];
  readonly mode: SweepMode;
  /** The ladder of the longest pass, points after a non-finite loss included. */
  readonly ladder: { readonly startLr: number; readonly endLr: number; readonly steps: number };
  readonly hints: LogHints;
  /** Options and trainer, where the log is one of ours. */
  readonly known: KnownSweep | null;
  readonly warnings: readonly Note[];
}

/** Which columns to use, and what was done to the losses before they were written. */
export interface SweepLogOptions extends WantedColumns {
  /**
   * The tool whose moving average the losses are: they are turned back into raw ones. `none`: they are
   * raw. @default recognised by the losses themselves
   */
  readonly recordedBy?: RecordedSmoothing | "none";
}

const SWEEP_LOG_KEYS: KeyTable<SweepLogOptions> = { ...WANTED_KEYS, recordedBy: true };

/**
 * Whether a log is of an LR sweep or of an ordinary training, and what shows it.
 *
 * @throws InputError when there are no losses, or a named column cannot be used
 */
export function classifyLog(table: LogTable, wanted: WantedColumns = {}): LogKind {
  const runs = pickRuns(table, wanted);
  if (runs.length > 1) throw severalRuns(table, runs);
  const points = joinPoints(table, runs[0] as PickedRun, { carry: false });
  return classify(sweepPoints(points, table), table);
}

/** Whether a log is of an LR sweep: see {@link classifyLog}. */
export function isSweep(table: LogTable, wanted: WantedColumns = {}): boolean {
  return classifyLog(table, wanted).kind === "sweep";
}

/**
 * The sweep of a log: its points up to and with the first non-finite loss of each pass.
 *
 * @throws InputError `no-lr-column` or `no-loss-column` with what there is instead; `training-log`
 *   with the reason for a log that is no sweep; `bad-lr`; what {@link pickColumns} throws, of which
 *   `several-columns` for a log of several runs, which {@link sweepsFromLog} reads
 */
export function sweepFromLog(table: LogTable, options: SweepLogOptions = {}): SweepLog {
  const sweeps = readSweeps("sweepFromLog", table, options);
  if (sweeps.length > 1) throw severalRuns(table, sweeps);
  return sweeps[0] as SweepLog;
}

/** Every run of a log: see {@link sweepFromLog}. */
export function sweepsFromLog(table: LogTable, options: SweepLogOptions = {}): SweepLog[] {
  return readSweeps("sweepsFromLog", table, options);
}

function readSweeps(caller: string, table: LogTable, options: SweepLogOptions): SweepLog[] {
  checkKeys(caller, options, SWEEP_LOG_KEYS);
  checkTexts({ lr: options.lr, loss: options.loss });
  checkObject("table", table, "a table of `parseLog`");
  checkArray("columns", table.columns);
  const { known, hints, name } = table;
  if (known !== null && options.lr === undefined && options.loss === undefined) {
    const { runs, options: resolved } = known;
    const { mode, startLr, endLr, steps } = resolved;
    const ladder = { startLr, endLr, steps };
    const { warnings } = table;
    return [{ name, run: null, columns: null, runs, mode, ladder, hints, known, warnings }];
  }
  // Rows of several runs one after the other may be repeats of one sweep.
  const whole = pickRuns(table, options, { byRows: false });
  try {
    return whole.map((run) => sweepOf(table, run, options));
  } catch (fault) {
    const split = pickRuns(table, options);
    const isSplit = split.length > whole.length || split.some(({ run }) => run !== null);
    if (!isSplit || !(fault instanceof InputError) || fault.code !== "training-log") throw fault;
    return split.map((run) => sweepOf(table, run, options));
  }
}

function sweepOf(table: LogTable, picked: PickedRun, options: SweepLogOptions): SweepLog {
  const { hints, name } = table;
  requireColumn(table, picked, "loss");
  requireColumn(table, picked, "lr");
  const points = sweepPoints(joinPoints(table, picked, { carry: false }), table);
  const kind = classify(points, table);
  if (kind.kind === "training") throw trainingLog(table, kind.reason);
  const recognised = options.recordedBy === undefined ? recognise(points, kind, picked) : null;
  const recordedBy = recognised?.tool ?? options.recordedBy;
  const runs = kind.passes.map((pass, i) =>
    runOf(points, pass, i, recordedBy === "none" ? undefined : recordedBy),
  );
  const columns = columnsRead(picked);
  const warnings = [
    ...matchedNotes(table, columns),
    ...table.warnings,
    ...picked.warnings,
    ...points.warnings,
  ];
  const columnSays = picked.warnings.some(({ code }) => code === "smoothed-losses");
  const losses = runs[0]?.losses ?? [];
  if (recognised !== null) warnings.push(recognisedNote(name, recognised));
  else if (options.recordedBy === undefined && !columnSays && looksSmoothed(losses)) {
    warnings.push(smoothedNote(name));
  }
  warnings.push(...LOG_FORMATS[table.format].remarks({ ...points, name }), ...repeatNote(runs));
  const [used, ...others] = picked.heldOutSets.map((column) => column.name);
  if (used !== undefined && others.length > 0) {
    const message = `The held-out losses are those of ${JSON.stringify(used)}; ${others.map((other) => JSON.stringify(other)).join(", ")} ${others.length === 1 ? "is" : "are"} left out (--held-out-column names another).`;
    warnings.push(note("columns-left-out", message, { used, others, kind: "held-out" }));
  }
  return {
    name,
    run: picked.run,
    columns,
    runs,
    mode: isLinear(runs[0]?.lrs ?? []) ? "linear" : "exp",
    ladder: ladderOf(points.lrs as Float64Array, kind.passes),
    hints: { ...epochHint(table, picked), ...hints },
    known: null,
    warnings,
  };
}

/** By the first pass, as its tool wrote it. */
function recognise(
  { losses, lrs }: LogPoints,
  { passes }: Extract<LogKind, { kind: "sweep" }>,
  { lr, loss }: PickedColumns,
): RecognisedAverage | null {
  const [from, to] = passes[0] as readonly [number, number];
  return recognisedAverage({
    losses: numbersOf(losses, from, to),
    lrs: numbersOf(lrs as Float64Array, from, to),
    names: { lr: lr?.name ?? "", loss: loss?.name ?? "" },
  });
}

function trainingLog(table: LogTable, reason: KnownNote<NoSweep>): Refusal {
  return new Refusal(
    "training-log",
    `${table.name} is a log of an ordinary training, not of a learning-rate sweep: ${reason.message}, where a sweep's LR rises all the way. \`lr-finder diagnose ${table.name}\` says what such a log shows`,
    { file: table.name, reason: reason.code, ...reason.data },
  );
}

function runOf(
  points: LogPoints,
  [from, to]: readonly [number, number],
  seed: number,
  recordedBy: RecordedSmoothing | undefined,
): SweepRun {
  const recorded = numbersOf(points.losses, from, to);
  const raw = recordedBy === undefined ? recorded : RECORDERS[recordedBy].undo(recorded);
  const end = firstNonFinite(raw);
  const count = end < 0 ? raw.length : end + 1;
  const lrs = numbersOf(points.lrs as Float64Array, from, from + count);
  const stepIndices = new Array<number>(count);
  for (let i = 0; i < count; i++) stepIndices[i] = i;
  const heldOut = (points.heldOutSets[0]?.points ?? [])
    .map(({ after, loss }) => ({ stepIndex: after - from, lr: lrs[after - from] as number, loss }))
    .filter(({ stepIndex }) => stepIndex >= 0 && stepIndex < count);
  const lr = lrs[count - 1] as number;
  const stop: Stop =
    end < 0
      ? { code: "log-ends", lr }
      : { code: "log-not-finite", loss: raw[end] as number, lr, entry: count };
  return {
    seed,
    stepIndices,
    lrs,
    losses: end < 0 ? raw : raw.slice(0, count),
    heldOut,
    stopReason: end < 0 ? "completed" : "non-finite",
    stopDetail: stopDetail(stop),
    stop,
  };
}

// `Array.from` walks a typed array by its iterator, many times slower.
function numbersOf(values: Float64Array, from: number, to: number): number[] {
  const numbers = new Array<number>(to - from);
  for (let i = from; i < to; i++) numbers[i - from] = values[i] as number;
  return numbers;
}

function ladderOf(
  lrs: Float64Array,
  passes: readonly (readonly [number, number])[],
): SweepLog["ladder"] {
  let [startLr, endLr, steps] = [Number.POSITIVE_INFINITY, 0, 0];
  for (const [from, to] of passes) {
    startLr = Math.min(startLr, lrs[from] as number);
    endLr = Math.max(endLr, lrs[to - 1] as number);
    steps = Math.max(steps, to - from);
  }
  return { startLr, endLr, steps };
}

/** Fractional epochs (Hugging Face) say how many steps one has. */
function epochHint(table: LogTable, { epoch, step }: PickedColumns): LogHints {
  const lastEpoch = epoch?.values.at(-1) ?? 0;
  const lastStep = step?.values.at(-1) ?? 0;
  const { fractionalEpochs } = LOG_FORMATS[table.format];
  const isFraction = fractionalEpochs && lastEpoch > 0 && lastStep > 0;
  return isFraction ? { stepsPerEpoch: Math.max(1, Math.round(lastStep / lastEpoch)) } : {};
}

function repeatNote(runs: readonly SweepRun[]): Note[] {
  if (runs.length < 2) return [];
  const message = `The log holds ${runs.length} passes over the learning rates: they count as repeats of one sweep.`;
  return [note("several-passes", message, { passes: runs.length })];
}
