import { CONSTANTS } from "./constants.ts";

/** The divisors of `divisor.ts` are for runs of about this many updates. */
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
