import { checkInteger, checkOneOf, rejectOption } from "../../../core/check.ts";
import { InputError } from "../../../core/errors.ts";
import { checkKeys, type KeyTable } from "../../../core/keys.ts";
import type { ModelLike } from "../foreign.ts";
import { Callback, type LayersModel, type Logs } from "../lib/layers.ts";
import { fittedBy, isTraining, requireLayersModel } from "../models/layers-model.ts";
import { type LrAccess, lrAccess } from "../optimizers/lr.ts";
import { tellModel } from "./lists.ts";
import { type Snapshot, takeSnapshot } from "./snapshots.ts";

/** Options of {@link LearningRateCallback}. */
export interface LearningRateCallbackOptions {
  /** The learning rate of a zero-based step, or of a zero-based epoch: see `per`. At least 0. */
  readonly schedule: (at: number) => number;
  /** What `schedule` counts, and when the rate is set: before every batch, or every epoch. */
  readonly per: "step" | "epoch";
  /**
   * What the first `fit` begins to count at, in steps or epochs: an integer of at least 0; `initialEpoch`
   * of `fit` does not count then. @default the `initialEpoch` of `fit`, in steps the batches of as many
   * epochs
   */
  readonly start?: number;
  /**
   * Zero-based steps or epochs after which a copy of the weights is kept: cycle ends, e.g. of
   * `cosineRestartEnds`. @default none
   */
  readonly snapshotsAfter?: readonly number[];
  /** Called with every copy, e.g. to write it to disk; awaited. @default none */
  onSnapshot?(snapshot: Snapshot): void | Promise<void>;
  /**
   * The model that is trained. Only for a copy of TensorFlow.js that cannot be found: one that a page has
   * under another name than `tf`, or of another version than lr-finder's where Node.js is older than
   * 20.16. @default the model whose `fit` the callback is given to
   */
  readonly model?: ModelLike;
}

const CALLBACK_KEYS: KeyTable<LearningRateCallbackOptions> = {
  schedule: true,
  per: true,
  start: true,
  snapshotsAfter: true,
  onSnapshot: true,
  model: true,
};

/** What TensorFlow.js calls, in some lists of callbacks as functions that it has taken out. */
const HOOKS = [
  "setParams",
  "setModel",
  "onTrainBegin",
  "onTrainEnd",
  "onEpochBegin",
  "onEpochEnd",
  "onBatchBegin",
  "onBatchEnd",
] as const;

/**
 * Sets the learning rate of any TensorFlow.js optimizer during `model.fit` or `fitDataset`, and
 * keeps copies of the weights at cycle ends for a snapshot ensemble.
 *
 * The rate is set at the start of the step or epoch it is for, so the first update already has it,
 * and stays at its last value when `fit` ends. Steps and epochs go on counting from one `fit` to the next
 * when the same callback is used again; a `fit` with an `initialEpoch` begins there. Two at once need a
 * callback each.
 *
 * It may stand alone, or anywhere in a list with callbacks of TensorFlow.js and objects like
 * `{ onEpochEnd() {} }`, in a page and with another version of TensorFlow.js than lr-finder's (3.21 and
 * later are tried). For that the first one that is made adds to `fit` and `fitDataset` of the copies of
 * TensorFlow.js in the process that they tell it which model trains; calls without it stay as they are.
 *
 * @throws InputError when made, for bad options; when `fit` begins, for an optimizer whose learning
 *   rate cannot be set, a callback that another `fit` is using, an `initialEpoch` where nobody says how
 *   many steps an epoch has; during `fit`, for a schedule value that is negative or not finite
 */
export class LearningRateCallback extends Callback {
  /** The copies so far, in the order they were taken. */
  readonly snapshots: Snapshot[] = [];
  readonly #options: LearningRateCallbackOptions;
  readonly #after: ReadonlySet<number>;
  #at: number;
  #isFirstEpoch = false;
  #access: LrAccess | undefined;

  constructor(options: LearningRateCallbackOptions) {
    super();
    checkKeys("LearningRateCallback", options, CALLBACK_KEYS);
    if (typeof options.schedule !== "function") {
      rejectOption("schedule", "a function of the step or epoch", options.schedule);
    }
    checkOneOf("per", options.per, ["step", "epoch"]);
    this.#at = checkInteger("start", options.start ?? 0, 0);
    const after = options.snapshotsAfter ?? [];
    this.#after = new Set(after.map((at, i) => checkInteger(`snapshotsAfter[${i}]`, at, 0)));
    this.#options = options;
    if (options.model !== undefined) this.model = requireLayersModel("model", options.model);
    for (const name of HOOKS) {
      Object.defineProperty(this, name, { value: this[name].bind(this), enumerable: true });
    }
    tellModel(this);
  }

  /** Of any copy of TensorFlow.js: the base class takes models of its own copy only. */
  override setModel(model: LayersModel): void {
    // Null until somebody has set it, whatever the declared type says.
    const before = this.model as LayersModel | null;
    const same = before !== null && fittedBy(before).some((each) => fittedBy(model).includes(each));
    if (before !== null && !same && isTraining(before)) {
      throw new InputError(
        "callback-busy",
        "this LearningRateCallback is in use by the `fit` of another model: make one for each",
        { data: { option: "callbacks" } },
      );
    }
    this.model = model;
  }

  override async onTrainBegin(): Promise<void> {
    // Null until somebody has set it, whatever the declared type says.
    const model = this.model as LayersModel | null;
    if (model === null) {
      throw new InputError(
        "bad-option",
        "`model` is missing: this copy of TensorFlow.js does not tell LearningRateCallback which model trains; give it as new LearningRateCallback({ …, model })",
        { data: { option: "model" } },
      );
    }
    this.#access = lrAccess(model.optimizer);
    this.#isFirstEpoch = true;
  }

  override async onEpochBegin(epoch: number): Promise<void> {
    if (this.#isFirstEpoch) this.#begin(epoch);
    this.#isFirstEpoch = false;
    if (this.#options.per === "epoch") this.#set();
  }

  override async onBatchBegin(): Promise<void> {
    if (this.#options.per === "step") this.#set();
  }

  override async onBatchEnd(): Promise<void> {
    if (this.#options.per === "step") await this.#finish();
  }

  override async onEpochEnd(_epoch: number, _logs?: Logs): Promise<void> {
    if (this.#options.per === "epoch") await this.#finish();
  }

  /** @param epoch the first one of a `fit`, from 0 */
  #begin(epoch: number): void {
    const { per, start } = this.#options;
    if (epoch === 0 || start !== undefined) return;
    if (per === "epoch") {
      this.#at = epoch;
      return;
    }
    const { steps, samples, batchSize } = (this.params ?? {}) as Readonly<Record<string, unknown>>;
    const batches =
      typeof samples === "number" && typeof batchSize === "number"
        ? Math.ceil(samples / batchSize)
        : steps;
    if (typeof batches === "number") this.#at = epoch * batches;
    // A callback that was used before has counted them.
    else if (this.#at === 0) {
      throw new InputError(
        "missing-option",
        `\`start\` is missing: \`fit\` begins at epoch ${epoch}, and nobody says how many steps an epoch has; give the steps before it as new LearningRateCallback({ …, start })`,
        { data: { option: "start" } },
      );
    }
  }

  #set(): void {
    const lr = this.#options.schedule(this.#at);
    if (!(lr >= 0 && Number.isFinite(lr))) {
      rejectOption("schedule", `at least 0 at ${this.#options.per} ${this.#at}`, lr);
    }
    this.#access?.set(lr);
  }

  async #finish(): Promise<void> {
    const done = this.#at++;
    if (!this.#after.has(done)) return;
    const snapshot = await takeSnapshot(this.model, done);
    this.snapshots.push(snapshot);
    await this.#options.onSnapshot?.(snapshot);
  }
}
