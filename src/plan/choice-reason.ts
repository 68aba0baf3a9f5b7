import type { PlanKind, SchedulePlan } from "../contract/index.ts";
import { note } from "../contract/make-note.ts";
import { formatCount } from "../core/format.ts";
import type { Note } from "../core/note.ts";
import { type Choice, COSINE_AGAINST_STEP, cosineInLastEpoch } from "./choice.ts";
import type { Circumstances } from "./circumstances.ts";
import { definitionOf } from "./kinds/index.ts";
import { planSchedule } from "./plan-schedule.ts";

/** Sampled at most at this many places: enough for a mean and a share in whole per cents. */
const SAMPLES = 10_000;

/** Why this kind, what the runner-up would have been, and what it would have cost, in numbers. */
export function choiceReason(
  circumstances: Circumstances,
  { kind, rule }: Choice,
  chosen: SchedulePlan,
  alternative: SchedulePlan,
): Note {
  const mine = shape(chosen);
  const other = shape(alternative);
  const compared = `Over the ${formatCount(chosen.totalSteps)} steps the mean LR is ${percent(mine.mean)} of the peak, with ${percent(mine.low)} of the steps below a tenth of it; of the other ${percent(other.mean)} and ${percent(other.low)}`;
  return note(
    "schedule-choice",
    `${definitionOf(kind).title}, ${why(circumstances, rule)}. The alternative would be ${definitionOf(alternative.kind).describe(alternative)}${cost(kind, rule)}. ${compared}.`,
    {
      kind,
      alternative: alternative.kind,
      rule,
      asked: rule === "asked",
      ...COSINE_AGAINST_STEP,
      meanShare: mine.mean,
      alternativeMeanShare: other.mean,
      lowShare: mine.low,
      alternativeLowShare: other.low,
      totalSteps: chosen.totalSteps,
      ...numbersOf(alternative),
      ...(rule === "coarse-epochs" && { lastEpochShare: cosineInLastEpoch(circumstances) }),
    },
  );
}

/** The numbers by which a schedule is described. */
function numbersOf(plan: SchedulePlan) {
  const alternativeLr = plan.peakLr;
  switch (plan.kind) {
    case "cosine":
      return { alternativeLr, alternativeFloorLr: plan.floorLr };
    case "step":
      return {
        alternativeLr,
        alternativeMilestones: plan.milestones,
        alternativeFactor: plan.factor,
      };
    case "warmup-stable-decay":
      return { alternativeLr, alternativeDecayFrom: plan.totalSteps - plan.decaySteps };
  }
}

function why(circumstances: Circumstances, rule: Choice["rule"]): string {
  if (rule === "asked") return "as asked for";
  if (rule === "numbers-given") return "because its numbers were given";
  if (rule === "open-end") {
    return "because the end of the run is open: it can be extended at any time, and loses nothing by it";
  }
  if (rule === "known-end") return "the usual choice where the end is known (arXiv 1608.03983)";
  const last = percent(cosineInLastEpoch(circumstances));
  return `because the LR changes only at epochs and these are few: a cosine would train its last one at ${last} of the peak, and ending at a tenth of it costs accuracy (arXiv 2502.15938)`;
}

/** What the runner-up costs or saves, as far as that is known. */
function cost(kind: PlanKind, rule: Choice["rule"]): string {
  if (definitionOf(kind).isExtendable) {
    return ": over a known length the two were measured alike (arXiv 2405.18392), but a cosine that is stopped half way is still at 50 % of the peak, and one that is to go on is at its floor";
  }
  const alike = "which of the two ends lower depends on the task, and mostly by little";
  return rule === "coarse-epochs"
    ? `; with LRs that change at every step ${alike}`
    : `, each at its own best LR: ${alike}`;
}

function shape(plan: SchedulePlan): { mean: number; low: number } {
  const lrAt = planSchedule(plan);
  const count = Math.min(SAMPLES, plan.totalSteps);
  let sum = 0;
  let low = 0;
  for (let i = 0; i < count; i++) {
    const share = lrAt(Math.floor((i * plan.totalSteps) / count)) / plan.peakLr;
    sum += share;
    // A drop to a tenth of the peak is a tenth, whatever its last bit says.
    if (share < 0.1 + 1e-9) low += 1;
  }
  return { mean: sum / count, low: low / count };
}

function percent(share: number): string {
  return `${Number((100 * share).toPrecision(2))} %`;
}
