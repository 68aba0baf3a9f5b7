import type { Aim } from "../../contract/index.ts";
import { minOf } from "../../core/stats.ts";
import type { Trial } from "../../sweep/trial-types.ts";
import { isRawScale } from "../floor.ts";
import { bestWholeRun, isWhole, mixedLoss, scoreWholeRuns, type WholeRunScore } from "./score.ts";

/** Whole runs to make. */
export interface WholeRunSearch {
  /** LR to begin with: what sweep and probes say. */
  readonly centreLr: number;
  /** No run above this LR. */
  readonly highestLr: number;
  /** The trainer can take another data order: LRs that are close can be trained again. */
  readonly canReseed: boolean;
  /** Decides between LRs that all reached the floor of the loss. */
  readonly optimizer: string;
  readonly aim: Aim;
}

/** The next whole run. */
export interface WholeRunChoice {
  readonly lr: number;
  /** 0: as the trainer is; from 1 on with another data order. The same number is the same order. */
  readonly repeat: number;
}

/** Decades between neighbours. */
const STEP_LOG10 = 0.5;
/** The first one is at one of these. */
const ANCHOR_LOG10 = 0.25;
/** Whole runs are at LRs of three digits, as plans are. */
const ROUNDED_LOG10 = 0.005;
/** Most half decades down at once. */
const MOST_PLACES = 4;
/** LRs that are trained again, and how often at most. */
const TRAINED_AGAIN = 3;
const MOST_REPEATS = 3;

/** Where the best whole run keeps more than this of the starting loss, it has hardly learned. */
const HARDLY = 0.7;

/**
 * Where the next whole run tells most:
 * - half a decade (from the quarter of a decade that is next to the centre: seeds that agree give the
 *   same LRs) beyond the best one until it lies between two others, downwards first (a whole run shows
 *   over-fitting, which sweep and probes see too little of). Below runs that broke, or ended above their start, it goes down faster and faster, until one moves nothing: where the LR
 *   below breaks, the best one has come through by luck;
 * - where the best one has hardly learned, upwards by decades until one breaks, and of raw targets, whose
 *   best LR may be anywhere, downwards by two;
 * - then the best three once more with another data order, the least known first; without another
 *   order a quarter of a decade beside the best, on the better neighbour's side.
 *
 * Null where nothing more is to be learned, or where the held-out loss is no number before training.
 *
 * @param done the whole runs so far, in order; the same ones give the same answer
 */
export function nextWholeRun(
  search: WholeRunSearch,
  done: readonly Trial[],
): WholeRunChoice | null {
  const { centreLr, highestLr, canReseed, optimizer, aim } = search;
  const isAllowed = (lr: number) => lr <= highestLr * (1 + 1e-9);
  if (done.length === 0) {
    const nearest = Math.min(centreLr, highestLr);
    const lr = halfDecadesFrom(nearest)(nearest, 0);
    return { lr: isAllowed(lr) ? lr : lr / 10 ** ANCHOR_LOG10, repeat: 0 };
  }
  const { scores, startLoss, ...rest } = scoreWholeRuns(done);
  if (!Number.isFinite(startLoss)) return null;
  const firsts = scores.map((score) => ({ ...score, trials: score.trials.slice(0, 1) }));
  const best = bestWholeRun({ scores: firsts, startLoss, ...rest }, aim, optimizer).lr;
  const at = scores.findIndex(({ lr }) => lr === best);
  const beside = halfDecadesFrom((done[0] as Trial).peakLr);
  const isPlace = Math.abs(Math.log10(best / beside(best, 0))) < ROUNDED_LOG10;
  const lowestWhole = scores.findIndex(({ trials }) => isWhole(trials[0] as Trial));
  const below = lowestWhole < 0 ? scores.length : lowestWhole;
  const lowest = (scores[0] as WholeRunScore).lr;
  // What moves nothing is the bottom of all LRs.
  const isBottom = isIdle((scores[0] as WholeRunScore).trials[0] as Trial);
  if (below > 0 && !isBottom) {
    return { lr: beside(lowest, -Math.min(MOST_PLACES, 2 ** (below - 1))), repeat: 0 };
  }
  if (lowestWhole < 0) return null;
  const isFar = (other: WholeRunScore | undefined) =>
    other === undefined || Math.abs(Math.log10(other.lr / best)) > STEP_LOG10 + ROUNDED_LOG10;
  const highest = scores.at(-1) as WholeRunScore;
  if (isPlace && isFar(scores[at - 1]) && !(isBottom && at === 0))
    return { lr: beside(best, -1), repeat: 0 };
  if (isPlace && isFar(scores[at + 1]) && isAllowed(beside(best, 1))) {
    return { lr: beside(best, 1), repeat: 0 };
  }
  const hardly = startLoss > 0 && startLoss - rest.gain[aim] > HARDLY * startLoss;
  if (hardly && isWhole(highest.trials[0] as Trial) && isAllowed(beside(highest.lr, 2))) {
    return { lr: beside(highest.lr, 2), repeat: 0 };
  }
  if (hardly && isRawScale(startLoss)) return { lr: beside(lowest, -MOST_PLACES), repeat: 0 };
  if (canReseed) return leastKnown(scores, aim);
  const lower = scores[at - 1];
  const higher = scores[at + 1];
  const mixed = (score: WholeRunScore | undefined) =>
    score === undefined ? Number.POSITIVE_INFINITY : mixedLoss(score, aim);
  const side = mixed(lower) <= mixed(higher) ? -1 : 1;
  const neighbour = side < 0 ? lower : higher;
  if (!isPlace || neighbour === undefined) return null;
  const lr = best * 10 ** ((side * STEP_LOG10) / 2);
  const isTried = Math.abs(Math.log10(neighbour.lr / best)) < STEP_LOG10 - ROUNDED_LOG10;
  return isTried ? null : { lr, repeat: 0 };
}

/** Part of a loss that a run has to move it by. */
const MOVES = 1e-3;

/** Whether a run came to its end and changed next to nothing: lower LRs change less. */
function isIdle({ stopReason, heldOut }: Trial): boolean {
  const [start, end] = [heldOut[0]?.loss ?? Number.NaN, heldOut.at(-1)?.loss ?? Number.NaN];
  return stopReason === "completed" && Math.abs(end - start) <= MOVES * Math.abs(start);
}

/** Half decades from a run's LR on: the LR so many of them beside the one next to an LR. */
function halfDecadesFrom(first: number): (lr: number, places: number) => number {
  const anchor = ANCHOR_LOG10 * Math.round(Math.log10(first) / ANCHOR_LOG10);
  return (lr, places) => {
    const place = Math.round((Math.log10(lr) - anchor) / STEP_LOG10) + places;
    return 10 ** (anchor + STEP_LOG10 * place);
  };
}

/** Of the best LRs the one with the fewest runs, of those the best. */
function leastKnown(scores: readonly WholeRunScore[], aim: Aim): WholeRunChoice | null {
  const order = [...scores]
    .sort((a, b) => mixedLoss(a, aim) - mixedLoss(b, aim))
    .slice(0, TRAINED_AGAIN);
  const fewest = minOf(order.map(({ trials }) => trials.length));
  const next = order.find(({ trials }) => trials.length === fewest) as WholeRunScore;
  return fewest > MOST_REPEATS ? null : { lr: next.lr, repeat: fewest };
}
