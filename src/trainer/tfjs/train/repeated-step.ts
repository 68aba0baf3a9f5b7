import type { HostBatch, HostTensor } from "../data/host.ts";
import type { LrTerm } from "../optimizers/rule-optimizer.ts";
import type { StepUpdate } from "../platform.ts";
import type { Update } from "./update.ts";

/** A typed array that is handed to a backend. */
export type Values = Float32Array | Int32Array | Uint8Array;

/** One recorded step, and with what it was run. */
export interface Recorded<Recording> {
  readonly recording: Recording;
  readonly lr: number;
  /** Values of inputs and targets. */
  readonly batch: readonly Values[];
}

/** A step as it was recorded, without what TensorFlow.js does around it. */
export interface StepReplay {
  /**
   * Whether the batch has the shapes of the recording, and the optimizer its slots (they are gone after a
   * restore to before the first step, which makes them).
   */
  fits(batch: HostBatch): boolean;
  /** Makes the step; gives the loss before it. */
  run(batch: HostBatch): number;
  /**
   * Makes the step by `plain` and compares: `unclear` when values are not finite, so that nothing can
   * be said.
   */
  compare(
    batch: HostBatch,
    plain: () => number,
  ): { readonly loss: number; readonly verdict: "same" | "different" | "unclear" };
  close(): void;
}

/** How an engine records steps and repeats them. */
export interface StepEngine<Recording> {
  /** Whether the model's steps can be repeated at all. */
  readonly isRepeatable: boolean;
  lr(): number;
  /** Runs a step; no recording where something happened that cannot be repeated. */
  record(run: () => number): {
    readonly value: number;
    readonly recording: Recording | undefined;
  };
  /**
   * @returns undefined where two steps differ in more than batch and learning rate
   * @throws Error where the engine does not take it: nothing is recorded any more then
   */
  open(first: Recorded<Recording>, second: Recorded<Recording>): StepReplay | undefined;
}

/** Steps that are looked at before it is given up; each costs a little more than a plain one. */
const MOST_RECORDINGS = 8;

/**
 * The same update by what an engine has recorded. Two steps with different learning rates are recorded
 * while they run as ever; the third runs both ways and must come to the same before the replay is trusted.
 * Steps that the recording does not cover (another batch shape, several micro-batches) are made by the
 * given update, and so is everything where something fails on the way.
 */
export function repeatedStep<Recording>(plain: Update, engine: StepEngine<Recording>): StepUpdate {
  let attempts = engine.isRepeatable ? MOST_RECORDINGS : 0;
  let first: Recorded<Recording> | undefined;
  let replay: StepReplay | undefined;
  let trusted = false;

  return {
    update(batches) {
      const [batch] = batches;
      if (batches.length !== 1 || batch === undefined) return plain(batches);
      if (replay === undefined) return attempts > 0 ? recorded(batch) : plain(batches);
      if (!replay.fits(batch)) return plain(batches);
      try {
        return trusted ? replay.run(batch) : proven(replay, batch);
      } catch {
        // What cannot be done as it was recorded is done as ever, with its own message if not.
        stop();
        return plain(batches);
      }
    },
    dispose: stop,
  };

  function recorded(batch: HostBatch): number {
    const lr = engine.lr();
    if (first?.lr === lr) return plain([batch]);
    attempts--;
    const { value, recording } = engine.record(() => plain([batch]));
    const values = partsOf(batch).map((part) => part.values as Values);
    // The same array twice could not be told apart.
    if (recording === undefined || new Set(values).size !== values.length) return value;
    const step = { recording, lr, batch: values };
    try {
      if (first !== undefined) replay = engine.open(first, step);
      first = replay === undefined ? step : undefined;
    } catch {
      stop();
    }
    return value;
  }

  /** The step by the plain update; the replay must come to the same. */
  function proven(candidate: StepReplay, batch: HostBatch): number {
    const { loss, verdict } = candidate.compare(batch, () => plain([batch]));
    if (verdict === "same") trusted = true;
    else if (verdict === "different" || --attempts <= 0) stop();
    return loss;
  }

  function stop(): void {
    replay?.close();
    replay = undefined;
    first = undefined;
    attempts = 0;
  }
}

/** Inputs, then targets. */
export function partsOf({ xs, ys }: HostBatch): readonly HostTensor[] {
  return [...xs, ...ys];
}

/** Whether a value that a step made follows from its learning rate by a term. */
export function follows(term: LrTerm, lr: number, values: Values): boolean {
  return (
    values instanceof Float32Array && values.length === 1 && Math.fround(term(lr)) === values[0]
  );
}
