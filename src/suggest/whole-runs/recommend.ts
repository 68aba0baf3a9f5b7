import type { Aim } from "../../contract/index.ts";
import { note } from "../../contract/make-note.ts";
import { formatCount, formatLoss, formatLr } from "../../core/format.ts";
import type { Note } from "../../core/note.ts";
import type { Trial } from "../../sweep/trial-types.ts";
import { otherNote } from "../aim.ts";
import { combineChecks } from "../check.ts";
import type { ProbeHorizon } from "../probes/choose.ts";
import { rangeChecks, withinTried } from "../range.ts";
import type { Suggestion } from "../suggestion.ts";
import { wholeRunChecks } from "./checks.ts";
import { compare } from "./compare.ts";
import { divisionsOf } from "./divisions.ts";
import {
  bestWholeRun,
  isAsGood,
  lowestOf,
  mixedLoss,
  scoreWholeRuns,
  type WholeRunScore,
  type WholeRunScores,
} from "./score.ts";

/** Name of the method in results. */
export const WHOLE_RUNS = "whole-runs";

/** Within this part of what there is to gain an LR is as good for most purposes: the range. */
const AS_GOOD = 0.05;
/** Half the distance between two LRs: what lies between them was not tried. */
const HALF_STEP_LOG10 = 0.25;

/**
 * The LR that whole runs recommend: what was trained to its end needs no rule that carries it there.
 *
 * @param runs with the purpose `whole-run`, at least one
 * @param tried every LR that was swept or tried: the range lies within them; left out: not known
 * @param before what sweep and probes say: it stands where no whole run learned anything
 */
export function recommendFromWholeRuns(
  runs: readonly Trial[],
  before: Suggestion,
  horizon: ProbeHorizon,
  aim: Aim,
  tried?: readonly number[],
): Suggestion {
  const scored = scoreWholeRuns(runs);
  if (scored.gain[aim] <= 0) {
    if (before.status === "none") return before;
    return { ...before, confidence: "low", reasons: [noGainNote(runs), ...before.reasons] };
  }
  const best = bestWholeRun(scored, aim, horizon.optimizer);
  const otherAim: Aim = aim === "end" ? "best" : "end";
  const other = bestWholeRun(scored, otherAim, horizon.optimizer);
  const good = rangeOf(scored, best, aim);
  const range = tried === undefined ? good : withinTried(good, best.lr, tried);
  const checks = wholeRunChecks(scored, { best, aim, horizon });
  const { confidence, reasons } = combineChecks([...checks, ...rangeChecks(range)]);
  const parts = other.lr !== best.lr;
  return {
    status: "found",
    lr: best.lr,
    range,
    confidence,
    method: WHOLE_RUNS,
    for: aim,
    ...(parts && { other: { for: otherAim, lr: other.lr } }),
    reasons: [
      chosenNote(scored, best.lr, aim, runs),
      ...overfits(scored),
      ...(parts ? [otherNote(otherAim, other.lr, other.measured[otherAim])] : []),
      ...reasons,
    ],
  };
}

/**
 * From the lowest to the highest LR that is as good, and half a step beyond: what lies between was not
 * tried. As good is what loses a twentieth of the gain, of that after the first losses on the way, or no
 * more than one standard error, and is not clearly above the best (see `roomAbove`).
 */
function rangeOf(runs: WholeRunScores, best: WholeRunScore, aim: Aim): [number, number] {
  const lost = AS_GOOD * runs.lateGain[aim];
  const lowest = mixedLoss(best, aim);
  const good = runs.scores.filter(
    (score) =>
      mixedLoss(score, aim) - lowest <=
        Math.max(lost, score === best ? 0 : (compare(score, best, aim).error ?? 0)) &&
      isAsGood(score, best, aim, runs.gain[aim]),
  );
  const lrs = good.map(({ lr }) => lr);
  const half = 10 ** HALF_STEP_LOG10;
  return [Math.min(best.lr, ...lrs) / half, Math.max(best.lr, ...lrs) * half];
}

/** Part of the gain that the end of the best checkpoint's LR loses against that checkpoint: over-fitting decides. */
const OVERFITS = 0.1;

function overfits({ scores, gain }: WholeRunScores): Note[] {
  const { lr, measured } = lowestOf(scores, "best");
  if (measured.end - measured.best <= OVERFITS * gain.best) return [];
  const message = `Over-fitting decides: a whole run at ${formatLr(lr)} came down to ${formatLoss(measured.best)} on held-out rows, and ended at ${formatLoss(measured.end)}. Keep the best checkpoint, or stop early, regularize or get more data.`;
  return [
    note("whole-runs-overfit", message, { lr, bestLoss: measured.best, endLoss: measured.end }),
  ];
}

const AIMS: Readonly<Record<Aim, string>> = {
  end: "at the end",
  best: "at the best checkpoint",
};

function chosenNote(
  { scores }: WholeRunScores,
  lr: number,
  aim: Aim,
  runs: readonly Trial[],
): Note {
  const steps = (runs[0] as Trial).plannedSteps;
  const { measured } = scores.find((score) => score.lr === lr) as WholeRunScore;
  const tried = scores.map((score) => formatLr(score.lr)).join(", ");
  const divisions = divisionsOf(runs).length;
  const divided =
    divisions < 2
      ? ""
      : ` The rows were divided into training and held-out ones in ${divisions} ways, as few are held out.`;
  const kind = runs.some(({ heldOut }) => heldOut.length > 0) ? "held-out" : "training";
  const message = `${runs.length} whole runs of ${formatCount(steps)} steps under the planned schedule, at ${tried}: ${formatLr(lr)} took the ${kind} loss from ${formatLoss(measured.start)} to ${formatLoss(measured.end)} at the end, ${formatLoss(measured.best)} at its best checkpoint.${divided} The answer is for the loss ${AIMS[aim]}.`;
  return note(WHOLE_RUNS, message, {
    runs: runs.length,
    steps,
    lrs: scores.map((score) => score.lr),
    lr,
    startLoss: measured.start,
    endLoss: measured.end,
    bestLoss: measured.best,
    for: aim,
    kind,
    ...(divisions > 1 && { divisions }),
  });
}

function noGainNote(runs: readonly Trial[]): Note {
  const message = `None of ${runs.length} whole runs ended below the starting loss: the model may be at its best already, or over-fit at once. The LR is that of sweep and probes.`;
  return note("whole-runs-no-gain", message, { runs: runs.length });
}
