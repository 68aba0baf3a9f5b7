// Writes the losses of some sweeps of the benchmark into test/fixtures/curves/recorded.json, with the
// LRs that are good by the ground truth. make-vectors.py adds what every rule gives on them.
// Run: npm run bench:regret first (it leaves the sweeps in .cache), then node test/bench/regret/record-curves.mjs
import { writeFileSync } from "node:fs";
import { readJson, runFile } from "./files.mjs";
import { gridRegret } from "./regret.mjs";
import { PAIRS } from "./tasks/list.mjs";
import { readTruth } from "./truth-file.mjs";

const WANTED = [
  "spirals-mlp/adam",
  "wide-memory/adam",
  "house-scaled/momentum",
  "teacher-b4/sgd",
  "wine-tiny/sgd",
  "mnist-mlp/adagrad",
  "blobs-noisy-linear/adadelta",
  "quality-classes-b4/adamw",
  "clinic-raw/adam",
  "digits-cnn/momentum",
  "majority-rnn/rmsprop@400",
  "digits-cnn-bn/sgd@400",
];
const SEED = 101;
/** Regret up to which an LR is good. */
const GOOD = 0.1;

const short = (value) => Number(value.toPrecision(9));
const truth = readTruth();
const curves = WANTED.map((id) => {
  const pair = PAIRS.find((one) => one.id === id);
  const cache = readJson(runFile("sweeps", id));
  if (pair === undefined || cache === undefined || truth.pairs[id] === undefined) {
    throw new Error(`${id}: no sweep or no truth; run the benchmark first`);
  }
  const { lrs, losses } = cache.seeds[SEED].sweeps.ours;
  const { log10Lrs, regrets } = gridRegret(truth.pairs[id]);
  const good = log10Lrs.filter((_, i) => regrets.best[i] <= GOOD);
  return {
    name: id,
    optimizer: pair.optimizer,
    horizon: pair.horizon,
    plannedSteps: 100,
    goodLr: [short(10 ** Math.min(...good)), short(10 ** Math.max(...good))],
    picks: {},
    lrs: lrs.map(short),
    losses: losses.map((loss) => (Number.isFinite(loss) ? short(loss) : String(loss))),
  };
});
const file = new URL("../../fixtures/curves/recorded.json", import.meta.url);
writeFileSync(file, `[\n${curves.map((curve) => JSON.stringify(curve)).join(",\n")}\n]\n`);
