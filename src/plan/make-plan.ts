import type { Plan, PlanKind } from "../contract/index.ts";
import { note } from "../contract/make-note.ts";
import { OPTIMIZER_NAMES, optimizerOf } from "../contract/optimizers/index.ts";
import { nearest } from "../core/check.ts";
import { formatCount } from "../core/format.ts";
import { checkKeys } from "../core/keys.ts";
import type { Note } from "../core/note.ts";
import { type Choice, choose } from "./choice.ts";
import { choiceReason } from "./choice-reason.ts";
import { circumstanceReasons } from "./circumstance-reasons.ts";
import { type Circumstances, resolveCircumstances } from "./circumstances.ts";
import { definitionOf } from "./kinds/index.ts";
import { PLAN_KEYS, type PlanOptions } from "./options.ts";
import { decideWarmup, type Warmup } from "./warmup.ts";

/** Below this many steps nothing about schedules was measured. */
const SHORT_RUN = 50;

/**
 * From a suggested LR and the run's circumstances to an initial LR and a schedule with numbers,
 * each with its reason: `initial-lr`, `horizon-steps` / `horizon-epochs` / `horizon-open` /
 * `horizon-assumed`, `schedule-choice`, `warmup`, then `floor`, `milestones` or `decay` and `floor`,
 * and where they apply `optimizer-unknown`, `short-horizon`, `per-epoch`, `batch-size`, `noise` and `over-fitting`.
 *
 * The suggested LR is the peak of every kind of schedule, unchanged; a third of it for fine-tuning.
 *
 * Worked value: lr 0.1, optimizer sgd, totalSteps 1000, stepsPerEpoch 100 give a cosine with 50
 * steps of warmup from 0.002, peak 0.1, floor 0; the alternative drops at steps 500 and 750.
 * Without totalSteps: warmup-stable-decay, 100 steps of warmup, 0.1 until step 1600, 0 at 2000.
 *
 * @throws InputError that names the option: an LR of 0, `totalSteps` and `epochs` that do not
 *   agree, a floor above the peak, warmup as long as the run, milestones out of order
 */
export function makePlan(options: PlanOptions): Plan {
  checkKeys("makePlan", options, PLAN_KEYS);
  const circumstances = resolveCircumstances(options);
  const choice: Choice = choose(circumstances);
  const warmup = decideWarmup(circumstances);
  const chosen = build(choice.kind, circumstances, warmup);
  // Numbers that were given for the one kind mean nothing to the other.
  const { milestones: _m, factor: _f, floorLr: _l, ...rest } = options;
  const other = build(choice.alternative, { ...circumstances, options: rest }, warmup);
  return {
    initialLr: circumstances.lr,
    schedule: chosen.schedule,
    alternative: other.schedule,
    reasons: [
      circumstances.peakReason,
      circumstances.horizonReason(definitionOf(choice.kind).isExtendable),
      choiceReason(circumstances, choice, chosen.schedule, other.schedule),
      warmup.reason,
      ...chosen.reasons,
      ...optimizerReasons(options),
      ...shortReasons(circumstances),
      ...epochReasons(circumstances),
      ...circumstanceReasons(circumstances),
    ],
  };
}

/** One kind of schedule with its numbers, and the reasons for those that are its own. */
function build(kind: PlanKind, circumstances: Circumstances, warmup: Warmup) {
  const { lr, totalSteps, stepsPerEpoch, per } = circumstances;
  const ramp = { warmupStartLr: warmup.startLr, warmupSteps: warmup.steps };
  const shared = { peakLr: lr, ...ramp, totalSteps, stepsPerEpoch, per };
  return definitionOf(kind).decide(circumstances, shared);
}

/** A name that looks like a slip of the keyboard. Others may be of optimizers that are not known here. */
function optimizerReasons({ optimizer }: PlanOptions): Note[] {
  const near =
    optimizerOf(optimizer).kind === "unknown" ? nearest(optimizer, OPTIMIZER_NAMES) : undefined;
  if (near === undefined) return [];
  const message = `${optimizer} is no optimizer that is known here, and the plan is one for an unknown optimizer: is ${near} meant?`;
  return [note("optimizer-unknown", message, { optimizer, nearest: near })];
}

function shortReasons({ totalSteps }: Circumstances): Note[] {
  if (totalSteps >= SHORT_RUN) return [];
  return [
    note(
      "short-horizon",
      `${formatCount(totalSteps)} steps are very few: below ${SHORT_RUN} the kind of schedule was not measured, and the LR matters more than its shape.`,
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
  const message = `The LR changes only at the start of each of the ${formatCount(epochs)} epochs, to what the schedule gives for the epoch's first step.`;
  return [note("per-epoch", message, data)];
}
