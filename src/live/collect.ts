import type { Stop, TrialPurpose } from "../contract/index.ts";
import type { Trial, TrialEvent, TrialHeldOut } from "../sweep/trial-types.ts";
import type { SweepEvent, SweepRun } from "../sweep/types.ts";

/** Everything that happens while a learning rate is being found. */
export type LiveEvent = SweepEvent | TrialEvent | MostEvent;

/** Most updates of the whole search, where that is known better than when the page was made. */
export interface MostEvent {
  readonly type: "most";
  readonly steps: number;
}

/** What has been recorded so far, put together from events. */
export interface Collector {
  push(event: LiveEvent): void;
  /** Sweeps in order; the last one may still be running. The arrays grow with later events. */
  readonly runs: readonly SweepRun[];
  /** Trials (probes, sides of a verification) in order, the last one perhaps still running. */
  readonly trials: readonly Trial[];
}

const RUNNING = "still running";

interface OpenRun {
  seed: number;
  stepIndices: number[];
  lrs: number[];
  losses: number[];
  heldOut: { stepIndex: number; lr: number; loss: number }[];
  stopReason: SweepRun["stopReason"];
  stopDetail: string;
  stop?: Stop;
}

interface OpenTrial {
  label: string;
  purpose?: TrialPurpose;
  peakLr: number;
  seed: number;
  plannedSteps: number;
  lrs: number[];
  losses: number[];
  heldOut: TrialHeldOut[];
  stopReason: Trial["stopReason"];
  stopDetail: string;
  stop?: Stop;
}

/**
 * Builds runs and trials from the events of a sweep, as they come. A run or trial that starts again
 * under its number takes the place of the earlier one and of all after it; events of one that never
 * started are left out, and so are kinds of events that this version does not know.
 */
export function collector(): Collector {
  const runs = new Map<number, OpenRun>();
  const trials = new Map<number, OpenTrial>();
  return {
    get runs() {
      return [...runs.values()];
    },
    get trials() {
      return [...trials.values()];
    },
    push(event) {
      switch (event.type) {
        case "run-start":
          start(runs, event.run, { ...emptyRun(), seed: event.seed });
          return;
        case "step": {
          const run = runs.get(event.run);
          run?.stepIndices.push(event.stepIndex);
          run?.lrs.push(event.lr);
          run?.losses.push(event.loss);
          return;
        }
        case "held-out": {
          const { stepIndex, lr, loss } = event;
          runs.get(event.run)?.heldOut.push({ stepIndex, lr, loss });
          return;
        }
        case "run-end":
          end(runs.get(event.run), event);
          return;
        case "trial-start": {
          const { label, purpose, peakLr, seed, plannedSteps } = event;
          const about = { label, ...(purpose && { purpose }), peakLr, seed, plannedSteps };
          start(trials, event.trial, { ...emptyTrial(), ...about });
          return;
        }
        case "trial-step": {
          const trial = trials.get(event.trial);
          trial?.lrs.push(event.lr);
          trial?.losses.push(event.loss);
          return;
        }
        case "trial-held-out": {
          const { stepsDone, loss } = event;
          trials.get(event.trial)?.heldOut.push({ stepsDone, loss });
          return;
        }
        case "trial-end":
          end(trials.get(event.trial), event);
          return;
      }
    },
  };
}

/** The events of runs that are over, for those who see only what comes after them. */
export function eventsOfRuns(runs: readonly SweepRun[]): SweepEvent[] {
  return runs.flatMap(({ seed, lrs, losses, stepIndices, heldOut, ...end }, run) => [
    { type: "run-start" as const, run, seed },
    ...lrs.map((lr, i) => ({
      type: "step" as const,
      run,
      stepIndex: stepIndices[i] ?? i,
      lr,
      loss: losses[i] as number,
    })),
    ...heldOut.map((point) => ({ type: "held-out" as const, run, ...point })),
    { type: "run-end" as const, run, ...endOf(end) },
  ]);
}

/** The events of trials that are over. */
export function eventsOfTrials(trials: readonly Trial[]): TrialEvent[] {
  return trials.flatMap((each, trial) => {
    const { label, purpose, peakLr, seed, plannedSteps, lrs, losses, heldOut, ...end } = each;
    const about = { label, ...(purpose && { purpose }), peakLr, seed, plannedSteps };
    return [
      { type: "trial-start" as const, trial, ...about },
      ...lrs.map((lr, i) => ({
        type: "trial-step" as const,
        trial,
        stepIndex: i,
        lr,
        loss: losses[i] as number,
      })),
      ...heldOut.map((point) => ({ type: "trial-held-out" as const, trial, ...point })),
      { type: "trial-end" as const, trial, ...endOf(end) },
    ];
  });
}

function start<T>(open: Map<number, T>, number: number, fresh: T): void {
  for (const other of [...open.keys()]) if (other >= number) open.delete(other);
  open.set(number, fresh);
}

interface End<Reason extends string> {
  stopReason: Reason;
  stopDetail: string;
  stop?: Stop;
}

function end<Reason extends string>(
  open: End<Reason> | undefined,
  ended: Readonly<End<Reason>>,
): void {
  if (open !== undefined) Object.assign(open, endOf(ended));
}

function endOf<Reason extends string>({ stopReason, stopDetail, stop }: End<Reason>) {
  return { stopReason, stopDetail, ...(stop && { stop }) };
}

function emptyRun(): OpenRun {
  const points = { stepIndices: [], lrs: [], losses: [], heldOut: [] };
  return { seed: 0, ...points, stopReason: "completed", stopDetail: RUNNING };
}

function emptyTrial(): OpenTrial {
  const points = { lrs: [], losses: [], heldOut: [] };
  const plan = { label: "", peakLr: 0, seed: 0, plannedSteps: 0 };
  return { ...plan, ...points, stopReason: "completed", stopDetail: RUNNING };
}
