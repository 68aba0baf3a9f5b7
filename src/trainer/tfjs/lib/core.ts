import type * as Core from "@tensorflow/tfjs-core";
import { loadPackage } from "./packages.ts";

// TensorFlow.js as far as this folder uses it.

/** The exports of `@tensorflow/tfjs-core`. */
export const core: typeof Core = loadPackage("@tensorflow/tfjs-core");

export const {
  abs,
  add,
  backend,
  backend_util,
  cast,
  clipByValue,
  clone,
  customGrad,
  dispose,
  div,
  engine,
  env,
  equal,
  exp,
  expandDims,
  fill,
  getBackend,
  getKernel,
  keep,
  log,
  log1p,
  max,
  maximum,
  mean,
  minimum,
  mul,
  neg,
  oneHot,
  ready,
  registerKernel,
  relu,
  reshape,
  scalar,
  serialization,
  setBackend,
  sign,
  softplus,
  sqrt,
  square,
  squaredDifference,
  sub,
  sum,
  tensor,
  tidy,
  train,
  unregisterKernel,
  util,
  variable,
  zerosLike,
} = core;

// By its name: spelled out, its type would name files that the package's own declarations may not.
export const losses: typeof Core.losses = core.losses;

export const {
  AdadeltaOptimizer,
  AdagradOptimizer,
  AdamaxOptimizer,
  AdamOptimizer,
  MomentumOptimizer,
  Optimizer,
  Reduction,
  RMSPropOptimizer,
  SGDOptimizer,
  Tensor,
  Variable,
} = core;

export type AdamOptimizer = Core.AdamOptimizer;
export type Optimizer = Core.Optimizer;
export type Scalar = Core.Scalar;
export type Tensor<R extends Core.Rank = Core.Rank> = Core.Tensor<R>;
export type TensorContainer = Core.TensorContainer;
export type Variable<R extends Core.Rank = Core.Rank> = Core.Variable<R>;
