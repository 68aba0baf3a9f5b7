import * as tf from "@tensorflow/tfjs-core";
import * as tfl from "@tensorflow/tfjs-layers";
import { type Evaluation, heldOutLoss } from "../../../src/contract/index.ts";
import { random } from "../../../src/core/random.ts";
import type { PreparedData, Task } from "../../../src/dataset/index.ts";
import type { Trainer } from "../../../src/trainer/types.ts";

/** Seeded rows: the target depends on the first two features. The last fifth is held out. */
export function makeData(
  options: { task?: Task; rows?: number; featureShape?: number[]; classes?: number } = {},
): PreparedData {
  const { task = "classification", rows = 100, featureShape = [4], classes = 3 } = options;
  const width = featureShape.reduce((product, length) => product * length, 1);
  const stream = random(7, "fixture");
  const features = Float32Array.from({ length: rows * width }, () => stream.normal());
  const targets = Float32Array.from({ length: rows }, (_, row) => {
    const sum = (features[row * width] as number) + (features[row * width + 1] ?? 0);
    if (task === "regression") return sum;
    return Math.min(classes - 1, Math.max(0, Math.floor((sum + 2) * (classes / 4))));
  });
  const labels = task === "regression" ? 0 : classes;
  const indices = Uint32Array.from({ length: rows }, (_, row) => row);
  const train = Math.floor(rows * 0.8);
  return {
    dataset: {
      name: "fixture",
      task,
      rows,
      featureShape,
      features,
      targets,
      classes: Array.from({ length: labels }, (_, i) => `c${i}`),
      summary: {
        source: "arrays",
        digest: "",
        task,
        rows,
        features: width,
        classes: labels,
        steps: [],
      },
    },
    split: { train: indices.slice(0, train), heldOut: indices.slice(train) },
    warnings: [],
  };
}

/** A small model with what restores get wrong: moving statistics, dropout, regularization. */
export function makeModel(units = 3, activation: "softmax" | "linear" = "softmax") {
  const init = (seed: number) => tfl.initializers.glorotUniform({ seed });
  return tfl.sequential({
    layers: [
      tfl.layers.dense({ inputShape: [4], units: 6, kernelInitializer: init(1) }),
      tfl.layers.batchNormalization(),
      tfl.layers.reLU(),
      tfl.layers.dropout({ rate: 0.3 }),
      tfl.layers.dense({
        units,
        activation,
        kernelInitializer: init(2),
        kernelRegularizer: tfl.regularizers.l2({ l2: 0.01 }),
      }),
    ],
  });
}

/** Values of all weights, copied. */
export function weightsOf(model: tfl.LayersModel): number[][] {
  return model.weights.map((weight) => Array.from(weight.read().dataSync()));
}

/** Everything numeric that an optimizer holds, copied: plain fields, tensors, slots. */
export function fieldsOf(value: unknown): unknown {
  if (value instanceof tf.Tensor) return Array.from(value.dataSync());
  if (Array.isArray(value)) return value.map(fieldsOf);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, fieldsOf(item)]));
}

/** The mean held-out loss of a trainer that can evaluate. */
export async function heldOutOf(trainer: Trainer): Promise<number> {
  return heldOutLoss((await trainer.evaluate?.()) as Evaluation);
}

export async function lossesOf(trainer: Trainer, steps: number, lr = 0.05): Promise<number[]> {
  const losses: number[] = [];
  for (let i = 0; i < steps; i++) losses.push((await trainer.step(lr * 1.1 ** i)).loss);
  return losses;
}
