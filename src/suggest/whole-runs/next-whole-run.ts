import type { Aim } from "../../contract/index.ts";
import type { Trial } from "../../sweep/trial-types.ts";
import { bestWholeRun, mixedLoss, scoreWholeRuns, type WholeRunScore } from "./score.ts";

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
/** Whole runs are at LRs of three digits, as plans are. */
const ROUNDED_LOG10 = 0.005;
/** LRs that are trained again, and how often at most. */
const TRAINED_AGAIN = 3;
const MOST_REPEATS = 3;

/**
 * Where the next whole run tells most: half a decade beyond the best one until it lies between two
 * others, downwards first (a whole run shows over-fitting, which sweep and probes see too little of);
 * then the best three once more with another data order, the least known first; without another
 * order a quarter of a decade beside the best, on the better neighbour's side. Null where nothing
 * more is to be learned.
 *
 * @param done the whole runs so far, in order; the same ones give the same answer
 */
export function nextWholeRun(
  search: WholeRunSearch,
  done: readonly Trial[],
): WholeRunChoice | null {
  const { centreLr, highestLr, canReseed, optimizer, aim } = search;
  if (done.length === 0) return { lr: Math.min(centreLr, highestLr), repeat: 0 };
  const { scores, ...rest } = scoreWholeRuns(done);
  const firsts = scores.map((score) => ({ ...score, trials: score.trials.slice(0, 1) }));
  const best = bestWholeRun({ scores: firsts, ...rest }, aim, optimizer).lr;
  const at = scores.findIndex(({ lr }) => lr === best);
  const first = (done[0] as Trial).peakLr;
  const beyond = (steps: number) => {
    const place = Math.round(Math.log10(best / first) / STEP_LOG10) + steps;
    return first * 10 ** (place * STEP_LOG10);
  };
  const isPlace = isHalfDecade(best, first);
  if (isPlace && at === 0) return { lr: beyond(-1), repeat: 0 };
  if (isPlace && at === scores.length - 1 && beyond(1) <= highestLr * (1 + 1e-9)) {
    return { lr: beyond(1), repeat: 0 };
  }
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

function isHalfDecade(lr: number, first: number): boolean {
  const places = Math.log10(lr / first) / STEP_LOG10;
  return Math.abs(places - Math.round(places)) * STEP_LOG10 < ROUNDED_LOG10;
}

/** Of the best LRs the one with the fewest runs, of those the best. */
function leastKnown(scores: readonly WholeRunScore[], aim: Aim): WholeRunChoice | null {
  const order = [...scores]
    .sort((a, b) => mixedLoss(a, aim) - mixedLoss(b, aim))
    .slice(0, TRAINED_AGAIN);
  const fewest = Math.min(...order.map(({ trials }) => trials.length));
  const next = order.find(({ trials }) => trials.length === fewest) as WholeRunScore;
  return fewest > MOST_REPEATS ? null : { lr: next.lr, repeat: fewest };
}
