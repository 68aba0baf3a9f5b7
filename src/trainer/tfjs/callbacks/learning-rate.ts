import { checkInteger, checkOneOf, rejectOption } from "../../../core/check.ts";
import { checkKeys, type KeyTable } from "../../../core/keys.ts";
import { Callback, type Logs } from "../lib/layers.ts";
import { type LrAccess, lrAccess } from "../optimizers/lr.ts";
import { type Snapshot, takeSnapshot } from "./snapshots.ts";

/** Options of {@link LearningRateCallback}. */
export interface LearningRateCallbackOptions {
  /** The learning rate of a zero-based step, or of a zero-based epoch: see `per`. At least 0. */
  readonly schedule: (at: number) => number;
  /** What `schedule` counts, and when the rate is set: before every batch, or every epoch. */
  readonly per: "step" | "epoch";
  /** Steps or epochs that were trained before this `fit`: an integer of at least 0. @default 0 */
  readonly start?: number;
  /**
   * Zero-based steps or epochs after which a copy of the weights is kept: cycle ends, e.g. of
   * `cosineRestartEnds`. @default none
   */
  readonly snapshotsAfter?: readonly number[];
  /** Called with every copy, e.g. to write it to disk; awaited. @default none */
  onSnapshot?(snapshot: Snapshot): void | Promise<void>;
}

const CALLBACK_KEYS: KeyTable<LearningRateCallbackOptions> = {
  schedule: true,
  per: true,
  start: true,
  snapshotsAfter: true,
  onSnapshot: true,
};

/**
 * Sets the learning rate of any TensorFlow.js optimizer during `model.fit` or `fitDataset`, and
 * keeps copies of the weights at cycle ends for a snapshot ensemble.
 *
 * The rate is set at the start of the step or epoch it is for, so the first update already has it,
 * and stays at its last value when `fit` ends. Steps go on counting from one `fit` to the next when
 * the same callback is used again.
 *
 * @throws InputError when made, for bad options; when `fit` begins, for an optimizer whose learning
 *   rate cannot be set; during `fit`, for a schedule value that is negative or not finite
 */
export class LearningRateCallback extends Callback {
  /** The copies so far, in the order they were taken. */
  readonly snapshots: Snapshot[] = [];
  readonly #options: LearningRateCallbackOptions;
  readonly #after: ReadonlySet<number>;
  #at: number;
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
  }

  override async onTrainBegin(): Promise<void> {
    this.#access = lrAccess(this.model.optimizer);
  }

  override async onEpochBegin(): Promise<void> {
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
