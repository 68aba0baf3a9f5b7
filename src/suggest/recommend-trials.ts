import type { Curve } from "../curve/index.ts";
import type { Trial } from "../sweep/trial-types.ts";
import type { ProbeHorizon } from "./probes/choose.ts";
import { recommendFromProbes, triedLrs } from "./recommend-probed.ts";
import { type Circumstances, checkCircumstances, type Suggestion } from "./suggestion.ts";
import { recommendFromWholeRuns } from "./whole-runs/recommend.ts";
import { isWholeRun } from "./whole-runs/score.ts";

/**
 * The LR that the trials after a sweep recommend: whole runs where there are any, else probes, else
 * the sweep.
 *
 * @param trials probes and whole runs, in the order they were made
 */
export function recommendFromTrials(
  curve: Curve,
  trials: readonly Trial[],
  circumstances: Circumstances & ProbeHorizon,
): Suggestion {
  checkCircumstances("recommendFromTrials", circumstances);
  const runs = trials.filter(isWholeRun);
  const probes = trials.filter((trial) => !isWholeRun(trial));
  const before = recommendFromProbes(curve, probes, circumstances);
  if (runs.length === 0) return before;
  const { aim = "end" } = circumstances;
  return recommendFromWholeRuns(runs, before, circumstances, aim, triedLrs(curve, trials));
}
