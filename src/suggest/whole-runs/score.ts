import type { Aim } from "../../contract/index.ts";
import { maxOf, mean, median, minOf } from "../../core/stats.ts";
import type { Trial } from "../../sweep/trial-types.ts";
import { roomAbove } from "../as-good.ts";
import { CONSTANTS } from "../constants.ts";
import { amongEquals, isAtFloor } from "../floor.ts";
import { priorLr } from "../optimizer.ts";
import { scoreProbe, startLoss } from "../probes/score.ts";
import { compare } from "./compare.ts";
import { divisionOf } from "./divisions.ts";

/** All whole runs at one LR: with the trainer's own seed, and perhaps with others. */
export interface WholeRunScore {
  readonly lr: number;
  readonly trials: readonly Trial[];
  /**
   * Mean loss at the end, and at the best checkpoint; a run that broke counts as not trained. To be
   * compared: runs on other divisions of the rows are brought to the level of the first one.
   */
  readonly losses: Readonly<Record<Aim, number>>;
  /** The same as they were measured, on the rows of each run. */
  readonly measured: Readonly<Record<"start" | Aim, number>>;
}

/** Whole runs by LR, lowest first. */
export interface WholeRunScores {
  readonly scores: readonly WholeRunScore[];
  /** Loss before training. */
  readonly startLoss: number;
  /** From there to the lowest mean loss for each aim; at least 0. */
  readonly gain: Readonly<Record<Aim, number>>;
  /**
   * The part of it that the best LR for each aim gains after the first held-out loss on its way: where
   * the loss before training is far above that of a constant answer, the rest is easily gained.
   */
  readonly lateGain: Readonly<Record<Aim, number>>;
}

/** Whether a trial is one of the training run to come, at its full length. */
export function isWholeRun({ purpose }: Pick<Trial, "purpose">): boolean {
  return purpose?.kind === "whole-run";
}

/**
 * Scores whole runs. The losses are the held-out ones, or without them those of the last batches.
 *
 * @param trials with the purpose `whole-run`, at least one, from the same state and for the same steps
 */
export function scoreWholeRuns(trials: readonly Trial[]): WholeRunScores {
  const start = startLoss(trials);
  const byLr = new Map<number, Trial[]>();
  for (const trial of trials) {
    const same = byLr.get(trial.peakLr);
    if (same === undefined) byLr.set(trial.peakLr, [trial]);
    else same.push(trial);
  }
  const lossOf = lossesFrom(start);
  const level = divisionLevels(trials, lossOf);
  const scores = [...byLr]
    .sort(([a], [b]) => a - b)
    .map(([lr, runs]): WholeRunScore => {
      const of = (aim: Aim) => mean(runs.map((trial) => lossOf(trial, aim) - level(trial, aim)));
      const measured = (aim: Aim) => mean(runs.map((trial) => lossOf(trial, aim)));
      return {
        lr,
        trials: runs,
        losses: { end: of("end"), best: of("best") },
        measured: {
          start: mean(runs.map((trial) => startOf(trial, start))),
          end: measured("end"),
          best: measured("best"),
        },
      };
    });
  const bestOf = (aim: Aim) => lowestOf(scores, aim);
  const gain = (aim: Aim) => atLeast0(start - bestOf(aim).losses[aim]);
  const lateGain = (aim: Aim) => {
    const { trials: runs, losses } = bestOf(aim);
    const first = mean(runs.map((trial) => firstLoss(trial) - level(trial, aim)));
    return Number.isFinite(first) ? Math.min(gain(aim), atLeast0(first - losses[aim])) : gain(aim);
  };
  return {
    scores,
    startLoss: start,
    gain: { end: gain("end"), best: gain("best") },
    lateGain: { end: lateGain("end"), best: lateGain("best") },
  };
}

const LOSSES: Readonly<Record<Aim, (trial: Trial) => number>> = { end: endLoss, best: bestLoss };

type LossOf = (trial: Trial, aim: Aim) => number;

/** The first of those whose losses are the lowest. */
export function lowestOf(scores: readonly WholeRunScore[], aim: Aim): WholeRunScore {
  return scores.reduce((a, b) => (b.losses[aim] < a.losses[aim] ? b : a));
}

/** Loss before training: `start`, but on other rows. */
function startOf(trial: Trial, start: number): number {
  return divisionOf(trial) === 0 ? start : startLoss([trial]);
}

/** What a run came to: at most the loss before training, which is `start` but on other rows. */
function lossesFrom(start: number): LossOf {
  return (trial, aim) => {
    const loss = LOSSES[aim](trial);
    const before = startOf(trial, start);
    return Number.isNaN(loss) ? before : Math.min(before, loss);
  };
}

/**
 * How much higher the losses are on the rows of a division than on those of the first one, by the LRs
 * that were trained on both; 0 where the rows are those of the first.
 */
function divisionLevels(trials: readonly Trial[], lossOf: LossOf): LossOf {
  const isFirst = (trial: Trial) => divisionOf(trial) === 0;
  const twinOf = (trial: Trial) =>
    trials.find((each) => isFirst(each) && each.peakLr === trial.peakLr);
  return (trial, aim) => {
    if (isFirst(trial)) return 0;
    const differences = trials
      .filter((each) => divisionOf(each) === divisionOf(trial))
      .flatMap((each) => {
        const twin = twinOf(each);
        return twin === undefined ? [] : [lossOf(each, aim) - lossOf(twin, aim)];
      });
    // The middle one: an LR that over-fits on some rows alone says little of the others' level there.
    return differences.length === 0 ? 0 : median(differences);
  };
}

/** Also where nothing is known. */
function atLeast0(gain: number): number {
  return gain > 0 ? gain : 0;
}

/** The first held-out loss on the way; NaN for none. */
function firstLoss({ heldOut }: Trial): number {
  return heldOut.find(({ stepsDone }) => stepsDone > 0)?.loss ?? Number.NaN;
}

/** Whether a run came to its end with a loss that is a number, and was below its start on the way. */
export function isWhole(trial: Trial): boolean {
  const end = endLoss(trial);
  if (trial.stopReason !== "completed" || !Number.isFinite(end)) return false;
  return Math.min(end, bestLoss(trial)) < startLoss([trial]);
}

/** Loss at the end of a whole run; infinite when it broke. */
function endLoss(trial: Trial): number {
  return scoreProbe(trial).loss;
}

/** The lowest held-out loss along a run: that of its best checkpoint. Also of one that broke later. */
function bestLoss(trial: Trial): number {
  const held = trial.heldOut.map(({ loss }) => loss).filter(Number.isFinite);
  return held.length > 0 ? minOf(held) : endLoss(trial);
}

/**
 * What an LR is chosen by: for either aim a mixture, since the lowest of several noisy losses on the
 * way and the last one each err for their own reasons, and what is bad for one is seldom good for
 * the other.
 */
export function mixedLoss({ losses }: WholeRunScore, aim: Aim, { mixture } = CONSTANTS): number {
  return (1 - mixture[aim]) * losses.end + mixture[aim] * losses.best;
}

/** Times what is usual for the optimizer, above which an LR is far, */
const FAR_ABOVE = 4;
/** and part of the gain that it must be better by, at the floor. */
const NEAR_FLOOR = 0.03;

/**
 * The LR with the lowest mixed loss, of those with at most one run less than any has: the one that was
 * trained again first is not chosen for that. Of equals (0.2 % of the late gain, at the floor 0.5 % of
 * the gain, and not clearly above the lowest: see `roomAbove`) see `amongEquals`, and of two at the floor
 * the one that is far above what is usual for the optimizer has to be better by 3 %.
 */
export function bestWholeRun(
  { scores, gain, lateGain, startLoss }: WholeRunScores,
  aim: Aim,
  optimizer?: string,
  constants = CONSTANTS,
): WholeRunScore {
  const most = maxOf(scores.map(({ trials }) => trials.length));
  const known = scores.filter(({ trials }) => trials.length >= most - 1);
  const mixed = (score: WholeRunScore) => mixedLoss(score, aim, constants);
  const lowest = known.reduce((a, b) => (mixed(b) < mixed(a) ? b : a));
  const least = mixed(lowest);
  const within = (part: number) => least + part * gain[aim];
  const isFloor = isAtFloor(startLoss, within(constants.asGoodAsBest));
  const level = isFloor
    ? within(constants.asGoodAsBest)
    : least + constants.asGoodAsBestRun * lateGain[aim];
  const chosen = amongEquals(
    known.filter((score) => mixed(score) <= level && isAsGood(score, lowest, aim, gain[aim])),
    ({ lr }) => lr,
    isFloor,
    optimizer,
  );
  if (!isFloor || optimizer === undefined) return chosen;
  // Far above what is usual a run may die from other weights, which those here do not show.
  const far = FAR_ABOVE * priorLr(optimizer);
  const usual = known.filter(({ lr }) => lr <= far && chosen.lr > far);
  const near = usual.filter((score) => mixed(score) <= within(NEAR_FLOOR));
  return near.length === 0 ? chosen : near.reduce((a, b) => (mixed(b) < mixed(a) ? b : a));
}

/** Part of what training gains, without which no noise makes an LR about as good. */
const MOST_LOST = 0.5;

/**
 * Whether a loss is above a lower one by no more than is about as good: see {@link roomAbove}. One that
 * lost half of what training gains is not, however few rows judged it.
 */
export function isAsGood(
  score: WholeRunScore,
  lowest: WholeRunScore,
  aim: Aim,
  gain: number,
): boolean {
  if (score === lowest) return true;
  const { difference, error } = compare(score, lowest, aim);
  if (losesMost(score, lowest, aim, gain)) return false;
  return difference <= roomAbove(lowest.losses[aim], gain, error);
}

/** Whether an LR lost more than half of what training gains with another one. */
export function losesMost(
  score: WholeRunScore,
  lowest: WholeRunScore,
  aim: Aim,
  gain: number,
): boolean {
  return score.losses[aim] - lowest.losses[aim] > MOST_LOST * gain;
}
