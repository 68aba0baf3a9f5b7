import { mean } from "../../core/stats.ts";
import type { Trial } from "../../sweep/trial-types.ts";

/** What one probe showed. */
export interface ProbeScore {
  readonly trial: Trial;
  /** Loss at its end: held-out, or of its last training batches; infinite when it broke. */
  readonly loss: number;
  /** Mean loss of its last training batches, and the standard error of that; infinite when it broke. */
  readonly training: number;
  readonly trainingError: number;
}

/** Share of a probe's batches that its training loss is the mean of, and the fewest of them. */
const LAST = 0.2;
const LEAST = 4;

/** Scores a probe. Broken and abandoned ones come last whatever they had reached. */
export function scoreProbe(trial: Trial): ProbeScore {
  const broken = Number.POSITIVE_INFINITY;
  if (trial.stopReason !== "completed") {
    return { trial, loss: broken, training: broken, trainingError: 0 };
  }
  const last = trial.losses.slice(-Math.max(LEAST, Math.floor(trial.losses.length * LAST)));
  const training = mean(last);
  const variance = mean(last.map((loss) => (loss - training) ** 2));
  const held = trial.heldOut.at(-1)?.loss ?? training;
  return {
    trial,
    loss: Number.isFinite(held) ? held : broken,
    training,
    trainingError: Math.sqrt(variance / last.length),
  };
}

/** Loss before training: the first held-out loss measured at 0 steps, or the first batch's. */
export function startLoss(trials: readonly Trial[]): number {
  for (const { heldOut } of trials) {
    const first = heldOut[0];
    if (first?.stepsDone === 0) return first.loss;
  }
  return trials[0]?.losses[0] ?? Number.NaN;
}
