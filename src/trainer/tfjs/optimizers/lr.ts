import { InputError } from "../../../core/errors.ts";
import * as tf from "../lib/core.ts";

/** Where an optimizer keeps its learning rate. */
export interface LrAccess {
  /** Takes effect from the next update on. */
  set(lr: number): void;
  /** The LR of the next update; undefined where the optimizer does not show it. */
  get(): number | undefined;
}

const FIELDS = ["learningRate", "learning_rate", "lr"] as const;

/**
 * How to change the learning rate of any optimizer, found once and used at every step.
 *
 * SGD and Momentum cache the rate as a tensor, so their own `setLearningRate` is called; the other
 * classes of TensorFlow.js read a field at every update. A user's own optimizer needs one of:
 * `setLearningRate(lr)`, or a writable `learningRate`, `learning_rate` or `lr` that holds a number
 * or a `tf.Variable`.
 *
 * @throws InputError when it has none of them
 */
export function lrAccess(optimizer: tf.Optimizer): LrAccess {
  const fieldOf = (name: string): unknown => Reflect.get(optimizer, name);
  const field = FIELDS.find((name) => isRate(fieldOf(name)));
  const get = () => (field === undefined ? undefined : rateOf(fieldOf(field)));
  const setter = fieldOf("setLearningRate");
  if (typeof setter === "function") {
    return { set: (lr) => void setter.call(optimizer, lr), get };
  }
  if (field === undefined) rejectLr(optimizer, "it has no learning rate that can be set");
  return {
    set(lr) {
      const held = fieldOf(field);
      if (held instanceof tf.Variable) tf.tidy(() => held.assign(tf.scalar(lr, held.dtype)));
      else Reflect.set(optimizer, field, lr);
    },
    get,
  };
}

/**
 * Sets an optimizer's learning rate and proves it by reading it back.
 *
 * @param lr > 0
 * @throws InputError when the optimizer has no settable rate, or does not keep what was set
 */
export function setLr(optimizer: tf.Optimizer, lr: number): void {
  const access = lrAccess(optimizer);
  access.set(lr);
  const kept = access.get();
  // A rate held as a float32 tensor is rounded.
  if (kept !== undefined && Math.abs(kept - lr) > 1e-6 * lr) {
    rejectLr(optimizer, `it was set to ${lr} and reads ${kept}`);
  }
}

/**
 * The learning rate of an optimizer's next update.
 *
 * @throws InputError when the optimizer does not show it
 */
export function readLr(optimizer: tf.Optimizer): number {
  return lrAccess(optimizer).get() ?? rejectLr(optimizer, "it does not show its learning rate");
}

function isRate(value: unknown): boolean {
  return typeof value === "number" || value instanceof tf.Variable;
}

function rateOf(value: unknown): number | undefined {
  if (typeof value === "number") return value;
  return value instanceof tf.Variable ? (value.dataSync()[0] as number) : undefined;
}

function rejectLr(optimizer: tf.Optimizer, why: string): never {
  const name = optimizer.constructor.name;
  throw new InputError(
    "optimizer-lr",
    `the learning rate of \`optimizer\` ${name} cannot be changed: ${why}. ` +
      "Give it a `setLearningRate(lr)` method or a writable `learningRate`.",
    { data: { option: "optimizer", optimizer: name } },
  );
}
