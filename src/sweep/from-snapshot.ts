import type { LrFinderError } from "../core/errors.ts";
import type { Trainer } from "../trainer/types.ts";
import { addCosts, recordedCost, type SweepCost } from "./cost.ts";
import { runTrial, type TrialHooks, type TrialOptions } from "./run-trial.ts";
import { asTrainerError } from "./step.ts";
import type { Trial } from "./trial-types.ts";

/** LRs follow from recorded losses: on another processor their last bits may differ. */
const SAME_LR = 1e-9;

/**
 * Saves the trainer's state, runs the body, and puts the state back whatever the body did. What the
 * body throws comes through, after that.
 *
 * @param body gives what the trainer did wrong, if anything; not called where the state could not be saved
 * @returns the first failure of saving, body and putting back; null when all went well
 */
export async function fromSnapshot(
  trainer: Pick<Trainer, "snapshot" | "restore">,
  body: () => Promise<LrFinderError | null>,
): Promise<LrFinderError | null> {
  try {
    await trainer.snapshot();
  } catch (thrown) {
    return asTrainerError(thrown, "while its state was saved");
  }
  let failure: LrFinderError | null = null;
  try {
    failure = await body();
  } finally {
    try {
      await trainer.restore();
    } catch (thrown) {
      failure ??= asTrainerError(thrown, "while its state was put back");
    }
  }
  return failure;
}

/** How trials are followed, and what an interrupted run had finished. */
export interface TrialsHooks extends TrialHooks {
  /**
   * Trials of an interrupted run with the same options, in order: one that is the very one that
   * would be trained now is taken over.
   */
  readonly finishedTrials?: readonly Trial[] | undefined;
}

/** One trial of {@link trainFromSnapshot}: its length, schedule, seed and number are the caller's. */
export type TrainTrial = (options: TrialOptions) => Promise<TrainedTrial>;

export interface TrainedTrial {
  readonly trial: Trial;
  /** The trainer failed or the run was cancelled: the trial is a part, and no other should follow. */
  readonly isCut: boolean;
}

/** What the trials of {@link trainFromSnapshot} came to, all together. */
export interface TrialsOutcome {
  /** The first thing that the trainer did wrong, if anything. */
  readonly failure: LrFinderError | null;
  readonly cost: SweepCost;
}

/**
 * Runs any number of trials from one snapshot of the trainer: saves its state, hands the body a
 * function that trains one trial from there (see `runTrial`), and puts the state back at the end.
 *
 * Never throws for what a trainer does: that is `failure`, and the trial it happened in is `isCut`.
 * What the body itself throws comes through, after the state was put back.
 *
 * @param body collects the trials and decides which one is next; not called where the state could
 *   not be saved
 */
export async function trainFromSnapshot(
  trainer: Trainer,
  hooks: TrialsHooks,
  body: (train: TrainTrial) => Promise<void>,
): Promise<TrialsOutcome> {
  let cost: SweepCost = { trainSteps: 0, evaluations: 0 };
  const failure = await fromSnapshot(trainer, async () => {
    let first: LrFinderError | null = null;
    await body(async (options) => {
      const finished = takenOver(trainer, options, hooks);
      if (finished !== null) {
        cost = addCosts(cost, recordedCost(finished));
        return { trial: finished, isCut: false };
      }
      const done = await runTrial(trainer, options, hooks);
      cost = addCosts(cost, done.cost);
      first ??= done.failure;
      const isCut = done.failure !== null || done.trial.stopReason === "cancelled";
      return { trial: done.trial, isCut };
    });
    return first;
  });
  return { failure, cost };
}

/** The trial of an interrupted run under this number, if it is whole and the very one wanted. */
function takenOver(
  { info, evaluate }: Trainer,
  {
    trial = 0,
    steps,
    lrAt,
    seed = info.seed,
    purpose,
    label,
    evaluateAfter = [steps],
  }: TrialOptions,
  { finishedTrials }: TrialsHooks,
): Trial | null {
  const found = finishedTrials?.[trial];
  if (found === undefined || found.plannedSteps !== steps || found.seed !== seed) return null;
  if (found.stopReason === "cancelled" || found.stopReason === "trainer-ended") return null;
  const isFor =
    purpose === undefined ? found.label === label : found.purpose?.kind === purpose.kind;
  const isAsPlanned = found.lrs.every((lr, i) => Math.abs(lr / lrAt(i) - 1) < SAME_LR);
  // Every evaluation that it went on after; one of its last step may not have been reached.
  const isEvaluated =
    evaluate === undefined ||
    evaluateAfter.every(
      (count) =>
        // Before the first step: not taken everywhere by older versions.
        count === 0 ||
        count >= found.lrs.length + (found.stopReason === "completed" ? 1 : 0) ||
        found.heldOut.some(({ stepsDone }) => stepsDone === count),
    );
  return isFor && isAsPlanned && isEvaluated ? found : null;
}
