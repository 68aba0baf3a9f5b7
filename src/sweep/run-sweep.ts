import { type Place, placeText } from "../contract/index.ts";
import { checkFunction } from "../core/check.ts";
import { InputError, type LrFinderError } from "../core/errors.ts";
import { checkKeys, type KeyTable } from "../core/keys.ts";
import { type CancelSignal, checkSignal } from "../core/signal.ts";
import type { Trainer } from "../trainer/types.ts";
import { breathe } from "./breathe.ts";
import { addCosts, type CostTally, recordedCost, type SweepCost } from "./cost.ts";
import { fromSnapshot } from "./from-snapshot.ts";
import { measureHeldOut, withoutRows } from "./held-out.ts";
import { checkTrainer, whileInUse } from "./in-use.ts";
import { lrLadder } from "./ladder.ts";
import { resolveSweepOptions, type SweepOptions } from "./options.ts";
import {
  asTrainerError,
  type End,
  endedAs,
  failedAs,
  isCancellation,
  stepTaker,
  type TakenStep,
} from "./step.ts";
import { createStopRule } from "./stop-rule.ts";
import type {
  ResolvedSweepOptions,
  StopReason,
  SweepEvent,
  SweepRecord,
  SweepRun,
} from "./types.ts";

/** What a caller may attach to a sweep. */
export interface SweepHooks {
  /** Ends the sweep before the next step; what was recorded is kept. */
  readonly signal?: CancelSignal | undefined;
  /** Called for everything that happens, in order, before the next step starts. */
  readonly onEvent?: ((event: SweepEvent) => void) | undefined;
  /** Finished runs of an earlier, interrupted sweep with the same options: not trained again. */
  readonly finishedRuns?: readonly SweepRun[] | undefined;
}

const HOOK_KEYS: KeyTable<SweepHooks> = { signal: true, onEvent: true, finishedRuns: true };

/** A sweep's record, complete or partial, and what went wrong if something did. */
export interface SweepOutcome {
  readonly record: SweepRecord;
  /** Set when the trainer failed; the steps before that are in the record. */
  readonly failure: LrFinderError | null;
  readonly cost: SweepCost;
}

/**
 * Sweeps the LR over a short training run and records the loss of every step (Smith, 1506.01186;
 * exponential growth as in fastai).
 *
 * The trainer's state is snapshotted first and restored at the end, whatever happened: finished,
 * diverged, cancelled or failed. Repeats use seeds seed, seed + 1, … through `Trainer.reseed`.
 * The first non-finite loss ends a run. Never throws for what a trainer does: a trainer that fails
 * comes back as `failure`, with all steps recorded before. What `onEvent` throws comes through,
 * after the state has been put back.
 *
 * @throws InputError for options out of range, repeats without `reseed`, `evaluateEvery` without
 *   `evaluate`, or a trainer that is closed or in use; nothing has been trained then
 */
export async function runSweep(
  trainer: Trainer,
  options: SweepOptions = {},
  hooks: SweepHooks = {},
): Promise<SweepOutcome> {
  checkTrainer(trainer);
  checkKeys("the hooks of runSweep", hooks, HOOK_KEYS);
  checkSignal(hooks.signal);
  checkFunction("onEvent", hooks.onEvent);
  return whileInUse(trainer, () => takeSweep(trainer, options, hooks));
}

/** {@link runSweep} for who has the trainer in use already. */
export async function takeSweep(
  trainer: Trainer,
  options: SweepOptions,
  hooks: SweepHooks,
): Promise<SweepOutcome> {
  const resolved = resolveSweepOptions(options);
  checkCapabilities(trainer, resolved);
  const runs: SweepRun[] = [...(hooks.finishedRuns ?? [])];
  const takenOver = runs.map(recordedCost).reduce(addCosts, { trainSteps: 0, evaluations: 0 });
  const cost: CostTally = { ...takenOver };
  const failure = await fromSnapshot(trainer, async () => {
    for (let run = runs.length; run < resolved.repeats; run++) {
      const ended = await sweepOnce(trainer, resolved, run, hooks, cost);
      runs.push(ended.run);
      if (ended.failure !== null || ended.run.stopReason === "cancelled") return ended.failure;
    }
    return null;
  });
  if (failure !== null && failure.code !== "cancelled" && runs.length === 0) {
    // The state could not be saved: a sweep that ended before its first step says why.
    const end = failedAs(failure.cause ?? failure, failure, undefined);
    const none = { stepIndices: [], lrs: [], losses: [], heldOut: [] };
    runs.push({ seed: resolved.seed, ...none, ...end });
  }
  return { record: { version: 1, options: resolved, info: trainer.info, runs }, failure, cost };
}

function checkCapabilities(trainer: Trainer, options: ResolvedSweepOptions): void {
  if (options.repeats > 1 && trainer.reseed === undefined) {
    throw new InputError(
      "cannot-reseed",
      "`repeats` above 1 needs a trainer that can be reseeded (a `reseed(seed)` method): without it every repeat would be the same run",
      { data: { option: "repeats" } },
    );
  }
  if (options.evaluateEvery > 0 && trainer.evaluate === undefined) {
    throw new InputError(
      "cannot-evaluate",
      "`evaluateEvery` needs held-out rows: this trainer has no `evaluate()`",
      { data: { option: "evaluateEvery" } },
    );
  }
}

async function sweepOnce(
  trainer: Trainer,
  options: ResolvedSweepOptions,
  number: number,
  hooks: SweepHooks,
  cost: CostTally,
): Promise<{ run: SweepRun; failure: LrFinderError | null }> {
  const { signal, onEvent } = hooks;
  const seed = options.seed + number;
  const ladder = lrLadder(options);
  const take = stepTaker(trainer, createStopRule(options.stopRule), cost);
  const breath = breathe();
  const stepIndices: number[] = [];
  const lrs: number[] = [];
  const losses: number[] = [];
  const heldOut: SweepRun["heldOut"][number][] = [];
  let skipped = 0;
  let failure: LrFinderError | null = null;
  let end: End<StopReason> = endedAs("completed", { code: "completed", steps: ladder.length });
  const cancel = (at?: Place) => {
    end = endedAs("cancelled", { code: "cancelled", stepsDone: losses.length, ...(at && { at }) });
  };
  const fail = (thrown: unknown, where: string, at?: Place) => {
    if (isCancellation(thrown, signal)) return cancel(at);
    failure = asTrainerError(thrown, where);
    end = failedAs(thrown, failure, at);
  };

  onEvent?.({ type: "run-start", run: number, seed });
  if (number > 0) {
    try {
      await trainer.restore();
      await trainer.reseed?.(seed);
    } catch (thrown) {
      fail(thrown, `while it was reseeded for sweep ${number + 1}`);
    }
  }
  let stepIndex = end.stopReason === "completed" ? 0 : ladder.length;
  while (stepIndex < ladder.length) {
    const lr = ladder[stepIndex] as number;
    const at: Place = { stepIndex, steps: ladder.length, lr };
    await breath();
    if (signal?.aborted) {
      cancel(at);
      break;
    }
    let taken: TakenStep;
    try {
      taken = await take(at);
    } catch (thrown) {
      fail(thrown, `at ${placeText(at)}`, at);
      break;
    }
    const { loss } = taken;
    if (loss === null) {
      skipped += 1;
      onEvent?.({ type: "skipped", run: number, stepIndex, lr });
    } else {
      stepIndices.push(stepIndex);
      lrs.push(lr);
      losses.push(loss);
      onEvent?.({ type: "step", run: number, stepIndex, lr, loss });
    }
    if (taken.end !== null) {
      end = endedAs(taken.end.reason, taken.end.stop);
      break;
    }
    if (loss === null) continue;
    if (options.evaluateEvery > 0 && (stepIndex + 1) % options.evaluateEvery === 0) {
      try {
        const held = withoutRows(await measureHeldOut(trainer));
        cost.evaluations += 1;
        heldOut.push({ stepIndex, lr, ...held });
        onEvent?.({ type: "held-out", run: number, stepIndex, lr, ...held });
      } catch (thrown) {
        fail(thrown, `while evaluating at ${placeText(at)}`, at);
        break;
      }
    }
    stepIndex += 1;
  }
  onEvent?.({ type: "run-end", run: number, ...end });
  const run = { seed, stepIndices, lrs, losses, heldOut, ...(skipped > 0 && { skipped }), ...end };
  return { run, failure };
}
