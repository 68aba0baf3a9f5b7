// Searches by whole runs, simulated on the grids of the truth: a run at an LR between two points of a
// grid has the tune loss between theirs. What chooses is one seed of the tune slice, what judges are
// the other seeds of the test slice. Pure.
import { random } from "../../../../dist/core/random.js";
import { gridRegret, MEASURES, regretAt } from "../regret.mjs";

/** Whole runs that a search may spend. */
export const RUNS = [1, 2, 4, 8];
/** log10 of the LRs that searches draw from: two habits, each for half of a pair's searches. */
export const RANGES = [
  [-5, 0],
  [-4, 1],
];
/** Searches of a pair: the range, and which seed of the truth chooses. */
export const SEARCHES = [
  { range: 0, seed: 0 },
  { range: 1, seed: 1 },
  { range: 0, seed: 2 },
  { range: 1, seed: 3 },
];

const TUNE_COLUMN = { best: "tuneBest", end: "tuneEnd" };

/** Whether a pair of the truth file has what a search by the tune slice needs. */
export const hasTune = (pair) => pair.tuneEnd !== undefined;

/**
 * Tune loss of a whole run: linear over log10 LR, that of the nearest end outside of the grid, at most
 * the one before training, which is also that of a diverged run.
 *
 * @param pair as in the truth file
 * @param seed index of one of its seeds; where the grid has fewer, another one stands for it
 */
export function tuneAt(pair, measure, seed, log10Lr) {
  const { log10Lrs, tuneInitial } = pair;
  const loss = (row) => {
    const runs = pair[TUNE_COLUMN[measure]][row];
    return Math.min(runs[seed % runs.length] ?? tuneInitial, tuneInitial);
  };
  const right = log10Lrs.findIndex((x) => x >= log10Lr);
  if (right === 0) return loss(0);
  if (right < 0) return loss(log10Lrs.length - 1);
  const share = (log10Lr - log10Lrs[right - 1]) / (log10Lrs[right] - log10Lrs[right - 1]);
  return loss(right - 1) + share * (loss(right) - loss(right - 1));
}

/** The grid by all seeds but the one that chose. */
export function judgedByOthers(pair, seed) {
  const others = (runs) =>
    runs.length === 1 ? runs : runs.filter((_, i) => i !== seed % runs.length);
  return gridRegret({ ...pair, best: pair.best.map(others), end: pair.end.map(others) });
}

/**
 * Answers of a search, one for each number of runs that it may spend, with their regrets.
 *
 * @param id of the pair, `search` of `SEARCHES`
 * @param picks `{ best, end }`: for each of `RUNS` the log10 LR chosen for that measure
 */
export function searchAnswers(finder, id, pair, search, picks) {
  const grid = judgedByOthers(pair, search.seed);
  return RUNS.map((runs, i) => ({
    ...{ finder: `${finder} ${runs}`, pair: id, seed: SEARCHES.indexOf(search) + 1 },
    ...{ lr: 10 ** picks.end[i], steps: runs * pair.horizon },
    ...Object.fromEntries(
      MEASURES.map((measure) => [measure, regretAt(grid, measure, 10 ** picks[measure][i])]),
    ),
  }));
}

/** Random search: log-uniform LRs, the lowest tune loss wins. */
export function randomRuns(id, pair) {
  return SEARCHES.flatMap((search, number) => {
    const stream = random(number, `random runs ${id}`);
    const [low, high] = RANGES[search.range];
    const drawn = Array.from(
      { length: Math.max(...RUNS) },
      () => low + stream.float() * (high - low),
    );
    const picks = Object.fromEntries(
      MEASURES.map((measure) => [
        measure,
        RUNS.map((runs) =>
          lowest(drawn.slice(0, runs), (lr) => tuneAt(pair, measure, search.seed, lr)),
        ),
      ]),
    );
    return searchAnswers("random runs", id, pair, search, picks);
  });
}

/**
 * Regret of a loss that no LR of the grid gave, on the scale of the pair; below 0 where it is lower
 * than any of the grid's.
 */
export function regretOfLoss(pair, measure, loss) {
  const untrained = Math.min(pair.initial, pair.constant ?? Number.POSITIVE_INFINITY);
  const mean = (runs) =>
    runs.reduce((sum, each) => sum + Math.min(each ?? untrained, untrained), 0) / runs.length;
  const least = Math.min(...pair[measure].map(mean));
  return untrained > least
    ? (Math.min(loss ?? untrained, untrained) - least) / (untrained - least)
    : 1;
}

const lowest = (items, cost) => items.reduce((a, b) => (cost(b) < cost(a) ? b : a));
