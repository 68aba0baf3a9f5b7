import type { WarmupStableDecayPlan } from "../../contract/index.ts";
import { note } from "../../contract/make-note.ts";
import { formatCount, formatLr } from "../../core/format.ts";
import type { Note } from "../../core/note.ts";
import { formulaOf } from "../../schedule/define.ts";
import type { Formula } from "../../schedule/index.ts";
import {
  warmupStableDecayDefinition,
  warmupStableDecay as warmupStableDecaySchedule,
} from "../../schedule/kinds/warmup-stable-decay.ts";
import type { Circumstances } from "../circumstances.ts";
import { decideFloor } from "./floor.ts";
import type { KindDefinition } from "./kind.ts";

function numbersOf(plan: WarmupStableDecayPlan) {
  const { peakLr, totalSteps, warmupSteps, warmupStartLr, decaySteps, floorLr } = plan;
  const numbers = { peakLr, totalSteps, warmupSteps, warmupStartLr, decaySteps, floorLr };
  return { ...numbers, shape: "1-sqrt" } as const;
}

/** The same as the kind's `schedule`, as a formula. */
export function warmupStableDecayFormula(plan: WarmupStableDecayPlan): Formula {
  return formulaOf(warmupStableDecayDefinition, numbersOf(plan));
}

export const warmupStableDecay: KindDefinition<WarmupStableDecayPlan> = {
  title: "Warmup-stable-decay",
  options: ["floorLr"],
  isExtendable: true,
  decide(circumstances, shared) {
    const floor = decideFloor(circumstances, 0);
    const decay = decideDecay(circumstances, shared.warmupSteps);
    return {
      schedule: {
        kind: "warmup-stable-decay",
        ...shared,
        decaySteps: decay.steps,
        floorLr: floor.lr,
      },
      reasons: [decay.reason, floor.reason],
    };
  },
  schedule: (plan) => warmupStableDecaySchedule(numbersOf(plan)),
  shorten(plan, { shared, scale }) {
    const decaySteps = Math.min(scale(plan.decaySteps), shared.totalSteps - shared.warmupSteps);
    return { ...plan, ...shared, decaySteps };
  },
  describe: ({ peakLr, totalSteps, decaySteps }) =>
    `${formatLr(peakLr)} held until step ${formatCount(totalSteps - decaySteps)} and a decay after it`,
};

/** The decay at the end of a warmup-stable-decay. */
interface Decay {
  readonly steps: number;
  readonly reason: Note;
}

/**
 * A fifth of the run, as measured best (Haegele et al. 2024, 2405.18392), no longer than the warmup
 * leaves; with `per: "epoch"` it begins at the epoch nearest to that.
 */
function decideDecay(
  { totalSteps, stepsPerEpoch, per, open }: Circumstances,
  warmupSteps: number,
): Decay {
  const unit = per === "epoch" ? stepsPerEpoch : 1;
  const from = Math.round((totalSteps - Math.round(totalSteps / 5)) / unit) * unit;
  const steps = Math.max(0, Math.min(totalSteps - from, totalSteps - warmupSteps));
  if (steps === 0) {
    const message = "The run is too short for a decay: the LR stays at its peak.";
    return { steps, reason: note("decay", message, { decaySteps: 0 }) };
  }
  const extend = open
    ? " To train longer, hold the peak for longer and keep a fifth of the whole for the decay."
    : "";
  return {
    steps,
    reason: note(
      "decay",
      `The LR stays at its peak until step ${formatCount(totalSteps - steps)} and falls over the last ${formatCount(steps)} steps, a fifth of the run, as 1 - sqrt: the length and shape that were measured best (arXiv 2405.18392).${extend}`,
      { decaySteps: steps, decayFrom: totalSteps - steps, open },
    ),
  };
}
