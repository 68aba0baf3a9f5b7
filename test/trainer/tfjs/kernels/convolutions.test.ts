import * as tf from "@tensorflow/tfjs-core";
import fc from "fast-check";
import { afterAll, beforeAll, expect, it } from "vitest";
import {
  registerWasmTrainingKernels,
  unregisterWasmTrainingKernels,
} from "../../../../src/trainer/tfjs/kernels/index.ts";
import { expectSame, floats, kernel, on, relativeDifference, tensor } from "./engines.ts";

beforeAll(registerWasmTrainingKernels);
afterAll(unregisterWasmTrainingKernels);

const channels = fc.constantFrom(1, 2, 3, 4, 8, 9, 17);
const filterSize = fc.integer({ min: 1, max: 5 });
const stride = fc.integer({ min: 1, max: 3 });
const shapes = fc
  .record({
    batch: fc.integer({ min: 1, max: 3 }),
    extra: fc.tuple(fc.nat(7), fc.nat(7)),
    filter: fc.tuple(filterSize, filterSize),
    strides: fc.tuple(stride, stride),
    pad: fc.constantFrom("same" as const, "valid" as const),
    inChannels: channels,
    outChannels: channels,
  })
  .map(({ batch, extra, filter, strides, pad, inChannels, outChannels }) => {
    const least: [number, number] = pad === "valid" ? filter : [1, 1];
    const input = [batch, least[0] + extra[0], least[1] + extra[1], inChannels];
    return { input, filter, strides, pad, inChannels, outChannels };
  });

function outShape(
  input: readonly number[],
  filterShape: readonly number[],
  attrs: { strides: [number, number]; pad: "same" | "valid" },
  depthwise = false,
): number[] {
  return tf.backend_util.computeConv2DInfo(
    input as [number, number, number, number],
    filterShape as [number, number, number, number],
    attrs.strides,
    1,
    attrs.pad,
    undefined,
    depthwise,
  ).outShape;
}

const ACTIVATIONS = ["linear", "relu", "relu6", "elu", "sigmoid", "leakyrelu", "prelu"] as const;

/** Any padding of a 2D convolution, with strides or dilations. */
const forward = fc
  .record({
    batch: fc.integer({ min: 1, max: 3 }),
    extra: fc.tuple(fc.nat(5), fc.nat(5)),
    filter: fc.tuple(fc.integer({ min: 1, max: 4 }), fc.integer({ min: 1, max: 4 })),
    steps: fc.tuple(fc.integer({ min: 1, max: 4 }), fc.integer({ min: 1, max: 4 })),
    isDilated: fc.constantFrom(false, false, true),
    pad: fc.oneof(
      fc.constantFrom("same" as const, "valid" as const, 1, 3),
      fc.tuple(fc.nat(3), fc.nat(3), fc.nat(3), fc.nat(3)).map(([top, bottom, left, right]) => [
        [0, 0],
        [top, bottom],
        [left, right],
        [0, 0],
      ]),
    ),
    inChannels: channels,
    outChannels: channels,
    activation: fc.constantFrom(...ACTIVATIONS),
    isBiased: fc.boolean(),
  })
  .map(({ batch, extra, isDilated, pad, inChannels, ...rest }) => {
    // TensorFlow.js takes a padding that is one number for that of a square filter.
    const square = ([first, second]: [number, number]): [number, number] =>
      typeof pad === "number" ? [first, first] : [first, second];
    const [filter, steps] = [square(rest.filter), square(rest.steps)];
    const reach = (axis: 0 | 1) =>
      isDilated ? (filter[axis] - 1) * steps[axis] + 1 : filter[axis];
    const least = pad === "same" ? [1, 1] : [reach(0), reach(1)];
    const input = [batch, (least[0] ?? 1) + extra[0], (least[1] ?? 1) + extra[1], inChannels];
    const [strides, dilations] = isDilated ? [[1, 1], steps] : [steps, [1, 1]];
    return { ...rest, input, filter, attrs: { strides, dilations, pad, dataFormat: "NHWC" } };
  });

// The stock kernels give zeros for some of these, and write outside their memory for others.
it("computes any 2D convolution, with its bias and activation too", async () => {
  const cases = fc.tuple(forward, fc.constantFrom("Conv2D", "DepthwiseConv2dNative"));
  await fc.assert(
    fc.asyncProperty(cases, async ([{ input, filter, attrs, ...rest }, kernelName]) => {
      const { outChannels, activation, isBiased } = rest;
      const isDepthwise = kernelName !== "Conv2D";
      const [last, inChannels] = [isDepthwise ? (outChannels % 3) + 1 : outChannels, input[3] ?? 0];
      const filterShape = [...filter, inChannels, last];
      const inputs = () => ({ x: tensor(input, 1), filter: tensor(filterShape, 2) });
      await expectSame(() => kernel(kernelName, inputs(), attrs));
      const outputs = isDepthwise ? inChannels * last : last;
      const fusedName = isDepthwise ? "FusedDepthwiseConv2D" : "FusedConv2D";
      await expectSame(() =>
        kernel(
          fusedName,
          {
            ...inputs(),
            ...(isBiased && { bias: tensor([outputs], 3) }),
            ...(activation === "prelu" && { preluActivationWeights: tensor([outputs], 4) }),
          },
          { ...attrs, activation, leakyreluAlpha: 0.3 },
        ),
      );
    }),
    { seed: 13, numRuns: 80 },
  );
});

it("has the bits of the kernels that it puts together", async () => {
  const inputs = () => ({ x: tensor([2, 5, 6, 3], 1), filter: tensor([3, 2, 3, 9], 2) });
  const attrs = { strides: [2, 1], pad: "same", dataFormat: "NHWC", dilations: [1, 1] };
  const bias = () => tensor([9], 3);
  const apart = await on("wasm", () => tf.elu(tf.add(kernel("Conv2D", inputs(), attrs), bias())));
  const fused = await on("wasm", () =>
    kernel("FusedConv2D", { ...inputs(), bias: bias() }, { ...attrs, activation: "elu" }),
  );
  expect(fused).toEqual(apart);
});

it("refuses a window that does not fit, and a gradient of another shape, before it writes", async () => {
  const image = () => tensor([1, 1, 5, 1], 1);
  const attrs = { strides: [1, 1], pad: "valid", dataFormat: "NHWC", dilations: [1, 1] };
  const filter = () => tensor([3, 1, 1, 1], 2);
  const tooLarge: (() => tf.Tensor)[] = [
    () => kernel("Conv2D", { x: image(), filter: filter() }, attrs),
    () => kernel("DepthwiseConv2dNative", { x: image(), filter: filter() }, attrs),
    () => tf.maxPool(image() as tf.Tensor4D, [3, 1], 1, "valid"),
    () => tf.avgPool(image() as tf.Tensor4D, [3, 1], 1, "valid"),
  ];
  for (const run of tooLarge) {
    await expect(on("wasm", run)).rejects.toThrow(
      /does not fit into an input of the shape \[1, 1, 5/,
    );
  }
  // Of volumes TensorFlow.js says that nothing comes out.
  const volume = await on("wasm", () =>
    tf.conv3d(
      tensor([1, 1, 5, 2, 1], 1) as tf.Tensor5D,
      tensor([3, 1, 4, 1, 2], 1) as tf.Tensor5D,
      1,
      "valid",
    ),
  );
  expect(volume).toEqual({ shape: [1, 0, 5, 0, 2], data: [] });
  const wrong = () =>
    kernel(
      "Conv2DBackpropInput",
      { dy: tensor([1, 2, 5, 1], 1), filter: filter() },
      { ...attrs, pad: 3, inputShape: [1, 2, 5, 1] },
    );
  await expect(on("wasm", wrong)).rejects.toMatchObject({ code: "kernel-input" });
});

it("takes the filter and input gradients of any 2D convolution", async () => {
  await fc.assert(
    fc.asyncProperty(shapes, async ({ input, filter, strides, pad, inChannels, outChannels }) => {
      const filterShape = [...filter, inChannels, outChannels];
      const attrs = { strides, pad, dataFormat: "NHWC" };
      const dyShape = outShape(input, filterShape, { strides, pad });
      await expectSame(() =>
        kernel(
          "Conv2DBackpropFilter",
          { x: tensor(input, 1), dy: tensor(dyShape, 2) },
          { ...attrs, filterShape },
        ),
      );
      await expectSame(() =>
        kernel(
          "Conv2DBackpropInput",
          { dy: tensor(dyShape, 3), filter: tensor(filterShape, 4) },
          { ...attrs, inputShape: input },
        ),
      );
    }),
    { seed: 3, numRuns: 100 },
  );
});

it("takes both gradients with explicit padding, and of images wider than one block", async () => {
  for (const [input, pad] of [
    [[1, 6, 7, 3], 2],
    [[1, 3, 300, 2], 0],
    [[2, 40, 20, 2], 1],
  ] as const) {
    const filterShape = [3, 3, input[3], 5];
    const attrs = { strides: [1, 1], pad, dataFormat: "NHWC" };
    const dyShape = [input[0], input[1] + 2 * pad - 2, input[2] + 2 * pad - 2, 5];
    await expectSame(
      () =>
        kernel(
          "Conv2DBackpropFilter",
          { x: tensor([...input], 1), dy: tensor(dyShape, 2) },
          { ...attrs, filterShape },
        ),
      1e-5,
    );
    await expectSame(() =>
      kernel(
        "Conv2DBackpropInput",
        { dy: tensor(dyShape, 3), filter: tensor(filterShape, 4) },
        { ...attrs, inputShape: [...input] },
      ),
    );
  }
});

it("takes both gradients of any depthwise convolution", async () => {
  const depthwise = fc.tuple(shapes, fc.integer({ min: 1, max: 3 }));
  await fc.assert(
    fc.asyncProperty(depthwise, async ([{ input, filter, strides, pad, inChannels }, times]) => {
      const filterShape = [...filter, inChannels, times];
      const attrs = { strides, pad, dilations: [1, 1] };
      const dyShape = outShape(input, filterShape, { strides, pad }, true);
      await expectSame(() =>
        kernel(
          "DepthwiseConv2dNativeBackpropFilter",
          { x: tensor(input, 1), dy: tensor(dyShape, 2) },
          { ...attrs, filterShape },
        ),
      );
      await expectSame(() =>
        kernel(
          "DepthwiseConv2dNativeBackpropInput",
          { dy: tensor(dyShape, 3), filter: tensor(filterShape, 4) },
          { ...attrs, inputShape: input },
        ),
      );
    }),
    { seed: 4, numRuns: 60 },
  );
});

// The plain JS engine ignores the dilation in these kernels, so the sums are written out here.
it("takes the gradients of a dilated depthwise convolution by the formula", async () => {
  const [height, width, depth, dilation] = [7, 8, 3, 2];
  const [outHeight, outWidth] = [height - 2 * dilation, width - 2 * dilation];
  const x = floats(height * width * depth, 1);
  const dy = floats(outHeight * outWidth * depth, 2);
  const w = floats(9 * depth, 3);
  const dw = new Array<number>(w.length).fill(0);
  const dx = new Array<number>(x.length).fill(0);
  for (let at = 0; at < dy.length * 9; at++) {
    const [tap, pixel] = [Math.floor(at / dy.length), at % dy.length];
    const channel = pixel % depth;
    const column = Math.floor(pixel / depth) % outWidth;
    const row = Math.floor(pixel / depth / outWidth);
    const [kh, kw] = [Math.floor(tap / 3), tap % 3];
    const source = ((row + kh * dilation) * width + column + kw * dilation) * depth + channel;
    dw[tap * depth + channel] =
      (dw[tap * depth + channel] ?? 0) + (x[source] ?? 0) * (dy[pixel] ?? 0);
    dx[source] = (dx[source] ?? 0) + (w[tap * depth + channel] ?? 0) * (dy[pixel] ?? 0);
  }
  const attrs = { strides: [1, 1], pad: "valid", dilations: [dilation, dilation] };
  const input = [1, height, width, depth];
  const filterShape = [3, 3, depth, 1];
  const dyTensor = () => tf.tensor(dy, [1, outHeight, outWidth, depth]);
  const gotW = await on("wasm", () =>
    kernel(
      "DepthwiseConv2dNativeBackpropFilter",
      { x: tf.tensor(x, input), dy: dyTensor() },
      { ...attrs, filterShape },
    ),
  );
  const gotX = await on("wasm", () =>
    kernel(
      "DepthwiseConv2dNativeBackpropInput",
      { dy: dyTensor(), filter: tf.tensor(w, filterShape) },
      { ...attrs, inputShape: input },
    ),
  );
  expect(relativeDifference(gotW.data, dw)).toBeLessThan(1e-6);
  expect(relativeDifference(gotX.data, dx)).toBeLessThan(1e-6);
});

it("rejects channels-first images as the stock convolutions do", async () => {
  const run = () =>
    kernel(
      "Conv2DBackpropFilter",
      { x: tensor([1, 2, 5, 5], 1), dy: tensor([1, 3, 5, 5], 2) },
      { strides: [1, 1], pad: "same", dataFormat: "NCHW", filterShape: [3, 3, 2, 3] },
    );
  await expect(on("wasm", run)).rejects.toMatchObject({ code: "kernel-input" });
});
