import {
  type HyperParameters,
  nameOfClass,
  OPTIMIZERS,
  type OptimizerConfig,
} from "../../../contract/optimizers/index.ts";

/** What a saved model says about how it was compiled; only what we understand. */
export interface CompiledConfig {
  /** As written in the file, e.g. `categorical_crossentropy`. */
  readonly loss?: string;
  readonly optimizer?: OptimizerConfig;
}

type Json = Readonly<Record<string, unknown>>;

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
  const optimizer = savedOptimizer(asObject(config.optimizer_config));
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

function savedOptimizer(given: Json | undefined): OptimizerConfig | undefined {
  const className = given?.class_name;
  if (typeof className !== "string") return undefined;
  const config = asObject(given?.config) ?? {};
  const name = nameOfClass(className, {
    hasMomentum: Number(config.momentum) > 0,
    isNesterov: config.useNesterov === true || config.nesterov === true,
  });
  if (name === undefined) return undefined;
  const known: HyperParameters = OPTIMIZERS[name].hyperParameters;
  const hyperParameters: Record<string, number | boolean> = {};
  for (const [key, { keras = key, saved = true }] of Object.entries(known)) {
    const value = config[keras] ?? config[key];
    if (saved && (typeof value === "number" || typeof value === "boolean")) {
      hyperParameters[key] = value;
    }
  }
  return { name, ...hyperParameters };
}

function asObject(value: unknown): Json | undefined {
  return typeof value === "object" && value !== null && !Array.isArray(value)
    ? (value as Json)
    : undefined;
}
