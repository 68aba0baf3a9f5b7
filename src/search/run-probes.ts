import { formatLr } from "../core/format.ts";
import {
  chooseFromProbes,
  nextProbe,
  type ProbeHorizon,
  planRound,
  probeEvaluations,
  probeLr,
  type RoundPlan,
} from "../suggest/index.ts";
import {
  recordedSteps,
  type TrainTrial,
  type Trial,
  type TrialHooks,
  type TrialsOutcome,
  trainFromSnapshot,
} from "../sweep/index.ts";
import type { Trainer } from "../trainer/types.ts";

/** What all probes of a search share. */
export interface ProbeSearch extends ProbeHorizon {
  /** LR to look around, before the shift to the length of a probe. */
  readonly centreLr: number;
  /** No probe above this LR. */
  readonly highestLr: number;
  /** Updates that all of them may make. */
  readonly steps: number;
  /** Rounds of probes: see `planRound`. */
  readonly rounds: number;
  /** Probes of an interrupted run, in order: those that this one would make are taken over. */
  readonly finished?: readonly Trial[] | undefined;
}

export interface ProbesOutcome extends TrialsOutcome {
  readonly trials: readonly Trial[];
}

/**
 * Runs the probes of a search: short annealed trainings from the snapshotted state, on the same
 * batches and held-out rows, around the LR that the sweep points to. The trainer's state is put
 * back at the end.
 *
 * A probe that diverges ends there, and one that by half of its steps is still above the starting
 * loss is abandoned: what they leave is spent on others. Never throws for what a trainer does.
 */
export async function runProbes(
  trainer: Trainer,
  search: ProbeSearch,
  hooks: TrialHooks = {},
): Promise<ProbesOutcome> {
  const trials: Trial[] = [];
  const outcome = await trainFromSnapshot(trainer, hooks, async (train) => {
    let centreLr = search.centreLr;
    for (let round = 0; round < search.rounds; round++) {
      const plan = planRound({
        round,
        rounds: search.rounds,
        stepsLeft: search.steps - recordedSteps(trials),
        totalSteps: search.totalSteps,
        canReseed: trainer.reseed !== undefined,
      });
      if (plan === null) return;
      const seed = plan.reseed ? trainer.info.seed + round : undefined;
      const done = await runRound(
        { ...plan, centreLr, highestLr: search.highestLr, seed },
        trials,
        {
          finished: search.finished,
          train,
        },
      );
      const choice = done === null || done.length === 0 ? null : chooseFromProbes(done, search);
      if (choice === null) return;
      centreLr = 10 ** choice.probedLog10;
    }
  });
  return { trials, ...outcome };
}

/** Runs one round and adds it to the trials; null when it was cut short. */
async function runRound(
  plan: RoundPlan & Pick<ProbeSearch, "centreLr" | "highestLr"> & { seed: number | undefined },
  trials: Trial[],
  { finished, train }: Pick<ProbeSearch, "finished"> & { readonly train: TrainTrial },
): Promise<Trial[] | null> {
  const { centreLr, probeSteps, highestLr, seed } = plan;
  const done: Trial[] = [];
  const add = (trial: Trial) => {
    done.push(trial);
    trials.push(trial);
  };
  for (;;) {
    const stepsLeft = plan.steps - recordedSteps(done);
    const lr = nextProbe({ centreLr, probeSteps, stepsLeft, highestLr }, done);
    if (lr === null) return done;
    const kept = takeOver(finished, trials.length, lr, probeSteps);
    if (kept !== null) {
      add(kept);
      continue;
    }
    const { trial, isCut } = await train({
      label: `probe at ${formatLr(lr)}`,
      steps: probeSteps,
      lrAt: (stepIndex) => probeLr(lr, probeSteps, stepIndex),
      evaluateAfter: probeEvaluations(probeSteps, done.length === 0),
      trial: trials.length,
      abandon: hopeless(done),
      ...(seed === undefined ? {} : { seed }),
    });
    add(trial);
    if (isCut) return null;
  }
}

/** A probe of an interrupted run, if it is the very one that would be made now. */
function takeOver(
  finished: readonly Trial[] | undefined,
  index: number,
  lr: number,
  steps: number,
): Trial | null {
  const trial = finished?.[index];
  if (trial === undefined || trial.plannedSteps !== steps) return null;
  const same = Math.abs(trial.peakLr / lr - 1) < 1e-9;
  const whole = trial.stopReason !== "cancelled" && trial.stopReason !== "trainer-ended";
  return same && whole ? trial : null;
}

/** By half of its steps it is above the starting loss, which another one is below. */
function hopeless(done: readonly Trial[]) {
  const start = done[0]?.heldOut[0];
  const others = done.some(({ heldOut, stopReason }) => {
    const last = heldOut.at(-1);
    return (
      stopReason === "completed" &&
      last !== undefined &&
      start !== undefined &&
      last.loss < start.loss
    );
  });
  return ({ heldOut, losses }: { heldOut: Trial["heldOut"]; losses: readonly number[] }) => {
    const now = heldOut.at(-1);
    const half = (done[0]?.plannedSteps ?? 0) / 2;
    if (!others || start === undefined || now === undefined || losses.length < half) return null;
    return now.loss > start.loss
      ? `after ${losses.length} steps its held-out loss was above the starting loss`
      : null;
  };
}
