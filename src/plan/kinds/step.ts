import type { StepPlan } from "../../contract/index.ts";
import { type NoteData, note } from "../../contract/make-note.ts";
import { checkInteger, rejectOption } from "../../core/check.ts";
import { formatCount, formatLr } from "../../core/format.ts";
import type { Note } from "../../core/note.ts";
import { join } from "../../schedule/combine.ts";
import { formulaOf } from "../../schedule/define.ts";
import type { Formula } from "../../schedule/index.ts";
import { linearWarmup, linearWarmupDefinition } from "../../schedule/kinds/linear-warmup.ts";
import { multiStep, multiStepDefinition } from "../../schedule/kinds/multi-step.ts";
import type { Circumstances } from "../circumstances.ts";
import type { KindDefinition } from "./kind.ts";

export const step: KindDefinition<StepPlan> = {
  title: "Step decay",
  options: ["milestones", "factor"],
  isExtendable: false,
  decide(circumstances, shared) {
    const { milestones, factor, reason } = decideDrops(circumstances, shared.warmupSteps);
    return { schedule: { kind: "step", ...shared, milestones, factor }, reasons: [reason] };
  },
  schedule({ peakLr, warmupSteps, warmupStartLr, milestones, factor }) {
    const drops = multiStep({
      peakLr,
      milestones: milestones.map((milestone) => milestone - warmupSteps),
      unit: "step",
      factor,
    });
    if (warmupSteps === 0) return drops;
    const warmup = linearWarmup({ peakLr, warmupSteps, warmupStartLr });
    return join({ schedules: [warmup, drops], boundaries: [warmupSteps] });
  },
  shorten(plan, { shared, scale }) {
    const { warmupSteps, totalSteps } = shared;
    const milestones = plan.milestones
      .map(scale)
      .filter((milestone) => milestone > warmupSteps && milestone < totalSteps);
    return { ...plan, ...shared, milestones: [...new Set(milestones)] };
  },
  describe({ peakLr, milestones, factor }) {
    const peak = formatLr(peakLr);
    if (milestones.length === 0) return `a constant ${peak}`;
    return `step decay from ${peak}, times ${factor} at step ${milestones.map(formatCount).join(", ")}`;
  },
};

/** The same as the kind's `schedule`, as a formula. */
export function stepFormula({
  peakLr,
  warmupSteps,
  warmupStartLr,
  milestones,
  factor,
}: StepPlan): Formula {
  const warmup = formulaOf(linearWarmupDefinition, { peakLr, warmupSteps, warmupStartLr });
  const drops = formulaOf(multiStepDefinition, { peakLr, milestones, unit: "step", factor });
  return {
    ...drops,
    constants: warmup.constants,
    // All milestones lie after the warmup.
    cases: [...(warmup.cases ?? []), ...(drops.cases ?? [])],
  };
}

/** Where a step decay drops, and by how much. */
interface Drops {
  readonly milestones: readonly number[];
  readonly factor: number;
  readonly reason: Note;
}

/** From this many steps on there are three drops instead of two. */
const LONG_RUN = 5000;

/**
 * Drops of a step decay: as given, or at 50 and 75 % of the run (30, 60 and 90 % from 5000 steps
 * on, the classic for long runs), each by a factor 0.1. With `per: "epoch"` they are rounded to
 * whole epochs. Drops that would fall into the warmup, on each other, or behind the end are left out.
 *
 * @throws InputError for given milestones out of order, in the warmup, behind the end, or (per
 *   epoch) not at the start of an epoch; a factor outside (0, 1)
 */
function decideDrops(circumstances: Circumstances, warmupSteps: number): Drops {
  const { options, totalSteps, per, stepsPerEpoch } = circumstances;
  const factor = options.factor ?? 0.1;
  if (!(typeof factor === "number" && factor > 0 && factor < 1)) {
    return rejectOption("factor", "a number above 0 and below 1", factor);
  }
  if (options.milestones !== undefined) {
    const milestones = checkMilestones(options.milestones, circumstances, warmupSteps);
    return drops(milestones, factor, "as given", { totalSteps });
  }
  const shares = totalSteps >= LONG_RUN ? [0.3, 0.6, 0.9] : [0.5, 0.75];
  const unit = per === "epoch" ? stepsPerEpoch : 1;
  const places = shares.map((share) => Math.round((share * totalSteps) / unit) * unit);
  const kept = places.filter((step) => step > warmupSteps && step < totalSteps);
  const percents = shares.map((share) => Math.round(100 * share)).join(", ");
  const rounded = per === "epoch" ? ", rounded to whole epochs" : "";
  const where = `at ${percents} % of ${formatCount(totalSteps)} steps${rounded}`;
  return drops([...new Set(kept)], factor, where, { totalSteps, shares, epochs: per === "epoch" });
}

function checkMilestones(
  given: readonly number[],
  { totalSteps, per, stepsPerEpoch }: Circumstances,
  warmupSteps: number,
): number[] {
  if (!Array.isArray(given)) return rejectOption("milestones", "an array of steps", given);
  let previous = warmupSteps;
  return given.map((item: unknown, index) => {
    const name = `milestones[${index}]`;
    const step = checkInteger(name, item, 1);
    if (step <= previous) {
      const before = index === 0 ? "the end of the warmup" : "the milestone before it";
      return rejectOption(name, `above ${before} (${previous})`, step);
    }
    if (step >= totalSteps) {
      return rejectOption(name, `below the total of ${totalSteps} steps`, step);
    }
    if (per === "epoch" && step % stepsPerEpoch !== 0) {
      const expected = `a multiple of \`stepsPerEpoch\` (${stepsPerEpoch}) when the LR changes per epoch`;
      return rejectOption(name, expected, step);
    }
    previous = step;
    return step;
  });
}

function drops(
  milestones: readonly number[],
  factor: number,
  where: string,
  said: Omit<NoteData["milestones"], "milestones" | "factor">,
): Drops {
  const list = milestones.join(", ");
  const message =
    milestones.length === 0
      ? `The run is too short for a drop (${where}): the LR stays at its peak.`
      : `The LR is multiplied by ${factor} at step ${list}: ${where}.`;
  return {
    milestones,
    factor,
    reason: note("milestones", message, { milestones, factor, ...said }),
  };
}
