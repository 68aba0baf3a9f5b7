import type { WarningCode } from "../contract/notes.ts";
import type { Note } from "../core/note.ts";
import { lower } from "./check.ts";
import type { Confidence } from "./suggestion.ts";

/**
 * How sure an LR can be at most beside a warning. Below `high` are those that void what the answer was
 * read off: trainings that did not start alike, a state that nobody can vouch for, losses that are not
 * those of their steps. Others say what was done, or are weighed by the checks of the curve and the probes.
 */
const MOST_AFTER: Readonly<Record<WarningCode, Confidence>> = {
  "range-extended": "high",
  "budget-short": "high",
  "budget-spent": "high",
  // The trainings that would have checked it are missing.
  cancelled: "medium",
  "resumed-unchecked": "medium",
  "resumed-arithmetic": "high",
  "study-tasks-failed": "high",
  "study-other-results": "high",
  "study-other-batch": "high",
  "study-law-left-out": "high",
  "journal-incomplete": "high",
  "repeats-differ": "high",
  "restore-differs": "low",
  "held-out-differs": "low",
  "held-out-not-finite": "low",
  "no-better-than-constant": "low",
  "state-not-named": "medium",
  "training-loss-only": "high",
  "rows-held-out": "high",
  "trainer-restarts": "high",
  "trainer-not-restored": "high",
  "unseeded-draws": "high",
  "secrets-left-out": "high",
  "trainer-info-missing": "high",
  "slow-engine": "high",
  "unknown-epoch-length": "high",
  "loss-activation": "high",
  "batch-larger-than-data": "high",
  "more-features-than-rows": "high",
  "row-cap": "high",
  "outlying-targets": "medium",
  "not-utf8": "high",
  "empty-column": "high",
  "row-number-column": "high",
  "mixed-column": "high",
  "too-many-levels": "high",
  "same-name-columns": "high",
  "classes-not-held-out": "high",
  "missing-values": "high",
  "missing-target": "high",
  "ragged-rows": "high",
  "cut-off": "high",
  "decimal-commas": "high",
  "repeated-header": "high",
  "duplicate-columns": "high",
  "skipped-lines": "high",
  "damaged-gzip": "high",
  "truncated-event-file": "high",
  "corrupt-event-file": "high",
  "several-lr-columns": "high",
  "grid-varies": "medium",
  "matched-lines": "high",
  "losses-summed": "high",
  "columns-left-out": "high",
  "several-passes": "high",
  "losses-without-lr": "high",
  "losses-averaged": "high",
  "held-out-zeros": "high",
  "steps-within-epochs": "high",
  "sorted-by-step": "high",
  "zero-lr": "high",
  "smoothed-losses": "high",
  "looks-smoothed": "medium",
  "average-undone": "medium",
  "averaged-losses": "high",
  "lr-may-lead": "high",
  "steps-per-epoch-assumed": "high",
  // The margin may be wrong by a factor of two either way.
  "unknown-optimizer": "medium",
  "optimizer-not-known": "medium",
  "no-lr": "high",
  "lr-falls": "high",
  "constant-lr": "high",
  "narrow-lr": "high",
  "lr-settles": "high",
  resumed: "high",
  gaps: "high",
};

/** The lowest confidence that these warnings allow. */
export function mostAfterWarnings(warnings: readonly Note[]): Confidence {
  return warnings
    .map(({ code, data }) => (isWarning(code) && !data.harmless ? MOST_AFTER[code] : "high"))
    .reduce(lower, "high");
}

function isWarning(code: string): code is WarningCode {
  return Object.hasOwn(MOST_AFTER, code);
}
