import type { serialization } from "@tensorflow/tfjs-core";
import * as tf from "../lib/core.ts";
import { type Gradients, namedGradients } from "./gradients.ts";

interface Slots {
  readonly meanSquare: tf.Variable;
  readonly meanGradient: tf.Variable;
  readonly momentum: tf.Variable;
}

/**
 * RMSProp divided by the estimated standard deviation of the gradient:
 *
 *     s <- decay s + (1 - decay) g^2,  m <- decay m + (1 - decay) g
 *     v <- momentum v + lr g / sqrt(s - m^2 + epsilon),  p <- p - v
 *
 * Source: TensorFlow's ApplyCenteredRMSProp. The class of TensorFlow.js subtracts epsilon instead of
 * adding it, which gives NaN for every zero gradient (any dead relu unit).
 */
export class CenteredRmsPropOptimizer extends tf.Optimizer {
  static get className(): string {
    return "CenteredRMSProp";
  }

  protected learningRate: number;
  readonly decay: number;
  readonly momentum: number;
  readonly epsilon: number;
  private readonly slots: Slots[] = [];

  constructor(lr: number, decay: number, momentum: number, epsilon: number) {
    super();
    this.learningRate = lr;
    this.decay = decay;
    this.momentum = momentum;
    this.epsilon = epsilon;
  }

  override applyGradients(gradients: Gradients): void {
    namedGradients(gradients).forEach(({ name, tensor: gradient }, index) => {
      const value = tf.engine().registeredVariables[name];
      if (gradient == null || value === undefined) return;
      tf.tidy(() => {
        const { meanSquare, meanGradient, momentum } = this.slotsOf(index, value);
        const rest = 1 - this.decay;
        meanSquare.assign(
          tf.add(tf.mul(meanSquare, this.decay), tf.mul(tf.square(gradient), rest)),
        );
        meanGradient.assign(tf.add(tf.mul(meanGradient, this.decay), tf.mul(gradient, rest)));
        // Rounding can leave a variance a little below zero.
        const variance = tf.relu(tf.sub(meanSquare, tf.square(meanGradient)));
        const scaled = tf.div(
          tf.mul(gradient, this.learningRate),
          tf.sqrt(tf.add(variance, this.epsilon)),
        );
        momentum.assign(tf.add(tf.mul(momentum, this.momentum), scaled));
        value.assign(tf.sub(value, momentum));
      });
    });
    this.incrementIterations();
  }

  override dispose(): void {
    for (const slot of this.slots) tf.dispose([slot.meanSquare, slot.meanGradient, slot.momentum]);
    this.slots.length = 0;
  }

  override getConfig(): serialization.ConfigDict {
    const { learningRate, decay, momentum, epsilon } = this;
    return { learningRate, decay, momentum, epsilon, centered: true };
  }

  private slotsOf(index: number, value: tf.Variable): Slots {
    const zeros = () => tf.variable(tf.zerosLike(value), false);
    this.slots[index] ??= { meanSquare: zeros(), meanGradient: zeros(), momentum: zeros() };
    return this.slots[index];
  }
}
