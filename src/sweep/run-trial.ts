import { type Place, placeText, type Stop, type TrialPurpose } from "../contract/index.ts";
import type { LrFinderError } from "../core/errors.ts";
import type { CancelSignal } from "../core/signal.ts";
import type { Trainer } from "../trainer/types.ts";
import { breathe } from "./breathe.ts";
import type { SweepCost } from "./cost.ts";
import { measureHeldOut, withKeptRows } from "./held-out.ts";
import { asTrainerError, type End, endedAs, failedAs, isCancellation, stepTaker } from "./step.ts";
import { createStopRule } from "./stop-rule.ts";
import type { Trial, TrialEvent, TrialHeldOut, TrialStopReason } from "./trial-types.ts";

/** What one trial trains. */
export interface TrialOptions {
  /** What it is for, in a few words. */
  readonly label: string;
  /** The same as data, for those who say it in other words. */
  readonly purpose?: TrialPurpose;
  /** Updates to make, an integer of at least 1. */
  readonly steps: number;
  /** LR of update `stepIndex`, 0 to `steps` - 1, each above 0. */
  readonly lrAt: (stepIndex: number) => number;
  /**
   * Numbers of updates after which the held-out loss is measured, rising, 0 to `steps`. Left out by
   * trainers without `evaluate`. @default only after the last
   */
  readonly evaluateAfter?: readonly number[];
  /** Another data order and, where the trainer made the model, other weights: needs `reseed`. @default the trainer's own */
  readonly seed?: number;
  /** Also other training and held-out rows, by that seed: needs `divideAgain`. @default false */
  readonly divideAgain?: boolean;
  /** Zero-based number of this trial in its run, for the events. @default 0 */
  readonly trial?: number;
  /** Stops for good when it says so: `abandoned`, with the sentence returned. Asked after each update. */
  readonly abandon?: (soFar: {
    readonly losses: readonly number[];
    readonly heldOut: readonly TrialHeldOut[];
  }) => string | null;
}

export interface TrialHooks {
  readonly signal?: CancelSignal | undefined;
  readonly onEvent?: ((event: TrialEvent) => void) | undefined;
}

/** A trial, complete or partial, and what went wrong if something did. */
export interface TrialOutcome {
  readonly trial: Trial;
  readonly failure: LrFinderError | null;
  readonly cost: SweepCost;
}

/**
 * Trains from the snapshotted state under a schedule. The caller has called `trainer.snapshot()`
 * and calls `trainer.restore()` at the end (see `trainFromSnapshot`); this restores first, so that
 * every trial starts alike.
 *
 * The first non-finite loss, or a divergence by the sweep's robust rule, ends it early. A skipped
 * update (mixed precision) is tried again at its LR. Never throws for what a trainer does.
 */
export async function runTrial(
  trainer: Trainer,
  options: TrialOptions,
  hooks: TrialHooks = {},
): Promise<TrialOutcome> {
  const { label, purpose, steps, lrAt, trial = 0, abandon } = options;
  const { signal, onEvent } = hooks;
  const seed = options.seed ?? trainer.info.seed;
  const evaluateAfter = new Set(options.evaluateAfter ?? [steps]);
  const peakLr = Array.from({ length: steps }, (_, i) => lrAt(i)).reduce((a, b) => Math.max(a, b));
  const lrs: number[] = [];
  const losses: number[] = [];
  const heldOut: TrialHeldOut[] = [];
  let skipped = 0;
  const cost = { trainSteps: 0, evaluations: 0 };
  const take = stepTaker(trainer, createStopRule({ kind: "robust" }), cost);
  const breath = breathe();
  let failure: LrFinderError | null = null;
  const what = ` of a ${label}`;
  let end: End<TrialStopReason> = endedAs("completed", { code: "completed", steps });
  const evaluate = async (stepsDone: number) => {
    if (trainer.evaluate === undefined || !evaluateAfter.has(stepsDone)) return;
    const held = await measureHeldOut(trainer);
    cost.evaluations += 1;
    heldOut.push({ stepsDone, ...held });
    onEvent?.({ type: "trial-held-out", trial, stepsDone, ...held });
  };

  const about = { label, ...(purpose && { purpose }), peakLr, seed, plannedSteps: steps };
  onEvent?.({ type: "trial-start", trial, ...about });
  let at: Place | undefined;
  let where = "while its state was put back";
  try {
    await trainer.restore();
    if (options.seed !== undefined) await trainer.reseed?.(options.seed);
    if (options.divideAgain === true) await trainer.divideAgain?.(seed);
    where = "while evaluating before the first step";
    await evaluate(0);
    while (lrs.length < steps) {
      const stepIndex = lrs.length;
      const lr = lrAt(stepIndex);
      at = { stepIndex, steps, lr };
      where = `at ${placeText(at, what)}`;
      await breath();
      if (signal?.aborted) {
        end = endedAs("cancelled", { code: "cancelled", stepsDone: lrs.length, at }, what);
        break;
      }
      const { loss, end: seen } = await take(at);
      if (loss === null) skipped += 1;
      else {
        lrs.push(lr);
        losses.push(loss);
        onEvent?.({ type: "trial-step", trial, stepIndex, lr, loss });
      }
      if (seen !== null) {
        end = endedAs(seen.reason, seen.stop, what);
        break;
      }
      if (loss === null) continue;
      where = `while evaluating after step ${lrs.length} of a ${label}`;
      await evaluate(lrs.length);
      const why = lrs.length < steps ? (abandon?.({ losses, heldOut }) ?? null) : null;
      if (why !== null) {
        const stop: Stop = { code: "abandoned", stepsDone: losses.length };
        end = { stopReason: "abandoned", stopDetail: why, stop };
        break;
      }
    }
  } catch (thrown) {
    if (isCancellation(thrown, signal)) {
      const stop: Stop = { code: "cancelled", stepsDone: lrs.length, ...(at && { at }) };
      end = endedAs("cancelled", stop, what);
    } else {
      failure = asTrainerError(thrown, where);
      end = failedAs(thrown, failure, at);
    }
  }
  const ended = { ...(skipped > 0 && { skipped }), ...end };
  onEvent?.({ type: "trial-end", trial, ...ended });
  const kept = withKeptRows(heldOut);
  return { trial: { ...about, lrs, losses, heldOut: kept, ...ended }, failure, cost };
}
