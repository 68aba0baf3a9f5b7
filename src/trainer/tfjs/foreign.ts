// Objects of TensorFlow.js that callers hand over, by what is asked of them: whoever names them needs
// no types of TensorFlow.js. What they are is checked where they are used.

/** A `tf.Tensor`. */
export interface TensorLike {
  readonly shape: readonly number[];
  readonly dtype: string;
  dispose(): void;
}

/** A built `tf.LayersModel` (also a `tf.Sequential`), compiled or not. */
export interface ModelLike {
  readonly layers: readonly unknown[];
  readonly outputs: readonly unknown[];
  call(...args: never[]): unknown;
  calculateLosses(): unknown;
}

/** A `tf.Optimizer`. */
export interface OptimizerLike {
  applyGradients(...args: never[]): unknown;
  minimize(...args: never[]): unknown;
}

/**
 * Loss of a batch from targets and predictions, both a `tf.Tensor`; its value may have any shape, the
 * mean of it is minimized. It may be called within `tf.grads`: operations of TensorFlow.js alone.
 */
// biome-ignore lint/suspicious/noExplicitAny: Tensors of the caller's own types; `unknown` would refuse functions that take them.
export type LossFunction = (yTrue: any, yPred: any) => TensorLike;
