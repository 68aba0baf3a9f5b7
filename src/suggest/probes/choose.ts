import { mean } from "../../core/stats.ts";
import type { Trial } from "../../sweep/trial-types.ts";
import { roomAbove } from "../as-good.ts";
import { CONSTANTS } from "../constants.ts";
import { amongEquals, isAtFloor } from "../floor.ts";
import { reachLog10 } from "../horizon.ts";
import { overfitShare } from "../overfit.ts";
import { type ProbeScore, scoreProbe, startLoss } from "./score.ts";

/** The training run that an LR is chosen for. */
export interface ProbeHorizon {
  readonly totalSteps: number;
  readonly stepsPerEpoch: number;
  /** Decides between LRs that all reached the floor of the loss; left out: the lowest. */
  readonly optimizer?: string;
  /** Where the sweep ended: whole runs go above it only where nobody gave that end. */
  readonly endLr?: number | undefined;
}

/** What probes say about the LR of the run to come. All LRs are log10. */
export interface ProbeChoice {
  /** The suggestion for the whole run. */
  readonly lrLog10: number;
  /** What it would be if nothing over-fitted. */
  readonly stableLog10: number;
  /** The probed LR that it comes from: the smallest one that was as good as the best, on a plateau the largest. */
  readonly probedLog10: number;
  /** Smallest and largest probed LR within 5 % of the best gain, at the probes' length. */
  readonly goodLog10: readonly [number, number];
  /** Every probe in order of LR. */
  readonly scores: readonly ProbeScore[];
  readonly best: ProbeScore;
  readonly startLoss: number;
  /** 0: limited by instability, 1: by over-fitting (see `overfitShare`). */
  readonly overfit: number;
  /** Hardly anything was learned (see `hardlyLearned`). */
  readonly onPlateau: boolean;
  /** Of the sweep's own answer in `stableLog10`: 0 or 0.25. */
  readonly sweepWeight: number;
}

/** Within this part of the best gain, and of `roomAbove`, an LR is as good for most purposes: the range. */
const AS_GOOD = 0.05;
/** Standard errors that the training loss must be below the held-out loss by. */
const ERRORS = 2;

/**
 * The LR that one round of probes (same seed, same length) recommends; null when none survived.
 *
 * It is the smallest LR within 0.5 % of the best probe's gain (where hardly anything was learned, the
 * largest within 2 %: it leaves a plateau first), lowered for the longer run: by 0.1
 * decades per tenfold length where instability is the limit and by a whole decade where over-fitting
 * is, since a run ten times as long gets equally far at a tenth of the LR (see `peakForProgressLog10`).
 * Where instability is the limit, and not on a plateau, what the sweep alone says counts too, with
 * a weight of 0.25.
 *
 * @param sweepLog10 the sweep's answer for the same run if nothing over-fitted; null for none
 * @param constants others than the ones in use are for measuring them
 */
export function chooseFromProbes(
  trials: readonly Trial[],
  horizon: ProbeHorizon,
  sweepLog10: number | null = null,
  constants = CONSTANTS,
): ProbeChoice | null {
  const { totalSteps, stepsPerEpoch } = horizon;
  const scores = trials.map(scoreProbe).sort((a, b) => a.trial.peakLr - b.trial.peakLr);
  const best = scores.reduce((a, b) => (b.loss < a.loss ? b : a));
  if (!Number.isFinite(best.loss)) return null;
  const start = startLoss(trials);
  const gain = Math.max(0, start - best.loss);
  const within = (part: number) => scores.filter(({ loss }) => loss <= best.loss + part * gain);
  const epochs = totalSteps / stepsPerEpoch;
  const share = ({ trial, loss, training, trainingError }: ProbeScore) =>
    trial.heldOut.length === 0
      ? 0
      : overfitShare(
          {
            start: start + loss - best.loss,
            heldOut: loss,
            training: training + ERRORS * trainingError,
            epochs,
          },
          constants,
        );
  const onPlateau = hardlyLearned(start, best.loss, share(best), constants);
  const chosen = onPlateau
    ? (within(constants.bestOnPlateau).at(-1) as ProbeScore)
    : amongEquals(
        within(constants.asGoodAsBest),
        ({ trial }) => trial.peakLr,
        isAtFloor(start, best.loss),
        horizon.optimizer,
      );
  const room = roomAbove(best.loss, gain, null);
  const good = within(AS_GOOD)
    .filter((score) => score === chosen || score.loss - best.loss <= room)
    .map(({ trial }) => Math.log10(trial.peakLr));
  const overfit = share(chosen);
  const probedLog10 = Math.log10(chosen.trial.peakLr);
  const reach = reachLog10(totalSteps, chosen.trial.plannedSteps);
  const ownLog10 = probedLog10 - constants.drift * reach;
  const sweepWeight = sweepLog10 === null || onPlateau ? 0 : constants.sweepWeight;
  const stableLog10 = ownLog10 + sweepWeight * ((sweepLog10 ?? ownLog10) - ownLog10);
  const overfitLog10 = probedLog10 - reach;
  return {
    lrLog10: stableLog10 + overfit * Math.min(0, overfitLog10 - stableLog10),
    stableLog10,
    probedLog10,
    goodLog10: [good[0] as number, good.at(-1) as number],
    scores,
    best,
    startLoss: start,
    overfit,
    onPlateau,
    sweepWeight,
  };
}

/** Several rounds as one, in log10 LR. */
export interface RoundsChoice {
  /** Of the rounds that gave an answer, at least one. */
  readonly choices: readonly ProbeChoice[];
  readonly lrLog10: number;
  readonly stableLog10: number;
  /** The first round's best probe ended below the starting loss. */
  readonly gained: boolean;
}

/** Several rounds as one: the mean over the rounds that gave an answer; null when none did. */
export function chooseFromRounds(
  trials: readonly Trial[],
  horizon: ProbeHorizon,
  sweepLog10: number | null = null,
  constants = CONSTANTS,
): RoundsChoice | null {
  const choices = rounds(trials).flatMap(
    (round) => chooseFromProbes(round, horizon, sweepLog10, constants) ?? [],
  );
  const [main] = choices;
  if (main === undefined) return null;
  return {
    choices,
    gained: main.startLoss > main.best.loss,
    lrLog10: mean(choices.map(({ lrLog10 }) => lrLog10)),
    stableLog10: mean(choices.map(({ stableLog10 }) => stableLog10)),
  };
}

/** Probes by round: those of one seed and length, in order. */
export function rounds(trials: readonly Trial[]): Trial[][] {
  const byRound = new Map<string, Trial[]>();
  for (const trial of trials) {
    const key = `${trial.seed} ${trial.plannedSteps}`;
    const round = byRound.get(key);
    if (round === undefined) byRound.set(key, [trial]);
    else round.push(trial);
  }
  return [...byRound.values()];
}

/** Up to this share of over-fitting a high loss means that little was learned. */
const OVERFIT = 0.05;

/**
 * Whether the best probe ended with over 70 % of the starting loss, and not because it over-fits: the
 * run may be on a plateau, or its targets are mostly noise. Short probes can hardly tell which LR
 * leaves a plateau first; the time that takes goes with 1 / LR.
 *
 * @param bestLoss at the end of the best probe
 * @param overfit its share of over-fitting, 0 to 1 (see `overfitShare`)
 */
function hardlyLearned(
  startLoss: number,
  bestLoss: number,
  overfit: number,
  { plateau } = CONSTANTS,
): boolean {
  return overfit <= OVERFIT && startLoss > 0 && bestLoss > plateau * startLoss;
}
