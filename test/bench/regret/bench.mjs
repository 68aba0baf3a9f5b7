// How good are the learning rates that finders suggest? Regret against a grid of full trainings
// (truth.json, made by truth.mjs), for this project's budgets, the peers' rules, default LRs and
// searches by whole runs. See README.md beside this file.
// Run: npm run build && npm run bench:regret [-- --quick] [-- --only PATTERN] [-- --budgets quick,200%]
//      [--jobs N] [--seeds N] [--again] [--cached] [--json FILE] [--html FILE]
import { writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { allTables } from "./all-tables.mjs";
import { BUDGETS } from "./finders/ours.mjs";
import { pageText } from "./page.mjs";
import { runPairs } from "./pool.mjs";
import { tableText } from "./print.mjs";
import { gridRegret } from "./regret.mjs";
import { rivalAnswers, rivalsMade } from "./rivals/rows.mjs";
import { hasTune } from "./rivals/simulate.mjs";
import { floorAnswers, score } from "./summary.mjs";
import { available, PAIRS } from "./tasks/list.mjs";
import { readTruth } from "./truth-file.mjs";
import { versions } from "./versions.mjs";

const { values: options } = parseArgs({
  options: {
    quick: { type: "boolean", default: false },
    only: { type: "string" },
    budgets: { type: "string" },
    jobs: { type: "string", default: "1" },
    seeds: { type: "string" },
    again: { type: "boolean", default: false },
    cached: { type: "boolean", default: false },
    json: { type: "string" },
    html: { type: "string" },
  },
});
const { quick } = options;
/** Of `--quick`: cheap and of two kinds. */
const QUICK_PAIRS = "^(blobs-noisy-linear/sgd|clinic-raw/adam)$";
/** Finders' seeds; the truth has others. */
const FIRST_SEED = 101;

const truth = readTruth();
const only = new RegExp(options.only ?? (quick ? QUICK_PAIRS : ""));
const wanted = PAIRS.filter(({ id }) => only.test(id));
const absent = [...new Set(wanted.map(({ task }) => task).filter((task) => !available(task)))];
if (absent.length > 0) {
  console.error(
    `left out, as ../shared/data has no ${absent.map(({ shared }) => shared).join(", ")}: ` +
      absent.map(({ name }) => name).join(", "),
  );
}
const pairs = wanted
  .filter(({ id, task }) => truth.pairs[id] !== undefined && available(task))
  .map(({ id, task, optimizer, horizon }) => ({
    ...{ id, task: task.name, optimizer, horizon, batch: task.batch },
    ...{ kind: task.kind, unseen: task.unseen === true, heldBack: task.heldBack === true },
  }));
if (pairs.length === 0) {
  console.error("no pair with a ground truth matches --only");
  process.exit(2);
}
const asked = options.budgets ?? (quick ? BUDGETS.slice(0, 2) : BUDGETS).join(",");
const budgets = asked.split(",").filter((name) => name !== "");
const seedCount = Number(options.seeds ?? (quick ? 1 : 3));
const seeds = Array.from({ length: seedCount }, (_, i) => FIRST_SEED + i);

const started = performance.now();
const answers = await runPairs(
  pairs.map(({ id }) => id),
  {
    jobs: Number(options.jobs),
    options: { seeds, budgets, again: options.again, cached: options.cached },
    onDone: (id, done) => console.error(`${done} of ${pairs.length}: ${id}`),
  },
);
const minutes = (performance.now() - started) / 60_000;

const ids = pairs.map(({ id }) => id);
const grids = Object.fromEntries(ids.map((id) => [id, gridRegret(truth.pairs[id])]));
const optimizers = Object.fromEntries(pairs.map(({ id, optimizer }) => [id, optimizer]));
const scored = [
  ...score(answers, grids, optimizers),
  ...floorAnswers(truth.pairs, ids),
  ...rivalAnswers(pairs, truth.pairs),
];
const tables = allTables(scored, pairs, grids, budgets);
const about = {
  pairs: pairs.length,
  tasks: new Set(pairs.map(({ task }) => task)).size,
  seeds,
  minutes: Number(minutes.toFixed(1)),
  date: new Date().toISOString().slice(0, 10),
  versions: versions(),
  truth: truth.made,
  rivals: rivalsMade(),
};
console.log(
  `${about.pairs} pairs of ${about.tasks} tasks, ${seeds.length} seeds a finder. Regret: 0 is the best LR ` +
    "of the grid, 1 as bad as not training.\n",
);
for (const table of tables) {
  if (!quick || !table.folded) console.log(tableText(table));
}
if (options.json !== undefined) {
  writeFileSync(options.json, JSON.stringify({ about, pairs, grids, answers: scored, tables }));
}
const searched = pairs.filter(({ id }) => hasTune(truth.pairs[id]));
const figurePairs = searched.length > 0 ? searched : pairs;
const html =
  options.html ?? (quick ? undefined : new URL("../../../reports/regret.html", import.meta.url));
if (html !== undefined) {
  writeFileSync(html, await pageText({ about, tables, scored, figurePairs, ours: budgets }));
  console.error(`the page is in ${options.html ?? "reports/regret.html"}`);
}
