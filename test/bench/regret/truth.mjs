// The ground truth: every pair trained in full over a grid of LRs, scored on rows that no finder
// sees. Takes about two hours on one core and can be interrupted: what is in the file is not trained
// again. With --tune, pairs whose entry lacks the losses of the tune slice are made anew, and what they
// had is compared with what they get.
// Run: npm run build && node test/bench/regret/truth.mjs [--only PATTERN] [--again] [--tune] [--quick]
import { existsSync, renameSync, writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { GRID } from "./grid.mjs";
import { gridRegret } from "./regret.mjs";
import { available, PAIRS } from "./tasks/list.mjs";
import { CHECKPOINTS } from "./train.mjs";
import { readTruth, TRUTH_FILE, TRUTH_VERSION, truthText } from "./truth-file.mjs";
import { compareEntries, GOOD, rowsToAdd, SEEDS, truthOf, withMoreSeeds } from "./truth-run.mjs";
import { versions } from "./versions.mjs";

const { values: options } = parseArgs({
  options: {
    only: { type: "string", default: "" },
    again: { type: "boolean", default: false },
    tune: { type: "boolean", default: false },
    quick: { type: "boolean", default: false },
  },
});

const truth = existsSync(TRUTH_FILE) ? readTruth() : { version: TRUTH_VERSION, pairs: {} };
const only = options.quick ? "^blobs-noisy-linear/sgd$" : options.only;
const wanted = PAIRS.filter(({ id, task }) => {
  if (!new RegExp(only).test(id)) return false;
  if (available(task)) return true;
  console.error(`${id}: left out, ../shared/data/${task.shared} is not here`);
  return false;
});
if (options.again) for (const { id } of wanted) delete truth.pairs[id];
if (options.quick) {
  // One pair, and nothing is kept of it.
  const [pair] = wanted;
  const { log10Lrs } = await truthOf(pair);
  console.log(`${pair.id}: trained at ${log10Lrs.length} LRs`);
  process.exit(0);
}
// All pairs first, then more seeds for them.
for (const pair of wanted) {
  if (truth.pairs[pair.id] === undefined) await add(pair, () => truthOf(pair));
}
const remade = options.tune ? wanted.filter(({ id }) => truth.pairs[id].tuneEnd === undefined) : [];
for (const pair of wanted.filter((each) => !remade.includes(each))) {
  const entry = truth.pairs[pair.id];
  if (rowsToAdd(entry).length > 0) await add(pair, () => withMoreSeeds(pair, entry));
}

for (const pair of remade) {
  const before = truth.pairs[pair.id];
  await add(pair, async () => withMoreSeeds(pair, await truthOf(pair)));
  const { same, other, apart } = compareEntries(before, truth.pairs[pair.id]);
  console.error(`${pair.id}: ${same} losses as before, ${other} others (by ${apart} at most)`);
}

async function add({ id }, make) {
  const before = cpuSeconds();
  const entry = await make();
  truth.pairs[id] = entry;
  save();
  const { log10Best, overfits } = gridRegret(entry);
  const seeds = Math.max(...entry.best.map((runs) => runs.length));
  console.error(
    `${id}: ${entry.log10Lrs.length} LRs, ${seeds} seeds, best 1e${log10Best.best} (best), ` +
      `1e${log10Best.end} (end)${overfits ? ", over-fits" : ""}, ` +
      `${(cpuSeconds() - before).toFixed(0)} s of CPU, ${cpuSeconds().toFixed(0)} in all`,
  );
}

function save() {
  truth.made = {
    script: `test/bench/regret/truth.mjs, version ${TRUTH_VERSION}`,
    date: new Date().toISOString().slice(0, 10),
    versions: versions(),
    options: {
      ...{ seeds: SEEDS, moreSeedsBelowRegret: GOOD, grid: GRID, checkpoints: CHECKPOINTS },
      schedule: "5 % warmup, cosine to 0",
    },
  };
  const temporary = new URL(`${TRUTH_FILE.href}.tmp`);
  writeFileSync(temporary, truthText(truth));
  renameSync(temporary, TRUTH_FILE);
}

function cpuSeconds() {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
}
