import * as tf from "@tensorflow/tfjs-core";
import * as tfl from "@tensorflow/tfjs-layers";
import fc from "fast-check";
import { afterAll, beforeAll, expect, it } from "vitest";
import {
  registerWasmTrainingKernels,
  unregisterWasmTrainingKernels,
} from "../../../../src/trainer/tfjs/kernels/index.ts";
import { floats, relativeDifference } from "./engines.ts";

beforeAll(registerWasmTrainingKernels);
afterAll(unregisterWasmTrainingKernels);

type Axis = { readonly size: number; readonly window: number; readonly stride: number };

/** A layer's sizes, one of each for every axis. */
interface Drawn {
  readonly axes: readonly Axis[];
  readonly padding: "same" | "valid";
  readonly channels: number;
  readonly filters: number;
  readonly activation: "linear" | "relu" | "tanh";
}

interface LayerCase {
  readonly axes: 1 | 2 | 3;
  readonly build: (drawn: Drawn & Options) => tfl.layers.Layer;
  /** The windows that the plain JS engine does right too. */
  readonly windows?: "cubes";
  /** Where TensorFlow.js has no gradient. */
  readonly forwardOnly?: true;
  /** A sequence of images. */
  readonly isSequence?: true;
}

interface Options {
  readonly kernelSize: number[];
  readonly strides: number[];
}

const { layers } = tfl;
// TensorFlow.js' types want one number, a pair or a triple, which its layers take as a list.
const sizes = <T>(list: readonly number[]) => list as T;

const convolution =
  (make: (args: never) => tfl.layers.Layer): LayerCase["build"] =>
  ({ kernelSize, strides, padding, filters, activation }) =>
    make({ kernelSize, strides, padding, filters, activation } as never);
const pooling =
  (make: (args: never) => tfl.layers.Layer): LayerCase["build"] =>
  ({ kernelSize, strides, padding }) =>
    make({ poolSize: kernelSize, strides, padding } as never);

type Names = keyof typeof layers;
/** A convolution or pool that TensorFlow.js gets with a new version does not compile until it is here. */
type Windowed = Exclude<
  Extract<
    Names,
    | `conv${string}`
    | `${string}Conv${string}`
    | `max${string}`
    | `avg${string}`
    | `average${string}`
  >,
  // Not of windows; a cell is tested in its layer.
  "maximum" | "average" | "convLstm2dCell"
>;

const LAYERS: Readonly<Record<Windowed, LayerCase>> = {
  conv1d: { axes: 1, build: convolution(layers.conv1d) },
  conv2d: { axes: 2, build: convolution(layers.conv2d) },
  conv3d: { axes: 3, build: convolution(layers.conv3d) },
  conv2dTranspose: { axes: 2, build: convolution(layers.conv2dTranspose) },
  conv3dTranspose: { axes: 3, build: convolution(layers.conv3dTranspose), forwardOnly: true },
  separableConv2d: { axes: 2, build: convolution(layers.separableConv2d) },
  depthwiseConv2d: {
    axes: 2,
    build: ({ kernelSize, strides, padding, filters, activation }) =>
      layers.depthwiseConv2d({
        kernelSize: sizes(kernelSize),
        strides: sizes(strides),
        padding,
        depthMultiplier: 1 + (filters % 3),
        activation,
      }),
  },
  convLstm2d: {
    axes: 2,
    build: convolution((args: object) =>
      // The default one needs chained operations.
      layers.convLstm2d({ ...args, recurrentInitializer: "glorotUniform" } as never),
    ),
    isSequence: true,
  },
  maxPool1d: { axes: 1, build: pooling(layers.maxPool1d) },
  maxPooling1d: { axes: 1, build: pooling(layers.maxPooling1d) },
  maxPool2d: { axes: 2, build: pooling(layers.maxPool2d) },
  maxPooling2d: { axes: 2, build: pooling(layers.maxPooling2d) },
  maxPooling3d: { axes: 3, build: pooling(layers.maxPooling3d), windows: "cubes" },
  avgPool1d: { axes: 1, build: pooling(layers.avgPool1d) },
  avgPooling1d: { axes: 1, build: pooling(layers.avgPooling1d) },
  averagePooling1d: { axes: 1, build: pooling(layers.averagePooling1d) },
  avgPool2d: { axes: 2, build: pooling(layers.avgPool2d) },
  avgPooling2d: { axes: 2, build: pooling(layers.avgPooling2d) },
  averagePooling2d: { axes: 2, build: pooling(layers.averagePooling2d) },
  avgPool3d: { axes: 3, build: pooling(layers.avgPool3d) },
  avgPooling3d: { axes: 3, build: pooling(layers.avgPooling3d) },
  averagePooling3d: { axes: 3, build: pooling(layers.averagePooling3d) },
};

const axis = fc.record({
  size: fc.integer({ min: 1, max: 6 }),
  window: fc.integer({ min: 1, max: 3 }),
  stride: fc.integer({ min: 1, max: 4 }),
});

function drawnFor({ axes, windows }: LayerCase): fc.Arbitrary<Drawn> {
  return fc
    .record({
      axes: fc.array(axis, { minLength: axes, maxLength: axes }),
      padding: fc.constantFrom("same" as const, "same" as const, "valid" as const),
      channels: fc.constantFrom(1, 2, 5),
      filters: fc.constantFrom(1, 3, 4),
      activation: fc.constantFrom("linear" as const, "relu" as const, "tanh" as const),
    })
    .map((drawn) => {
      const [first] = drawn.axes;
      const window = (own: number) => (windows === "cubes" ? (first as Axis).window : own);
      return {
        ...drawn,
        axes: drawn.axes.map(({ size, stride, window: own }) => ({
          size: drawn.padding === "valid" ? size + window(own) - 1 : size,
          stride,
          window: window(own),
        })),
      };
    });
}

/** The output of a layer and the gradients of a weighted sum of it, by the input and every weight. */
async function passOf(engine: "cpu" | "wasm", layerCase: LayerCase, drawn: Drawn) {
  await tf.setBackend(engine);
  const { axes, channels } = drawn;
  const shape = [
    2,
    ...(layerCase.isSequence ? [2] : []),
    ...axes.map(({ size }) => size),
    channels,
  ];
  return tf.tidy(() => {
    const x = tf.variable(tf.tensor(floats(tf.util.sizeFromShape(shape), 1), shape));
    const layer = layerCase.build({
      ...drawn,
      kernelSize: axes.map(({ window }) => window),
      strides: axes.map(({ stride }) => stride),
    });
    layer.apply(x);
    layer.setWeights(
      layer.getWeights().map((weight, at) => tf.tensor(floats(weight.size, 2 + at), weight.shape)),
    );
    const y = layer.apply(x) as tf.Tensor;
    const found = [{ shape: y.shape, data: Array.from(y.dataSync()) }];
    if (!layerCase.forwardOnly) {
      const direction = tf.tensor(floats(y.size, 9), y.shape);
      const weights = layer.trainableWeights.map((weight) => weight.read() as tf.Variable);
      const { grads } = tf.variableGrads(
        () => tf.sum(tf.mul(layer.apply(x) as tf.Tensor, direction)),
        [x, ...weights],
      );
      // By the order of the variables: their names differ from layer to layer.
      for (const variable of [x, ...weights]) {
        const gradient = grads[variable.name] as tf.Tensor;
        found.push({ shape: gradient.shape, data: Array.from(gradient.dataSync()) });
      }
    }
    for (const weight of layer.weights) weight.dispose();
    x.dispose();
    return found;
  });
}

it.each(Object.keys(LAYERS) as Windowed[])(
  "computes %s and its gradients as the plain JS engine does, whatever the sizes",
  async (name) => {
    const layerCase = LAYERS[name];
    await fc.assert(
      fc.asyncProperty(drawnFor(layerCase), async (drawn) => {
        const expected = await passOf("cpu", layerCase, drawn);
        const actual = await passOf("wasm", layerCase, drawn);
        expect(actual.map(({ shape }) => shape)).toEqual(expected.map(({ shape }) => shape));
        expected.forEach(({ data }, at) => {
          expect(relativeDifference(actual[at]?.data ?? [], data)).toBeLessThan(2e-5);
        });
      }),
      { seed: 11, numRuns: 15 },
    );
  },
);
