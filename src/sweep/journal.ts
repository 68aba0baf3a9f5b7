import {
  completeRun,
  completeTrial,
  JOURNAL_VERSION,
  type JournalHeader,
  journalHeaderSchema,
  type RunEvent,
  runEventSchema,
  type Stop,
  type SweepRun,
  stopDetail,
  type Trial,
} from "../contract/index.ts";
import { Refusal } from "../contract/refusals.ts";
import { parse, placed, type Schema } from "../contract/schema.ts";
import { checkText } from "../core/check.ts";
import { parseJson, toJson } from "../core/json.ts";
import { withKeptRows } from "./held-out.ts";

export type { JournalHeader, RunEvent } from "../contract/index.ts";

/** What a journal file holds. */
export interface Journal {
  readonly header: JournalHeader;
  /** Runs with their end line, in order. */
  readonly finishedRuns: readonly SweepRun[];
  /** The last run where it was cut off, cancelled or failed; `stopReason` is `trainer-ended` where no end was written. */
  readonly partialRun: SweepRun | null;
  /** Updates that a budget in time came to; null where none was in time, or it was not yet known. */
  readonly budgetSteps: number | null;
  /** Trials (probes, whole runs) with their end line, in order. */
  readonly finishedTrials: readonly Trial[];
}

/** One line of a journal, without its line end. */
export function journalLine(entry: JournalHeader | RunEvent): string {
  return toJson(entry);
}

/**
 * Reads a journal's text: one JSON object a line, the header first. A last line without its line
 * end was cut off while it was written and is left out; any other line that is broken, out of
 * order, or lost before another, is an error. A run or trial that starts again under its number (after a resume) takes the
 * place of the earlier one and of all after it.
 *
 * @param file its name, for messages
 * @throws InputError `bad-journal` with the line's number, and what was expected there
 */
export function readJournal(text: string, file?: string): Journal {
  checkText("text", text);
  const [first, ...lines] = text.split("\n").slice(0, -1);
  const header = readLine(journalHeaderSchema, first, { file, line: 1 });
  const reader = eventReader(header);
  for (const [i, line] of lines.entries()) {
    const place = { file, line: i + 2 };
    const wrong = reader.push(readLine(runEventSchema, line, place));
    if (wrong !== null) throw badJournal(place, wrong);
  }
  return { header, ...reader.read() };
}

interface Open<Start> {
  readonly start: Start;
  readonly stepIndices: number[];
  readonly lrs: number[];
  readonly losses: number[];
}

type OpenRun = Open<Extract<RunEvent, { type: "run-start" }>> & {
  /** Of each skipped update. */
  readonly skippedAt: number[];
  readonly heldOut: SweepRun["heldOut"][number][];
};
type OpenTrial = Open<Extract<RunEvent, { type: "trial-start" }>> & {
  readonly heldOut: Trial["heldOut"][number][];
};

const UNFINISHED: readonly SweepRun["stopReason"][] = ["cancelled", "trainer-ended"];

/**
 * Puts the runs and trials of a journal together; `push` says what is wrong with an event: what the one
 * before it must have been followed by, if lines were lost.
 */
function eventReader({ info: { optimizer }, options }: JournalHeader) {
  const finishedRuns: SweepRun[] = [];
  const finishedTrials: Trial[] = [];
  let partialRun: SweepRun | null = null;
  let run: OpenRun | null = null;
  let trial: OpenTrial | null = null;
  let budgetSteps: number | null = null;

  const push = (event: RunEvent): string | null => {
    switch (event.type) {
      case "budget":
        budgetSteps = event.steps;
        return null;
      case "run-start":
        if (event.run > finishedRuns.length) return wrongNumber("run", event.run, finishedRuns);
        finishedRuns.length = event.run;
        partialRun = null;
        run = { start: event, stepIndices: [], lrs: [], losses: [], heldOut: [], skippedAt: [] };
        return null;
      case "trial-start":
        if (event.trial > finishedTrials.length) {
          return wrongNumber("trial", event.trial, finishedTrials);
        }
        if (run !== null) return `a trial-start line where run ${run.start.run} has no end`;
        if (event.purpose?.kind === "probe" && finishedRuns.length < options.repeats) {
          return `a trial-start line after ${finishedRuns.length} of ${options.repeats} runs`;
        }
        finishedTrials.length = event.trial;
        trial = { start: event, stepIndices: [], lrs: [], losses: [], heldOut: [] };
        return null;
      case "step":
      case "skipped":
      case "held-out":
      case "run-end": {
        if (run === null || run.start.run !== event.run) {
          return `a ${event.type} line outside of run ${event.run}`;
        }
        if (event.type === "step") {
          const missing = heldOutMissing(run, options.evaluateEvery);
          if (missing !== null) return missing;
          const lr = run.lrs.at(-1);
          if (lr !== undefined && event.lr <= lr) return `LR ${event.lr} after LR ${lr}`;
          return addStep(run, event, nextStep(run, event.stepIndex));
        }
        if (event.type === "skipped") run.skippedAt.push(event.stepIndex);
        else if (event.type === "held-out") {
          const { type: _type, run: _run, ...point } = event;
          const last = run.stepIndices.at(-1);
          if (point.stepIndex !== last || run.heldOut.at(-1)?.stepIndex === last) {
            return `a held-out loss of step ${point.stepIndex} where one of step ${last ?? 0} can be`;
          }
          run.heldOut.push(point);
        } else if (event.type === "run-end") {
          const lost = stepsLost(run, event, options);
          if (lost !== null) return lost;
          const ended = completeRun(runOf(run, event));
          if (UNFINISHED.includes(event.stopReason)) partialRun = ended;
          else finishedRuns.push(ended);
          run = null;
        }
        return null;
      }
      case "trial-step":
      case "trial-held-out":
      case "trial-end": {
        if (trial === null || trial.start.trial !== event.trial) {
          return `a ${event.type} line outside of trial ${event.trial}`;
        }
        if (event.type === "trial-step") {
          const next = trial.lrs.length;
          if (event.stepIndex === next) return addStep(trial, event, next);
          return `step ${event.stepIndex} of a trial where step ${next} is next`;
        }
        if (event.type === "trial-held-out") {
          const { type: _type, trial: _trial, ...point } = event;
          const next = trial.lrs.length;
          if (point.stepsDone !== next || trial.heldOut.at(-1)?.stepsDone === next) {
            return `a held-out loss after ${point.stepsDone} steps where one after ${next} can be`;
          }
          trial.heldOut.push(point);
        } else {
          const lost = trialStepsLost(trial, event);
          if (lost !== null) return lost;
          finishedTrials.push(completeTrial(trialOf(trial, event), optimizer));
          trial = null;
        }
        return null;
      }
    }
  };
  const read = () => ({
    finishedRuns,
    partialRun: run === null ? partialRun : runOf(run, CUT_OFF),
    finishedTrials,
    budgetSteps,
  });
  return { push, read };
}

function addStep(
  { stepIndices, lrs, losses }: Open<unknown>,
  event: { readonly stepIndex: number; readonly lr: number; readonly loss: number },
  from: number,
): string | null {
  const last = losses.at(-1);
  if (last !== undefined && !Number.isFinite(last)) return `a step after a loss of ${last}`;
  if (event.stepIndex !== from) return `step ${event.stepIndex} where step ${from} is next`;
  stepIndices.push(event.stepIndex);
  lrs.push(event.lr);
  losses.push(event.loss);
  return null;
}

/** The step that must be next: the one after the last, or after those that were skipped. */
function nextStep({ stepIndices, skippedAt }: OpenRun, wanted: number): number {
  let next = (stepIndices.at(-1) ?? -1) + 1;
  while (next < wanted && skippedAt.includes(next)) next += 1;
  return next;
}

/** A sweep evaluates after every so many steps, before it goes on. */
function heldOutMissing({ stepIndices, heldOut }: OpenRun, every: number): string | null {
  const last = stepIndices.at(-1);
  if (every === 0 || last === undefined || (last + 1) % every !== 0) return null;
  return heldOut.at(-1)?.stepIndex === last ? null : `no held-out loss of step ${last}`;
}

/** What the end of a run says that its lines have not. */
function stepsLost(
  run: OpenRun,
  { stopReason, stop }: Extract<RunEvent, { type: "run-end" }>,
  { steps, evaluateEvery }: JournalHeader["options"],
): string | null {
  if (stopReason === "completed") {
    if (nextStep(run, steps) !== steps) return `the end of all ${steps} steps${afterLast(run)}`;
    return heldOutMissing(run, evaluateEvery);
  }
  return lossLost(run, run.stepIndices.at(-1), stop);
}

/** The same of a trial. */
function trialStepsLost(
  trial: OpenTrial,
  { stopReason, stop }: Extract<RunEvent, { type: "trial-end" }>,
): string | null {
  const { lrs, start } = trial;
  if (stopReason === "completed" && lrs.length !== start.plannedSteps) {
    return `the end of all ${start.plannedSteps} steps${afterLast(trial)}`;
  }
  return lossLost(trial, lrs.length - 1, stop);
}

/** The loss at which it ended must have been recorded, and as many steps as were made. */
function lossLost(
  open: Open<unknown>,
  last: number | undefined,
  stop: Stop | undefined,
): string | null {
  if (stop === undefined) return null;
  if (stop.code === "cancelled" || stop.code === "abandoned") {
    return stop.stepsDone === open.lrs.length
      ? null
      : `an end after ${stop.stepsDone} steps where ${open.lrs.length} are recorded`;
  }
  if (!("at" in stop) || stop.code === "updates-skipped" || stop.code === "trainer-failed") {
    return null;
  }
  const at = stop.at?.stepIndex;
  return at === undefined || at === last ? null : `an end at step ${at}${afterLast(open)}`;
}

function afterLast({ stepIndices }: Open<unknown>): string {
  return stepIndices.length === 0 ? " before any step" : ` after step ${stepIndices.at(-1)}`;
}

type End = Pick<SweepRun, "stopReason" | "stopDetail" | "stop">;

const cut: Stop = { code: "journal-ends" };
const CUT_OFF: End = { stopReason: "trainer-ended", stopDetail: stopDetail(cut), stop: cut };

function runOf(
  { start, skippedAt, ...series }: OpenRun,
  { stopReason, stopDetail, stop }: End,
): SweepRun {
  const { seed } = start;
  const skipped = skippedAt.length;
  const counted = { ...series, ...(skipped > 0 && { skipped }) };
  return { seed, ...counted, stopReason, stopDetail, ...(stop && { stop }) };
}

function trialOf(
  { start, lrs, losses, heldOut }: OpenTrial,
  end: Extract<RunEvent, { type: "trial-end" }>,
): Trial {
  const { type: _started, trial: _number, ...about } = start;
  const { skipped, stopReason, stopDetail, stop } = end;
  const kept = withKeptRows(heldOut);
  const counted = { lrs, losses, heldOut: kept, ...(skipped !== undefined && { skipped }) };
  return { ...about, ...counted, stopReason, stopDetail, ...(stop && { stop }) };
}

function wrongNumber(what: string, number: number, finished: readonly unknown[]): string {
  return `${what} ${number} starts where ${what} ${finished.length} is next`;
}

interface Place {
  readonly file: string | undefined;
  /** From 1. */
  readonly line: number;
}

function readLine<T>(schema: Schema<T>, line: string | undefined, place: Place): T {
  if (line === undefined) {
    throw badJournal(place, `expected a header of version ${JOURNAL_VERSION}`);
  }
  let value: unknown;
  try {
    value = parseJson(line);
  } catch (cause) {
    throw badJournal(place, "not JSON", cause);
  }
  const parsed = parse(schema, value);
  if (parsed.ok) return parsed.value;
  throw badJournal(place, placed(parsed));
}

function badJournal({ file, line }: Place, what: string, cause?: unknown): Refusal {
  const sentence = `the journal's line ${line} cannot be used: ${what}`;
  const message = file === undefined ? sentence : `${file}: ${sentence}`;
  const data = { ...(file !== undefined && { file }), line, what };
  return new Refusal("bad-journal", message, data, { cause });
}
