import { maxOf, minOf } from "../../core/stats.ts";
import type { Trial } from "../../sweep/trial-types.ts";
import { CONSTANTS } from "../constants.ts";
import { scoreProbe, startLoss } from "./score.ts";

/** One round of probes to plan. */
export interface ProbeRound {
  /** LR to look around. */
  readonly centreLr: number;
  /** Updates of each probe. */
  readonly probeSteps: number;
  /** Updates that the round may still make. */
  readonly stepsLeft: number;
  /** No probe above this LR. @default none */
  readonly highestLr?: number;
}

/** Decades between neighbours. */
const STEP_LOG10 = 0.5;
/** Most probes of a round: the best one is found by then or the sweep was of no use. */
export const MOST_PROBES = 8;

/**
 * Peak LR of the next probe of a round: first the centre, then half a decade above it, then half a
 * decade beyond the best (the lowest of equals) for as long as that lies at an edge. Null when it
 * lies between two others, or another probe is not in the budget. (Upwards first: the sweep errs
 * more often to the low side, and a probe that breaks is a cheap one.)
 *
 * @param done the round's probes so far, in order; the same ones give the same answer
 */
export function nextProbe(round: ProbeRound, done: readonly Trial[]): number | null {
  if (round.stepsLeft < round.probeSteps || done.length >= MOST_PROBES) return null;
  const centre = Math.log10(round.centreLr);
  const tried = done.map(({ peakLr }) => Math.round((Math.log10(peakLr) - centre) / STEP_LOG10));
  const highest = round.highestLr ?? Number.POSITIVE_INFINITY;
  const at = (place: number): number | null => {
    const lr = 10 ** (centre + place * STEP_LOG10);
    return lr <= highest * (1 + 1e-9) ? lr : null;
  };
  for (const place of [0, 1]) {
    if (!tried.includes(place) && at(place) !== null) return at(place);
  }
  const best = lowestAsGood(done, tried);
  const low = minOf(tried);
  // Where nothing survived, further down too.
  if (best === null || best === low) return at(low - 1);
  return best === maxOf(tried) ? at(best + 1) : null;
}

/**
 * Place of the lowest LR that is as good as the best probe; null where none survived. A tie is no
 * reason to go up: networks that a high LR has killed all end at the same loss.
 */
function lowestAsGood(done: readonly Trial[], tried: readonly number[]): number | null {
  const losses = done.map((trial) => scoreProbe(trial).loss);
  const best = minOf(losses);
  if (!Number.isFinite(best)) return null;
  const level = best + CONSTANTS.asGoodAsBest * Math.max(0, startLoss(done) - best);
  return minOf(tried.filter((_, i) => (losses[i] as number) <= level));
}
