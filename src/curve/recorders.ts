import { checkRange } from "../core/check.ts";
import { keysOf } from "../core/records.ts";

/** How a tool averages the losses that it records, and what takes the average back out. */
export interface LossAverage {
  readonly kind: "debiased" | "seeded";
  /** Weight of the past, in [0, 1). */
  readonly beta: number;
  /**
   * @param losses n raw losses; a non-finite one makes itself and all after it non-finite
   * @returns n averages
   */
  smooth(losses: readonly number[]): number[];
  /**
   * The losses behind recorded averages: exact, but for the rounding of what was written times
   * 1 / (1 - beta).
   *
   * @param recorded n averages; from the first non-finite one on they are returned as they are
   * @returns n losses
   */
  undo(recorded: readonly number[]): number[];
}

/** A tool whose records are averages of the losses. */
export interface Recorder extends LossAverage {
  /** As people write it. */
  readonly title: string;
}

/**
 * The tools that record moving averages instead of the losses themselves, by the name that
 * `--recorded-by` takes: the only list of them.
 */
export const RECORDERS = {
  /** `Recorder.losses`. @source fastai `AvgSmoothLoss` in `fastai/learner.py` */
  fastai: { title: "fastai", ...debiased(0.98, 0) },
  /**
   * `lr_find().results["loss"]`: fastai's average with an exponent that is one too high, because the
   * step counter already stands at 1 on the first batch. A constant loss of 1 comes out as 0.505,
   * 0.673, 0.757, … and reaches 0.997 at step 100.
   *
   * @source Lightning `_LRCallback.on_train_batch_end` in `tuner/lr_finder.py`
   */
  lightning: { title: "Lightning", ...debiased(0.98, 1) },
  /**
   * `history["loss"]` with the default `smooth_f` of 0.05.
   *
   * @source torch-lr-finder `LRFinder.range_test`
   */
  "torch-lr-finder": { title: "torch-lr-finder", ...seeded(0.05) },
} as const satisfies Readonly<Record<string, Recorder>>;

/** A tool that records averaged losses: a key of {@link RECORDERS}. */
export type RecorderName = keyof typeof RECORDERS;

/** The names of {@link RECORDERS}. */
export const RECORDER_NAMES = keysOf(RECORDERS);

/**
 * An exponential moving average from 0 with its bias corrected:
 *
 *     v_k = beta v_(k-1) + (1 - beta) L_k,  v_0 = 0;   S_k = v_k / (1 - beta^(k + lead)),  k = 1, 2, …
 *
 * It lags: on a ramp by beta / (1 - beta) points (49 at 0.98).
 *
 * @param lead 0 for the unbiased average
 */
function debiased(beta: number, lead: number): LossAverage {
  // Loops over plain numbers: logs may have a million.
  return {
    kind: "debiased",
    beta,
    smooth(losses) {
      const correction = corrections(beta, lead);
      const smoothed = new Array<number>(losses.length);
      let average = 0;
      for (let i = 0; i < losses.length; i++) {
        average = beta * average + (1 - beta) * (losses[i] as number);
        smoothed[i] = average / correction();
      }
      return smoothed;
    },
    undo(recorded) {
      const correction = corrections(beta, lead);
      let before = 0;
      return recorded.map((loss) => {
        const average = loss * correction();
        const raw = (average - beta * before) / (1 - beta);
        before = average;
        return Number.isFinite(raw) ? raw : loss;
      });
    },
  };
}

/** 1 - beta^(k + lead) for k = 1, 2, …, one after the other, as the tools themselves take the power. */
function corrections(beta: number, lead: number): () => number {
  let power = beta ** lead;
  return () => {
    power *= beta;
    return 1 - power;
  };
}

/**
 * An exponential moving average that starts at the first loss:
 *
 *     S_1 = L_1;   S_k = fraction L_k + (1 - fraction) S_(k-1)
 */
function seeded(fraction: number): LossAverage {
  const beta = 1 - fraction;
  return {
    kind: "seeded",
    beta,
    smooth(losses) {
      const smoothed = new Array<number>(losses.length);
      let average = losses[0] ?? 0;
      for (let i = 0; i < losses.length; i++) {
        if (i > 0) average = fraction * (losses[i] as number) + beta * average;
        smoothed[i] = average;
      }
      return smoothed;
    },
    undo(recorded) {
      return recorded.map((loss, i) => {
        const raw = i === 0 ? loss : (loss - beta * (recorded[i - 1] as number)) / fraction;
        return Number.isFinite(raw) ? raw : loss;
      });
    },
  };
}

/**
 * fastai's smoothed loss, with another weight of the past than its own 0.98. See {@link RECORDERS}.
 *
 * @param beta in [0, 1); 0 gives the losses back
 * @throws InputError for a `beta` out of range
 */
export function emaDebiased(losses: readonly number[], beta = RECORDERS.fastai.beta): number[] {
  return debiased(checkBeta(beta), 0).smooth(losses);
}

/**
 * Lightning's smoothed loss, with another weight of the past than its own 0.98. See {@link RECORDERS}.
 *
 * @param beta in [0, 1)
 * @throws InputError for a `beta` out of range
 */
export function emaLightning(losses: readonly number[], beta = RECORDERS.lightning.beta): number[] {
  return debiased(checkBeta(beta), 1).smooth(losses);
}

/**
 * torch-lr-finder's smoothed loss, with another weight of the newest loss than its own 0.05 (its
 * `smooth_f`). With 0 torch-lr-finder switches smoothing off, and so does this.
 *
 * @param fraction in [0, 1)
 * @throws InputError for a `fraction` out of range
 */
export function emaSeeded(losses: readonly number[], fraction = 0.05): number[] {
  checkRange("fraction", fraction, 0, 1 - Number.EPSILON);
  return fraction === 0 ? [...losses] : seeded(fraction).smooth(losses);
}

function checkBeta(beta: number): number {
  return checkRange("beta", beta, 0, 1 - Number.EPSILON);
}
