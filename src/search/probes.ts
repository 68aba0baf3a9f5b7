import { forPurpose } from "../contract/index.ts";
import { buildCurve, type Curve } from "../curve/index.ts";
import {
  chooseFromProbes,
  lrFromSweep,
  nextProbe,
  type ProbeHorizon,
  planRound,
  probeEvaluations,
  probeLr,
  type RoundPlan,
  sweepRefusal,
  untriedCentre,
  wholeRunCentre,
} from "../suggest/index.ts";
import {
  recordedSteps,
  type SweepOutcome,
  type TrainTrial,
  type Trial,
  type TrialsOutcome,
  trainFromSnapshot,
} from "../sweep/index.ts";
import type { Trainer } from "../trainer/types.ts";
import type { SearchHooks, SearchPlan } from "./plan-search.ts";
import type { runWholeRuns } from "./whole-runs.ts";

export { trialNotes } from "../result/trial-notes.ts";
export { recommendFromProbes } from "../suggest/index.ts";

/** Probes start this many decades below the minimum of the sweep. */
const BELOW_MINIMUM_LOG10 = 0.5;

/**
 * Tries the LRs that a sweep points to in short annealed trainings (probes) and in whole runs, as far as
 * the budget goes.
 *
 * @param whole what makes whole runs; null where the budget has none
 */
export async function probe(
  trainer: Trainer,
  swept: SweepOutcome,
  plan: SearchPlan,
  hooks: SearchHooks,
  whole: typeof runWholeRuns | null,
): Promise<ProbesOutcome> {
  const none = { trials: [], failure: null, cost: { trainSteps: 0, evaluations: 0 } };
  const { record, failure } = swept;
  const { info, options, runs } = record;
  const { spending, totalSteps, aim } = plan;
  const stopped = failure !== null || runs.at(-1)?.stopReason === "cancelled";
  if (stopped) return none;
  const curve = buildCurve(runs);
  const circumstances = {
    optimizer: info.optimizer,
    endLr: options.endLr,
    ended: runs.at(-1)?.stop,
    totalSteps,
    stepsPerEpoch: info.stepsPerEpoch,
    seed: options.seed,
  };
  const centreLr = centreOf(curve, circumstances);
  if (centreLr === null) return none;
  const trials: Trial[] = [];
  const outcome = await trainFromSnapshot(trainer, hooks, async (train) => {
    const probes = {
      centreLr,
      highestLr: options.endLr,
      steps: spending.sweepAndProbes - swept.cost.trainSteps,
      rounds: spending.rounds,
      totalSteps,
      stepsPerEpoch: info.stepsPerEpoch,
      optimizer: info.optimizer,
    };
    const areAllMade = await runProbes(trainer, probes, trials, train);
    const centre = wholeRunCentre(curve, trials, circumstances);
    if (!areAllMade || centre === null || whole === null) return;
    const search = {
      centreLr: centre,
      highestLr: plan.given.endLr ? options.endLr : Number.POSITIVE_INFINITY,
      canReseed: trainer.reseed !== undefined,
      optimizer: info.optimizer,
      aim,
    };
    const left = spending.cheap
      ? spending.wholeRuns * totalSteps
      : spending.total - swept.cost.trainSteps - recordedSteps(trials);
    trials.push(...(await whole(trainer, plan, search, trials, left, train)));
  });
  return { trials, ...outcome };
}

/** Where probes look first; null where the sweep says that none would help. */
function centreOf(curve: Curve, circumstances: Parameters<typeof sweepRefusal>[1]): number | null {
  const none = sweepRefusal(curve, circumstances);
  if (none === null) {
    return lrFromSweep(curve, circumstances).heldOutLr / 10 ** BELOW_MINIMUM_LOG10;
  }
  if (none.reason === "flat" || none.reason === "rising") {
    return untriedCentre(curve, circumstances.optimizer);
  }
  return null;
}

/** What all probes of a search share. */
interface ProbeSearch extends ProbeHorizon {
  /** LR to look around, before the shift to the length of a probe. */
  readonly centreLr: number;
  /** No probe above this LR. */
  readonly highestLr: number;
  /** Updates that all of them may make. */
  readonly steps: number;
  /** Rounds of probes: see `planRound`. */
  readonly rounds: number;
}

interface ProbesOutcome extends TrialsOutcome {
  readonly trials: readonly Trial[];
}

/**
 * Runs the probes of a search and adds them to the trials: short annealed trainings from the
 * snapshotted state, on the same batches and held-out rows, around the LR that the sweep points to.
 *
 * A probe that diverges ends there, and one that by half of its steps is still above the starting
 * loss is abandoned: what they leave is spent on others.
 *
 * @returns false when it was cut short
 */
async function runProbes(
  trainer: Trainer,
  search: ProbeSearch,
  trials: Trial[],
  train: TrainTrial,
): Promise<boolean> {
  let centreLr = search.centreLr;
  for (let round = 0; round < search.rounds; round++) {
    const plan = planRound({
      round,
      rounds: search.rounds,
      stepsLeft: search.steps - recordedSteps(trials),
      totalSteps: search.totalSteps,
      canReseed: trainer.reseed !== undefined,
    });
    if (plan === null) return true;
    const seed = plan.reseed ? trainer.info.seed + round : undefined;
    const done = await runRound(
      { ...plan, centreLr, highestLr: search.highestLr, seed },
      trials,
      train,
    );
    if (done === null) return false;
    const choice = done.length === 0 ? null : chooseFromProbes(done, search);
    if (choice === null) return true;
    centreLr = 10 ** choice.probedLog10;
  }
  return true;
}

/** Runs one round and adds it to the trials; null when it was cut short. */
async function runRound(
  plan: RoundPlan & Pick<ProbeSearch, "centreLr" | "highestLr"> & { seed: number | undefined },
  trials: Trial[],
  train: TrainTrial,
): Promise<Trial[] | null> {
  const { centreLr, probeSteps, highestLr, seed } = plan;
  const done: Trial[] = [];
  for (;;) {
    const stepsLeft = plan.steps - recordedSteps(done);
    const lr = nextProbe({ centreLr, probeSteps, stepsLeft, highestLr }, done);
    if (lr === null) return done;
    const { trial, isCut } = await train({
      ...forPurpose({ kind: "probe", lr }),
      steps: probeSteps,
      lrAt: (stepIndex) => probeLr(lr, probeSteps, stepIndex),
      // Of the second probe too: whether the first one was undone for an evaluation.
      evaluateAfter: probeEvaluations(probeSteps, done.length === 0 || trials.length === 1),
      trial: trials.length,
      abandon: hopeless(done),
      ...(seed === undefined ? {} : { seed }),
    });
    done.push(trial);
    trials.push(trial);
    if (isCut) return null;
  }
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
