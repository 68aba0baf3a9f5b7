import * as tf from "@tensorflow/tfjs-core";
import * as tfl from "@tensorflow/tfjs-layers";
import { beforeAll, describe, expect, it } from "vitest";
import { startEngine } from "../../../../src/trainer/tfjs/engines/backends.ts";
import { LOSSES } from "../../../../src/trainer/tfjs/losses/losses.ts";
import {
  LOSS_NAMES,
  type LossName,
  resolveLossName,
} from "../../../../src/trainer/tfjs/losses/names.ts";

beforeAll(async () => {
  await startEngine("cpu");
});

const TRUE = [
  [1, 0, 0],
  [0, 0, 1],
];
const PREDICTED = [
  [0.7, 0.2, 0.1],
  [0.3, 0.6, 0.1],
];
const mean = (name: LossName, yTrue: tf.TensorLike, yPred: tf.TensorLike) =>
  tf.tidy(() => tf.mean(LOSSES[name](tf.tensor(yTrue), tf.tensor(yPred))).dataSync()[0] as number);

// A pass-through model, so that tfjs-layers' own evaluation gives the loss of the predictions.
const KERAS_NAMES = LOSS_NAMES.filter((name) => !/^(softmax|sigmoid|sparse|huber)/.test(name));

describe("LOSSES", () => {
  it.each(KERAS_NAMES)("%s is that of tfjs-layers", (name) => {
    const model = tfl.sequential({
      layers: [tfl.layers.activation({ activation: "linear", inputShape: [3] })],
    });
    model.compile({ optimizer: "sgd", loss: name });
    const [x, y] = [tf.tensor2d(PREDICTED), tf.tensor2d(TRUE)];
    const expected = (model.evaluate(x, y) as tf.Scalar).dataSync()[0] as number;
    expect(mean(name, TRUE, PREDICTED) / expected).toBeCloseTo(1, 5);
  });

  it("has closed forms for the others", () => {
    const logits = [[2, 0, -1]];
    const z = Math.log(Math.exp(2) + 1 + Math.exp(-1));
    expect(mean("softmaxCrossEntropy", [[1, 0, 0]], logits)).toBeCloseTo(z - 2, 5);
    expect(mean("sigmoidCrossEntropy", [[1]], [[2]])).toBeCloseTo(Math.log1p(Math.exp(-2)), 6);
    expect(mean("sigmoidCrossEntropy", [[1]], [[-200]])).toBeCloseTo(200, 3);
    expect(mean("sparseCategoricalCrossentropy", [0, 2], PREDICTED)).toBeCloseTo(
      mean("categoricalCrossentropy", TRUE, PREDICTED),
      6,
    );
    expect(mean("huber", [[0, 0]], [[0.5, 3]])).toBeCloseTo((0.125 + 2.5) / 2, 6);
    expect(mean("logcosh", [[0]], [[60]])).toBeCloseTo(60 - Math.LN2, 4);
  });

  it.each(LOSS_NAMES)("%s has a finite gradient", (name) => {
    const target = name.startsWith("sparse") ? tf.tensor1d([0, 2]) : tf.tensor2d(TRUE);
    const slope = tf.grad((p: tf.Tensor) => LOSSES[name](target, p))(tf.tensor2d(PREDICTED));
    expect(Array.from(slope.dataSync()).every(Number.isFinite)).toBe(true);
  });
});

describe("resolveLossName", () => {
  it("understands Keras' spellings and short names", () => {
    for (const given of ["meanSquaredError", "mean_squared_error", "MeanSquaredError", "MSE"]) {
      expect(resolveLossName(given)).toBe("meanSquaredError");
    }
    expect(resolveLossName("softmax-cross-entropy")).toBe("softmaxCrossEntropy");
    expect(LOSS_NAMES.map(resolveLossName)).toEqual(LOSS_NAMES);
  });

  it("lists the names and the nearest one", () => {
    expect(() => resolveLossName("binaryCrosentropy")).toThrow(/Did you mean "binaryCrossentropy"/);
    expect(() => resolveLossName(3)).toThrow(/`loss` must be one of/);
  });
});
