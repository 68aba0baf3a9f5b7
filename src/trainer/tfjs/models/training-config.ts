import type { OptimizerConfig, OptimizerName } from "../optimizers/config.ts";

/** What a saved model says about how it was compiled; only what we understand. */
export interface CompiledConfig {
  /** As written in the file, e.g. `categorical_crossentropy`. */
  readonly loss?: string;
  readonly optimizer?: OptimizerConfig;
}

type Json = Readonly<Record<string, unknown>>;

const CLASS_NAMES: Readonly<Record<string, OptimizerName>> = {
  sgd: "sgd",
  momentum: "momentum",
  adagrad: "adagrad",
  adadelta: "adadelta",
  rmsprop: "rmsprop",
  adam: "adam",
  adamax: "adamax",
  adamw: "adamw",
};

/** Hyper-parameters by our names, each with the spellings of tfjs and Keras. */
const KEYS: Readonly<Record<OptimizerName, Readonly<Record<string, readonly string[]>>>> = {
  sgd: {},
  momentum: { momentum: ["momentum"] },
  nesterov: { momentum: ["momentum"] },
  adagrad: {
    initialAccumulatorValue: ["initialAccumulatorValue", "initial_accumulator_value"],
  },
  adadelta: { rho: ["rho"], epsilon: ["epsilon"] },
  // tfjs calls it decay; Keras calls it rho and has another decay.
  rmsprop: {
    decay: ["rho", "decay"],
    momentum: ["momentum"],
    epsilon: ["epsilon"],
    centered: ["centered"],
  },
  adam: { beta1: ["beta1", "beta_1"], beta2: ["beta2", "beta_2"], epsilon: ["epsilon"] },
  adamax: { beta1: ["beta1", "beta_1"], beta2: ["beta2", "beta_2"], epsilon: ["epsilon"] },
  adamw: {
    beta1: ["beta1", "beta_1"],
    beta2: ["beta2", "beta_2"],
    epsilon: ["epsilon"],
    weightDecay: ["weightDecay", "weight_decay"],
  },
};

/**
 * Reads the compile settings of a `model.json`: `trainingConfig` as written by TensorFlow.js, or
 * `modelTopology.training_config` as converted from Keras. The saved learning rate and optimizer
 * slots are not used: a range test sets the one and starts with fresh others.
 */
export function readTrainingConfig(file: Json): CompiledConfig {
  const config =
    asObject(file.trainingConfig) ?? asObject(asObject(file.modelTopology)?.training_config);
  if (config === undefined) return {};
  const loss = lossOf(config.loss);
  const optimizer = optimizerOf(asObject(config.optimizer_config));
  return {
    ...(loss === undefined ? {} : { loss }),
    ...(optimizer === undefined ? {} : { optimizer }),
  };
}

function lossOf(value: unknown): string | undefined {
  if (typeof value === "string") return value;
  const object = asObject(value);
  if (object !== undefined && typeof object.class_name === "string") {
    const fromLogits = asObject(object.config)?.from_logits === true;
    const name = object.class_name;
    if (fromLogits && /^categorical/i.test(name)) return "softmaxCrossEntropy";
    return fromLogits && /^binary/i.test(name) ? "sigmoidCrossEntropy" : name;
  }
  const list = Array.isArray(value) ? value : Object.values(object ?? {});
  return list.length === 1 ? lossOf(list[0]) : undefined;
}

function optimizerOf(given: Json | undefined): OptimizerConfig | undefined {
  const className = given?.class_name;
  const config = asObject(given?.config) ?? {};
  let name = typeof className === "string" ? CLASS_NAMES[className.toLowerCase()] : undefined;
  if (name === undefined) return undefined;
  // Keras' SGD holds all three; tfjs' Momentum both of the last.
  if (name === "sgd" && Number(config.momentum) > 0) name = "momentum";
  if (name === "momentum" && (config.useNesterov === true || config.nesterov === true)) {
    name = "nesterov";
  }
  const hyperParameters: Record<string, number | boolean> = {};
  for (const [key, spellings] of Object.entries(KEYS[name])) {
    const value = spellings.map((spelling) => config[spelling]).find((item) => item != null);
    if (typeof value === "number" || typeof value === "boolean") hyperParameters[key] = value;
  }
  return { name, ...hyperParameters };
}

function asObject(value: unknown): Json | undefined {
  return typeof value === "object" && value !== null && !Array.isArray(value)
    ? (value as Json)
    : undefined;
}
