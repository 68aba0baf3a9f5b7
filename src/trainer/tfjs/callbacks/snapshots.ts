import { checkInteger, rejectOption } from "../../../core/check.ts";
import type { ModelLike, TensorLike } from "../foreign.ts";
import { add, div, type Tensor, tensor, tidy } from "../lib/core.ts";
import type { LayersModel } from "../lib/layers.ts";
import { requireLayersModel } from "../models/layers-model.ts";

/** One weight of a model, off the engine. */
export interface SnapshotWeight {
  readonly name: string;
  readonly shape: readonly number[];
  readonly values: Float32Array;
}

/** A copy of a model's weights. It holds no tensors, so nothing has to be disposed. */
export interface Snapshot {
  /** The zero-based step or epoch after which it was taken. */
  readonly at: number;
  /** In the order of `model.getWeights()`. */
  readonly weights: readonly SnapshotWeight[];
}

/** A model, by what it predicts: a `tf.Tensor` of the copy of TensorFlow.js that it is of. */
export interface PredictingModel<Prediction extends TensorLike> extends ModelLike {
  predict(...args: never[]): Prediction | Prediction[];
}

/**
 * Copies a model's weights, trainable or not.
 *
 * @throws InputError for what is no LayersModel
 */
export async function takeSnapshot(model: ModelLike, at: number): Promise<Snapshot> {
  return copyOf(requireLayersModel("model", model), checkInteger("at", at, 0));
}

async function copyOf(model: LayersModel, at: number): Promise<Snapshot> {
  const weights = model.weights.map(async (weight) => {
    const values = Float32Array.from(await weight.read().data());
    return { name: weight.originalName, shape: weight.shape.map(Number), values };
  });
  return { at, weights: await Promise.all(weights) };
}

/**
 * Puts a copy's weights into a model.
 *
 * @throws InputError when the model's weights have other shapes
 */
export function applySnapshot(model: ModelLike, snapshot: Snapshot): void {
  const into = requireLayersModel("model", model);
  checkSome("snapshot", [snapshot]);
  apply(into, snapshot);
}

function apply(model: LayersModel, snapshot: Snapshot): void {
  const wanted = model.weights.map(({ shape }) => shape.join("x"));
  const given = snapshot.weights.map(({ shape }) => shape.join("x"));
  if (wanted.join() !== given.join()) {
    rejectOption(
      "snapshot",
      `weights of the model's shapes (${wanted.join(", ")})`,
      given.join(", "),
    );
  }
  tidy(() => {
    model.setWeights(
      snapshot.weights.map(({ values, shape }) => tensor(values, [...shape], "float32")),
    );
  });
}

/**
 * The mean of several copies, weight by weight (stochastic weight averaging, Izmailov et al. 2018,
 * 1803.05407). Its `at` is that of the last copy. Batch-norm statistics are averaged like any other
 * weight; run a few batches in training mode to make them fit.
 *
 * Worked value: weights [1, 3] and [3, 5] give [2, 4].
 *
 * @throws InputError for no copies, or copies of different models
 */
export function averageWeights(snapshots: readonly Snapshot[]): Snapshot {
  const last = checkSome("snapshots", snapshots);
  const shapes = (snapshot: Snapshot) =>
    snapshot.weights.map(({ shape }) => shape.join("x")).join();
  for (const [index, each] of snapshots.entries()) {
    if (shapes(each) !== shapes(last)) {
      rejectOption(`snapshots[${index}]`, "of the same model as the others", shapes(each));
    }
  }
  const weights = last.weights.map(({ name, shape, values }, place) => ({
    name,
    shape,
    values: values.map((_, i) => {
      let sum = 0;
      for (const each of snapshots) sum += each.weights[place]?.values[i] as number;
      return sum / snapshots.length;
    }),
  }));
  return { at: last.at, weights };
}

/**
 * The mean of the predictions of several copies: the snapshot ensemble of Huang et al. 2017
 * (1704.00109), who average the softmax outputs of the last few cycles. The model's own weights are
 * put back afterwards, also after an error.
 *
 * @param inputs as `model.predict` takes them; not disposed
 * @returns a tensor of the model's output, which the caller disposes
 * @throws InputError for no copies, copies of another model, or a model with several outputs
 */
export async function averagePredictions<Prediction extends TensorLike>(
  model: PredictingModel<Prediction>,
  snapshots: readonly Snapshot[],
  inputs: TensorLike | readonly TensorLike[],
): Promise<Prediction> {
  const predicting = requireLayersModel("model", model);
  checkSome("snapshots", snapshots);
  return (await mean(predicting, snapshots, inputs as Tensor | Tensor[])) as unknown as Prediction;
}

async function mean(
  model: LayersModel,
  snapshots: readonly Snapshot[],
  inputs: Tensor | Tensor[],
): Promise<Tensor> {
  if (model.outputs.length !== 1) {
    return rejectOption("model", "a model with one output", `${model.outputs.length} outputs`);
  }
  const own = await copyOf(model, 0);
  try {
    return tidy(() => {
      let sum: Tensor | undefined;
      for (const snapshot of snapshots) {
        apply(model, snapshot);
        const one = model.predict(inputs) as Tensor;
        sum = sum === undefined ? one : add(sum, one);
      }
      return div(sum as Tensor, snapshots.length);
    });
  } finally {
    apply(model, own);
  }
}

/** The last one. */
function checkSome(option: "snapshot" | "snapshots", given: readonly Snapshot[]): Snapshot {
  const snapshots: readonly unknown[] = Array.isArray(given) ? given : [];
  for (const each of snapshots) {
    const { weights } = (each ?? {}) as Partial<Snapshot>;
    if (!Array.isArray(weights)) rejectOption(option, "a copy of `takeSnapshot`", each);
  }
  const last = snapshots.at(-1) as Snapshot | undefined;
  return last ?? rejectOption(option, "an array of at least one snapshot", given);
}
