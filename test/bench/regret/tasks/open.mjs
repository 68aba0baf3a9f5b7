// Trainers of the pairs.
import { createTfjsTrainer, trainerFromParts } from "../../../../dist/trainer/index.js";
import { buildModel } from "../../../../dist/trainer/tfjs/models/build.js";
import { parseModelSpec } from "../../../../dist/trainer/tfjs/models/spec.js";
import { lossOf } from "../train.mjs";

const loaded = new Map();

/** A task's slices and what its model starts from; read or made once a process. */
export function loadTask(task) {
  if (!loaded.has(task.name)) {
    loaded.set(
      task.name,
      (async () => ({ data: await task.data(), body: await task.setup?.() }))(),
    );
  }
  return loaded.get(task.name);
}

/**
 * A trainer of a pair. The seed decides initial weights and data order; the rows of the slices are
 * always the same.
 *
 * @param slice whose rows `evaluate` sees: `"tune"` for a finder, `"test"` for the truth
 */
export async function openTrainer({ task, optimizer }, { seed, slice }) {
  const { data, body } = await loadTask(task);
  const prepared = judgedBy(data, slice);
  const settings = settingsOf(task, seed);
  if (typeof task.model === "string") {
    return createTfjsTrainer({ data: prepared, model: task.model, optimizer, ...settings });
  }
  const build = task.setup === undefined ? task.model : task.model(body);
  return trainerFromParts(
    { model: ({ seed: weights }) => build(data.dataset, weights), data: prepared, optimizer },
    settings,
  );
}

/**
 * A trainer of a pair whose `evaluate` sees the test slice, beside which `tune` gives the loss of the
 * same weights on the tune slice: a second trainer of the same model, which never trains.
 */
export async function openJudged({ task, optimizer }, { seed }) {
  const { data, body } = await loadTask(task);
  const settings = settingsOf(task, seed);
  const named = (dataset, weights) => {
    const outputs = dataset.task === "classification" ? dataset.classes.length : 1;
    return buildModel(parseModelSpec(task.model), dataset.featureShape, outputs, weights);
  };
  const own = task.setup === undefined ? task.model : task.model(body);
  const build = typeof task.model === "string" ? named : own;
  let model;
  const make = ({ seed: weights }) => {
    model = build(data.dataset, weights);
    return model;
  };
  const judged = await trainerFromParts(
    { model: make, data: judgedBy(data, "test"), optimizer },
    settings,
  );
  const second = await trainerFromParts(
    { model, data: judgedBy(data, "tune"), optimizer: "sgd" },
    settings,
  );
  return {
    trainer: judged,
    tune: async () => lossOf(await second.evaluate()),
    async close() {
      await second.close();
      await judged.close();
      model.dispose();
    },
  };
}

const judgedBy = ({ dataset, train, ...data }, slice) => ({
  ...{ dataset, split: { train, heldOut: data[slice] }, warnings: [] },
});

const settingsOf = (task, seed) => ({
  ...{ seed, batchSize: task.batch, engine: "wasm", maxHeldOutRows: 10_000 },
});

/**
 * Squared error on the test slice of always predicting the training mean; null for classes, where
 * the loss before training stands for not having trained.
 */
export async function constantLoss(task) {
  const { dataset, train, test } = (await loadTask(task)).data;
  if (dataset.task === "classification") return null;
  const target = (row) => dataset.targets[row];
  const mean = train.reduce((sum, row) => sum + target(row), 0) / train.length;
  return test.reduce((sum, row) => sum + (target(row) - mean) ** 2, 0) / test.length;
}
