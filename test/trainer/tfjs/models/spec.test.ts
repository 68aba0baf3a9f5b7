import { describe, expect, it } from "vitest";
import { fitShape, fixedBatch, requireFit } from "../../../../src/trainer/tfjs/models/shapes.ts";
import { isModelPath, parseModelSpec } from "../../../../src/trainer/tfjs/models/spec.ts";
import { readTrainingConfig } from "../../../../src/trainer/tfjs/models/training-config.ts";

describe("parseModelSpec", () => {
  it("reads the three kinds", () => {
    expect(parseModelSpec("linear")).toEqual({ kind: "linear" });
    expect(parseModelSpec("mlp:64,32")).toEqual({ kind: "mlp", units: [64, 32] });
    expect(parseModelSpec("cnn:16")).toEqual({ kind: "cnn", filters: [16] });
  });

  it.each(["", "mlp", "mlp:", "mlp:0", "mlp:64,", "mlp:6.5", "cnn:99999", "rnn:3", undefined, 5])(
    "rejects %j and says what is valid",
    (text) => {
      expect(() => parseModelSpec(text)).toThrow(/`model` must be "linear", "mlp:64,32"/);
    },
  );

  it("tells paths from specs", () => {
    expect(["m.json", "a/model.JSON"].every(isModelPath)).toBe(true);
    expect(isModelPath("mlp:64")).toBe(false);
  });
});

describe("fitShape", () => {
  it.each([
    [[13], [13], [13]],
    [[784], [28, 28, 1], [28, 28, 1]],
    [[28, 28, 1], [784], [784]],
    [
      [28, 28, 1],
      [28, 28],
      [28, 28],
    ],
    [
      [28, 28, 1],
      [null, null, 1],
      [28, 28, 1],
    ],
    [[], [1], [1]],
  ])("feeds %j to %j as %j", (row, expected, fitted) => {
    expect(fitShape(row, expected)).toEqual(fitted);
  });

  it.each([
    [[13], [12]],
    [
      [28, 28, 1],
      [14, 56],
    ],
    [[784], [null, 28, 1]],
    [
      [28, 28, 3],
      [28, 28, 1],
    ],
  ])("does not feed %j to %j", (row, expected) => {
    expect(fitShape(row, expected)).toBeUndefined();
    expect(() => requireFit("input", row, expected)).toThrow(
      /input has the shape \[.*a row of the data has \[/,
    );
  });
});

describe("fixedBatch", () => {
  it("accepts only the batch size that the model is built for", () => {
    const model = (rows: number | null) => ({ inputs: [{ shape: [rows, 4] }] });
    expect(fixedBatch(model(null), 32)).toBeUndefined();
    expect(fixedBatch(model(8), 8)).toBe(8);
    expect(() => fixedBatch(model(8), 32)).toThrow(/batches of 8 rows, and `batchSize` gives 32/);
  });
});

describe("readTrainingConfig", () => {
  it("reads what TensorFlow.js writes", () => {
    const config = { learningRate: 0.1, momentum: 0.8, useNesterov: true };
    expect(
      readTrainingConfig({
        trainingConfig: {
          loss: "mean_squared_error",
          optimizer_config: { class_name: "Momentum", config },
        },
      }),
    ).toEqual({ loss: "mean_squared_error", optimizer: { name: "nesterov", momentum: 0.8 } });
  });

  it("reads what the Keras converter writes", () => {
    const read = (loss: unknown, class_name: string, config: object) =>
      readTrainingConfig({
        modelTopology: { training_config: { loss, optimizer_config: { class_name, config } } },
      });
    expect(read(["mse"], "RMSprop", { rho: 0.8, decay: 0, epsilon: 1e-6 })).toEqual({
      loss: "mse",
      optimizer: { name: "rmsprop", decay: 0.8, epsilon: 1e-6 },
    });
    const logits = { class_name: "CategoricalCrossentropy", config: { from_logits: true } };
    expect(read(logits, "Adam", { beta_1: 0.8, learning_rate: 1 })).toEqual({
      loss: "softmaxCrossEntropy",
      optimizer: { name: "adam", beta1: 0.8 },
    });
    expect(read("hinge", "SGD", { momentum: 0, nesterov: true }).optimizer).toEqual({
      name: "sgd",
    });
    expect(read("hinge", "Lion", {})).toEqual({ loss: "hinge" });
  });

  it("reads nothing where nothing is", () => {
    expect(readTrainingConfig({})).toEqual({});
    expect(readTrainingConfig({ trainingConfig: { loss: { a: "mse", b: "mse" } } })).toEqual({});
  });
});
