import * as tf from "@tensorflow/tfjs-core";
import * as tfl from "@tensorflow/tfjs-layers";
import { floats } from "./engines.ts";

type Layers = typeof tfl.layers;
export type LayerBuilder = (layers: Layers) => tfl.layers.Layer[];

/** One small model: its layers are followed by a flatten and a softmax over 3 classes. */
export interface ModelCase {
  readonly input: readonly number[];
  /** Inputs are whole numbers in [0, below) instead of normal numbers. */
  readonly below?: number;
  readonly build: LayerBuilder;
}

/** Attention with one head, built from matrix products: softmax(Q K^T / sqrt(d)) V. */
class Attention extends tfl.layers.Layer {
  static className = "TestAttention";
  readonly #weights: tfl.LayerVariable[] = [];

  override build(shape: tfl.Shape): void {
    const size = shape[2] as number;
    for (const name of ["query", "key", "value"]) {
      const initializer = tfl.initializers.glorotUniform({ seed: 1 });
      this.#weights.push(this.addWeight(name, [size, size], "float32", initializer));
    }
    this.built = true;
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    const x = (Array.isArray(inputs) ? inputs[0] : inputs) as tf.Tensor3D;
    const [batch, steps, size] = x.shape;
    const flat = tf.reshape(x, [batch * steps, size]);
    const [query, key, value] = this.#weights.map((weight) =>
      tf.reshape(tf.matMul(flat, weight.read() as tf.Tensor2D), x.shape),
    ) as [tf.Tensor3D, tf.Tensor3D, tf.Tensor3D];
    const scores = tf.div(tf.matMul(query, key, false, true), Math.sqrt(size));
    return tf.matMul(tf.softmax(scores), value);
  }

  override computeOutputShape(shape: tfl.Shape): tfl.Shape {
    return shape;
  }
}
tf.serialization.registerClass(Attention);

/** Picks rows of a table by whole-numbered inputs, through tf.gather. */
class Gather extends tfl.layers.Layer {
  static className = "TestGather";
  #table: tfl.LayerVariable | undefined;

  override build(): void {
    const initializer = tfl.initializers.glorotUniform({ seed: 1 });
    this.#table = this.addWeight("table", [4, 7], "float32", initializer);
    this.built = true;
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    const ids = tf.cast((Array.isArray(inputs) ? inputs[0] : inputs) as tf.Tensor, "int32");
    return tf.transpose(tf.gather(this.#table?.read() as tf.Tensor, ids, 1), [1, 2, 0]);
  }

  override computeOutputShape(shape: tfl.Shape): tfl.Shape {
    return [...(shape as number[]), 4];
  }
}
tf.serialization.registerClass(Gather);

export const attention = () => new Attention({});
export const gather = () => new Gather({});

export function buildModel({ input, build }: ModelCase, optimizer: string): tfl.Sequential {
  const model = tfl.sequential();
  model.add(tfl.layers.inputLayer({ inputShape: [...input] }));
  for (const layer of build(tfl.layers)) model.add(layer);
  const rank = (model.outputs[0] as tfl.SymbolicTensor).shape.length;
  if (rank > 2) model.add(tfl.layers.flatten());
  model.add(tfl.layers.dense({ units: 3, activation: "softmax" }));
  // Weights by position, not by initialiser: equal on every engine. Scales and variances lie around 1.
  const values = model.getWeights().map((weight, index) => {
    const positive = /gamma|moving_variance/.test(model.weights[index]?.name ?? "");
    const scale = positive || weight.shape.length === 1 ? 0.1 : 0.3;
    const data = floats(weight.size, index + 1).map((x) => (positive ? 1 : 0) + scale * x);
    return tf.tensor(data, weight.shape);
  });
  model.setWeights(values);
  tf.dispose(values);
  model.compile({ optimizer, loss: "categoricalCrossentropy" });
  return model;
}

export interface Batch {
  readonly x: tf.Tensor;
  readonly y: tf.Tensor;
}

/** A seeded batch for a model case, on the current engine. */
export function batchFor({ input, below }: ModelCase, size: number): Batch {
  const count = size * input.reduce((product, length) => product * length, 1);
  const values = floats(count, 100);
  const x =
    below === undefined ? values : values.map((value) => Math.floor(Math.abs(value) * 9) % below);
  const labels = Array.from({ length: size }, (_, row) => row % 3);
  return {
    x: tf.tensor(x, [size, ...input]),
    y: tf.tidy(() => tf.cast(tf.oneHot(tf.tensor1d(labels, "int32"), 3), "float32")),
  };
}
