import { checkOneOf, rejectOption } from "../core/check.ts";
import { formatLr } from "../core/format.ts";
import { type Note, note } from "../core/note.ts";
import type { PlanOptions, SchedulePlan } from "./types.ts";

/**
 * Cosine against step decay (50 and 75 %, factor 0.1), each at its own best LR: a simulation of 84
 * configurations (7 small tasks, 6 optimizers, 2 batch sizes, 400 steps). The gap is a share of the
 * loss between the start and the best result.
 */
export const COSINE_AGAINST_STEP = { ahead: 0.71, meanGap: 0.009, medianGap: 0.002 } as const;

/**
 * Which kind of schedule: the one asked for; for `auto` step decay when its numbers are given, and
 * cosine otherwise.
 *
 * @throws InputError for an unknown kind, or numbers of the kind that was not asked for
 */
export function chooseKind(options: PlanOptions): SchedulePlan["kind"] {
  const asked = checkOneOf("schedule", options.schedule ?? "auto", ["auto", "cosine", "step"]);
  const forStep = options.milestones !== undefined ? "milestones" : "factor";
  const hasStep = options[forStep] !== undefined;
  if (asked === "cosine" && hasStep) {
    return rejectOption(forStep, "left out of a cosine schedule", options[forStep]);
  }
  const kind = asked === "auto" ? (hasStep ? "step" : "cosine") : asked;
  if (kind === "step" && options.floorLr !== undefined) {
    return rejectOption("floorLr", "left out of a step schedule", options.floorLr);
  }
  return kind;
}

/** Why this kind, and what the other one would have been and cost. */
export function choiceReason(
  options: PlanOptions,
  chosen: SchedulePlan,
  alternative: SchedulePlan,
): Note {
  const { ahead, meanGap, medianGap } = COSINE_AGAINST_STEP;
  const measured = `in a simulation of 84 small configurations cosine ended ahead of step decay in ${100 * ahead} %, by ${meanGap} of the possible fall of the loss on average (median ${medianGap})`;
  const asked = options.schedule !== undefined && options.schedule !== "auto";
  const why = asked
    ? "as asked for"
    : chosen.kind === "cosine"
      ? "the better choice on average"
      : "because its numbers were given";
  const name = chosen.kind === "cosine" ? "Cosine" : "Step decay";
  return note(
    "schedule-choice",
    `${name}, ${why}: ${measured}. The alternative would be ${inWords(alternative)}.`,
    { kind: chosen.kind, alternative: alternative.kind, asked, ...COSINE_AGAINST_STEP },
  );
}

function inWords(plan: SchedulePlan): string {
  const peak = formatLr(plan.peakLr);
  if (plan.kind === "cosine") {
    return `a cosine from ${peak} to ${formatLr(plan.floorLr)} over ${plan.totalSteps} steps`;
  }
  if (plan.milestones.length === 0) return `a constant ${peak}`;
  return `step decay from ${peak}, times ${plan.factor} at step ${plan.milestones.join(", ")}`;
}
