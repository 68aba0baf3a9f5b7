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
import { parse, placed, type Schema } from "../contract/schema.ts";
import { InputError } from "../core/errors.ts";
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
 * end was cut off while it was written and is left out; any other line that is broken, or out of
 * order, is an error. A run or trial that starts again under its number (after a resume) takes the
 * place of the earlier one and of all after it.
 *
 * @param file its name, for messages
 * @throws InputError `bad-journal` with the line's number, and what was expected there
 */
export function readJournal(text: string, file?: string): Journal {
  const [first, ...lines] = text.split("\n").slice(0, -1);
  const header = readLine(journalHeaderSchema, first, { file, line: 1 });
  const reader = eventReader(header.info.optimizer);
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
  skipped: number;
  readonly heldOut: SweepRun["heldOut"][number][];
};
type OpenTrial = Open<Extract<RunEvent, { type: "trial-start" }>> & {
  readonly heldOut: Trial["heldOut"][number][];
};

const UNFINISHED: readonly SweepRun["stopReason"][] = ["cancelled", "trainer-ended"];

/** Puts the runs and trials of a journal together; `push` says what is wrong with an event. */
function eventReader(optimizer: string) {
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
        run = { start: event, stepIndices: [], lrs: [], losses: [], heldOut: [], skipped: 0 };
        return null;
      case "trial-start":
        if (event.trial > finishedTrials.length) {
          return wrongNumber("trial", event.trial, finishedTrials);
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
          const [index, lr] = [run.stepIndices.at(-1), run.lrs.at(-1)];
          if (lr !== undefined && event.lr <= lr) return `LR ${event.lr} after LR ${lr}`;
          return addStep(run, event, index === undefined ? 0 : index + 1);
        }
        if (event.type === "skipped") run.skipped += 1;
        else if (event.type === "held-out") {
          const { type: _type, run: _run, ...point } = event;
          run.heldOut.push(point);
        } else if (event.type === "run-end") {
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
          trial.heldOut.push(point);
        } else {
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
  if (event.stepIndex < from) return `step ${event.stepIndex} where step ${from} is next`;
  stepIndices.push(event.stepIndex);
  lrs.push(event.lr);
  losses.push(event.loss);
  return null;
}

type End = Pick<SweepRun, "stopReason" | "stopDetail" | "stop">;

const cut: Stop = { code: "journal-ends" };
const CUT_OFF: End = { stopReason: "trainer-ended", stopDetail: stopDetail(cut), stop: cut };

function runOf(
  { start, skipped, ...series }: OpenRun,
  { stopReason, stopDetail, stop }: End,
): SweepRun {
  const { seed } = start;
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

function badJournal({ file, line }: Place, what: string, cause?: unknown): InputError {
  const sentence = `the journal's line ${line} cannot be used: ${what}`;
  return new InputError("bad-journal", file === undefined ? sentence : `${file}: ${sentence}`, {
    data: { ...(file !== undefined && { file }), line },
    cause,
  });
}
