import type { LayersModel } from "@tensorflow/tfjs-layers";
import type { TrainerIdentity } from "../../contract/index.ts";
import type { EngineAbsence } from "../../contract/trainer.ts";
import type { HeldOutSource, TensorBatchSource } from "./data/host.ts";
import type { Arithmetic } from "./kernels/arithmetic.ts";
import type { Optimizer } from "./lib/core.ts";
import type { LossFunction } from "./losses/losses.ts";
import type { readPrepared } from "./module/prepared.ts";
import type { Update } from "./train/update.ts";

/** What else there is to say of an engine. */
export interface EngineRemarks {
  /** In English, a clause each. */
  readonly said: readonly string[];
  /** The same as data: see the note `engine-chosen`. */
  readonly absent: readonly { readonly name: string; readonly reason: EngineAbsence }[];
  readonly oneThread: boolean;
  /** Why it was started without its threads, in English; null where nothing kept them from starting. */
  readonly noThreads: string | null;
}

/** The engines of a place that trains: Node.js, or a page. */
export interface EngineSet {
  readonly place: "node" | "page";
  /** In the order in which they are tried. */
  names(): readonly string[];
  /** Those that may be asked for. */
  readonly known: readonly string[];
  /** Name under which TensorFlow.js has an engine. */
  backendOf(name: string): string;
  /**
   * Loads an engine, makes it the current backend of TensorFlow.js, and gives its version.
   *
   * @throws LrFinderError where it is not there, or does not start; `cancelled` ends the choice
   */
  start(name: string): Promise<string>;
  /**
   * Whether a backend gives its values only after a while, so that waiting for one costs much, and may
   * cost the engine. @default false
   */
  readsLate?(backend: string): boolean;
  /** Takes away what `start` added to TensorFlow.js. @default nothing */
  leave?(name: string): void;
  /** Makes sure that there is some engine, for a model that is made before the choice. */
  ensure(): Promise<void>;
  /** Why the first engine that trains is taken: goes on after its name. */
  readonly because: string;
  /**
   * What else there is to say of the engine that was chosen.
   *
   * @param isForced it was asked for
   * @default nothing
   */
  remarks?(name: string, isForced: boolean): EngineRemarks;
  /** How an engine that is up computes, where the last bits of its numbers depend on the machine. @default nothing to say */
  arithmetic?(name: string): Arithmetic | undefined;
  /** What to do where only plain JavaScript is left, a clause. */
  readonly slowAdvice: string;
}

/** An update that may hold something of the engine's, to be freed when it is no longer used. */
export interface StepUpdate {
  readonly update: Update;
  dispose(): void;
}

/** What differs between the places that train: Node.js has all of it, a page the engines. */
export interface Platform {
  readonly engines: EngineSet;
  /** See `Trainer.identity`; absent where no run is resumed. */
  identify?(
    model: LayersModel,
    source: TensorBatchSource,
    heldOut: HeldOutSource | undefined,
  ): Promise<TrainerIdentity>;
  /** The same update, faster. @default as it is */
  faster?(
    update: Update,
    model: LayersModel,
    optimizer: Optimizer,
    losses: readonly LossFunction[],
  ): StepUpdate;
  /** Reads data of `loadData` and `datasetFromArrays`; absent where there are none. */
  readonly readPrepared?: typeof readPrepared;
}
