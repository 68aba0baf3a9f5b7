import * as tf from "@tensorflow/tfjs-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  registerWasmTrainingKernels,
  unregisterWasmTrainingKernels,
} from "../../../../src/trainer/tfjs/kernels/index.ts";
import "./engines.ts";
import {
  attention,
  batchFor,
  buildModel,
  gather,
  type LayerBuilder,
  type ModelCase,
} from "./models.ts";

const STEPS = 20;
const image = [5, 6, 3] as const;
const sequence = [4, 5] as const;

const onImages = (build: LayerBuilder): ModelCase => ({ input: image, build });
const onSequences = (build: LayerBuilder): ModelCase => ({ input: sequence, build });
const conv = (kernelSize: number, strides: number, padding: "same" | "valid") =>
  onImages((l) => [
    l.conv2d({ filters: 5, kernelSize, strides, padding, activation: "tanh" }),
    l.conv2d({ filters: 4, kernelSize: 2, padding: "same" }),
  ]);

const MODELS: Record<string, ModelCase> = {
  dense: {
    input: [9],
    build: (l) => [l.dense({ units: 13, activation: "relu" }), l.dense({ units: 6 })],
  },
  "conv2d 1x1": conv(1, 1, "valid"),
  "conv2d 1x1, stride 2": conv(1, 2, "same"),
  "conv2d 3x3, same": conv(3, 1, "same"),
  "conv2d 3x3, valid": conv(3, 1, "valid"),
  "conv2d 3x3, stride 2, same": conv(3, 2, "same"),
  "conv2d 3x3, stride 2, valid": conv(3, 2, "valid"),
  "conv2d 5x5, same": conv(5, 1, "same"),
  "conv2d 5x5, stride 2, valid": conv(5, 2, "valid"),
  "conv2dTranspose, stride 2": onImages((l) => [
    l.conv2dTranspose({ filters: 4, kernelSize: 3, strides: 2, padding: "same" }),
  ]),
  conv1d: onSequences((l) => [
    l.conv1d({ filters: 4, kernelSize: 3, padding: "same", activation: "relu" }),
    l.conv1d({ filters: 3, kernelSize: 2, strides: 2 }),
  ]),
  depthwise: onImages((l) => [
    l.depthwiseConv2d({ kernelSize: 3, depthMultiplier: 2, padding: "same" }),
    l.depthwiseConv2d({ kernelSize: 2, strides: 2, padding: "valid" }),
  ]),
  "separable conv": onImages((l) => [
    l.separableConv2d({ filters: 5, kernelSize: 3, padding: "same", activation: "relu" }),
    l.separableConv2d({ filters: 4, kernelSize: 3, strides: 2 }),
  ]),
  "max pool": onImages((l) => [
    l.conv2d({ filters: 4, kernelSize: 3, padding: "same" }),
    l.maxPooling2d({ poolSize: 2 }),
    l.conv2d({ filters: 4, kernelSize: 2 }),
    l.maxPooling2d({ poolSize: 2, strides: 1, padding: "same" }),
  ]),
  "average pool": onImages((l) => [
    l.conv2d({ filters: 4, kernelSize: 3, padding: "same" }),
    l.averagePooling2d({ poolSize: 3, strides: 2, padding: "same" }),
  ]),
  "global pools": onImages((l) => [
    l.conv2d({ filters: 6, kernelSize: 3 }),
    l.maxPooling2d({ poolSize: 2, strides: 1 }),
    l.globalAveragePooling2d({}),
  ]),
  "global max pool": onImages((l) => [
    l.conv2d({ filters: 6, kernelSize: 3 }),
    l.globalMaxPooling2d({}),
  ]),
  "padding and pools in 1d": onImages((l) => [
    l.conv2d({ filters: 2, kernelSize: 2, padding: "same" }),
    l.zeroPadding2d({ padding: 1 }),
    l.reshape({ targetShape: [7 * 8, 2] }),
    l.averagePooling1d({ poolSize: 2 }),
    l.maxPooling1d({ poolSize: 2 }),
    l.globalAveragePooling1d({}),
  ]),
  "batch norm": onImages((l) => [
    l.conv2d({ filters: 4, kernelSize: 3, useBias: false }),
    l.batchNormalization({}),
    l.activation({ activation: "relu" }),
  ]),
  "batch norm of a dense layer": {
    input: [9],
    build: (l) => [l.dense({ units: 6, useBias: false }), l.batchNormalization({})],
  },
  dropout: {
    input: [9],
    build: (l) => [l.dense({ units: 16, activation: "relu" }), l.dropout({ rate: 0.4, seed: 7 })],
  },
  embedding: { input: [6], below: 5, build: (l) => [l.embedding({ inputDim: 5, outputDim: 4 })] },
  gather: { input: [6], below: 7, build: () => [gather()] },
  LSTM: onSequences((l) => [
    l.lstm({ units: 4, recurrentInitializer: "glorotNormal", returnSequences: true }),
    l.lstm({ units: 3, recurrentInitializer: "glorotNormal" }),
  ]),
  GRU: onSequences((l) => [l.gru({ units: 4, recurrentInitializer: "glorotNormal" })]),
  "simple RNN, both ways": onSequences((l) => [
    l.bidirectional({
      layer: l.simpleRNN({ units: 4, recurrentInitializer: "glorotNormal" }) as never,
      mergeMode: "concat",
    }),
  ]),
  "layer norm": onSequences((l) => [l.dense({ units: 5 }), l.layerNormalization({})]),
  attention: onSequences((l) => [attention(), l.layerNormalization({}), l.dense({ units: 4 })]),
  activations: {
    input: [9],
    build: (l) => [
      l.dense({ units: 8 }),
      l.prelu({}),
      l.dense({ units: 8, activation: "selu" }),
      l.elu({}),
      l.dense({ units: 8 }),
      l.leakyReLU({}),
      l.dense({ units: 8, activation: "sigmoid" }),
      l.dense({ units: 8, activation: "softplus" }),
    ],
  },
};

async function lossesOf(
  engine: "cpu" | "wasm",
  model: ModelCase,
  optimizer: string,
): Promise<number[]> {
  await tf.setBackend(engine);
  const trained = buildModel(model, optimizer);
  const { x, y } = batchFor(model, 3);
  const losses: number[] = [];
  for (let step = 0; step < STEPS; step++)
    losses.push((await trained.trainOnBatch(x, y)) as number);
  trained.dispose();
  tf.dispose([x, y]);
  return losses;
}

beforeAll(registerWasmTrainingKernels);
afterAll(unregisterWasmTrainingKernels);

describe.each(["sgd", "adam"])(
  "20 steps of %s agree with the plain JS engine to 1e-5",
  (optimizer) => {
    it.each(Object.keys(MODELS))("%s", async (name) => {
      const model = MODELS[name] as ModelCase;
      const expected = await lossesOf("cpu", model, optimizer);
      const actual = await lossesOf("wasm", model, optimizer);
      expect(new Set(expected).size).toBe(STEPS);
      const differences = expected.map((loss, step) =>
        Math.abs((actual[step] as number) / loss - 1),
      );
      expect(Math.max(...differences)).toBeLessThan(1e-5);
    });
  },
);
