import { checkOneOf, nearest, rejectOption } from "../../../core/check.ts";
import { InputError } from "../../../core/errors.ts";

/** Optimizers by the names users write. */
export const OPTIMIZER_NAMES = [
  "sgd",
  "momentum",
  "nesterov",
  "adagrad",
  "adadelta",
  "rmsprop",
  "adam",
  "adamax",
  "adamw",
] as const;

export type OptimizerName = (typeof OPTIMIZER_NAMES)[number];

/** A name with the hyper-parameters that differ from their defaults, e.g. `{ name: "adam", beta1: 0.8 }`. */
export interface OptimizerConfig {
  /** One of {@link OPTIMIZER_NAMES}. */
  readonly name: string;
  readonly [hyperParameter: string]: number | boolean | string;
}

/** Every hyper-parameter of the optimizer, by name. */
export type HyperParameters = Readonly<Record<string, number | boolean>>;

interface Rule {
  readonly default: number | boolean;
  readonly expected: string;
  accepts(value: unknown): boolean;
}

const fraction = (value: number): Rule => ({
  default: value,
  expected: "a number of at least 0 and below 1",
  accepts: (given) => typeof given === "number" && given >= 0 && given < 1,
});
const notNegative = (value: number): Rule => ({
  default: value,
  expected: "a finite number of at least 0",
  accepts: (given) => typeof given === "number" && given >= 0 && Number.isFinite(given),
});
const positive = (value: number): Rule => ({
  default: value,
  expected: "a finite number above 0",
  accepts: (given) => typeof given === "number" && given > 0 && Number.isFinite(given),
});
const flag = (value: boolean): Rule => ({
  default: value,
  expected: "true or false",
  accepts: (given) => typeof given === "boolean",
});

// Defaults are those of tf.train (Keras' where tf.train has none); weightDecay is torch's.
const adamRules = { beta1: fraction(0.9), beta2: fraction(0.999), epsilon: positive(1e-7) };
const RULES: Readonly<Record<OptimizerName, Readonly<Record<string, Rule>>>> = {
  sgd: {},
  momentum: { momentum: fraction(0.9) },
  nesterov: { momentum: fraction(0.9) },
  adagrad: { initialAccumulatorValue: positive(0.1) },
  adadelta: { rho: fraction(0.95), epsilon: positive(1e-7) },
  rmsprop: {
    decay: fraction(0.9),
    momentum: fraction(0),
    epsilon: positive(1e-7),
    centered: flag(false),
  },
  adam: adamRules,
  adamax: { ...adamRules, decay: notNegative(0) },
  adamw: { ...adamRules, weightDecay: notNegative(0.01) },
};

/**
 * An optimizer's name and complete hyper-parameters, defaults filled in.
 *
 * | optimizer | hyper-parameters and defaults |
 * |---|---|
 * | `sgd` | none |
 * | `momentum`, `nesterov` | `momentum` 0.9 |
 * | `adagrad` | `initialAccumulatorValue` 0.1 |
 * | `adadelta` | `rho` 0.95, `epsilon` 1e-7 |
 * | `rmsprop` | `decay` 0.9 (of the mean square), `momentum` 0, `epsilon` 1e-7, `centered` false |
 * | `adam` | `beta1` 0.9, `beta2` 0.999, `epsilon` 1e-7 |
 * | `adamax` | as adam, and `decay` 0 (of the LR per step) |
 * | `adamw` | as adam, and `weightDecay` 0.01 |
 *
 * @throws InputError for an unknown optimizer or hyper-parameter (with the nearest name) and for a
 *   value out of its range
 */
export function resolveOptimizer(given: string | OptimizerConfig): {
  readonly name: OptimizerName;
  readonly hyperParameters: HyperParameters;
} {
  const { name: givenName, ...rest } = typeof given === "string" ? { name: given } : given;
  const lower = typeof givenName === "string" ? givenName.toLowerCase() : givenName;
  const name = checkOneOf(
    "optimizer",
    OPTIMIZER_NAMES.includes(lower as OptimizerName) ? lower : givenName,
    OPTIMIZER_NAMES,
  );
  const rules = RULES[name];
  for (const [key, value] of Object.entries(rest)) {
    const rule = rules[key];
    if (rule === undefined) rejectUnknown(name, key, Object.keys(rules));
    if (!rule.accepts(value)) rejectOption(`${key} of ${name}`, rule.expected, value);
  }
  const hyperParameters: Record<string, number | boolean> = {};
  for (const [key, rule] of Object.entries(rules)) {
    const value: unknown = (rest as Readonly<Record<string, unknown>>)[key];
    hyperParameters[key] = (value as number | boolean | undefined) ?? rule.default;
  }
  return { name, hyperParameters };
}

function rejectUnknown(name: OptimizerName, key: string, known: readonly string[]): never {
  const near = nearest(key, known);
  const list = known.length === 0 ? "it has none" : `it has ${known.join(", ")}`;
  const hint = near === undefined ? "" : ` Did you mean "${near}"?`;
  throw new InputError(
    "bad-option",
    `\`optimizer\` ${name} has no hyper-parameter "${key}": ${list}.${hint}`,
    { data: { option: "optimizer", optimizer: name, value: key, expected: known, nearest: near } },
  );
}
