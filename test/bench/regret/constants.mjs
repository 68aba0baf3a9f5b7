// The constants of the recommendation, chosen leave-one-task-out: for each task the ones with the
// least regret on all others, tried on what `npm run bench:regret` has recorded (sweeps, held-out
// losses, probes), without training. Says what the choice is worth on tasks it has not seen, and how
// often it is the one in use (src/suggest/constants.ts).
// Run: npm run build && npm run bench:regret && npm run bench:regret-constants
import { buildCurve } from "../../../dist/curve/index.js";
import { CONSTANTS } from "../../../dist/suggest/constants.js";
import { readSweepAndProbes } from "../../../dist/suggest/recommend-probed.js";
import {
  bestWholeRun,
  isWholeRun,
  scoreWholeRuns,
} from "../../../dist/suggest/whole-runs/score.js";
import { endWithout } from "../target.mjs";
import { readJson, runFile } from "./files.mjs";
import { leaveOneOut } from "./leave-one-out.mjs";
import { gridRegret, MEASURES, regretAt } from "./regret.mjs";
import { mean, quantile } from "./statistics.mjs";
import { DEFAULT_LRS } from "./summary.mjs";
import { PAIRS } from "./tasks/list.mjs";
import { readTruth } from "./truth-file.mjs";

const BUDGETS = ["quick", "standard", "full"];
/** Values tried beside the ones in use. */
const CANDIDATES = {
  divisors: [
    { averaging: 3, plain: 1.5, others: 3 },
    { averaging: 5, plain: 1.5, others: 3 },
    { averaging: 4, plain: 1, others: 3 },
    { averaging: 4, plain: 2, others: 3 },
    { averaging: 4, plain: 3, others: 3 },
    { averaging: 4, plain: 1.5, others: 2 },
    { averaging: 4, plain: 1.5, others: 4 },
  ],
  priorWeight: [0, 0.3, 0.5, 0.6, 0.8, 0.9],
  minimaApart: [0.4, 0.6, 1, 1.5],
  drift: [0, 0.05, 0.15, 0.2, 0.3],
  sweepLag: [0, 0.2, 0.6, 0.8],
  sweepTrust: [0, 0.5, 0.65, 1],
  gap: [
    [0, 0.15],
    [0, 0.25],
    [0.05, 0.15],
    [0.05, 0.4],
    [0.1, 0.25],
    [0.1, 0.4],
  ],
  epochs: [
    [2, 30],
    [3, 60],
    [5, 30],
    [5, 100],
    [10, 60],
    [10, 100],
  ],
  asGoodAsBest: [0, 0.002, 0.01, 0.02],
  asGoodAsBestRun: [0, 0.001, 0.005, 0.01],
  plateau: [0.5, 0.6, 0.8, 1],
  bestOnPlateau: [0, 0.005, 0.05],
  sweepWeight: [0, 0.1, 0.2, 0.3, 0.4, 0.5],
  heart: [
    { decades: 0, parametersARow: [2, 8], passes: [20, 60] },
    { decades: 0.4, parametersARow: [2, 8], passes: [20, 60] },
    { decades: 1.2, parametersARow: [2, 8], passes: [20, 60] },
    { decades: 0.8, parametersARow: [1, 4], passes: [20, 60] },
    { decades: 0.8, parametersARow: [2, 8], passes: [10, 40] },
  ],
  mixture: [
    { end: 0.3, best: 0.85 },
    { end: 0.7, best: 0.85 },
    { end: 0.5, best: 0.7 },
    { end: 0.5, best: 1 },
  ],
};

const truth = readTruth();
/** With every budget, so that each constant has something to change. */
const isWhole = (kept) =>
  BUDGETS.every((budget) =>
    Object.entries(kept).some(([key, { info }]) => key.startsWith(budget) && info !== undefined),
  );
const pairs = PAIRS.filter(({ id }) => truth.pairs[id] !== undefined).flatMap((pair) => {
  const kept = readJson(runFile("ours", pair.id)) ?? {};
  return isWhole(kept) ? [{ ...pair, kept, grid: gridRegret(truth.pairs[pair.id]) }] : [];
});
if (pairs.length === 0) {
  endWithout("a whole recording by `npm run bench:regret`");
}
const recordings = pairs.map(recorded);

/** What a pair's runs left, ready to be read again. */
function recorded({ kept, optimizer, horizon, grid }) {
  const losses = (list) => list.map((loss) => loss ?? Number.NaN);
  const heldOut = (list = []) =>
    list.map((point) => ({ ...point, loss: point.loss ?? Number.NaN }));
  const whole = Object.entries(kept).filter(([, { info }]) => info !== undefined);
  return whole.map(([key, { runs, probes, info }]) => {
    const filled = (run) => ({ ...run, losses: losses(run.losses), heldOut: heldOut(run.heldOut) });
    const [budget] = key.split(" ");
    return {
      ...{ budget, grid, optimizer, probes: probes.map(filled) },
      curve: buildCurve(runs.map(filled)),
      circumstances: {
        optimizer,
        rules: {},
        totalSteps: horizon,
        stepsPerEpoch: info.stepsPerEpoch,
        parametersARow: info.parametersARow,
      },
    };
  });
}

/** The LR of one recording for the end; null for none. */
function answer({ curve, circumstances, probes: trials }, constants) {
  const runs = trials.filter(isWholeRun);
  const scored = runs.length > 0 ? scoreWholeRuns(runs) : null;
  if (scored !== null && scored.gain.end > 0) {
    return bestWholeRun(scored, "end", circumstances.optimizer, constants).lr;
  }
  const others = trials.filter((trial) => !isWholeRun(trial));
  const { sweep, probes } = readSweepAndProbes(curve, others, circumstances, constants);
  return probes?.gained ? 10 ** probes.lrLog10 : (sweep?.lr ?? null);
}

/** Mean regrets of a pair by budget: `{ quick: { best, end }, … }`. */
function regrets(recordings, constants) {
  return Object.fromEntries(
    BUDGETS.map((budget) => {
      const answers = recordings
        .filter((each) => each.budget === budget)
        .map((each) => {
          const lr = answer(each, constants) ?? DEFAULT_LRS[each.optimizer];
          return MEASURES.map((measure) => regretAt(each.grid, measure, lr));
        });
      return [budget, MEASURES.map((_, i) => mean(answers.map((values) => values[i])))];
    }),
  );
}

const costs = (constants) =>
  recordings.map((each) => mean(Object.values(regrets(each, constants)).flat()));
const tasks = pairs.map(({ task }) => task.name);
const chosen = leaveOneOut(tasks, CONSTANTS, CANDIDATES, costs);

const rows = {
  "in use": recordings.map((each) => regrets(each, CONSTANTS)),
  "chosen without the task": recordings.map((each, i) => regrets(each, chosen.get(tasks[i]))),
  "chosen with it": recordings.map((each) => regrets(each, chosen.get(null))),
};
console.log(`${pairs.length} pairs of ${new Set(tasks).size} tasks, best checkpoint / end.\n`);
console.log("| constants | budget | mean regret | median | p90 |\n|---|---|--:|--:|--:|");
for (const [name, each] of Object.entries(rows)) {
  for (const budget of BUDGETS) {
    const of = (statistic) =>
      MEASURES.map((_, i) => statistic(each.map((pair) => pair[budget][i])).toFixed(3)).join(" / ");
    const p = (q) => of((values) => quantile(values, q));
    console.log(`| ${name} | ${budget} | ${of(mean)} | ${p(0.5)} | ${p(0.9)} |`);
  }
}
console.log("\n| constant | in use | chosen without the task, times |\n|---|---|---|");
const folds = [...chosen].filter(([task]) => task !== null).map(([, constants]) => constants);
const shown = (value) => JSON.stringify(value).replaceAll('"', "");
for (const name of Object.keys(CONSTANTS)) {
  const counts = new Map();
  for (const constants of folds) {
    const value = shown(constants[name]);
    counts.set(value, (counts.get(value) ?? 0) + 1);
  }
  const list = [...counts]
    .sort((a, b) => b[1] - a[1])
    .map(([value, times]) => `${value}: ${times}`);
  console.log(`| ${name} | ${shown(CONSTANTS[name])} | ${list.join(", ")} |`);
}
