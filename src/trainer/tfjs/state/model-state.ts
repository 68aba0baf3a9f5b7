import type { LayersModel } from "@tensorflow/tfjs-layers";
import * as tf from "../lib/core.ts";
import { type Captured, captureFields } from "./capture.ts";

/** A layer with state between batches (a stateful RNN), as far as we touch it. */
interface StatefulLayer {
  states_: tf.Tensor[] | null;
  keptStates: tf.Tensor[][];
}

/** Every variable of a model: trainable weights, frozen ones, and moving statistics. */
export function variablesOf(model: LayersModel): tf.Variable[] {
  return model.weights.map((weight) => weight.read() as tf.Variable);
}

/**
 * Saves all variables of a model and the states of its stateful layers, bit for bit. The data is
 * shared, not copied: TensorFlow.js gives a variable new data when it is assigned.
 */
export function captureModel(model: LayersModel): Captured {
  const saved = variablesOf(model).map((variable) => ({
    variable,
    copy: tf.keep(tf.clone(variable)),
  }));
  const states = captureStates(model);
  return {
    restore() {
      for (const { variable, copy } of saved) variable.assign(copy);
      states.restore();
    },
    dispose() {
      for (const { copy } of saved) copy.dispose();
      states.dispose();
    },
  };
}

/** Saves only what recurrent layers carry from batch to batch: states, and cached dropout masks. */
export function captureStates(model: LayersModel): Captured {
  const { layers, cells } = recurrentParts(model);
  const captured = [
    ...layers.map((layer) => captureFields(layer, ["states_", "keptStates"])),
    ...cells.map((cell) => captureFields(cell, ["dropoutMask", "recurrentDropoutMask"])),
  ];
  return {
    restore() {
      for (const part of captured) part.restore();
    },
    dispose() {
      for (const part of captured) part.dispose();
    },
  };
}

/**
 * A function that frees the old states which stateful layers pile up while training (they keep them
 * until `resetStates`); states that were there before are left alone.
 */
export function keptStatesReleaser(model: LayersModel): () => void {
  const piles = recurrentParts(model).layers.map((layer) => ({
    layer,
    before: layer.keptStates.length,
  }));
  return () => {
    for (const { layer, before } of piles) tf.dispose(layer.keptStates.splice(before));
  };
}

function isStateful(part: object): part is StatefulLayer {
  const { stateful, keptStates } = part as Partial<Record<string, unknown>>;
  return stateful === true && Array.isArray(keptStates);
}

/** Stateful layers and the cells of all recurrent layers, wherever they are nested. */
function recurrentParts(model: LayersModel): { layers: StatefulLayer[]; cells: object[] } {
  const layers = new Set<StatefulLayer>();
  const cells = new Set<object>();
  const visit = (value: unknown): void => {
    if (typeof value !== "object" || value === null) return;
    const part = value as Record<string, unknown>;
    if (isStateful(part)) layers.add(part);
    if ("dropoutMask" in part) cells.add(part);
    for (const key of ["layers", "cells"]) {
      if (Array.isArray(part[key])) part[key].forEach(visit);
    }
    // Recurrent layers, and the wrappers TimeDistributed and Bidirectional.
    for (const key of ["cell", "layer", "forwardLayer", "backwardLayer"]) visit(part[key]);
  };
  visit(model);
  return { layers: [...layers], cells: [...cells] };
}
