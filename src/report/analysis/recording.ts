import type { Result } from "../../result/types.ts";
import { isRuleName } from "./analyst.ts";
import type { Recording, Settings } from "./types.ts";

/** What a result recorded, for an analyst. */
export function recordingOf({ record, suggestion, plan }: Result): Recording {
  const { runs, options, info } = record;
  const method = "method" in suggestion ? suggestion.method : "";
  return {
    runs,
    plannedSteps: options.steps,
    optimizer: info.optimizer,
    endLr: options.endLr,
    seed: options.seed,
    stepsPerEpoch: info.stepsPerEpoch,
    ...(plan && { totalSteps: plan.schedule.totalSteps }),
    ...(isRuleName(method) && { rule: method }),
  };
}

/** The settings at which a result's own curve and rules were made: no trims, each rule on its own. */
export function settingsOf({ curve }: Result): Settings {
  return { bandwidth: curve.bandwidth, fromLr: null, toLr: null, rulesRead: "own" };
}
