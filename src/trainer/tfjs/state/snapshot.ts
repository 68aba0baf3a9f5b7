import type { Optimizer } from "@tensorflow/tfjs-core";
import type { LayersModel } from "@tensorflow/tfjs-layers";
import type { Random } from "../../../core/random.ts";
import type { TensorBatchSource } from "../data/host.ts";
import { type Captured, captureFields } from "./capture.ts";
import { captureModel, variablesOf } from "./model-state.ts";

/** Everything that a training step changes. */
interface TrainingState {
  readonly model: LayersModel;
  readonly optimizer: Optimizer;
  readonly source: TensorBatchSource;
  /** Randomness of dropout and other random ops. */
  readonly stream: Random;
}

/**
 * Saves weights, moving statistics, layer states, optimizer slots, counters and LR, the random
 * stream and the data position. After `restore` all of them are bit for bit what they were.
 */
export function takeSnapshot(state: TrainingState): Captured {
  const { model, optimizer, source, stream } = state;
  const modelState = captureModel(model);
  const optimizerState = captureFields(optimizer, undefined, new Set(variablesOf(model)));
  const position = source.getPosition();
  const randomState = stream.getState();
  return {
    restore() {
      modelState.restore();
      optimizerState.restore();
      source.setPosition(position);
      stream.setState(randomState);
    },
    dispose() {
      modelState.dispose();
      optimizerState.dispose();
    },
  };
}

/** Those who draw from `Math.random` while code of the user's makes something; the last one is drawn from. */
const loading: Random[] = [];
let unseeded = Math.random;

/**
 * Runs code of the user's that makes a model or data with `Math.random` taken from a seeded stream,
 * and puts the real one back: weights whose initializers have no seed, and data drawn at random, are
 * the same each time. A `Math.random` that the code itself puts in place stays.
 */
export async function whileSeeded<T>(stream: Random, run: () => T | Promise<T>): Promise<T> {
  if (loading.length === 0) unseeded = Math.random;
  loading.push(stream);
  Math.random = stream.float;
  try {
    return await run();
  } finally {
    const isOurs = loading.some(({ float }) => float === Math.random);
    loading.splice(loading.indexOf(stream), 1);
    if (isOurs) Math.random = loading.at(-1)?.float ?? unseeded;
  }
}

/**
 * Runs synchronous code with `Math.random` taken from a seeded stream, and puts the real one back
 * whatever happens. TensorFlow.js seeds every unseeded random op (dropout, noise) from
 * `Math.random` at the moment the op is built, so this makes a training step repeatable.
 */
export function withRandom<T>(stream: Random, run: () => T): T {
  const original = Math.random;
  Math.random = stream.float;
  try {
    return run();
  } finally {
    Math.random = original;
  }
}
