// Which LRs of the grid are trained: whole decades until training stops mattering on the left and
// fails on the right, half decades where it is not far from the best, quarter decades around the best
// (of a dense grid: wherever it is not far from the best).

export const GRID = { lowest: -6, highest: 2 };
/** A share of the best improvement under which an LR counts as not training at all. */
const DEAD = 0.02;
/** Above this regret in both measures one seed is enough, and so are whole decades. */
const COARSE = 0.6;

/**
 * Trains the points of the grid that are worth it.
 *
 * @param measure (log10 LR, seed) => { end, best } (null: diverged)
 * @param startLoss loss that counts as not having trained
 * @param from log10 of the LR to begin with, whole
 * @param lowest log10 of the lowest LR
 * @param dense quarter decades wherever training is not far from the best, and every seed everywhere
 * @returns rows `{ log10Lr, runs }` in order of LR, a run a seed; where the grid is not dense, an LR
 *   that is far from good for the first seed is not trained with the others
 */
export async function trainGrid({
  measure,
  startLoss,
  seeds,
  from,
  lowest: bottom = GRID.lowest,
  dense = false,
}) {
  const rows = new Map();
  const mean = (row, key) =>
    row.runs.reduce((sum, run) => sum + Math.min(run[key] ?? startLoss, startLoss), 0) /
    row.runs.length;
  const lowest = (key) => Math.min(startLoss, ...[...rows.values()].map((row) => mean(row, key)));
  const regret = (row, key) => {
    const least = lowest(key);
    return least < startLoss ? (mean(row, key) - least) / (startLoss - least) : 1;
  };
  const dead = (row) => regret(row, "best") > 1 - DEAD && regret(row, "end") > 1 - DEAD;
  const coarse = (row) => regret(row, "best") > COARSE && regret(row, "end") > COARSE;
  const train = async (log10Lr) => {
    if (rows.has(log10Lr) || log10Lr < bottom || log10Lr > GRID.highest) return;
    const row = { log10Lr, runs: [] };
    rows.set(log10Lr, row);
    for (const seed of seeds) {
      row.runs.push(await measure(log10Lr, seed));
      if (!dense && coarse(row)) break;
    }
  };
  const anyAlive = () => [...rows.values()].some((row) => !dead(row));

  let deadInARow = 0;
  for (let log10Lr = from; log10Lr <= GRID.highest; log10Lr++) {
    await train(log10Lr);
    deadInARow = dead(rows.get(log10Lr)) ? deadInARow + 1 : 0;
    if (deadInARow === 2 && anyAlive()) break;
  }
  for (let log10Lr = from - 1; log10Lr >= bottom; log10Lr--) {
    await train(log10Lr);
    if (dead(rows.get(log10Lr)) && anyAlive()) break;
  }
  const between = async (gap, wanted) => {
    const found = [...rows.values()].sort((a, b) => a.log10Lr - b.log10Lr);
    for (let i = 1; i < found.length; i++) {
      const [left, right] = [found[i - 1], found[i]];
      if (right.log10Lr - left.log10Lr === 2 * gap && wanted(left, right)) {
        await train(left.log10Lr + gap);
      }
    }
  };
  const eitherGood = (left, right) => !coarse(left) || !coarse(right);
  await between(0.5, eitherGood);
  const near = ["end", "best"].map(
    (key) => [...rows.values()].reduce((a, b) => (mean(b, key) < mean(a, key) ? b : a)).log10Lr,
  );
  const nearBest = (left, right) => near.includes(left.log10Lr) || near.includes(right.log10Lr);
  await between(0.25, dense ? eitherGood : nearBest);
  return [...rows.values()].sort((a, b) => a.log10Lr - b.log10Lr);
}
