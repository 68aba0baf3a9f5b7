import type { LayersModel } from "@tensorflow/tfjs-layers";
import * as tf from "../lib/core.ts";
import { variablesOf } from "./model-state.ts";

/**
 * Every tensor that lives from step to step: the model's variables, the optimizer's slots and
 * counters, and the scalars that it keeps (SGD its learning rate).
 */
export function trainingState(model: LayersModel, optimizer: tf.Optimizer): tf.Tensor[] {
  const found = new Set<tf.Tensor>(variablesOf(model));
  collect(optimizer, found, 0);
  return [...found];
}

/** Slots are at most four deep: optimizer, list, entry, variable. */
function collect(value: unknown, found: Set<tf.Tensor>, depth: number): void {
  if (typeof value !== "object" || value === null || depth > 3) return;
  if (value instanceof tf.Tensor) found.add(value);
  else for (const item of Object.values(value)) collect(item, found, depth + 1);
}
