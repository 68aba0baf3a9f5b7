import type { JournalHeader, RunEvent } from "../contract/index.ts";
import { LrFinderError } from "../core/errors.ts";
import { numberFromJson, toJson } from "../core/json.ts";
import type { Trial, TrialEvent, TrialHeldOut } from "./trial-types.ts";
import type { StopReason, SweepRun } from "./types.ts";

export type { JournalHeader, RunEvent } from "../contract/index.ts";

/** What a journal file holds. */
export interface Journal {
  readonly header: JournalHeader;
  /** Runs with their end line, in order. */
  readonly finishedRuns: readonly SweepRun[];
  /** The last run where it was cut off, cancelled or failed; `stopReason` is `trainer-ended` where no end was written. */
  readonly partialRun: SweepRun | null;
  /** Trials (probes) with their end line, in order. */
  readonly finishedTrials: readonly Trial[];
}

/** One line of a journal, without its line end. */
export function journalLine(entry: JournalHeader | RunEvent): string {
  return toJson(entry);
}

/**
 * Reads a journal's text: one JSON object a line, the header first. A last line without its line
 * end was cut off while it was written and is left out; any other broken line is an error.
 *
 * @throws LrFinderError `bad-journal` with the line's number
 */
export function readJournal(text: string): Journal {
  const lines = text.split("\n");
  lines.pop();
  const entries = lines.map((line, i) => parseLine(line, i + 1));
  const header = entries.shift() as JournalHeader | undefined;
  if (header?.type !== "header" || header.version !== 1) {
    throw badJournal(1, "a journal starts with a header of version 1");
  }
  const finishedRuns: SweepRun[] = [];
  let open: OpenRun | null = null;
  let partialRun: SweepRun | null = null;
  const trials = trialReader();
  for (const [i, entry] of (entries as RunEvent[]).entries()) {
    if (isTrialEvent(entry)) {
      trials.read(entry, i + 2);
      continue;
    }
    if (entry.type === "run-start") {
      // An earlier attempt at this repeat that was cut off: it starts over here.
      open = { seed: entry.seed, stepIndices: [], lrs: [], losses: [], heldOut: [] };
      partialRun = null;
      finishedRuns.length = Math.min(finishedRuns.length, entry.run);
      continue;
    }
    if (open === null) throw badJournal(i + 2, `a ${entry.type} line outside of a run`);
    if (entry.type === "step") {
      open.stepIndices.push(entry.stepIndex);
      open.lrs.push(entry.lr);
      open.losses.push(lossOf(entry.loss, i + 2));
    } else if (entry.type === "held-out") {
      const { stepIndex, lr } = entry;
      open.heldOut.push({ stepIndex, lr, loss: lossOf(entry.loss, i + 2) });
    } else if (entry.type === "run-end") {
      const run = { ...open, stopReason: entry.stopReason, stopDetail: entry.stopDetail };
      if (UNFINISHED.includes(entry.stopReason)) partialRun = run;
      else finishedRuns.push(run);
      open = null;
    }
  }
  if (open !== null) {
    partialRun = { ...open, stopReason: "trainer-ended", stopDetail: "the journal ends here" };
  }
  return { header, finishedRuns, partialRun, finishedTrials: trials.finished };
}

function isTrialEvent(entry: RunEvent): entry is TrialEvent {
  return entry.type.startsWith("trial-");
}

interface OpenTrial {
  readonly start: Extract<TrialEvent, { type: "trial-start" }>;
  readonly lrs: number[];
  readonly losses: number[];
  readonly heldOut: TrialHeldOut[];
}

/** Collects the trials of a journal. One that starts again (after a resume) replaces those from it on. */
function trialReader() {
  const finished: Trial[] = [];
  let open: OpenTrial | null = null;
  const read = (entry: TrialEvent, line: number) => {
    if (entry.type === "trial-start") {
      open = { start: entry, lrs: [], losses: [], heldOut: [] };
      finished.length = Math.min(finished.length, entry.trial);
      return;
    }
    if (open === null) throw badJournal(line, `a ${entry.type} line outside of a trial`);
    if (entry.type === "trial-step") {
      open.lrs.push(entry.lr);
      open.losses.push(lossOf(entry.loss, line));
    } else if (entry.type === "trial-held-out") {
      open.heldOut.push({ stepsDone: entry.stepsDone, loss: lossOf(entry.loss, line) });
    } else {
      const { start, ...series } = open;
      const { label, peakLr, seed, plannedSteps } = start;
      const { stopReason, stopDetail } = entry;
      finished.push({ label, peakLr, seed, plannedSteps, ...series, stopReason, stopDetail });
      open = null;
    }
  };
  return { finished, read };
}

const UNFINISHED: readonly StopReason[] = ["cancelled", "trainer-ended"];

interface OpenRun {
  seed: number;
  stepIndices: number[];
  lrs: number[];
  losses: number[];
  heldOut: { stepIndex: number; lr: number; loss: number }[];
}

function parseLine(line: string, number: number): unknown {
  try {
    return JSON.parse(line);
  } catch (cause) {
    throw badJournal(number, "not JSON", cause);
  }
}

function lossOf(value: unknown, number: number): number {
  const loss = numberFromJson(value);
  if (loss === undefined) throw badJournal(number, `a loss that is no number: ${String(value)}`);
  return loss;
}

function badJournal(line: number, what: string, cause?: unknown): LrFinderError {
  return new LrFinderError("bad-journal", `the journal's line ${line} cannot be used: ${what}`, {
    data: { line },
    cause,
  });
}
