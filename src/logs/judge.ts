import { note } from "../contract/make-note.ts";
import { ofRun, Refusal } from "../contract/refusals.ts";
import { InputError } from "../core/errors.ts";
import { formatLr } from "../core/format.ts";
import type { Note } from "../core/note.ts";
import { median } from "../core/stats.ts";
import { type Diagnosis, diagnose, type HeldOutLoss, type TrainingLog } from "../diagnose/index.ts";
import type { ColumnsRead } from "./columns-read.ts";
import type { LogFormat, LogTable } from "./formats/index.ts";
import { gridFromLog, gridNotTraining, isTableOfRuns, runsNotTraining } from "./grid-log.ts";
import type { WantedColumns } from "./pick-columns.ts";
import { type TrainingLog as ReadLog, sweepSpan, trainingLogsFrom } from "./training-log.ts";

/** A diagnosis and what there is to say about the file it is of. */
export interface Judgement {
  readonly log: string;
  /** The run of the log; null where it holds one. */
  readonly run: string | null;
  readonly diagnosis: Diagnosis;
  /** What was diagnosed: the losses in rising steps. */
  readonly training: TrainingLog;
  readonly read: JudgedColumns;
  readonly warnings: readonly Note[];
}

/** What was read, chosen and left out. */
export interface JudgedColumns {
  readonly format: LogFormat;
  readonly rows: number;
  readonly columns: ColumnsRead;
}

/** Gravest first, as the exit code has it. */
const GRAVITY: readonly Diagnosis["status"][] = ["findings", "unclear", "healthy"];

/** Whether a run is lost: the worst that a diagnosis can say. */
export function isLost({ diagnosis }: Judgement): boolean {
  return diagnosis.findings.some(({ severity }) => severity === "error");
}

/**
 * The JSON of diagnoses: of one run its own, of several that of the worst with all of them in `runs`.
 *
 * @param judged at least one
 */
export function summaryOf(judged: readonly Judgement[]): Record<string, unknown> {
  const place = (each: Judgement) => (isLost(each) ? -1 : GRAVITY.indexOf(each.diagnosis.status));
  const worst = judged.reduce((a, b) => (place(b) < place(a) ? b : a));
  const of = ({ log, run, diagnosis, warnings, read }: Judgement) => ({
    log,
    ...(run !== null && { run }),
    ...diagnosis,
    warnings,
    read,
  });
  const runs = judged.length > 1 ? { runs: judged.map(of) } : {};
  return { version: 1, ...of(worst), ...runs };
}

/** Words about sweeps, which say nothing about a training. */
const ABOUT_SWEEPS = ["smoothed-losses", "losses-without-lr"];

/**
 * Diagnoses every run of a log that was read.
 *
 * @throws InputError for a log without losses, or with steps or LRs that cannot be used; `sweep-log` for
 *   one of a sweep. Of several runs such a one is left out, and its fault added to `faults`
 */
export function judgeRuns(
  table: LogTable,
  wanted: WantedColumns,
  faults: InputError[] = [],
): Judgement[] {
  if (gridFromLog(table, wanted) !== null) throw gridNotTraining(table);
  if (wanted.loss === undefined && isTableOfRuns(table)) throw runsNotTraining(table);
  const runs = trainingLogsFrom(table, wanted);
  return runs.flatMap((read) => {
    try {
      return [judge(table, read)];
    } catch (fault) {
      if (!(fault instanceof InputError) || runs.length === 1) throw fault;
      faults.push(ofRun(String(read.run), fault));
      return [];
    }
  });
}

function judge(table: LogTable, asRead: ReadLog): Judgement {
  const read = onePerStep(asRead);
  const { log, notes } = toTrainingLog(read);
  const span = sweepSpan(read);
  if (span !== null) {
    const { fromLr, toLr } = span;
    throw new Refusal(
      "sweep-log",
      `${table.name} is a log of a learning-rate sweep, not of a training: its LR rises all the way from ${formatLr(fromLr)} to ${formatLr(toLr)}, so that the loss rises at the end on purpose. \`lr-finder analyze ${table.name}\` reads the learning rate off it`,
      { file: table.name, fromLr, toLr },
    );
  }
  const warnings = read.warnings.filter(({ code }) => !ABOUT_SWEEPS.includes(code));
  const { format, rows } = table;
  return {
    log: table.name,
    run: read.run,
    diagnosis: diagnose(log),
    training: log,
    read: { format, rows, columns: read.columns },
    warnings: [...warnings, ...notes],
  };
}

/** Of a log in which most steps have several losses, and hardly one comes again later: their means. */
function onePerStep(read: ReadLog): ReadLog {
  const { steps, losses } = read;
  let same = 0;
  let back = 0;
  for (let i = 1; i < steps.length; i++) {
    if (steps[i] === steps[i - 1]) same++;
    else if ((steps[i] as number) < (steps[i - 1] as number)) back++;
  }
  if (2 * same < steps.length || back > Math.max(FEW_RESTARTS, RESTARTS_SHARE * steps.length))
    return read;
  const kept: number[] = [];
  const means: number[] = [];
  for (let from = 0; from < steps.length; ) {
    let to = from + 1;
    while (to < steps.length && steps[to] === steps[from]) to++;
    const sum = losses.subarray(from, to).reduce((total, loss) => total + loss, 0);
    kept.push(from);
    means.push(sum / (to - from));
    from = to;
  }
  const each = steps.length / kept.length;
  const message = `Each step has several losses (${Number(each.toPrecision(2))} on average), as where every process logs its own: their means are taken.`;
  return {
    ...read,
    steps: Float64Array.from(kept, (i) => steps[i] as number),
    losses: Float64Array.from(means),
    lrs: read.lrs === null ? null : Float64Array.from(kept, (i) => read.lrs?.[i] as number),
    rowNumbers: Uint32Array.from(kept, (i) => read.rowNumbers[i] as number),
    warnings: [...read.warnings, note("losses-averaged", message, { perStep: each })],
  };
}

/** A log ready to be diagnosed, and what was decided on the way. */
interface OrderedLog {
  readonly log: TrainingLog;
  readonly notes: readonly Note[];
}

/** More restarts than one a hundred losses are no resumed run, but another column's steps. */
const RESTARTS_SHARE = 0.01;
const FEW_RESTARTS = 3;
/** A gap is this many times the usual distance between steps. */
const GAP = 10;

/**
 * A log as it was read, in strictly rising steps:
 * - where steps repeat or go back, the run was resumed from a checkpoint: the later rows win, and
 *   those that they replace are left out (note `resumed`);
 * - gaps stay (note `gaps`): positions are counted in losses;
 * - an LR that is not known yet is the first one that is.
 *
 * @throws InputError that names the row for a step that is no number, steps that go back again and
 *   again, or an LR below 0
 */
function toTrainingLog(read: ReadLog): OrderedLog {
  const { steps, losses, rowNumbers, name } = read;
  const kept: number[] = [];
  let restarts = 0;
  let firstRestart = 0;
  for (let i = 0; i < steps.length; i++) {
    const step = steps[i] as number;
    if (!Number.isFinite(step)) {
      throw new Refusal(
        "bad-step",
        `${name}, row ${rowNumbers[i]}: the step is ${step}, not a number; name another column with \`--step-column\``,
        { file: name, row: rowNumbers[i] as number, step },
      );
    }
    if (kept.length > 0 && step <= (steps[kept.at(-1) as number] as number)) {
      if (restarts === 0) firstRestart = i;
      restarts += 1;
      while (kept.length > 0 && (steps[kept.at(-1) as number] as number) >= step) kept.pop();
    }
    kept.push(i);
  }
  if (restarts > Math.max(FEW_RESTARTS, RESTARTS_SHARE * steps.length)) {
    const row = rowNumbers[firstRestart] as number;
    const step = steps[firstRestart] as number;
    throw new Refusal(
      "steps-out-of-order",
      `${name}: the steps go back or repeat ${restarts} times, first in row ${row} (step ${step}): give the column that rises from row to row with \`--step-column\`, or one run a file`,
      { file: name, row, times: restarts, step },
    );
  }
  const rising = kept.map((i) => steps[i] as number);
  const lrs = read.lrs === null ? null : knownLrs(read, read.lrs, kept);
  const notes = [
    ...(restarts === 0
      ? []
      : [resumed(restarts, steps[firstRestart] as number, steps.length - kept.length)]),
    ...gaps(rising),
  ];
  return {
    log: {
      ...(read.unit === "epoch" && { unit: read.unit }),
      steps: rising,
      losses: kept.map((i) => losses[i] as number),
      ...(lrs === null ? {} : { lrs }),
      ...heldOutOf(read),
    },
    notes,
  };
}

function resumed(times: number, step: number, left: number): Note {
  const often = times === 1 ? `at step ${step}` : `${times} times, first at step ${step}`;
  return note(
    "resumed",
    `The run was resumed ${often}: ${left} earlier losses of the same steps were left out.`,
    { times, step, left },
  );
}

function gaps(steps: readonly number[]): Note[] {
  if (steps.length < 3) return [];
  const distances = steps.slice(1).map((step, i) => step - (steps[i] as number));
  const usual = median(distances);
  const wide = distances.flatMap((distance, i) => (distance > GAP * usual ? [i] : []));
  const first = wide[0];
  if (first === undefined) return [];
  const many = wide.length === 1 ? "A gap" : `${wide.length} gaps`;
  const [from, to] = [steps[first] as number, steps[first + 1] as number];
  const message = `${many} in the log, the first from step ${from} to ${to} (${usual} is usual): what happened there is not seen.`;
  return [note("gaps", message, { count: wide.length, from, to, usual })];
}

function knownLrs(
  { name, rowNumbers }: ReadLog,
  lrs: Float64Array,
  kept: readonly number[],
): number[] | null {
  const negative = kept.find((i) => (lrs[i] as number) < 0 || lrs[i] === Number.POSITIVE_INFINITY);
  if (negative !== undefined) {
    const row = rowNumbers[negative] as number;
    const lr = lrs[negative] as number;
    throw new Refusal(
      "bad-lr",
      `${name}, row ${row}: the learning rate is ${lr}; expected a number of at least 0. Name another column with \`--lr-column\``,
      { file: name, row, lr, of: "training" },
    );
  }
  const first = kept.map((i) => lrs[i] as number).find((lr) => !Number.isNaN(lr));
  if (first === undefined) return null;
  let last = first;
  return kept.map((i) => {
    const lr = lrs[i] as number;
    if (!Number.isNaN(lr)) last = lr;
    return last;
  });
}

/** Of one set without its name, as there is no other. */
function heldOutOf({ heldOutSets }: ReadLog): Pick<TrainingLog, "heldOut" | "heldOutSets"> {
  const sets = heldOutSets.map(({ name, points }) => ({ name, losses: lastOfEach(points) }));
  const [only] = sets;
  return sets.length === 1 && only !== undefined ? { heldOut: only.losses } : { heldOutSets: sets };
}

/** Held-out losses in rising steps; where a step comes again, the later one wins. */
function lastOfEach(points: ReadLog["heldOut"]): HeldOutLoss[] {
  const kept: HeldOutLoss[] = [];
  for (const { step, loss } of points) {
    if (!Number.isFinite(step)) continue;
    while (kept.length > 0 && (kept.at(-1) as HeldOutLoss).step >= step) kept.pop();
    kept.push({ step, loss });
  }
  return kept;
}
