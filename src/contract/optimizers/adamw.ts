import { adamHyperParameters } from "./adam.ts";
import { notNegative, type OwnOptimizer, type UpdateRule, type Values } from "./definition.ts";

declare module "./definition.js" {
  interface OptimizerNames {
    adamw: true;
  }
}

const hyperParameters = {
  ...adamHyperParameters,
  /** torch's default. */
  weightDecay: notNegative(0.01, { keras: "weight_decay" }),
} as const;

/**
 * Adam with decoupled weight decay: every parameter that has a gradient is first multiplied by
 * `1 - lr x weightDecay`, then updated as by Adam with the gradient taken before the decay.
 *
 * Source: Loshchilov and Hutter, "Decoupled Weight Decay Regularization", algorithm 2, in the form
 * of torch.optim.AdamW (the decay is scaled by the LR; biases are decayed too). The operations are
 * those of TensorFlow.js' Adam, in their order.
 */
const rule: UpdateRule<
  Values<typeof hyperParameters>,
  "mean" | "meanSquare",
  "beta1Power" | "beta2Power"
> = {
  slots: () => ({ mean: 0, meanSquare: 0 }),
  counters: ({ beta1, beta2 }) => ({ beta1Power: beta1, beta2Power: beta2 }),
  step({ add, sub, mul, div, sqrt, square }, { lr, counters, hyperParameters }) {
    const { beta1, beta2, epsilon, weightDecay } = hyperParameters;
    const { beta1Power, beta2Power } = counters;
    const oneMinusBeta1Power = sub(1, beta1Power);
    const oneMinusBeta2Power = sub(1, beta2Power);
    return {
      counters: { beta1Power: mul(beta1Power, beta1), beta2Power: mul(beta2Power, beta2) },
      update({ parameter, gradient, slots }) {
        const decayed = mul(parameter, 1 - lr * weightDecay);
        const mean = add(mul(slots.mean, beta1), mul(gradient, 1 - beta1));
        const meanSquare = add(mul(slots.meanSquare, beta2), mul(square(gradient), 1 - beta2));
        const scale = add(sqrt(div(meanSquare, oneMinusBeta2Power)), epsilon);
        const direction = div(div(mean, oneMinusBeta1Power), scale);
        return { parameter: add(mul(direction, -lr), decayed), slots: { mean, meanSquare } };
      },
    };
  },
};

export const adamw = {
  className: "AdamW",
  family: "adam",
  library: false,
  hyperParameters,
  rule,
} as const satisfies OwnOptimizer;
