import * as tf from "../lib/core.ts";
import { AdamWOptimizer } from "./adamw.ts";
import { CenteredRmsPropOptimizer } from "./centered-rmsprop.ts";
import { type OptimizerConfig, resolveOptimizer } from "./config.ts";

/** LR of a new optimizer until the first `setLr`; no step is made with it. */
const UNSET_LR = 1e-3;

/**
 * The optimizer of a name or config, with the arithmetic of `tf.train` (so that the LR found suits a
 * training run with `tf.train`), but for `adamw` and centered `rmsprop`, which are our own classes.
 * Beware: Adadelta of TensorFlow.js divides by the accumulator of the step before, so that its first
 * update is `lr x gradient`; Keras and PyTorch divide by the new one.
 *
 * @throws InputError as {@link resolveOptimizer}
 */
export function createOptimizer(given: string | OptimizerConfig): tf.Optimizer {
  const { name, hyperParameters } = resolveOptimizer(given);
  const number = (key: string) => hyperParameters[key] as number;
  switch (name) {
    case "sgd":
      return new tf.SGDOptimizer(UNSET_LR);
    case "momentum":
      return new tf.MomentumOptimizer(UNSET_LR, number("momentum"));
    case "nesterov":
      return new tf.MomentumOptimizer(UNSET_LR, number("momentum"), true);
    case "adagrad":
      return new tf.AdagradOptimizer(UNSET_LR, number("initialAccumulatorValue"));
    case "adadelta":
      return new tf.AdadeltaOptimizer(UNSET_LR, number("rho"), number("epsilon"));
    case "rmsprop":
      return hyperParameters.centered === true
        ? new CenteredRmsPropOptimizer(
            UNSET_LR,
            number("decay"),
            number("momentum"),
            number("epsilon"),
          )
        : new tf.RMSPropOptimizer(UNSET_LR, number("decay"), number("momentum"), number("epsilon"));
    case "adam":
      return new tf.AdamOptimizer(UNSET_LR, number("beta1"), number("beta2"), number("epsilon"));
    case "adamax":
      return new tf.AdamaxOptimizer(
        UNSET_LR,
        number("beta1"),
        number("beta2"),
        number("epsilon"),
        number("decay"),
      );
    case "adamw":
      return new AdamWOptimizer(
        UNSET_LR,
        number("beta1"),
        number("beta2"),
        number("epsilon"),
        number("weightDecay"),
      );
  }
}
