import { checkInteger, checkPositive, rejectOption } from "../core/check.ts";
import { formatLr } from "../core/format.ts";
import { decideHorizon } from "../plan/index.ts";
import {
  resolveSweepOptions,
  type Trial,
  type TrialHooks,
  trainFromSnapshot,
} from "../sweep/index.ts";
import type { Trainer } from "../trainer/types.ts";
import { checkHorizon } from "./check-horizon.ts";
import { finishSearch, hooksOf, type SearchParts } from "./finish.ts";
import type { FindOptions, FindOutcome } from "./index.ts";
import { chooseRung, nextRung } from "./ladder-choose.ts";
import { type JudgedRung, judgeRung } from "./ladder-judge.ts";
import { verifySteps } from "./verify.ts";
import { evaluationsOf } from "./verify-loss.ts";

/** What one tries by hand. */
export const LADDER_LRS: readonly number[] = [0.1, 0.01, 0.001, 0.0001];
/** Updates of a rung. */
export const LADDER_STEPS = 100;
/** Rungs beyond the given ones. */
const MAX_FURTHER = 2;

/** As for a sweep, without what only a sweep has. */
export interface LadderOptions
  extends Omit<FindOptions, "sweep" | "preset" | "budget" | "finishedRuns" | "finishedTrials"> {
  /** LRs in the order in which they are tried, each above 0, none twice. @default 0.1, 0.01, 0.001, 0.0001 */
  readonly lrs?: readonly number[];
  /** Updates of each, at least 10. @default 100, at most the length of the run */
  readonly steps?: number;
  /** Recorded with the result. @default 0 */
  readonly seed?: number;
}

/**
 * The manual ladder: a short training with a constant LR for each rung, from the same state on the
 * same batches, judged by the rules of `diagnose`. When all of them diverge it goes on ten times
 * lower, when all are too slow ten times higher, twice at most. The answer is the one that ended
 * lowest, as a result of the same shape as that of a sweep: `method` is `ladder`, the rungs are in
 * `probes`, and there is no curve. The trainer is left as it was.
 *
 * @throws InputError for options that cannot be used; nothing has been trained then
 */
export async function climbLadder(
  trainer: Trainer,
  options: LadderOptions = {},
): Promise<FindOutcome> {
  const horizon = checkHorizon(trainer.info, options.horizon);
  const { totalSteps } = decideHorizon(horizon, trainer.info.stepsPerEpoch);
  const { lrs, steps } = resolveLadder(options, totalSteps);
  if (options.verify !== undefined) verifySteps(options.verify, totalSteps);
  const started = performance.now();
  const { trials, rungs, failure, cost } = await climb(trainer, lrs, steps, hooksOf(options));
  const tried = trials.length > 0 ? trials.map(({ peakLr }) => peakLr) : lrs;
  const isCancelled = trials.at(-1)?.stopReason === "cancelled";
  const low = Math.min(...tried);
  const high = Math.max(...tried);
  const parts: SearchParts = {
    record: {
      version: 1,
      options: {
        ...resolveSweepOptions({ seed: options.seed ?? 0 }),
        startLr: low,
        endLr: high,
        steps,
      },
      info: trainer.info,
      runs: [],
    },
    suggestion: chooseRung(rungs),
    ended: {
      stopReason: isCancelled ? "cancelled" : failure === null ? "completed" : "trainer-ended",
      stopDetail: `no sweep: ${rungs.length} learning rates were tried for ${steps} steps each`,
    },
    horizon,
    probes: trials,
    budget: null,
    warnings: options.warnings ?? [],
    options: { ...options.options, strategy: "ladder", ladder: lrs, ladderSteps: steps },
    cost: { ...cost, seconds: (performance.now() - started) / 1000 },
  };
  return finishSearch(trainer, parts, { failure, isCancelled }, options);
}

/**
 * The rungs and their length, checked.
 *
 * @throws InputError for an LR that is not above 0 or there twice, no LR, or fewer than 10 steps
 */
export function resolveLadder(
  { lrs = LADDER_LRS, steps }: Pick<LadderOptions, "lrs" | "steps">,
  totalSteps: number,
): { readonly lrs: readonly number[]; readonly steps: number } {
  if (lrs.length === 0) rejectOption("ladder", "one learning rate or more", lrs);
  for (const [i, lr] of lrs.entries()) {
    checkPositive("ladder", lr);
    if (lrs.indexOf(lr) !== i) rejectOption("ladder", "learning rates that differ", lr);
  }
  const usual = Math.max(10, Math.min(LADDER_STEPS, totalSteps));
  return { lrs, steps: steps === undefined ? usual : checkInteger("steps", steps, 10) };
}

async function climb(trainer: Trainer, lrs: readonly number[], steps: number, hooks: TrialHooks) {
  const trials: Trial[] = [];
  const rungs: JudgedRung[] = [];
  const outcome = await trainFromSnapshot(trainer, hooks, async (train) => {
    for (let i = 0; i < lrs.length + MAX_FURTHER; i++) {
      const lr = lrs[i] ?? nextRung(rungs);
      if (lr === null) break;
      const { trial, isCut } = await train({
        label: `ladder at ${formatLr(lr)}`,
        steps,
        lrAt: () => lr,
        evaluateAfter: evaluationsOf(steps),
        trial: i,
      });
      trials.push(trial);
      if (isCut) break;
      rungs.push(judgeRung(trial));
    }
  });
  return { trials, rungs, ...outcome };
}
