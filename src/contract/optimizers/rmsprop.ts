import {
  flag,
  fraction,
  type LibraryOptimizer,
  positive,
  type UpdateRule,
  type Values,
} from "./definition.ts";

declare module "./definition.js" {
  interface OptimizerNames {
    rmsprop: true;
  }
}

const hyperParameters = {
  /** Of the mean square. Keras calls it rho, and has another decay. */
  decay: fraction(0.9, { keras: "rho" }),
  momentum: fraction(0),
  epsilon: positive(1e-7),
  centered: flag(false),
} as const;

/**
 * RMSProp divided by the estimated standard deviation of the gradient:
 *
 *     s <- decay s + (1 - decay) g^2,  m <- decay m + (1 - decay) g
 *     v <- momentum v + lr g / sqrt(s - m^2 + epsilon),  p <- p - v
 *
 * Source: TensorFlow's ApplyCenteredRMSProp. The class of TensorFlow.js subtracts epsilon instead of
 * adding it, which gives NaN for every zero gradient (any dead relu unit).
 */
const centered: UpdateRule<
  Values<typeof hyperParameters>,
  "meanSquare" | "meanGradient" | "velocity",
  never
> = {
  slots: () => ({ meanSquare: 0, meanGradient: 0, velocity: 0 }),
  counters: () => ({}),
  step({ add, sub, mul, div, relu, sqrt, square }, { lr, hyperParameters }) {
    const { decay, momentum, epsilon } = hyperParameters;
    const rest = 1 - decay;
    return {
      counters: {},
      update({ parameter, gradient, slots }) {
        const meanSquare = add(mul(slots.meanSquare, decay), mul(square(gradient), rest));
        const meanGradient = add(mul(slots.meanGradient, decay), mul(gradient, rest));
        // Rounding can leave a variance a little below zero.
        const variance = relu(sub(meanSquare, square(meanGradient)));
        const scaled = div(mul(gradient, lr), sqrt(add(variance, epsilon)));
        const velocity = add(mul(slots.velocity, momentum), scaled);
        return {
          parameter: sub(parameter, velocity),
          slots: { meanSquare, meanGradient, velocity },
        };
      },
    };
  },
};

export const rmsprop = {
  className: "RMSProp",
  family: "rmsprop",
  library: true,
  hyperParameters,
  instead: (values) => (values.centered === true ? centered : undefined),
} as const satisfies LibraryOptimizer;
