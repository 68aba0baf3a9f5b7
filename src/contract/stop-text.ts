import { formatLoss, formatLr } from "../core/format.ts";
import type { Place, Stop, StopOf } from "./stop.ts";

/**
 * A stop in English, as one clause without a full stop.
 *
 * @param what what was being trained, where there is more than one: ` of a probe at 0.01`
 */
export function stopDetail(stop: Stop, what = ""): string {
  const at = (where: Place | undefined) =>
    where === undefined ? "" : `at ${placeText(where, what)}`;
  switch (stop.code) {
    case "completed":
      return `all ${stop.steps} steps were taken`;
    case "loss-above":
      return `the loss was above ${formatLoss(stop.limit)} ${inARow(stop)}, ${at(stop.at)}`;
    case "drop-lost":
      return `the loss was back above ${formatLoss(stop.limit)} ${inARow(stop)}, ${at(stop.at)}`;
    case "smoothed-above":
      return `the smoothed loss ${formatLoss(stop.smoothed)} was above the limit ${formatLoss(stop.limit)} (factor ${stop.factor}, best ${formatLoss(stop.bestLoss)}), ${at(stop.at)}`;
    case "diverged":
      return `the loss diverged ${at(stop.at)}`.trimEnd();
    case "loss-not-finite":
      return `the loss became ${stop.loss} ${at(stop.at)}`.trimEnd();
    case "updates-skipped":
      return `${stop.inARow ?? "all"} updates in a row were skipped ${at(stop.at)}`.trimEnd();
    case "abandoned":
      return `given up after ${stop.stepsDone} steps`;
    case "cancelled":
      return stop.at === undefined
        ? `cancelled after ${stop.stepsDone} steps`
        : `cancelled before ${placeText(stop.at, what)}`;
    case "trainer-failed":
      return stop.message;
    case "journal-ends":
      return "the journal ends here";
    case "log-ends":
      return `the log ends at LR ${stop.lr}`;
    case "log-not-finite":
      return `the loss was ${stop.loss} at LR ${stop.lr} (entry ${stop.entry})`;
    case "no-sweep":
      return `no sweep: ${stop.rungs} learning rates were tried for ${stop.steps} steps each`;
    case "no-step":
      return "no step was taken";
  }
}

function inARow({ inARow: times, startLoss, bestLoss }: StopOf<"loss-above" | "drop-lost">) {
  return `for ${times} steps in a row (it started at ${formatLoss(startLoss)} and was ${formatLoss(bestLoss)} at best)`;
}

/** `step 3 of 40, LR 0.01`. */
export function placeText({ stepIndex, steps, lr }: Place, what = ""): string {
  const of = steps === undefined ? "" : ` of ${steps}`;
  return `step ${stepIndex + 1}${of}${what}, LR ${formatLr(lr)}`;
}
