import { type Place, type Stop, stopDetail, type TrialStopReason } from "../contract/index.ts";
import { LrFinderError, messageOf, TrainerError } from "../core/errors.ts";
import type { CancelSignal } from "../core/signal.ts";
import type { Trainer } from "../trainer/types.ts";
import type { CostTally } from "./cost.ts";
import type { StopRule } from "./stop-rule.ts";

// Frameworks keep the LR in float32, so it comes back rounded.
const LR_TOLERANCE = 1e-5;

/** Skipped updates in a row after which a run ends. */
const MAX_SKIPPED = 20;

/** What one update came to. */
export interface TakenStep {
  /** Null for a skipped update (mixed precision), which is to be tried again at its LR. */
  readonly loss: number | null;
  /** Why the run ends here; null where it goes on. */
  readonly end: { readonly reason: "non-finite" | "diverged"; readonly stop: Stop } | null;
}

/**
 * A function that takes the updates of one run, one after the other: it counts them, checks what
 * the trainer answers (see `checkedLoss`), and says when the run is at its end: at the first
 * non-finite loss, by the stop rule, or after 20 skipped updates in a row.
 *
 * The function throws what the trainer throws, and TrainerError for an answer that cannot be used.
 *
 * @param cost its `trainSteps` is counted up
 */
export function stepTaker(
  trainer: Pick<Trainer, "step">,
  stopRule: StopRule,
  cost: CostTally,
): (at: Place) => Promise<TakenStep> {
  let skippedInARow = 0;
  return async (at) => {
    const result = await trainer.step(at.lr);
    cost.trainSteps += 1;
    if (result.skipped) {
      skippedInARow += 1;
      if (skippedInARow < MAX_SKIPPED) return { loss: null, end: null };
      const stop: Stop = { code: "updates-skipped", inARow: MAX_SKIPPED, at };
      return { loss: null, end: { reason: "non-finite", stop } };
    }
    skippedInARow = 0;
    const loss = checkedLoss(result.loss, result.lr, at.lr);
    if (!Number.isFinite(loss)) {
      return { loss, end: { reason: "non-finite", stop: { code: "loss-not-finite", loss, at } } };
    }
    const diverged = stopRule.push(loss);
    if (diverged === null) return { loss, end: null };
    return { loss, end: { reason: "diverged", stop: { ...diverged, at } } };
  };
}

/**
 * The loss of a step, after a check of what the trainer answered.
 *
 * @throws TrainerError for a loss that is no number, or an LR other than the one asked for
 */
function checkedLoss(loss: unknown, applied: number | undefined, asked: number): number {
  if (typeof loss !== "number") {
    throw new TrainerError("bad-loss", `the loss must be a number, got ${typeof loss}`);
  }
  if (applied !== undefined && !(Math.abs(applied - asked) <= LR_TOLERANCE * asked)) {
    throw new TrainerError(
      "lr-not-applied",
      `the trainer applied LR ${applied} instead of ${asked}`,
      {
        data: { applied, asked },
      },
    );
  }
  return loss;
}

/** Whether a trainer gave up because it was told to, so that its run is cancelled and not failed. */
export function isCancellation(thrown: unknown, signal: CancelSignal | undefined): boolean {
  return signal?.aborted === true && thrown instanceof LrFinderError && thrown.code === "cancelled";
}

/** Whatever a trainer threw, as a TrainerError that says where. */
export function asTrainerError(thrown: unknown, where: string): LrFinderError {
  const code = thrown instanceof LrFinderError ? thrown.code : "trainer-failed";
  const data = thrown instanceof LrFinderError ? thrown.data : {};
  return new TrainerError(code, `the trainer failed ${where}: ${messageOf(thrown)}`, {
    data,
    cause: thrown,
  });
}

/** The end of a run or a trial as it is recorded. */
export interface End<Reason extends TrialStopReason> {
  readonly stopReason: Reason;
  readonly stopDetail: string;
  readonly stop: Stop;
}

/**
 * An end in words and as data.
 *
 * @param what see `stopDetail`
 */
export function endedAs<Reason extends TrialStopReason>(
  stopReason: Reason,
  stop: Stop,
  what = "",
): End<Reason> {
  return { stopReason, stopDetail: stopDetail(stop, what), stop };
}

/** The end of one whose trainer failed: the detail says where, too. */
export function failedAs(
  thrown: unknown,
  failure: LrFinderError,
  at: Place | undefined,
): End<"trainer-ended"> {
  const stop: Stop = { code: "trainer-failed", message: messageOf(thrown), ...(at && { at }) };
  return { stopReason: "trainer-ended", stopDetail: failure.message, stop };
}
