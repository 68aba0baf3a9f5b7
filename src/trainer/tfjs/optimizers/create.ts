import {
  OPTIMIZERS,
  type OptimizerConfig,
  type OptimizerDefinition,
  type OptimizerName,
  type ResolvedOptimizer,
  resolveOptimizer,
} from "../../../contract/optimizers/index.ts";
import * as tf from "../lib/core.ts";
import { RuleOptimizer } from "./rule-optimizer.ts";

/** LR of a new optimizer until the first `setLr`; no step is made with it. */
const UNSET_LR = 1e-3;

/** Optimizers that TensorFlow.js has. */
type LibraryName = {
  [Name in OptimizerName]: (typeof OPTIMIZERS)[Name]["library"] extends true ? Name : never;
}[OptimizerName];

interface LibraryClass<Values> {
  readonly Class: unknown;
  make(values: Values): tf.Optimizer;
}

/** The class of each, and what it is made with. */
const LIBRARY: {
  readonly [Name in LibraryName]: LibraryClass<ResolvedOptimizer<Name>["hyperParameters"]>;
} = {
  sgd: made(tf.SGDOptimizer, () => []),
  momentum: made(tf.MomentumOptimizer, ({ momentum }) => [momentum]),
  nesterov: made(tf.MomentumOptimizer, ({ momentum }) => [momentum, true]),
  adagrad: made(tf.AdagradOptimizer, ({ initialAccumulatorValue }) => [initialAccumulatorValue]),
  adadelta: made(tf.AdadeltaOptimizer, ({ rho, epsilon }) => [rho, epsilon]),
  rmsprop: made(tf.RMSPropOptimizer, ({ decay, momentum, epsilon }) => [decay, momentum, epsilon]),
  adam: made(tf.AdamOptimizer, ({ beta1, beta2, epsilon }) => [beta1, beta2, epsilon]),
  adamax: made(tf.AdamaxOptimizer, ({ beta1, beta2, epsilon, decay }) => [
    beta1,
    beta2,
    epsilon,
    decay,
  ]),
};

function made<Values, Rest extends unknown[]>(
  Class: new (lr: number, ...rest: Rest) => tf.Optimizer,
  rest: (values: Values) => readonly [...NoInfer<Rest>],
): LibraryClass<Values> {
  return { Class, make: (values) => new Class(UNSET_LR, ...rest(values)) };
}

/**
 * The optimizer of a name or config, with the arithmetic of `tf.train` (so that the LR found suits a
 * training run with `tf.train`) where it has the optimizer, but for centered `rmsprop`.
 * Beware: Adadelta of TensorFlow.js divides by the accumulator of the step before, so that its first
 * update is `lr x gradient`; Keras and PyTorch divide by the new one.
 *
 * @throws InputError as {@link resolveOptimizer}
 */
export function createOptimizer(given: string | OptimizerConfig): tf.Optimizer {
  const resolved = resolveOptimizer(given);
  if (!isLibrary(resolved)) {
    return new RuleOptimizer(UNSET_LR, OPTIMIZERS[resolved.name].rule, resolved.hyperParameters);
  }
  const definition: Extract<OptimizerDefinition, { library: true }> = OPTIMIZERS[resolved.name];
  const rule = definition.instead?.(resolved.hyperParameters);
  return rule === undefined
    ? ofLibrary(resolved)
    : new RuleOptimizer(UNSET_LR, rule, resolved.hyperParameters);
}

function isLibrary(resolved: ResolvedOptimizer): resolved is ResolvedOptimizer<LibraryName> {
  return OPTIMIZERS[resolved.name].library;
}

function ofLibrary<Name extends LibraryName>(resolved: ResolvedOptimizer<Name>): tf.Optimizer {
  return LIBRARY[resolved.name].make(resolved.hyperParameters);
}

const CLASSES: ReadonlySet<unknown> = new Set([
  RuleOptimizer,
  ...Object.values(LIBRARY).map(({ Class }) => Class),
]);

/** Whether it is of a class that {@link createOptimizer} uses, and not of a user's own. */
export function isOurs(optimizer: tf.Optimizer): boolean {
  return CLASSES.has(optimizer.constructor);
}
