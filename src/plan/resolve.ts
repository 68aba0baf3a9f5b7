import {
  checkInteger,
  checkOneOf,
  checkPositive,
  checkRange,
  rejectOption,
} from "../core/check.ts";
import type { Note } from "../core/note.ts";
import { decideHorizon, type Horizon } from "./horizon.ts";
import { decidePeak } from "./peak.ts";
import type { PlanOptions, SchedulePlan } from "./types.ts";

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
    per: checkOneOf("per", options.per ?? "step", ["step", "epoch"]),
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
