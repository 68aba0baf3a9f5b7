type Op = (...operands: unknown[]) => unknown;

/** Methods that are the function of the same name with the tensor as its first argument. */
const SAME_NAME =
  "abs acos acosh add all any argMax argMin asin asinh atan atan2 atanh avgPool batchNorm batchToSpaceND broadcastTo cast ceil clipByValue conv1d conv2d conv2dTranspose cos cosh cumprod cumsum depthToSpace depthwiseConv2d dilation2d div divNoNan dot elu equal erf euclideanNorm exp expandDims expm1 fft floor floorDiv gather greater greaterEqual ifft irfft isFinite isInf isNaN leakyRelu less lessEqual localResponseNormalization log log1p logSigmoid logSoftmax logSumExp logicalAnd logicalNot logicalOr logicalXor matMul max maxPool maximum mean min minimum mirrorPad mod mul neg norm notEqual oneHot onesLike pad pool pow prelu prod reciprocal relu relu6 reshape reverse rfft round rsqrt selu separableConv2d sigmoid sign sin sinh slice softmax softplus spaceToBatchND split sqrt square squaredDifference squeeze step stridedSlice sub sum tan tanh tile topk transpose unique unsortedSegmentSum unstack zerosLike".split(
    " ",
  );

interface HasSize {
  readonly size: number;
  readonly shape: readonly number[];
}

/**
 * Gives the tensors of tfjs-core their chained methods (`x.add(y)`), which the union package
 * `@tensorflow/tfjs` adds and the separate packages lack. tfjs-node's kernels, and some layers
 * (orthogonal initialisers, so LSTM and GRU), call them. Methods that are there stay.
 *
 * @param core the exports of `@tensorflow/tfjs-core`
 */
export function addChainedOps(core: Readonly<Record<string, unknown>>): void {
  const { prototype } = core.Tensor as { prototype: Record<string, unknown> };
  const op = (name: string) => core[name] as Op;
  const define = (name: string, method: Op) => {
    if (name in prototype) return;
    Object.defineProperty(prototype, name, {
      value(this: unknown, ...rest: unknown[]) {
        return method(this, ...rest);
      },
      configurable: true,
      writable: true,
    });
  };
  for (const name of SAME_NAME) define(name, op(name));
  const list = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : [value]);
  const flat = (x: unknown) => op("reshape")(x, [(x as HasSize).size]);
  const shaped: Op = (x, ...shape) => op("reshape")(x, shape);
  define("concat", (x, others, axis) => op("concat")([x, ...list(others)], axis));
  define("stack", (x, others, axis) => op("stack")([x, ...list(others)], axis));
  define("where", (x, condition, other) => op("where")(condition, x, other));
  define("reshapeAs", (x, like) => op("reshape")(x, (like as HasSize).shape));
  define("flatten", flat);
  define("as1D", flat);
  for (const name of ["asScalar", "as2D", "as3D", "as4D", "as5D"]) define(name, shaped);
  define("asType", op("cast"));
  define("toBool", (x) => op("cast")(x, "bool"));
  define("toInt", (x) => op("cast")(x, "int32"));
  define("toFloat", (x) => op("cast")(x, "float32"));
  const image = core.image as Readonly<Record<string, Op>>;
  define("resizeBilinear", image.resizeBilinear as Op);
  define("resizeNearestNeighbor", image.resizeNearestNeighbor as Op);
}
