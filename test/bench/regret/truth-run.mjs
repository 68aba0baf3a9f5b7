// The trainings behind one pair's entry in the truth file.
import { readJson, runFile, writeJson } from "./files.mjs";
import { GRID, trainGrid } from "./grid.mjs";
import { gridRegret, MEASURES } from "./regret.mjs";
import { constantLoss, openJudged } from "./tasks/open.mjs";
import { lossOf, trainRun } from "./train.mjs";

/** The grid is searched with the first seeds; what is good gets the others too. */
export const SEEDS = { search: [1, 2], more: [3, 4] };
/** An LR with less regret than this in either measure is good. */
export const GOOD = 0.25;
/** What a run leaves in the truth file, a column each. */
const COLUMNS = ["end", "best", "at", "tuneEnd", "tuneBest", "bestByTune"];
/** Where the search begins, log10 LR: about what each optimizer likes. */
const FROM = { adadelta: 0, adagrad: -1, sgd: -1 };

/** Rows of an entry that still lack seeds. */
export function rowsToAdd(entry) {
  const { regrets } = gridRegret(entry);
  const all = SEEDS.search.length + SEEDS.more.length;
  return entry.log10Lrs
    .map((_, i) => i)
    .filter((i) => MEASURES.some((measure) => regrets[measure][i] < GOOD))
    .filter((i) => entry.best[i].length < all);
}

/** An entry of the truth file: the grid with the first seeds, or with all where it is dense. */
export async function truthOf(pair) {
  const { dense = false, lowest = GRID.lowest } = pair.task;
  const seeds = dense ? [...SEEDS.search, ...SEEDS.more] : SEEDS.search;
  const { runs, starts, close } = await openRuns(pair, seeds);
  const constant = await constantLoss(pair.task);
  const mean = (slice) => starts.reduce((sum, start) => sum + start[slice], 0) / starts.length;
  const initial = mean("test");
  const rows = await trainGrid({
    startLoss: Math.min(initial, constant ?? Number.POSITIVE_INFINITY),
    ...{ seeds, lowest, dense },
    from: pair.task.from?.[pair.optimizer] ?? FROM[pair.optimizer] ?? -2,
    measure: runs,
  });
  await close();
  return {
    ...{ horizon: pair.horizon, initial, constant, tuneInitial: mean("tune") },
    log10Lrs: rows.map(({ log10Lr }) => log10Lr),
    ...columns((key) => rows.map((row) => row.runs.map((run) => run[key]))),
  };
}

/** The entry with further seeds for its good rows. */
export async function withMoreSeeds(pair, entry) {
  const { runs, close } = await openRuns(pair, SEEDS.more);
  const added = structuredClone(entry);
  const kept = COLUMNS.filter((key) => entry[key] !== undefined);
  for (const row of rowsToAdd(entry)) {
    for (const seed of SEEDS.more.slice(entry.best[row].length - SEEDS.search.length)) {
      const run = await runs(entry.log10Lrs[row], seed);
      for (const key of kept) added[key][row].push(run[key]);
    }
  }
  await close();
  return added;
}

/**
 * How many losses of the test slice two entries of a pair share, LR by LR and seed by seed, to four
 * digits, how many differ, and by what share of the first at most (infinite where one diverged).
 */
export function compareEntries(before, after) {
  const counts = { same: 0, other: 0, apart: 0 };
  before.log10Lrs.forEach((log10Lr, i) => {
    const row = after.log10Lrs.indexOf(log10Lr);
    if (row < 0) return;
    for (const key of MEASURES) {
      before[key][i].forEach((loss, seed) => {
        const now = after[key][row][seed];
        if (now === undefined) return;
        const apart = loss === now ? 0 : loss === null || now === null ? Infinity : now / loss - 1;
        if (Math.abs(apart) < 1e-4) counts.same += 1;
        else counts.other += 1;
        counts.apart = Math.max(counts.apart, Math.abs(apart));
      });
    }
  });
  return counts;
}

const columns = (of) => Object.fromEntries(COLUMNS.map((key) => [key, of(key)]));

async function openRuns(pair, seeds) {
  const file = runFile("truth", pair.id);
  const { curves = {}, tuneCurves = {} } = readJson(file) ?? {};
  const opened = new Map();
  for (const seed of seeds) {
    const judged = await openJudged(pair, { seed });
    await judged.trainer.snapshot();
    const start = { test: lossOf(await judged.trainer.evaluate()), tune: await judged.tune() };
    opened.set(seed, { judged, start });
  }
  return {
    starts: [...opened.values()].map(({ start }) => start),
    async runs(log10Lr, seed) {
      const { judged, start } = opened.get(seed);
      const run = await trainRun(judged, { peakLr: 10 ** log10Lr, steps: pair.horizon, start });
      curves[`${log10Lr} ${seed}`] = run.curve;
      tuneCurves[`${log10Lr} ${seed}`] = run.tuneCurve;
      return run;
    },
    async close() {
      for (const { judged } of opened.values()) await judged.close();
      writeJson(file, { id: pair.id, curves, tuneCurves });
    },
  };
}
