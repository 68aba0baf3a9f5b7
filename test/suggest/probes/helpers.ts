import { probeLr } from "../../../src/suggest/probes/shape.ts";
import type { Trial } from "../../../src/sweep/trial-types.ts";

/** A completed probe with given losses at its end. */
export function probe(
  peakLr: number,
  options: {
    steps?: number;
    start?: number;
    heldOut: readonly number[];
    training?: number;
    seed?: number;
    stopReason?: Trial["stopReason"];
  },
): Trial {
  const { steps = 80, start = 2, heldOut, seed = 0, stopReason = "completed" } = options;
  const training = options.training ?? (heldOut.at(-1) as number);
  return {
    label: `probe at ${peakLr}`,
    peakLr,
    seed,
    plannedSteps: steps,
    lrs: Array.from({ length: steps }, (_, i) => probeLr(peakLr, steps, i)),
    losses: Array.from({ length: steps }, () => training),
    heldOut: [
      { stepsDone: 0, loss: start },
      ...heldOut.map((loss, i) => ({
        stepsDone: Math.round(((i + 1) * steps) / heldOut.length),
        loss,
      })),
    ],
    stopReason,
    stopDetail: "",
  };
}

/** Held-out losses that fall evenly to `end`. */
export function falling(end: number, start = 2, points = 8): number[] {
  return Array.from({ length: points }, (_, i) => start + ((end - start) * (i + 1)) / points);
}
