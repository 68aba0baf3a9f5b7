import type { LayersModel } from "@tensorflow/tfjs-layers";
import {
  nameOfClass,
  type OptimizerConfig,
  resolveOptimizer,
} from "../../../contract/optimizers/index.ts";
import { describe } from "../../../core/check.ts";
import { InputError } from "../../../core/errors.ts";
import type { StreamDataset } from "../data/stream.ts";
import * as tf from "../lib/core.ts";
import { LOSSES, type LossFunction } from "../losses/losses.ts";
import { type LossName, resolveLossName } from "../losses/names.ts";
import { isLayersModel } from "../models/layers-model.ts";
import { createOptimizer } from "../optimizers/create.ts";
import { lrAccess } from "../optimizers/lr.ts";

/** An optimizer with its name, and whether we made it. */
interface ResolvedOptimizer {
  readonly optimizer: tf.Optimizer;
  readonly name: string;
  readonly ours: boolean;
}

export function isStream(value: unknown): value is StreamDataset {
  return typeof (value as { iterator?: unknown } | null | undefined)?.iterator === "function";
}

/**
 * A model that can be trained: it must be a LayersModel, and built.
 *
 * @param label what to call it in messages, e.g. "`model` of train.mjs"
 */
export function checkModel(label: string, value: unknown): LayersModel {
  if (!isLayersModel(value)) {
    const graph = typeof (value as { executeAsync?: unknown } | null)?.executeAsync === "function";
    throw new InputError(
      "bad-module",
      `${label} must be a LayersModel of TensorFlow.js, got ` +
        (graph ? "a GraphModel, which cannot be trained" : describe(value)),
      { data: { label } },
    );
  }
  if (isFreed(value)) {
    throw new InputError(
      "bad-module",
      `${label} is disposed: a function has to make a new model with every call, since its weights are freed with the trainer; to keep a model, give the model itself`,
      { data: { label } },
    );
  }
  if (!((value.outputs as unknown[] | undefined)?.length ?? 0)) {
    throw new InputError(
      "bad-module",
      `${label} is not built: give its first layer an \`inputShape\``,
      { data: { label } },
    );
  }
  // A Sequential fills in its input names at its first use.
  if (!value.built) value.build(value.inputs[0]?.shape ?? []);
  return value;
}

function isFreed({ weights }: LayersModel): boolean {
  try {
    for (const weight of weights) weight.read();
    return false;
  } catch {
    return true;
  }
}

/**
 * The optimizer that was named, passed, or compiled into the model.
 *
 * @throws InputError when there is none, or its learning rate cannot be set
 */
export function findOptimizer(
  label: string,
  given: unknown,
  compiled: unknown,
  from: keyof typeof HOW_TO_GIVE,
): ResolvedOptimizer {
  const value = given ?? compiled;
  if (isOptimizer(value)) {
    lrAccess(value);
    return { optimizer: value, name: nameOf(value), ours: false };
  }
  if (typeof value === "string" || (typeof value === "object" && value !== null)) {
    const config = value as string | OptimizerConfig;
    const { name } = resolveOptimizer(config);
    return { optimizer: createOptimizer(config), name, ours: true };
  }
  throw new InputError(
    "bad-module",
    value === undefined || value === null
      ? `${label} is missing: ${HOW_TO_GIVE[from]} a tf optimizer, a name, or compile the model`
      : `${label} must be a tf optimizer or a name, got ${describe(value)}`,
    { data: { label } },
  );
}

/** A module exports what the caller of a function gives. */
const HOW_TO_GIVE = { api: "give", module: "export" } as const;

/** A loss for each output, with the name where it has one. */
export interface ResolvedLoss {
  readonly losses: readonly LossFunction[];
  readonly name: LossName | undefined;
}

/**
 * The loss that was named, passed, or compiled into the model; the same for every output, unless the
 * compiled model has one for each.
 */
export function findLoss(
  label: string,
  given: unknown,
  model: LayersModel,
  from: keyof typeof HOW_TO_GIVE,
): ResolvedLoss {
  const value = given ?? (model as { loss?: unknown }).loss;
  const list = Array.isArray(value)
    ? value
    : isNamed(value)
      ? model.outputNames.map((name) => value[name])
      : model.outputs.map(() => value);
  if (list.length !== model.outputs.length) {
    throw new InputError(
      "bad-module",
      `${label} lists ${list.length} losses, and the model has ${model.outputs.length} outputs`,
      { data: { label } },
    );
  }
  const names = list.map((item) => (typeof item === "string" ? resolveLossName(item) : undefined));
  const losses = list.map((item, i) => {
    const name = names[i];
    if (name !== undefined) return LOSSES[name];
    if (typeof item === "function") return item as LossFunction;
    throw new InputError(
      "bad-module",
      item === undefined
        ? `${label} is missing: ${HOW_TO_GIVE[from]} a name or a function (yTrue, yPred) => tensor, or compile ` +
            "the model"
        : `${label} must be a name or a function (yTrue, yPred) => tensor, got ${describe(item)}`,
      { data: { label } },
    );
  });
  return { losses, name: names.length === 1 ? names[0] : undefined };
}

function isNamed(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}

function isOptimizer(value: unknown): value is tf.Optimizer {
  return typeof value === "object" && value !== null && (value as object) instanceof tf.Optimizer;
}

/** `sgd`, `adam`, …; our name where the class is one that we know, else the class's own. */
function nameOf(optimizer: tf.Optimizer): string {
  const name = optimizer.getClassName?.() ?? optimizer.constructor.name;
  const isNesterov = (optimizer as { useNesterov?: unknown }).useNesterov === true;
  return nameOfClass(name, { isNesterov }) ?? name;
}
