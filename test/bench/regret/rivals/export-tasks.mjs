// Writes the data of the tasks that tuning_free.py trains: those whose model is a perceptron or a linear
// layer, which PyTorch builds alike. Rows are in the order of the slices.
// Run: npm run build && node test/bench/regret/rivals/export-tasks.mjs
import { CACHE, writeJson } from "../files.mjs";
import { available, PAIRS } from "../tasks/list.mjs";
import { loadTask } from "../tasks/open.mjs";
import { readTruth } from "../truth-file.mjs";

const truth = readTruth();
const runs = new Map();
for (const { id, task, horizon, optimizer } of PAIRS) {
  const same = typeof task.model === "string" && /^(linear|mlp)/.test(task.model);
  if (!same || truth.pairs[id] === undefined || !available(task)) continue;
  const name = `${task.name}@${horizon}`;
  if (!runs.has(name)) runs.set(name, { task, horizon, pairs: {} });
  runs.get(name).pairs[id] = { optimizer, ...truth.pairs[id] };
}
for (const [name, { task, horizon, pairs }] of runs) {
  const { dataset, train, tune, test } = (await loadTask(task)).data;
  const width = dataset.features.length / dataset.rows;
  const slice = (rows) => ({
    x: Array.from(rows, (row) => [...dataset.features.subarray(row * width, (row + 1) * width)]),
    y: Array.from(rows, (row) => dataset.targets[row]),
  });
  writeJson(new URL(`rivals/tasks/${name}.json`, CACHE), {
    ...{ name, horizon, batch: task.batch, model: task.model, classes: dataset.classes.length },
    ...{ pairs, train: slice(train), tune: slice(tune), test: slice(test) },
  });
}
console.log(`${runs.size} tasks with a horizon in .cache/rivals/tasks`);
