import { forPurpose } from "../contract/index.ts";
import { roundLr } from "../core/format.ts";
import { makePlan, planSchedule } from "../plan/index.ts";
import { nextWholeRun, type WholeRunSearch } from "../suggest/index.ts";
import { recordedSteps, type TrainTrial, type Trial } from "../sweep/index.ts";
import type { Trainer } from "../trainer/types.ts";
import type { SearchPlan } from "./plan-search.ts";
import { evaluationsOf } from "./trial-loss.ts";

export { recommendFromTrials } from "../suggest/index.ts";

/** Held-out losses along a whole run: its best checkpoint is one of them. */
const EVALUATIONS = 20;

/**
 * Whole runs: the training run to come at several LRs, from the same state, under the schedule that
 * the plan would have at each. A run that breaks ends there, and what it leaves is spent on others.
 *
 * @param before trials that the same budget was spent on, for the numbers of those that follow
 * @param stepsLeft updates that they may make, all together
 */
export async function runWholeRuns(
  { info, divideAgain }: Pick<Trainer, "info" | "divideAgain">,
  { horizon, totalSteps, spending }: SearchPlan,
  search: WholeRunSearch,
  before: readonly Trial[],
  stepsLeft: number,
  train: TrainTrial,
): Promise<Trial[]> {
  const done: Trial[] = [];
  while (done.length < spending.wholeRuns) {
    if (stepsLeft - recordedSteps(done) < totalSteps) break;
    const next = nextWholeRun(search, done);
    if (next === null) break;
    const { repeat } = next;
    // What is trained is what a plan can say.
    const lr = roundLr(next.lr);
    const isDivided = repeat > 0 && divideAgain !== undefined;
    const { schedule } = makePlan({
      ...horizon,
      lr,
      optimizer: info.optimizer,
      stepsPerEpoch: info.stepsPerEpoch,
    });
    const { trial, isCut } = await train({
      ...forPurpose({
        kind: "whole-run",
        lr,
        schedule: schedule.kind,
        ...(repeat > 0 && { order: repeat }),
        ...(isDivided && { divided: true }),
      }),
      steps: totalSteps,
      lrAt: planSchedule(schedule),
      evaluateAfter: evaluationsOf(totalSteps, EVALUATIONS),
      trial: before.length + done.length,
      ...(repeat > 0 && { seed: info.seed + repeat, divideAgain: isDivided }),
    });
    done.push(trial);
    if (isCut) break;
  }
  return done;
}
