import type { serialization } from "@tensorflow/tfjs-core";
import * as tf from "../lib/core.ts";
import { type Gradients, namedGradients } from "./gradients.ts";

/**
 * Adam with decoupled weight decay: every parameter that has a gradient is first multiplied by
 * `1 - lr x weightDecay`, then updated as by Adam with the gradient taken before the decay.
 *
 * Source: Loshchilov and Hutter, "Decoupled Weight Decay Regularization", algorithm 2, in the form
 * of torch.optim.AdamW (the decay is scaled by the LR; biases are decayed too).
 */
export class AdamWOptimizer extends tf.AdamOptimizer {
  static override get className(): string {
    return "AdamW";
  }

  readonly weightDecay: number;

  constructor(lr: number, beta1: number, beta2: number, epsilon: number, weightDecay: number) {
    super(lr, beta1, beta2, epsilon);
    this.weightDecay = weightDecay;
  }

  override applyGradients(gradients: Gradients): void {
    const keep = 1 - this.learningRate * this.weightDecay;
    for (const { name, tensor: gradient } of namedGradients(gradients)) {
      const variable = tf.engine().registeredVariables[name];
      if (gradient == null || variable === undefined) continue;
      tf.tidy(() => variable.assign(tf.mul(variable, keep)));
    }
    super.applyGradients(gradients as Parameters<tf.AdamOptimizer["applyGradients"]>[0]);
  }

  override getConfig(): serialization.ConfigDict {
    return { ...super.getConfig(), weightDecay: this.weightDecay };
  }
}
