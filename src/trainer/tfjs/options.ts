import type { OptimizerConfig } from "../../contract/optimizers/index.ts";
import { checkInteger, checkOneOf } from "../../core/check.ts";
import type { KeyTable } from "../../core/keys.ts";
import type { Note } from "../../core/note.ts";
import type { BatchSource, PreparedData } from "../../dataset/dataset.ts";
import type { Trainer } from "../types.ts";

/** Engines, fastest first: the order in which they are tried. */
export const ENGINE_NAMES = ["native", "wasm", "cpu"] as const;

/** An engine that trains TensorFlow.js models: one of {@link ENGINE_NAMES}. */
export type EngineName = (typeof ENGINE_NAMES)[number];

/** Classes by any name, or the path of a module that exports them; see `TfjsTrainerOptions.customObjects`. */
export type CustomObjects = string | Readonly<Record<string, unknown>>;

/** Options that every TensorFlow.js trainer takes; all optional. */
export interface TrainerSettings {
  /** Initial weights (where the trainer makes them), data order and dropout. @default 0 */
  readonly seed?: number | undefined;
  /** Forces an engine; default: the fastest that trains one step of the model. */
  readonly engine?: EngineName | string | undefined;
  /** Name, or name with hyper-parameters. Default: see each constructor. */
  readonly optimizer?: string | OptimizerConfig | undefined;
  /** Name of a loss, see `LOSS_NAMES`. Default: see each constructor. */
  readonly loss?: string | undefined;
  /** Rows of a micro-batch. @default 32 */
  readonly batchSize?: number | undefined;
  /** Micro-batches whose mean gradient makes one update. @default 1 */
  readonly accumulate?: number | undefined;
  /** Held-out rows that `evaluate` reads at most. @default 2000 */
  readonly maxHeldOutRows?: number | undefined;
  /** Steps of the sweep to come, only for the estimate in the `slow-engine` warning. @default 100 */
  readonly sweepSteps?: number | undefined;
}

/** What is held out of the caller's own data: `trainerFromParts` and `loadTrainerModule`. */
export interface SplitSettings {
  /** Share of the rows, 0 to below 1; 0 holds out none. @default the parts' own, or 0.2 */
  readonly heldOut?: number | undefined;
  /** Keras' name of `heldOut`: one of the two. */
  readonly validationSplit?: number | undefined;
  /** Rows come in order (of time): the last ones are held out. @default false */
  readonly ordered?: boolean | undefined;
}

/** What `trainerFromParts` and `loadTrainerModule` take. */
export interface PartsSettings extends TrainerSettings, SplitSettings {
  /** Of `loadTrainerModule`: what the module's function gets as `cell`, beside `seed`. @default {} */
  readonly cell?: Readonly<Record<string, number | string>> | undefined;
}

/** What `createTfjsTrainer` takes. */
export interface TfjsTrainerOptions extends TrainerSettings {
  readonly data: PreparedData;
  /**
   * `linear`, `mlp:64,32` or `cnn:16,32`, built for the data; or the path of a saved `model.json`
   * (anything that ends in `.json`). @default "mlp:64,32"
   */
  readonly model?: string | undefined;
  /**
   * Classes that a saved model uses and TensorFlow.js does not have (layers, initializers, …), each with a
   * `static className` as in the model.json: an object of them, or the path of an ES module that exports
   * them. They are known while the model is loaded only. Needs a `model` that is a path. @default none
   */
  readonly customObjects?: CustomObjects | undefined;
  /** Training batches; default: `batchSource` over the training rows with `batchSize` and `seed`. */
  readonly batches?: BatchSource | undefined;
}

const TRAINER_KEYS: KeyTable<TrainerSettings> = {
  seed: true,
  engine: true,
  optimizer: true,
  loss: true,
  batchSize: true,
  accumulate: true,
  maxHeldOutRows: true,
  sweepSteps: true,
};

/** Of `trainerFromParts` and `loadTrainerModule`. */
export const PARTS_SETTINGS_KEYS: KeyTable<PartsSettings> = {
  ...TRAINER_KEYS,
  heldOut: true,
  validationSplit: true,
  ordered: true,
  cell: true,
};

/** Of `createTfjsTrainer`. */
export const TFJS_KEYS: KeyTable<TfjsTrainerOptions> = {
  ...TRAINER_KEYS,
  data: true,
  model: true,
  customObjects: true,
  batches: true,
};

/** A {@link Trainer} with what there is to say about how it was made. */
export interface TfjsTrainer extends Trainer {
  /** E.g. `slow-engine`, `loss-activation`, `unknown-epoch-length`. */
  readonly warnings: readonly Note[];
}

/** Settings with their defaults, checked. */
export interface ResolvedSettings {
  readonly seed: number;
  readonly engine: string | undefined;
  readonly batchSize: number;
  /** Whether somebody asked for it. */
  readonly isBatchSizeGiven: boolean;
  readonly accumulate: number;
  readonly maxHeldOutRows: number;
  readonly sweepSteps: number;
}

/**
 * @param engines those that there are
 * @throws InputError that names the option which is out of its range
 */
export function checkSettings(
  settings: TrainerSettings,
  engines: readonly string[] = ENGINE_NAMES,
): ResolvedSettings {
  return {
    seed: checkInteger("seed", settings.seed ?? 0, -(2 ** 31), 2 ** 32 - 1),
    engine:
      settings.engine === undefined ? undefined : checkOneOf("engine", settings.engine, engines),
    batchSize: checkInteger("batchSize", settings.batchSize ?? 32, 1),
    isBatchSizeGiven: settings.batchSize !== undefined,
    accumulate: checkInteger("accumulate", settings.accumulate ?? 1, 1),
    maxHeldOutRows: checkInteger("maxHeldOutRows", settings.maxHeldOutRows ?? 2000, 1),
    sweepSteps: checkInteger("sweepSteps", settings.sweepSteps ?? 100, 1),
  };
}
