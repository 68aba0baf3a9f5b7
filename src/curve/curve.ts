/** One run of (LR, loss) points as `curve` takes it; a `SweepRun` is one. */
export interface CurveRun {
  /** > 0, never falling; equal ones are pooled. */
  readonly lrs: readonly number[];
  /** Same length as `lrs`; non-finite values are cut off (the first one and all after it). */
  readonly losses: readonly number[];
  readonly heldOut?: readonly { readonly lr: number; readonly loss: number }[];
  /** Why the run ended, where known (a sweep's stop reason): `"diverged"` marks its last LR as the wall. */
  readonly stopReason?: string;
}

/** A stretch of the LR axis with one behaviour. Neighbours share their bounds. */
export interface Regime {
  readonly kind: "flat" | "useful" | "unstable" | "diverged";
  readonly fromLr: number;
  readonly toLr: number;
}

/**
 * A loss-vs-LR curve: all runs pooled, smoothed without lag over log10 LR.
 * All arrays have one entry a distinct LR, rising; of more than 20,000 of them, neighbours share one.
 */
export interface Curve {
  readonly lrs: readonly number[];
  /** Number of raw losses behind each LR (runs that got that far). */
  readonly counts: readonly number[];
  /** Number of distinct LRs behind each entry; left out where there is one each. */
  readonly lrCounts?: readonly number[];
  /** Mean raw loss over the runs at that LR. */
  readonly raw: readonly number[];
  /** Lowest and highest raw loss over the runs; equal to `raw` for one run. */
  readonly low: readonly number[];
  readonly high: readonly number[];
  /** Centred kernel estimate at that LR. */
  readonly smoothed: readonly number[];
  /** Standard error of `smoothed`, from the noise and the kernel's weights. */
  readonly standardError: readonly number[];
  /** d smoothed / d log10 LR: loss per decade. */
  readonly slope: readonly number[];
  /** Loss where the LR is too small to matter. */
  readonly startLoss: number;
  /** Standard deviation of one raw loss around the curve. */
  readonly noise: number;
  /** Index of the smallest smoothed loss; -1 for no points. */
  readonly minimumIndex: number;
  /** LR at which the run diverged (first non-finite loss or the wall), if it did. */
  readonly divergedLr: number | null;
  /** In order of LR, covering the whole curve; empty for no points. */
  readonly regimes: readonly Regime[];
  /** Kernel width that was used, in decades. */
  readonly bandwidth: number;
  /** In order of LR: the mean over the runs that measured there. */
  readonly heldOut: readonly { readonly lr: number; readonly loss: number }[];
}
