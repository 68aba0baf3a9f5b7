import * as tf from "../lib/core.ts";
// Imported for its effect as well: it registers the gradients of all ops.
import "../lib/layers.ts";
import type { LayersModel } from "@tensorflow/tfjs-layers";
import { InputError } from "../../../core/errors.ts";
import type { HostBatch, HostTensor } from "../data/host.ts";
import { type LossFunction, ROW_LOSSES } from "../losses/losses.ts";
import type { Gradients } from "../optimizers/rule-optimizer.ts";
import { keptStatesReleaser } from "../state/model-state.ts";

/** One optimizer update from `accumulate` micro-batches; gives the mean loss before it. */
export type Update = (batches: readonly HostBatch[]) => number;

/** The same, where the loss comes after the update, from an engine that cannot be waited for. */
export type LateUpdate = (batches: readonly HostBatch[]) => Promise<number>;

/** An update that reads its loss at once, or later. */
export interface Updates {
  readonly update: Update;
  readonly lateUpdate: LateUpdate;
}

/**
 * The update that `fit` makes: loss averaged over the batch, plus the model's regularization losses,
 * in training mode. With several micro-batches the mean of their gradients makes one update.
 *
 * @param losses one an output
 * @throws InputError when the model has nothing to train
 */
export function makeUpdate(
  model: LayersModel,
  optimizer: tf.Optimizer,
  losses: readonly LossFunction[],
): Updates {
  const parameters = trainableOf(model);
  const releaseKeptStates = keptStatesReleaser(model);
  // Layers register their penalties when they are built; collecting them costs at every step.
  const penalized = tf.tidy(() => model.calculateLosses().length > 0);

  /** @param seen gets the loss of each batch, which lives as long as the call */
  const step = (batches: readonly HostBatch[], seen: (loss: tf.Scalar) => void): void => {
    if (batches.length === 1) single(batches[0] as HostBatch, seen);
    else accumulated(batches, seen);
    releaseKeptStates();
  };

  const single = (batch: HostBatch, seen: (loss: tf.Scalar) => void): void =>
    tf.tidy(() => {
      seen(optimizer.minimize(costOf(batch), true, parameters) as tf.Scalar);
    });

  const accumulated = (batches: readonly HostBatch[], seen: (loss: tf.Scalar) => void): void =>
    tf.tidy(() => {
      let sums: (tf.Tensor | undefined)[] = parameters.map(() => undefined);
      for (const batch of batches) {
        const before = sums;
        sums = tf.tidy(() => {
          const { value, grads } = optimizer.computeGradients(costOf(batch), parameters);
          seen(value);
          return parameters.map(({ name }, i) => sumOf(before[i], grads[name])) as tf.Tensor[];
        });
        tf.dispose(before.filter((sum) => sum !== undefined));
      }
      const gradients = parameters.map(({ name }, i) => {
        const sum = sums[i];
        return { name, tensor: sum === undefined ? sum : tf.div(sum, batches.length) };
      });
      // As in minimize, a parameter without a gradient comes with none.
      optimizer.applyGradients(gradients as Extract<Gradients, unknown[]>);
    });

  return {
    update(batches) {
      let total = 0;
      step(batches, (loss) => {
        total += loss.dataSync()[0] as number;
      });
      return total / batches.length;
    },
    async lateUpdate(batches) {
      const seen: tf.Tensor[] = [];
      step(batches, (loss) => seen.push(tf.keep(loss)));
      const values = await Promise.all(seen.map(readLate));
      return values.reduce((sum, [loss = Number.NaN]) => sum + loss, 0) / batches.length;
    },
  };

  function costOf(batch: HostBatch): () => tf.Scalar {
    const xs = batch.xs.map(toTensor);
    const ys = batch.ys.map(toTensor);
    return () => {
      let cost = lossOf(model, losses, xs, ys, true);
      if (penalized) for (const penalty of model.calculateLosses()) cost = tf.add(cost, penalty);
      return cost;
    };
  }
}

/** The loss of a batch of held-out rows. */
export interface BatchLoss {
  readonly loss: number;
  /** Of each row; undefined where a loss gives no value a row. */
  readonly rows: ArrayLike<number> | undefined;
}

/** Mean loss of a batch in inference mode, without regularization losses (as `evaluate` of tfjs). */
export function inferenceLoss(
  model: LayersModel,
  losses: readonly LossFunction[],
  batch: HostBatch,
): BatchLoss {
  let rows: BatchLoss["rows"];
  const loss = tf.tidy(() => {
    const { total, outputs } = inferred(model, losses, batch);
    rows = outputs && rowsOf(outputs.map((output) => output.dataSync()));
    return total.dataSync()[0] as number;
  });
  return { loss, rows };
}

/** The same from an engine that cannot be waited for. */
export async function lateInferenceLoss(
  model: LayersModel,
  losses: readonly LossFunction[],
  batch: HostBatch,
): Promise<BatchLoss> {
  let outputs: tf.Tensor[] | undefined;
  const total = tf.tidy(() => {
    const made = inferred(model, losses, batch);
    outputs = made.outputs?.map((output) => tf.keep(output));
    return tf.keep(made.total);
  });
  const [loss, ...rows] = await Promise.all([total, ...(outputs ?? [])].map(readLate));
  return { loss: loss?.[0] as number, rows: outputs && rowsOf(rows) };
}

/** A batch's loss, and that of its rows of each output; undefined where one has no row axis. */
function inferred(model: LayersModel, losses: readonly LossFunction[], batch: HostBatch) {
  const { rows } = batch;
  const xs = batch.xs.map(toTensor);
  const ys = batch.ys.map(toTensor);
  const values: tf.Tensor[] = [];
  const total = lossOf(model, losses, xs, ys, false, values);
  const outputs = values.some(({ shape }) => shape[0] !== rows)
    ? undefined
    : values.map((value) =>
        value.size === rows ? value : tf.mean(tf.reshape(value, [rows, -1]), 1),
      );
  return { total, outputs };
}

/** A tensor's values, as soon as the engine has them; the tensor is freed. */
async function readLate(tensor: tf.Tensor): Promise<HostTensor["values"]> {
  const values = await tensor.data();
  tensor.dispose();
  return values;
}

/** The loss of each row, all outputs together. */
function rowsOf([first, ...others]: readonly ArrayLike<number>[]): ArrayLike<number> | undefined {
  if (first === undefined || others.length === 0) return first;
  return Float64Array.from(first, (loss, row) =>
    others.reduce((sum, other) => sum + (other[row] as number), loss),
  );
}

/** The variables that training changes, in the order in which `fit` hands them to the optimizer. */
export function trainableOf(model: LayersModel): tf.Variable[] {
  const parameters = model.trainableWeights.map((weight) => weight.read() as tf.Variable);
  if (parameters.length === 0) {
    throw new InputError("model-data", "the model has no trainable weights", {
      data: { option: "model" },
    });
  }
  return parameters;
}

/** @param values what the losses were before their means were taken is added here, as far as it can be had */
function lossOf(
  model: LayersModel,
  losses: readonly LossFunction[],
  xs: tf.Tensor[],
  ys: readonly tf.Tensor[],
  training: boolean,
  values?: tf.Tensor[],
): tf.Scalar {
  // A new object each time: layers write their mask into it.
  const output = model.call(xs, { training });
  const outputs = Array.isArray(output) ? output : [output];
  let total: tf.Scalar | undefined;
  for (const [i, loss] of losses.entries()) {
    const ofRows = values && ROW_LOSSES.get(loss);
    const value = (ofRows ?? loss)(ys[i] as tf.Tensor, outputs[i] as tf.Tensor);
    const mean =
      ofRows === undefined ? meanOf(value) : tf.div<tf.Scalar>(tf.sum(value), value.size);
    total = total === undefined ? mean : tf.add(total, mean);
    values?.push(value);
  }
  if (total === undefined) throw new Error("a model without a loss");
  return total;
}

function meanOf(value: tf.Tensor): tf.Scalar {
  return value.rank === 0 ? (value as tf.Scalar) : tf.mean<tf.Scalar>(value);
}

function sumOf(sum: tf.Tensor | undefined, gradient: tf.Tensor | undefined) {
  if (gradient == null) return sum === undefined ? undefined : tf.clone(sum);
  return sum === undefined ? gradient : tf.add(sum, gradient);
}

function toTensor({ values, shape, dtype }: HostTensor): tf.Tensor {
  return tf.tensor(values, shape as number[], dtype);
}
