import type { Curve } from "../curve/index.ts";
import type { Trial } from "../sweep/trial-types.ts";
import { CONSTANTS } from "./constants.ts";
import { chooseFromRounds, type ProbeHorizon, type RoundsChoice } from "./probes/choose.ts";
import { sweepRefusal } from "./recommend.ts";
import { lrFromSweep } from "./sweep-pick.ts";
import type { Circumstances } from "./types.ts";

/** What a sweep says of the run to come, and what the probes after it say together with it. */
export interface SweepAndProbes {
  /** Null where no LR can be read off the sweep. */
  readonly sweep: ReturnType<typeof lrFromSweep> | null;
  /** Null without a probe that survived. */
  readonly probes: RoundsChoice | null;
}

/**
 * Reads a sweep and the probes after it. Over-fitting is the probes' to judge: of the sweep counts
 * there what it says without.
 *
 * @param constants others than the ones in use are for measuring them
 */
export function readSweepAndProbes(
  curve: Curve,
  trials: readonly Trial[],
  circumstances: Circumstances & ProbeHorizon,
  constants = CONSTANTS,
): SweepAndProbes {
  const refused = sweepRefusal(curve, circumstances) !== null;
  const sweep = refused ? null : lrFromSweep(curve, circumstances, constants);
  const sweepLog10 = sweep && Math.log10(sweep.stableLr);
  return { sweep, probes: chooseFromRounds(trials, circumstances, sweepLog10, constants) };
}
