import type { RunEvent } from "../contract/index.ts";
import { checkFunction, checkText } from "../core/check.ts";
import { checkKeys, type KeyTable } from "../core/keys.ts";
import type { Note } from "../core/note.ts";
import { search } from "../search/find.ts";
import {
  checkHooks,
  checkSearch,
  type FindOutcome,
  planSearch,
  SEARCH_KEYS,
  type SearchPlan,
  type SearchRequest,
} from "../search/plan-search.ts";
import { resolveSweepOptions } from "../sweep/options.ts";
import type { StreamDataset } from "../trainer/tfjs/data/stream.ts";
import * as tf from "../trainer/tfjs/lib/core.ts";
import { createFromParts } from "../trainer/tfjs/module/create.ts";
import {
  HOLD_OUT_KEYS,
  type HoldOutParts,
  type RowsData,
  type TrainerParts,
} from "../trainer/tfjs/module/parts.ts";
import type { TrainerInfo } from "../trainer/types.ts";
import { type BrowserEngine, pageEngines } from "./engines.ts";
import { VERSION } from "./version.ts";

/**
 * What {@link findLearningRate} takes beside the model. Names are those of the library in Node.js:
 * the model's parts as in `trainerFromParts`, the search as in its `findLearningRate`.
 */
export interface BrowserFindOptions extends SearchRequest, HoldOutParts {
  /**
   * Training rows: `{ xs, ys }` of tensors, nested arrays, typed arrays or `{ values, shape }`, rows
   * first; or a `tf.data` dataset of batches, as for `fitDataset`. Nothing of it is changed or disposed.
   */
  readonly data: RowsData | StreamDataset;
  /** A `tf.Optimizer`, a name, or a name with hyper-parameters. @default what the model is compiled with */
  readonly optimizer?: TrainerParts["optimizer"];
  /** A name, or a function whose mean is minimized. @default what the model is compiled with */
  readonly loss?: TrainerParts["loss"];
  /** Rows of a micro-batch, at least 1; not for a dataset, which gives whole batches. @default 32 */
  readonly batchSize?: number;
  /** Micro-batches whose mean gradient makes one update, at least 1. @default 1 */
  readonly accumulate?: number;
  /** Optimizer updates in one epoch, where a dataset does not say its size. */
  readonly stepsPerEpoch?: number;
  /** Held-out rows that are read at most, at least 1. @default 2000 */
  readonly maxHeldOutRows?: number;
  /** Data order, dropout and the division of the rows: an integer. @default 0 */
  readonly seed?: number;
  /**
   * `webgpu`, `webgl`, `wasm` or `cpu`: the page must have loaded the backend.
   * @default the page's own backend, and the others where that cannot train the model
   */
  readonly engine?: BrowserEngine;
  /** Name for the report. @default "run" */
  readonly name?: string;
  /**
   * Ends the search before the next step; the result is made from what was recorded. While an engine is
   * starting it ends with the error `cancelled`.
   */
  readonly signal?: AbortSignal;
  /** Everything is checked and planned, and no step has been trained. */
  readonly onStart?: (start: BrowserStart) => void;
  /** Called for everything that happens, in order, before the next step starts. */
  readonly onEvent?: (event: RunEvent) => void;
}

/** A search that starts. */
export interface BrowserStart {
  /** Optimizer, batch size, parameters, and the engine with why it was chosen. */
  readonly info: TrainerInfo;
  /** What there is to say about data and model. */
  readonly warnings: readonly Note[];
  /** What will be trained; `search.steps` has the most steps that it takes, for a progress bar. */
  readonly search: SearchPlan;
}

type OwnOptions = Omit<BrowserFindOptions, keyof SearchRequest | keyof HoldOutParts>;

const OWN_KEYS: KeyTable<OwnOptions> = {
  data: true,
  optimizer: true,
  loss: true,
  batchSize: true,
  accumulate: true,
  stepsPerEpoch: true,
  maxHeldOutRows: true,
  seed: true,
  engine: true,
  name: true,
  signal: true,
  onStart: true,
  onEvent: true,
};

const KEYS: KeyTable<BrowserFindOptions> = { ...SEARCH_KEYS, ...HOLD_OUT_KEYS, ...OWN_KEYS };

/**
 * The learning rate and schedule for a model in the page: sweep, probes judged on held-out rows,
 * suggestion with its confidence, plan. The same search, and the same answer, as in Node.js.
 *
 * The model is trained where it is, and put back: weights, moving statistics, optimizer slots and
 * counters, layer states and `Math.random` are bit for bit what they were, however the search ends.
 * Between steps the page gets its turn; one step blocks it, unless this runs in a worker.
 *
 * @param model a LayersModel with an input shape; or a function that makes one, which is called again
 *   with another seed where other initial weights are wanted
 * @returns the result as in Node.js, and in `failure` what went wrong while it trained, if anything
 * @throws InputError that names the option, for a model, data, engine or option that cannot be used, and
 *   `model-busy` for a model that `fit` or another search trains; nothing has been trained then
 *
 * @example
 * const { result } = await findLearningRate(model, { data: { xs, ys }, horizon: { epochs: 20 } });
 * if (result.status === "found") console.log(result.suggestion.lr, result.suggestion.confidence);
 */
export async function findLearningRate(
  model: TrainerParts["model"],
  options: BrowserFindOptions,
): Promise<FindOutcome> {
  checkKeys("findLearningRate", options, KEYS);
  checkHooks(options);
  checkSearch(options);
  checkFunction("onStart", options.onStart);
  if (options.name !== undefined) checkText("name", options.name);
  const { data, optimizer, loss, batchSize, stepsPerEpoch } = options;
  const { heldOut, validationData, validationSplit, groups, ordered } = options;
  const { accumulate, maxHeldOutRows, engine, name, signal, onStart, onEvent } = options;
  const seed = options.seed ?? options.sweep?.seed;
  // Before an engine is started.
  resolveSweepOptions(options.sweep);
  const held = { heldOut, validationData, validationSplit, groups, ordered };
  const made = { optimizer, loss, batchSize, stepsPerEpoch };
  const trainer = await createFromParts(
    { model, data, ...given(held), ...given(made) },
    { seed, accumulate, maxHeldOutRows, engine, sweepSteps: options.sweep?.steps },
    { engines: pageEngines(signal) },
  );
  try {
    const { strategy, ladder, preset, budget, horizon, verify } = options;
    const plan = planSearch(trainer, {
      strategy,
      ladder,
      preset,
      budget,
      horizon,
      verify,
      for: options.for,
      sweep: { ...(seed !== undefined && { seed }), ...options.sweep },
    });
    const { info, warnings } = trainer;
    onStart?.({ info, warnings, search: plan });
    return await search(trainer, plan, {
      ...given({ name }),
      warnings,
      signal,
      onEvent,
      options: { budget: plan.budget.name, ...plan.horizon },
      versions: {
        "lr-finder": VERSION,
        "@tensorflow/tfjs-core": tf.core.version_core,
        browser: navigator.userAgent,
      },
    });
  } finally {
    await trainer.close();
  }
}

/** Without what is undefined: the parts tell "not given" by that. */
function given<T extends object>(values: T): { [Name in keyof T]?: Exclude<T[Name], undefined> } {
  const entries = Object.entries(values).filter(([, value]) => value !== undefined);
  return Object.fromEntries(entries) as { [Name in keyof T]?: Exclude<T[Name], undefined> };
}
