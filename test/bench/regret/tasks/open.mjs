// Trainers of the pairs.
import { createTfjsTrainer, trainerFromParts } from "../../../../dist/trainer/index.js";

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
  const prepared = {
    dataset: data.dataset,
    split: { train: data.train, heldOut: data[slice] },
    warnings: [],
  };
  const settings = { seed, batchSize: task.batch, engine: "wasm", maxHeldOutRows: 10_000 };
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
