import { note } from "../contract/make-note.ts";
import { formatCount, formatLoss, formatLr } from "../core/format.ts";
import type { Note } from "../core/note.ts";
import { minOf } from "../core/stats.ts";
import type { Curve } from "../curve/index.ts";
import type { Trial } from "../sweep/trial-types.ts";
import { forAim, otherNote } from "./aim.ts";
import { type Check, combineChecks } from "./check.ts";
import { CONSTANTS } from "./constants.ts";
import { belowTried } from "./curve-checks.ts";
import { priorLr } from "./optimizer.ts";
import { overfitNote } from "./overfit.ts";
import { probeChecks } from "./probes/checks.ts";
import {
  chooseFromRounds,
  type ProbeChoice,
  type ProbeHorizon,
  type RoundsChoice,
} from "./probes/choose.ts";
import { rangeChecks, withinTried } from "./range.ts";
import { recommend, sweepRefusal } from "./recommend.ts";
import { type Circumstances, checkCircumstances, type Suggestion } from "./suggestion.ts";
import { lrFromSweep } from "./sweep-pick.ts";

/** Name of the method in results. */
export const PROBES = "probes";

/**
 * Where whole runs begin: the LR for the end by probes and sweep, or what is usual for the optimizer
 * where they show nothing; null where the sweep says that no LR near it would help.
 */
export function wholeRunCentre(
  curve: Curve,
  trials: readonly Trial[],
  circumstances: Circumstances & ProbeHorizon,
): number | null {
  const { sweep, probes } = readSweepAndProbes(curve, trials, circumstances);
  if (probes?.gained) return 10 ** probes.lrLog10;
  if (sweep !== null) return sweep.lr;
  const reason = sweepRefusal(curve, circumstances)?.reason;
  return reason === "flat" || reason === "rising"
    ? untriedCentre(curve, circumstances.optimizer)
    : null;
}

/** Times below where a sweep diverged that nothing is tried above, when it says no more. */
const BELOW_DIVERGED = 10;

/** Where to look when a sweep shows no LR that helps: at what is usual, but well below where it diverged. */
export function untriedCentre(curve: Curve, optimizer: string): number {
  return Math.min(
    priorLr(optimizer),
    (curve.divergedLr ?? Number.POSITIVE_INFINITY) / BELOW_DIVERGED,
  );
}

/**
 * The LR that probes recommend for the run to come, the sweep's own answer counted in (see
 * `chooseFromProbes`; several rounds count alike), and checked against that sweep. Without a probe
 * that survived it is what the sweep alone says.
 *
 * @param trials in the order they were made
 * @param circumstances `totalSteps` and `stepsPerEpoch` as the probes were planned with
 */
export function recommendFromProbes(
  curve: Curve,
  trials: readonly Trial[],
  circumstances: Circumstances & ProbeHorizon,
): Suggestion {
  checkCircumstances("recommendFromProbes", circumstances);
  const sweep = recommend(curve, circumstances);
  const { sweep: pick, probes } = readSweepAndProbes(curve, trials, circumstances);
  if (probes === null) return sweep;
  const { choices, lrLog10, stableLog10, gained } = probes;
  const main = choices[0] as ProbeChoice;
  if (!gained) {
    if (sweep.status === "none") return sweep;
    return { ...sweep, confidence: "low", reasons: [noGainNote(main), ...sweep.reasons] };
  }
  const { aim = "end" } = circumstances;
  const stableLr = 10 ** stableLog10;
  const endLr = 10 ** lrLog10;
  const { lr, other } = forAim({ lr: endLr, stableLr }, aim);
  const checks: Check[] = probeChecks({
    choices,
    lr,
    aim,
    horizon: circumstances,
    sweepLr: sweep.status === "found" ? sweep.lr : null,
    curve,
  });
  const tried = triedLrs(curve, trials);
  const lowestTried = minOf(tried);
  if (Math.min(lr, other?.lr ?? lr) < lowestTried) checks.push(belowTried(lowestTried, 0));
  const range = withinTried(rangeOf(main, Math.log10(lr)), lr, tried);
  const { confidence, reasons } = combineChecks([...checks, ...rangeChecks(range)]);
  return {
    status: "found",
    lr,
    range,
    confidence,
    method: PROBES,
    for: aim,
    ...(other && { other }),
    reasons: [
      chosenNote(choices, lr, trials, circumstances, pick?.stableLr ?? null),
      ...(other ? [overfitNote(endLr, stableLr, main.overfit)] : []),
      ...(other && aim === "best" ? [otherNote(other.for, other.lr)] : []),
      ...reasons,
    ],
  };
}

export function triedLrs({ lrs }: Curve, trials: readonly Trial[]): number[] {
  return [...lrs, ...trials.map(({ peakLr }) => peakLr)];
}

/** Half the distance between two probes: what lies between them was not tried. */
const HALF_STEP_LOG10 = 0.25;

/** The probed LRs that were as good, moved to the horizon with the pick. */
function rangeOf(choice: ProbeChoice, lrLog10: number): [number, number] {
  const [low, high] = choice.goodLog10.map((end) => lrLog10 + end - choice.probedLog10) as [
    number,
    number,
  ];
  return [10 ** (low - HALF_STEP_LOG10), 10 ** (high + HALF_STEP_LOG10)];
}

function chosenNote(
  choices: readonly ProbeChoice[],
  lr: number,
  trials: readonly Trial[],
  { totalSteps }: ProbeHorizon,
  sweepLr: number | null,
): Note {
  const { best, probedLog10, startLoss, sweepWeight } = choices[0] as ProbeChoice;
  const steps = best.trial.plannedSteps;
  const probedLr = 10 ** probedLog10;
  const loss = best.trial.heldOut.length > 0 ? "held-out loss" : "training loss";
  const counts = sweepLr !== null && sweepWeight > 0;
  const sweep = counts
    ? ` What the sweep alone says counts by ${Math.round(100 * sweepWeight)} %.`
    : "";
  const why =
    lr < probedLr
      ? ": a longer run bears a lower one, as most measurements have it (arXiv 2409.19913), if not all (arXiv 2503.04715)"
      : "";
  const longer =
    totalSteps > steps
      ? ` For ${formatCount(totalSteps)} steps that makes ${formatLr(lr)}${why}.`
      : counts
        ? ` That makes ${formatLr(lr)}.`
        : "";
  const message = `${trials.length} probes of ${formatCount(steps)} steps, annealed, from the same start: the ${loss} went from ${formatLoss(startLoss)} to ${formatLoss(best.loss)} at LR ${formatLr(best.trial.peakLr)}, ${probedLr === best.trial.peakLr ? "the best of them" : `and LR ${formatLr(probedLr)} was as good`}.${sweep}${longer}`;
  return note(PROBES, message, {
    probes: trials.length,
    probeSteps: steps,
    bestLr: best.trial.peakLr,
    probedLr,
    startLoss,
    bestLoss: best.loss,
    totalSteps,
    rounds: choices.length,
    ...(counts && { sweepLr, sweepWeight }),
    ...(longer !== "" && { lr }),
    of: best.trial.heldOut.length > 0 ? "held-out" : "training",
  });
}

function noGainNote({ startLoss, best }: ProbeChoice): Note {
  return note(
    "probes-no-gain",
    `No probe lowered the held-out loss (${formatLoss(startLoss)} at the start, ${formatLoss(best.loss)} at best): the model may be at its best already, over-fit at once, or need a longer warmup. The LR is the sweep's own.`,
    { startLoss, bestLoss: best.loss },
  );
}

/** What a sweep says of the run to come, and what the probes after it say together with it. */
export interface SweepAndProbes {
  /** Null where no LR can be read off the sweep. */
  readonly sweep: ReturnType<typeof lrFromSweep> | null;
  /** Null without a probe that survived. */
  readonly probes: RoundsChoice | null;
}

/**
 * Reads a sweep and the probes after it. Over-fitting is the probes' to judge: of the sweep counts
 * there what it says without.
 *
 * @param constants others than the ones in use are for measuring them
 */
export function readSweepAndProbes(
  curve: Curve,
  trials: readonly Trial[],
  circumstances: Circumstances & ProbeHorizon,
  constants = CONSTANTS,
): SweepAndProbes {
  const refused = sweepRefusal(curve, circumstances) !== null;
  const sweep = refused ? null : lrFromSweep(curve, circumstances, constants);
  const sweepLog10 = sweep && Math.log10(sweep.stableLr);
  return { sweep, probes: chooseFromRounds(trials, circumstances, sweepLog10, constants) };
}
