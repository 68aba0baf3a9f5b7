import type { LayersModel } from "@tensorflow/tfjs-layers";
import * as tf from "../lib/core.ts";
import { tensorsWithin } from "../state/capture.ts";
import { variablesOf } from "../state/model-state.ts";

/**
 * What the user's functions make for one trainer, which frees it at its end: weights, the state of an
 * optimizer that a model is compiled with, and tensors of data. What was there before the call (a model
 * that the function only hands out, layers that it builds upon) and what a function gives a second time
 * stays the user's.
 */
export class Made {
  readonly #given = new Set<tf.Tensor>();
  readonly #own = new Set<tf.Tensor>();
  readonly #models = new Map<LayersModel, readonly tf.Tensor[]>();

  /** Calls a function of the user's, and takes what it makes. */
  async take<T>(make: () => Promise<T>, tensorsOf: (made: T) => readonly tf.Tensor[]): Promise<T> {
    const newest = newestTensor();
    const made = await make();
    for (const tensor of tensorsOf(made)) {
      if (this.#given.has(tensor)) this.#own.delete(tensor);
      else if (tensor.id > newest) this.#own.add(tensor);
      this.#given.add(tensor);
    }
    return made;
  }

  /** {@link take} for a function that makes a model. */
  async takeModel(make: () => Promise<LayersModel>): Promise<LayersModel> {
    const model = await this.take(make, tensorsOfModel);
    this.#models.set(model, tensorsOfModel(model));
    return model;
  }

  /**
   * Frees what is ours of a model. Who kept hold of it may dispose of it once more, which TensorFlow.js
   * refuses else.
   */
  freeModel(model: LayersModel): void {
    const tensors = this.#models.get(model) ?? [];
    const isOurs = tensors.some((tensor) => this.#own.has(tensor) && !tensor.isDisposed);
    this.#free(tensors);
    if (isOurs) model.dispose = () => ({ refCountAfterDispose: 0, numDisposedVariables: 0 });
  }

  /** Frees all that is ours. */
  free(): void {
    for (const model of this.#models.keys()) this.freeModel(model);
    this.#free([...this.#own]);
  }

  #free(tensors: readonly tf.Tensor[]): void {
    for (const tensor of tensors) {
      if (this.#own.delete(tensor) && !tensor.isDisposed) tensor.dispose();
    }
  }
}

/** Numbers of tensors grow by the time at which they are made. */
function newestTensor(): number {
  const probe = tf.scalar(0);
  probe.dispose();
  return probe.id;
}

/** The weights of a model, and what its optimizer holds where it is compiled with one. */
function tensorsOfModel(model: LayersModel): tf.Tensor[] {
  return [...variablesOf(model), ...tensorsWithin((model as { optimizer?: unknown }).optimizer)];
}
