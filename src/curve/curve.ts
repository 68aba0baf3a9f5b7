export type { Curve, Regime } from "../contract/index.ts";

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
