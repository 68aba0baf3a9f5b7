import {
  type Infer,
  integer,
  list,
  loss,
  neverFalling,
  nullable,
  object,
  oneOf,
  optional,
  positive,
  sameLength,
  where,
} from "./schema.ts";

export const regimeSchema = object({
  kind: oneOf("flat", "useful", "unstable", "diverged"),
  fromLr: positive,
  toLr: positive,
});

export const curveSchema = object(
  {
    lrs: list(positive),
    /** Number of raw losses behind each LR (runs that got that far). */
    counts: list(integer(0)),
    /** Number of distinct LRs behind each entry; left out where there is one each. */
    lrCounts: optional(list(integer(1))),
    /** Mean raw loss over the runs at that LR. */
    raw: list(loss),
    /** Lowest raw loss over the runs; equal to `raw` for one run. */
    low: list(loss),
    /** Highest raw loss over the runs; equal to `raw` for one run. */
    high: list(loss),
    /** Centred kernel estimate at that LR. */
    smoothed: list(loss),
    /** Standard error of `smoothed`, from the noise and the kernel's weights. */
    standardError: list(loss),
    /** d smoothed / d log10 LR: loss per decade. */
    slope: list(loss),
    /** Loss where the LR is too small to matter. */
    startLoss: loss,
    /** Standard deviation of one raw loss around the curve. */
    noise: loss,
    /** Index of the smallest smoothed loss; -1 for no points. */
    minimumIndex: integer(-1),
    /** LR at which the run diverged (first non-finite loss or the wall), if it did. */
    divergedLr: nullable(positive),
    /** In order of LR, covering the whole curve; empty for no points. */
    regimes: list(regimeSchema),
    /** Kernel width that was used, in decades. */
    bandwidth: positive,
    /** In order of LR: the mean over the runs that measured there. */
    heldOut: list(object({ lr: positive, loss: loss })),
  },
  neverFalling("lrs"),
  ...sameLength("lrs", "counts", "raw", "low", "high", "smoothed", "standardError", "slope"),
  where("lrCounts", "an array as long as lrs", ({ lrs, lrCounts = lrs }) => {
    return lrCounts.length === lrs.length;
  }),
  where("minimumIndex", "an index into lrs, -1 for none", ({ lrs, minimumIndex }) => {
    return minimumIndex < lrs.length && (minimumIndex >= 0 || lrs.length === 0);
  }),
);

/** A stretch of the LR axis with one behaviour. Neighbours share their bounds. */
export interface Regime extends Infer<typeof regimeSchema> {}

/**
 * A loss-vs-LR curve: all runs pooled, smoothed without lag over log10 LR (a linear sweep's upper part over LR).
 * All arrays have one entry a distinct LR, rising; of more than 20,000 of them, neighbours share one.
 */
export interface Curve extends Infer<typeof curveSchema> {}
