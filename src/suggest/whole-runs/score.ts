import type { Aim } from "../../contract/index.ts";
import { mean } from "../../core/stats.ts";
import type { Trial } from "../../sweep/trial-types.ts";
import { CONSTANTS } from "../constants.ts";
import { amongEquals, isAtFloor } from "../floor.ts";
import { scoreProbe, startLoss } from "../probes/score.ts";

/** All whole runs at one LR: with the trainer's own seed, and perhaps with others. */
export interface WholeRunScore {
  readonly lr: number;
  readonly trials: readonly Trial[];
  /** Mean loss at the end, and at the best checkpoint; a run that broke counts as not trained. */
  readonly losses: Readonly<Record<Aim, number>>;
}

/** Whole runs by LR, lowest first. */
export interface WholeRunScores {
  readonly scores: readonly WholeRunScore[];
  /** Loss before training. */
  readonly startLoss: number;
  /** From there to the lowest mean loss for each aim; at least 0. */
  readonly gain: Readonly<Record<Aim, number>>;
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
      return { lr, trials: runs, losses: { end: of("end"), best: of("best") } };
    });
  const gain = (aim: Aim) =>
    Math.max(0, start - Math.min(...scores.map(({ losses }) => losses[aim])));
  return { scores, startLoss: start, gain: { end: gain("end"), best: gain("best") } };
}

const LOSSES: Readonly<Record<Aim, (trial: Trial) => number>> = { end: endLoss, best: bestLoss };

type LossOf = (trial: Trial, aim: Aim) => number;

/** What a run came to: at most the loss before training, which is `start` but on other rows. */
function lossesFrom(start: number): LossOf {
  return (trial, aim) => {
    const loss = LOSSES[aim](trial);
    const before = divisionOf(trial) === 0 ? start : startLoss([trial]);
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
    return differences.length === 0 ? 0 : mean(differences);
  };
}

/** The first run on each division of the rows. */
export function divisionsOf(trials: readonly Trial[]): Trial[] {
  return trials.filter(
    (trial, at) => trials.findIndex((each) => divisionOf(each) === divisionOf(trial)) === at,
  );
}

/** Which division of the rows a whole run was trained on: 0 for the first. */
function divisionOf({ purpose }: Pick<Trial, "purpose">): number {
  return (purpose?.kind === "whole-run" ? purpose.division : undefined) ?? 0;
}

/** Loss at the end of a whole run; infinite when it broke. */
function endLoss(trial: Trial): number {
  return scoreProbe(trial).loss;
}

/** The lowest held-out loss along a run: that of its best checkpoint. Also of one that broke later. */
function bestLoss(trial: Trial): number {
  const held = trial.heldOut.map(({ loss }) => loss).filter(Number.isFinite);
  return held.length > 0 ? Math.min(...held) : endLoss(trial);
}

/**
 * What an LR is chosen by: for either aim a mixture, since the lowest of several noisy losses on the
 * way and the last one each err for their own reasons, and what is bad for one is seldom good for
 * the other.
 */
export function mixedLoss({ losses }: WholeRunScore, aim: Aim, { mixture } = CONSTANTS): number {
  return (1 - mixture[aim]) * losses.end + mixture[aim] * losses.best;
}

/**
 * The LR with the lowest mixed loss, of those with at most one run less than any has: the one that was
 * trained again first is not chosen for that. Of equals (0.1 % of the gain, 0.5 % at the floor) see
 * `amongEquals`.
 */
export function bestWholeRun(
  { scores, gain, startLoss }: WholeRunScores,
  aim: Aim,
  optimizer?: string,
  constants = CONSTANTS,
): WholeRunScore {
  const most = Math.max(...scores.map(({ trials }) => trials.length));
  const known = scores.filter(({ trials }) => trials.length >= most - 1);
  const mixed = (score: WholeRunScore) => mixedLoss(score, aim, constants);
  const within = (part: number) => Math.min(...known.map(mixed)) + part * gain[aim];
  const isFloor = isAtFloor(startLoss, within(constants.asGoodAsBest));
  const level = within(isFloor ? constants.asGoodAsBest : constants.asGoodAsBestRun);
  return amongEquals(
    known.filter((score) => mixed(score) <= level),
    ({ lr }) => lr,
    isFloor,
    optimizer,
  );
}
