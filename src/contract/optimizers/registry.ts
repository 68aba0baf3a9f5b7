import { keysOf } from "../../core/records.ts";
import { adadelta } from "./adadelta.ts";
import { adagrad } from "./adagrad.ts";
import { adam } from "./adam.ts";
import { adamax } from "./adamax.ts";
import { adamw } from "./adamw.ts";
import type { OptimizerDefinition, OptimizerNames } from "./definition.ts";
import { momentum, nesterov } from "./momentum.ts";
import { rmsprop } from "./rmsprop.ts";
import { sgd } from "./sgd.ts";

/**
 * Optimizers by the names users write, in the order in which they are listed. One whose update
 * stands in its definition trains as soon as it is entered here; for one of TensorFlow.js the
 * trainer's table must name its class.
 */
export const OPTIMIZERS = {
  sgd,
  momentum,
  nesterov,
  adagrad,
  adadelta,
  rmsprop,
  adam,
  adamax,
  adamw,
} as const satisfies { readonly [Name in keyof OptimizerNames]: OptimizerDefinition };

/** An optimizer by name: one of {@link OPTIMIZER_NAMES}. */
export type OptimizerName = keyof typeof OPTIMIZERS;

/** The optimizers that lr-finder knows, in the order in which they are listed. */
export const OPTIMIZER_NAMES: readonly OptimizerName[] = keysOf(OPTIMIZERS);

/** Trains where nobody names an optimizer. */
export const DEFAULT_OPTIMIZER: OptimizerName = "adam";
