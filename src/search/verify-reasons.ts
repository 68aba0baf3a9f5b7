import { note } from "../contract/make-note.ts";
import { knownData } from "../contract/notes.ts";
import { formatCount, formatLoss, formatLr } from "../core/format.ts";
import type { Note } from "../core/note.ts";
import { minOf } from "../core/stats.ts";
import { diagnose } from "../diagnose/index.ts";
import type { Plan } from "../plan/index.ts";
import type { Verification, VerifiedSide } from "../result/types.ts";
import type { Confidence } from "../suggest/index.ts";
import type { Trial } from "../sweep/index.ts";
import { finalLoss, startLoss } from "./trial-loss.ts";

/** What the plan is trained beside. */
type OtherSide = VerifiedSide & { readonly role: Exclude<VerifiedSide["role"], "plan"> };

/** Differences below this share of the whole fall are none: one run each cannot tell. */
const TIE_SHARE = 0.01;

/**
 * What a verification showed: how the plan ended beside each other side, what to do where it lost,
 * and what the comparison is worth.
 */
export function verifyReasons(sides: Verification["sides"], plan: Plan, steps: number): Note[] {
  const mine = sides.find(({ role }) => role === "plan");
  if (mine === undefined) return [];
  const others = sides.filter((side): side is OtherSide => side.role !== "plan");
  return [
    ...others.map((side) => compared(mine, side, sides)),
    ...ifLost(mine, others),
    ...overfits(mine),
    ...worth(mine.trial, plan, steps),
  ];
}

/** Shares of the whole fall that another side may end below the plan by: above the first medium, above the second low. */
const LOST = [0.02, 0.1] as const;

/**
 * How sure the answer can be at most after its verification: the plan's LR is not what it was called
 * where the plan ended above another side by more than a tenth of the whole fall.
 */
export function mostAfter(sides: Verification["sides"]): Confidence {
  const mine = sides.find(({ role }) => role === "plan");
  if (mine === undefined) return "high";
  const loss = finalLoss(mine.trial);
  if (Number.isNaN(loss)) return "low";
  const ends = sides.map(({ trial }) => finalLoss(trial)).filter((end) => !Number.isNaN(end));
  const share = (loss - minOf(ends)) / wholeFall(sides);
  return share > LOST[1] ? "low" : share > LOST[0] ? "medium" : "high";
}

function compared(mine: VerifiedSide, other: OtherSide, sides: Verification["sides"]): Note {
  const kind = mine.trial.heldOut.length > 0 ? "held-out" : "training";
  const loss = finalLoss(mine.trial);
  const otherLoss = finalLoss(other.trial);
  const data = { role: other.role, loss, otherLoss, kind, otherLr: other.lr } as const;
  const code = `verified-${other.role}` as const;
  if (Number.isNaN(loss) || Number.isNaN(otherLoss)) {
    const failed = Number.isNaN(loss) ? mine : other;
    const both = Number.isNaN(loss) && Number.isNaN(otherLoss);
    const who = both ? "Both the plan and" : failed === mine ? "The plan" : "Beside the plan,";
    const what = both ? ` ${other.title}` : failed === mine ? "" : ` ${other.title}`;
    return note(
      code,
      `${who}${what} did not come to the end: ${failed.trial.stopDetail}.${both ? "" : ` ${failed === mine ? other.title : "The plan"} ended at a ${kind} loss of ${formatLoss(failed === mine ? otherLoss : loss)}.`}`,
      { ...data, lowerShare: null, ...(failed.trial.stop && { stop: failed.trial.stop }) },
    );
  }
  const lower = otherLoss - loss;
  const share = lower / wholeFall(sides);
  const percent = `${Number((100 * Math.abs(share)).toPrecision(2))} % of the whole fall`;
  const verdict =
    lower === 0 || !Number.isFinite(share)
      ? "the same"
      : `${formatLoss(Math.abs(lower))} ${lower > 0 ? "above" : "below"} it (${percent}${Math.abs(share) < TIE_SHARE ? ", too little to tell them apart" : ""})`;
  return note(
    code,
    `The plan ended at a ${kind} loss of ${formatLoss(loss)}; ${other.title} ended at ${formatLoss(otherLoss)}, ${verdict}.`,
    { ...data, lowerShare: share },
  );
}

/** From the common start to the lowest end of all sides; at least 0. */
function wholeFall(sides: Verification["sides"]): number {
  const ends = sides.map(({ trial }) => finalLoss(trial)).filter((loss) => !Number.isNaN(loss));
  const start = sides.map(({ trial }) => startLoss(trial)).find((loss) => !Number.isNaN(loss));
  return Math.max(0, (start ?? Number.NaN) - minOf(ends));
}

function ifLost(mine: VerifiedSide, others: readonly OtherSide[]): Note[] {
  const fall = wholeFall([mine, ...others]);
  const loss = finalLoss(mine.trial);
  const ended = others
    .filter(({ trial }) => !Number.isNaN(finalLoss(trial)))
    .sort((a, b) => finalLoss(a.trial) - finalLoss(b.trial));
  const best = ended[0];
  if (best === undefined) return [];
  if (!Number.isNaN(loss) && loss - finalLoss(best.trial) < TIE_SHARE * fall) return [];
  const next =
    best.role === "default-lr"
      ? `train with a constant ${formatLr(best.lr)} if your run is no longer than this, or look for the LR with a larger budget`
      : `train with ${best.title} if your run is no longer than this`;
  return [
    note(
      "verification-lost",
      `The plan did not win here: ${best.title} ended lowest. One training each is little evidence, but it is what there is: ${next}.`,
      { role: best.role, loss, bestLoss: finalLoss(best.trial), lr: best.lr },
    ),
  ];
}

function overfits({ trial }: VerifiedSide): Note[] {
  const { losses, heldOut, lrs } = trial;
  const finite = losses.filter(Number.isFinite).length;
  const { findings } = diagnose({
    steps: [...Array(finite).keys()],
    losses: losses.slice(0, finite),
    lrs: lrs.slice(0, finite),
    heldOut: heldOut.map(({ stepsDone, loss }) => ({ step: stepsDone, loss })),
  });
  return findings.flatMap(({ code, message, advice, data }) => {
    const seen = code === "over-fitting" ? knownData("verification-over-fitting", data) : undefined;
    return seen === undefined
      ? []
      : [note("verification-over-fitting", [message, ...advice].join(" "), seen)];
  });
}

function worth(trial: Trial, { schedule }: Plan, steps: number): Note[] {
  const notes: Note[] = [];
  if (steps !== schedule.totalSteps) {
    const data = { steps, totalSteps: schedule.totalSteps };
    const message = `Every side trained ${formatCount(steps)} steps and not the ${formatCount(schedule.totalSteps)} of the plan, its schedule squeezed to that length: over the whole run the differences can be others.`;
    notes.push(note("verification-short", message, data));
  }
  if (trial.heldOut.length === 0) {
    const message =
      "The trainer has no held-out losses: the training losses of the last tenth are compared, which do not show over-fitting.";
    notes.push(note("verification-training-loss", message));
  }
  return notes;
}
