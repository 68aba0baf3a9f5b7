import { formatLr } from "../core/format.ts";
import { type Note, note } from "../core/note.ts";
import { choiceReason, chooseKind } from "./choice.ts";
import { decideFloor } from "./floor.ts";
import { decideDrops } from "./milestones.ts";
import { type Circumstances, resolveCircumstances } from "./resolve.ts";
import type { CosinePlan, Plan, PlanOptions, StepPlan } from "./types.ts";
import { decideWarmup } from "./warmup.ts";

/** Below this many steps nothing about schedules was measured. */
const SHORT_RUN = 50;

/**
 * From a suggested LR and the run's circumstances to an initial LR and a schedule with numbers,
 * each with its reason: `initial-lr`, `horizon-steps` / `horizon-epochs` / `horizon-assumed`,
 * `schedule-choice`, `warmup`, `floor` or `milestones`, and where they apply `short-horizon` and
 * `per-epoch`.
 *
 * The suggested LR is the peak of either kind of schedule, unchanged.
 *
 * Worked value: lr 0.1, optimizer sgd, totalSteps 1000, stepsPerEpoch 100 give a cosine with 50
 * steps of warmup from 0.002, peak 0.1, floor 0; the alternative drops at steps 500 and 750.
 *
 * @throws InputError that names the option: an LR of 0, `totalSteps` and `epochs` that do not
 *   agree, a floor above the peak, warmup as long as the run, milestones out of order
 */
export function makePlan(options: PlanOptions): Plan {
  const circumstances = resolveCircumstances(options);
  const kind = chooseKind(options);
  const { lr, totalSteps, stepsPerEpoch, per, horizonReason } = circumstances;
  const warmup = decideWarmup(circumstances);
  const shared = {
    peakLr: lr,
    warmupStartLr: warmup.startLr,
    warmupSteps: warmup.steps,
    totalSteps,
    stepsPerEpoch,
    per,
  };
  const floor = decideFloor(circumstances);
  const drops = decideDrops(circumstances, warmup.steps);
  const cosine: CosinePlan = { kind: "cosine", ...shared, floorLr: floor.lr };
  const { milestones, factor } = drops;
  const step: StepPlan = { kind: "step", ...shared, milestones, factor };
  const [schedule, alternative] = kind === "cosine" ? [cosine, step] : [step, cosine];
  return {
    initialLr: lr,
    schedule,
    alternative,
    reasons: [
      initialReason(circumstances),
      horizonReason,
      choiceReason(options, schedule, alternative),
      warmup.reason,
      kind === "cosine" ? floor.reason : drops.reason,
      ...shortReasons(circumstances),
      ...epochReasons(circumstances),
    ],
  };
}

function initialReason({ lr, options: { range } }: Circumstances): Note {
  const within = range
    ? ` LRs from ${formatLr(range[0])} to ${formatLr(range[1])} are about as good.`
    : "";
  return note(
    "initial-lr",
    `Train with ${formatLr(lr)}, the LR suggested by the sweep, as the highest LR of the schedule.${within} It is the same for cosine and step decay: the best LR of step decay was measured 0.08 decades lower, less than a sweep can tell.`,
    { lr, range: range ?? null, stepDecayOffsetLog10: -0.08 },
  );
}

function shortReasons({ totalSteps }: Circumstances): Note[] {
  if (totalSteps >= SHORT_RUN) return [];
  return [
    note(
      "short-horizon",
      `${totalSteps} steps are very few: below ${SHORT_RUN} the kind of schedule was not measured, and the LR matters more than its shape.`,
      { totalSteps, below: SHORT_RUN },
    ),
  ];
}

function epochReasons({ per, totalSteps, stepsPerEpoch }: Circumstances): Note[] {
  if (per === "step") return [];
  const epochs = Math.ceil(totalSteps / stepsPerEpoch);
  const data = { epochs, stepsPerEpoch };
  if (epochs === 1) {
    const message =
      "The LR may change only at the start of an epoch, and the run has one: it stays the same throughout. Let it change per step.";
    return [note("per-epoch", message, data)];
  }
  const message = `The LR changes only at the start of each of the ${epochs} epochs, to what the schedule gives for the epoch's first step.`;
  return [note("per-epoch", message, data)];
}
