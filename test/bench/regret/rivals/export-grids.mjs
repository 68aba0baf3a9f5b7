// Writes the tune losses of every checkpoint of the truth's runs for optuna_rows.py, which cuts runs
// short. Reads truth.json and .cache/truth/ (left by truth.mjs).
// Run: node test/bench/regret/rivals/export-grids.mjs
import { CACHE, readJson, runFile, writeJson } from "../files.mjs";
import { CHECKPOINTS } from "../train.mjs";
import { readTruth } from "../truth-file.mjs";
import { hasTune, RANGES, RUNS, SEARCHES } from "./simulate.mjs";

const truth = readTruth();
const pairs = Object.entries(truth.pairs).flatMap(([id, pair]) => {
  const { tuneCurves } = readJson(runFile("truth", id)) ?? {};
  if (!hasTune(pair) || tuneCurves === undefined) {
    console.error(`${id}: left out, no tune losses of its checkpoints; make its truth first`);
    return [];
  }
  const curves = pair.log10Lrs.map((log10Lr, row) =>
    pair.end[row].map((end, seed) => ({
      losses: tuneCurves[`${log10Lr} ${seed + 1}`].map((loss) => Number(loss?.toPrecision(6))),
      diverged: end === null,
    })),
  );
  return [[id, { log10Lrs: pair.log10Lrs, tuneInitial: pair.tuneInitial, curves }]];
});
const file = new URL("rivals/grids.json", CACHE);
writeJson(file, {
  ...{ truth: truth.made.date, checkpoints: CHECKPOINTS, runs: RUNS, ranges: RANGES },
  ...{ searches: SEARCHES, pairs: Object.fromEntries(pairs) },
});
console.log(`${pairs.length} pairs in ${file.pathname.split("/test/").at(-1)}`);
