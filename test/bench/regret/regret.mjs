// Regret: how much of what training can gain an LR leaves behind. Pure.

/** The two measures: the last held-out loss, and that of the best checkpoint. */
export const MEASURES = ["best", "end"];

/**
 * Regret over the grid of a pair in the truth file: (L - L*) / (L0 - L*), where L is the mean over
 * seeds, L* the lowest such mean of the grid and L0 the loss of not training (for regression that of
 * the constant predictor, where lower). At most 1, which is also that of a diverged run.
 *
 * @param pair as in the truth file
 * @returns `log10Lrs`, `regrets.best` and `regrets.end` of the same length, log10 of the best LR for
 *   each measure (`log10Best`), and whether over-fitting decides: the end of the LR with the best
 *   checkpoint is worse than that checkpoint by more than a tenth of what training gains
 */
export function gridRegret(pair) {
  const { log10Lrs, initial, constant } = pair;
  const untrained = Math.min(initial, constant ?? Number.POSITIVE_INFINITY);
  const mean = (runs) =>
    runs.reduce((sum, loss) => sum + Math.min(loss ?? untrained, untrained), 0) / runs.length;
  const regrets = {};
  const log10Best = {};
  const least = {};
  for (const measure of MEASURES) {
    const losses = pair[measure].map(mean);
    least[measure] = Math.min(...losses);
    const gain = untrained - least[measure];
    regrets[measure] = losses.map((loss) => (gain > 0 ? (loss - least[measure]) / gain : 1));
    log10Best[measure] = log10Lrs[losses.indexOf(least[measure])];
  }
  const endOfBest = mean(pair.end[log10Lrs.indexOf(log10Best.best)]);
  const overfits = endOfBest - least.best > 0.1 * (untrained - least.best);
  return { log10Lrs, regrets, log10Best, overfits };
}

/**
 * Regret of an LR: linear between the points of the grid over log10 LR, that of the nearest end
 * outside of them (where the grid was left, training had no effect or failed).
 *
 * @param grid as `gridRegret` gives it
 * @param lr above 0
 */
export function regretAt(grid, measure, lr) {
  const { log10Lrs } = grid;
  const regrets = grid.regrets[measure];
  const at = Math.log10(lr);
  if (at <= log10Lrs[0]) return regrets[0];
  const right = log10Lrs.findIndex((x) => x >= at);
  if (right < 0) return regrets.at(-1);
  const share = (at - log10Lrs[right - 1]) / (log10Lrs[right] - log10Lrs[right - 1]);
  return regrets[right - 1] + share * (regrets[right] - regrets[right - 1]);
}

/**
 * Regret of what one cannot do better than with a grid of one seed: the best LR for each seed,
 * scored with the other seeds. Null where fewer than two seeds were trained.
 */
export function noiseFloor(pair, measure) {
  const seeds = Math.max(...pair[measure].map((runs) => runs.length));
  if (seeds < 2) return null;
  const scores = Array.from({ length: seeds }, (_, seed) => {
    // Points with fewer seeds are far from the best.
    const only = pair[measure].map((runs) =>
      runs.length === seeds ? (runs[seed] ?? Number.POSITIVE_INFINITY) : Number.POSITIVE_INFINITY,
    );
    const pick = pair.log10Lrs[only.indexOf(Math.min(...only))];
    const others = (runs) => (runs.length < seeds ? runs : runs.filter((_, i) => i !== seed));
    const rest = gridRegret({ ...pair, best: pair.best.map(others), end: pair.end.map(others) });
    return regretAt(rest, measure, 10 ** pick);
  });
  return scores.reduce((a, b) => a + b, 0) / seeds;
}
