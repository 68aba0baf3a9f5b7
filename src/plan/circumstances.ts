import { PER_UNITS, type SchedulePlan } from "../contract/index.ts";
import { note } from "../contract/make-note.ts";
import {
  checkInteger,
  checkObject,
  checkOneOf,
  checkPositive,
  checkRange,
  rejectOption,
} from "../core/check.ts";
import { formatLr } from "../core/format.ts";
import type { Note } from "../core/note.ts";
import { decideHorizon, type Horizon } from "./horizon.ts";
import type { PlanOptions } from "./options.ts";

/** {@link PlanOptions} with its plain values checked and the horizon known. */
export interface Circumstances {
  readonly options: PlanOptions;
  /** The peak of the schedule. */
  readonly lr: number;
  readonly totalSteps: number;
  /** Whether nobody said how long the run is. */
  readonly open: boolean;
  readonly stepsPerEpoch: number;
  readonly per: SchedulePlan["per"];
  readonly horizonReason: Horizon["reason"];
  readonly peakReason: Note;
}

/** Checks what does not depend on the kind of schedule. */
export function resolveCircumstances(options: PlanOptions): Circumstances {
  checkPositive("lr", options.lr);
  checkLrRange(options.range);
  if (typeof options.optimizer !== "string" || options.optimizer === "") {
    rejectOption("optimizer", "a name", options.optimizer);
  }
  const stepsPerEpoch = checkInteger("stepsPerEpoch", options.stepsPerEpoch, 1);
  const horizon: Horizon = decideHorizon(options, stepsPerEpoch);
  if (options.initialLossDropShare !== undefined) {
    checkRange("initialLossDropShare", options.initialLossDropShare, 0, 1);
  }
  if (options.overfitting !== undefined) checkObject("overfitting", options.overfitting);
  if (options.fineTune !== undefined && typeof options.fineTune !== "boolean") {
    rejectOption("fineTune", "true or false", options.fineTune);
  }
  const peak = decidePeak(options);
  return {
    options,
    lr: peak.lr,
    totalSteps: horizon.totalSteps,
    open: horizon.open,
    stepsPerEpoch,
    per: checkOneOf("per", options.per ?? "step", PER_UNITS),
    horizonReason: horizon.reason,
    peakReason: peak.reason,
  };
}

function checkLrRange(range: PlanOptions["range"]): void {
  if (range === undefined) return;
  const low = checkPositive("range[0]", range[0]);
  const high = checkPositive("range[1]", range[1]);
  if (low > high) rejectOption("range[1]", `at least range[0] (${low})`, high);
}

/** Fine-tuning divides the suggested LR by this. */
const FINE_TUNE_DIVISOR = 3;

/** The highest LR of the schedule. */
interface Peak {
  readonly lr: number;
  readonly reason: Note;
}

/**
 * The suggested LR as it is; a third of it for fine-tuning, but not below the range of LRs that are
 * as good: a sweep from trained weights sees how fast the new loss falls, and not what is forgotten.
 */
function decidePeak({ lr, range, fineTune }: PlanOptions): Peak {
  const within = range
    ? ` LRs from ${formatLr(range[0])} to ${formatLr(range[1])} are about as good.`
    : "";
  if (fineTune) {
    const third = lr / FINE_TUNE_DIVISOR;
    const floor = range === undefined ? 0 : Math.min(range[0], lr);
    const peak = Math.max(third, floor);
    const bounded = peak > third ? `, no lower than the range begins (${formatLr(floor)})` : "";
    return {
      lr: peak,
      reason: note(
        "initial-lr",
        `Train with ${formatLr(peak)}: a third of the suggested ${formatLr(lr)}${bounded}, because the model is fine-tuned and large steps would undo what it has learned.${within}`,
        { lr: peak, suggestedLr: lr, range: range ?? null, divisor: FINE_TUNE_DIVISOR },
      ),
    };
  }
  return {
    lr,
    reason: note(
      "initial-lr",
      `Train with ${formatLr(lr)}, the suggested LR, as the highest LR of the schedule.${within} It is the same for cosine and step decay.`,
      { lr, range: range ?? null },
    ),
  };
}
