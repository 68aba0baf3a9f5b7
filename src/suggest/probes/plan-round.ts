import { MOST_PROBES } from "./next-probe.ts";

/** What a round of probes is planned from. */
export interface RoundRequest {
  /** Zero-based. */
  readonly round: number;
  /** Of the search, this one included. */
  readonly rounds: number;
  /** Updates that this round and those after it may make. */
  readonly stepsLeft: number;
  /** Updates of the run to come: no probe is longer. */
  readonly totalSteps: number;
  /** The trainer can take another data order. */
  readonly canReseed: boolean;
}

/** One round of probes, as planned. */
export interface RoundPlan {
  /** Updates of each probe. */
  readonly probeSteps: number;
  /** Updates of all of them together. */
  readonly steps: number;
  /** With another data order than the trainer's own. */
  readonly reseed: boolean;
}

/** Probes that a round's updates are divided into. */
const PROBES_A_ROUND = 4;
/** A shorter probe says nothing. */
const MIN_PROBE_STEPS = 12;

/**
 * Length and data order of the next round. The first one's updates make four probes. A later
 * one goes over the pick again with another data order, or where the trainer has none with longer
 * probes.
 *
 * @returns null where what is left is too little for a probe of 12 updates
 */
export function planRound(request: RoundRequest): RoundPlan | null {
  const { round, rounds, stepsLeft, totalSteps, canReseed } = request;
  const steps = Math.floor(stepsLeft / (rounds - round));
  const reseed = round > 0 && canReseed;
  // Without another data order a later round must differ in length, or it would say the same.
  const probes = round === 0 || reseed ? PROBES_A_ROUND : PROBES_A_ROUND - 1;
  const probeSteps = Math.min(totalSteps, Math.floor(steps / probes));
  return probeSteps < MIN_PROBE_STEPS ? null : { probeSteps, steps, reseed };
}

/**
 * Updates that all rounds of probes can come to, however much they may make: none where the run to come
 * is shorter than a probe.
 */
export function mostProbeSteps(rounds: number, totalSteps: number): number {
  return totalSteps < MIN_PROBE_STEPS ? 0 : rounds * MOST_PROBES * totalSteps;
}
