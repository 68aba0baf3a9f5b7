import { CONSTANTS } from "./constants.ts";
import type { Confidence } from "./suggestion.ts";

/** The divisors of `optimizer.ts` are for runs of about this many updates. */
const REFERENCE_STEPS = 800;
/** No extrapolation beyond this many decades of length, either way. */
const REACH_LOG10 = 2;

/** Decades from the LR read off a sweep to that of a run of `totalSteps`; 0 where it is not known. */
export function sweepDriftLog10(totalSteps: number | undefined, { drift } = CONSTANTS): number {
  if (totalSteps === undefined) return 0;
  const longer = Math.log10(totalSteps / REFERENCE_STEPS);
  return -drift * Math.max(-REACH_LOG10, Math.min(REACH_LOG10, longer));
}

/** log10 of how many times longer the run is than a probe: 0 to 2. */
export function reachLog10(totalSteps: number, probeSteps: number): number {
  return Math.max(0, Math.min(REACH_LOG10, Math.log10(totalSteps / probeSteps)));
}

/** Runs that are so many times longer than what an LR was read off: medium, low. */
const LONGER = [25, 100] as const;

/** How sure an LR can be at most for a run that is so many times longer than what it was read off. */
export function mostBeyond(times: number): Confidence {
  return times > LONGER[1] ? "low" : times > LONGER[0] ? "medium" : "high";
}

/** Mean of a cosine schedule, as a share of its peak. */
const MEAN_OF_COSINE = 0.5;

/**
 * Training progress, counted as the sum of the learning rates so far ("gradient-flow time"): as long
 * as they are stable, runs of one model at different LRs pass the same points at about the same sum.
 * So a short run at a high LR shows how a long run at a low one goes on, over-fitting included.
 *
 * @source for SGD the limit of small steps (e.g. Li, Tai and E, arXiv 1511.06251); how well it holds
 *   for the adaptive optimizers is in the README beside this file
 * @param progress sum of learning rates
 * @returns log10 of the peak LR at which an annealed run of `totalSteps` makes that much progress
 */
export function peakForProgressLog10(progress: number, totalSteps: number): number {
  return Math.log10(progress / (totalSteps * MEAN_OF_COSINE));
}
