import type { FactorKind } from "../contract/factor-kind.ts";
import { traitsOf } from "../contract/optimizers/index.ts";

/** A normal belief about an exponent before any cell has been seen. */
export interface Prior {
  readonly mean: number;
  readonly sd: number;
}

/**
 * Beliefs about how the best LR moves, deliberately weak: the literature disagrees even about signs.
 *
 * - Below a critical batch size the best LR rises with the batch, as its square root for Adam and its
 *   like (Malladi et al., arXiv 2205.10287), up to linearly for SGD (Goyal et al., arXiv 1706.02677);
 *   above it hardly, or it falls a little (Li et al., "Surge", arXiv 2405.14578).
 * - The critical batch size grows with the examples seen, by a power of 0 to 0.6 (Zhang et al.,
 *   arXiv 2410.21676: 0.47; Step Law, arXiv 2503.04715: 0.57; DeepSeek, arXiv 2401.02954: 0.33 of compute).
 *   So at a small batch the LR falls with the length of the run (Bjorck et al., arXiv 2409.19913: -0.32;
 *   Power scheduler, arXiv 2408.13359: -0.51), at a large one it need not (Step Law: +0.31 along with the
 *   batch); beside that shift it is thought to rise a little.
 * - With the size of the model it falls: parameters -0.23 (Bjorck), -0.71 (Step Law), -0.125 of compute
 *   (DeepSeek), 0 under muP (arXiv 2203.03466).
 * - Of weight decay and anything else: unknown sign.
 */
export interface Priors {
  readonly below: Prior;
  readonly above: Prior;
  readonly horizon: Prior;
  /** Where no batch size varies, so that no shift of the critical one can be told. */
  readonly horizonAlone: Prior;
  readonly size: Prior;
  readonly plain: Prior;
}

/** @param optimizer as users write it; undefined where it is not known */
export function priorsFor(optimizer: string | undefined): Priors {
  return {
    below: BELOW[optimizer === undefined ? "unknown" : familyOf(optimizer)],
    above: { mean: -0.08, sd: 0.1 },
    horizon: { mean: 0.06, sd: 0.1 },
    horizonAlone: { mean: -0.1, sd: 0.25 },
    size: { mean: -0.24, sd: 0.27 },
    plain: { mean: 0, sd: 0.5 },
  };
}

const BELOW = {
  adaptive: { mean: 0.55, sd: 0.15 },
  gradient: { mean: 0.8, sd: 0.25 },
  unknown: { mean: 0.55, sd: 0.25 },
} as const satisfies Record<string, Prior>;

function familyOf(optimizer: string): keyof typeof BELOW {
  return traitsOf(optimizer).growsWithGradient ? "gradient" : "adaptive";
}

/** The belief of one factor, for people. */
export function priorOf(kind: FactorKind, priors: Priors, hasBatch: boolean): Prior {
  if (kind === "batch") return priors.below;
  if (kind === "horizon" && !hasBatch) return priors.horizonAlone;
  return priors[kind];
}
