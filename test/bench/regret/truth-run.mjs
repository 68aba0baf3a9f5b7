// The trainings behind one pair's entry in the truth file.
import { readJson, runFile, writeJson } from "./files.mjs";
import { trainGrid } from "./grid.mjs";
import { gridRegret, MEASURES } from "./regret.mjs";
import { constantLoss, openTrainer } from "./tasks/open.mjs";
import { trainRun } from "./train.mjs";

/** The grid is searched with the first seeds; what is good gets the others too. */
export const SEEDS = { search: [1, 2], more: [3, 4] };
/** An LR with less regret than this in either measure is good. */
export const GOOD = 0.25;
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

/** An entry of the truth file: the grid with the first seeds. */
export async function truthOf(pair) {
  const { runs, startLosses, close } = await openRuns(pair, SEEDS.search);
  const constant = await constantLoss(pair.task);
  const initial = startLosses.reduce((a, b) => a + b, 0) / startLosses.length;
  const rows = await trainGrid({
    startLoss: Math.min(initial, constant ?? Number.POSITIVE_INFINITY),
    seeds: SEEDS.search,
    from: FROM[pair.optimizer] ?? -2,
    measure: runs,
  });
  await close();
  const column = (key) => rows.map((row) => row.runs.map((run) => run[key]));
  return {
    horizon: pair.horizon,
    initial,
    constant,
    log10Lrs: rows.map(({ log10Lr }) => log10Lr),
    end: column("end"),
    best: column("best"),
    at: column("at"),
  };
}

/** The entry with further seeds for its good rows. */
export async function withMoreSeeds(pair, entry) {
  const { runs, close } = await openRuns(pair, SEEDS.more);
  const added = structuredClone(entry);
  for (const row of rowsToAdd(entry)) {
    for (const seed of SEEDS.more.slice(entry.best[row].length - SEEDS.search.length)) {
      const run = await runs(entry.log10Lrs[row], seed);
      for (const key of ["end", "best", "at"]) added[key][row].push(run[key]);
    }
  }
  await close();
  return added;
}

async function openRuns(pair, seeds) {
  const file = runFile("truth", pair.id);
  const curves = readJson(file)?.curves ?? {};
  const trainers = new Map();
  for (const seed of seeds) {
    const trainer = await openTrainer(pair, { seed, slice: "test" });
    await trainer.snapshot();
    trainers.set(seed, { trainer, startLoss: await trainer.evaluate() });
  }
  return {
    startLosses: [...trainers.values()].map(({ startLoss }) => startLoss),
    async runs(log10Lr, seed) {
      const { trainer, startLoss } = trainers.get(seed);
      const options = { peakLr: 10 ** log10Lr, steps: pair.horizon, startLoss };
      const run = await trainRun(trainer, options);
      curves[`${log10Lr} ${seed}`] = run.curve;
      return run;
    },
    async close() {
      for (const { trainer } of trainers.values()) await trainer.close();
      writeJson(file, { id: pair.id, curves });
    },
  };
}
