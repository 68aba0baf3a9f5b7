import type { Aim } from "../../contract/index.ts";
import { note } from "../../contract/notes.ts";
import { formatLoss, formatLr } from "../../core/format.ts";
import type { Note } from "../../core/note.ts";
import type { Trial } from "../../sweep/trial-types.ts";
import { otherNote } from "../aim.ts";
import { combineChecks } from "../check.ts";
import type { ProbeHorizon } from "../probes/choose.ts";
import type { Suggestion } from "../suggestion.ts";
import { wholeRunChecks } from "./checks.ts";
import {
  bestWholeRun,
  divisionsOf,
  mixedLoss,
  scoreWholeRuns,
  type WholeRunScores,
} from "./score.ts";

/** Name of the method in results. */
export const WHOLE_RUNS = "whole-runs";

/** Within this part of the gain an LR is as good for most purposes: the range. */
const AS_GOOD = 0.05;
/** Half the distance between two LRs: what lies between them was not tried. */
const HALF_STEP_LOG10 = 0.25;

/**
 * The LR that whole runs recommend: what was trained to its end needs no rule that carries it there.
 *
 * @param runs with the purpose `whole-run`, at least one
 * @param before what sweep and probes say: it stands where no whole run learned anything
 */
export function recommendFromWholeRuns(
  runs: readonly Trial[],
  before: Suggestion,
  horizon: ProbeHorizon,
  aim: Aim,
): Suggestion {
  const scored = scoreWholeRuns(runs);
  if (scored.gain[aim] <= 0) {
    if (before.status === "none") return before;
    return { ...before, confidence: "low", reasons: [noGainNote(runs), ...before.reasons] };
  }
  const best = bestWholeRun(scored, aim, horizon.optimizer);
  const otherAim: Aim = aim === "end" ? "best" : "end";
  const other = bestWholeRun(scored, otherAim, horizon.optimizer);
  const checks = wholeRunChecks(scored, { best, aim, horizon });
  const { confidence, reasons } = combineChecks(checks);
  const parts = other.lr !== best.lr;
  return {
    status: "found",
    lr: best.lr,
    range: rangeOf(scored, best.lr, aim),
    confidence,
    method: WHOLE_RUNS,
    for: aim,
    ...(parts && { other: { for: otherAim, lr: other.lr } }),
    reasons: [
      chosenNote(scored, best.lr, aim, runs),
      ...(parts ? [otherNote(otherAim, other.lr, other.losses[otherAim])] : []),
      ...reasons,
    ],
  };
}

function rangeOf(runs: WholeRunScores, lr: number, aim: Aim): [number, number] {
  const mixed = runs.scores.map((score) => mixedLoss(score, aim));
  const level = Math.min(...mixed) + AS_GOOD * runs.gain[aim];
  const good = runs.scores.filter((_, i) => (mixed[i] as number) <= level).map((each) => each.lr);
  const half = 10 ** HALF_STEP_LOG10;
  return [Math.min(lr, ...good) / half, Math.max(lr, ...good) * half];
}

const AIMS: Readonly<Record<Aim, string>> = {
  end: "at the end",
  best: "at the best checkpoint",
};

function chosenNote(
  { scores, startLoss }: WholeRunScores,
  lr: number,
  aim: Aim,
  runs: readonly Trial[],
): Note {
  const steps = (runs[0] as Trial).plannedSteps;
  const { losses } = scores.find((score) => score.lr === lr) as WholeRunScores["scores"][number];
  const tried = scores.map((score) => formatLr(score.lr)).join(", ");
  const divisions = divisionsOf(runs).length;
  const divided =
    divisions < 2
      ? ""
      : ` The rows were divided into training and held-out ones in ${divisions} ways, as few are held out.`;
  const kind = runs.some(({ heldOut }) => heldOut.length > 0) ? "held-out loss" : "training loss";
  const message = `${runs.length} whole runs of ${steps} steps under the planned schedule, at ${tried}: ${formatLr(lr)} took the ${kind} from ${formatLoss(startLoss)} to ${formatLoss(losses.end)} at the end, ${formatLoss(losses.best)} at its best checkpoint.${divided} The answer is for the loss ${AIMS[aim]}.`;
  return note(WHOLE_RUNS, message, {
    runs: runs.length,
    steps,
    lrs: scores.map((score) => score.lr),
    lr,
    startLoss,
    endLoss: losses.end,
    bestLoss: losses.best,
    for: aim,
    ...(divisions > 1 && { divisions }),
  });
}

function noGainNote(runs: readonly Trial[]): Note {
  const message = `None of ${runs.length} whole runs ended below the starting loss: the model may be at its best already, or over-fit at once. The LR is that of sweep and probes.`;
  return note("whole-runs-no-gain", message, { runs: runs.length });
}
