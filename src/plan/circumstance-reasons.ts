import { note } from "../contract/make-note.ts";
import { type BatchDirection, traitsOf } from "../contract/optimizers/index.ts";
import { checkInteger, checkPositive, rejectOption } from "../core/check.ts";
import { formatCount, formatLr } from "../core/format.ts";
import type { Note } from "../core/note.ts";
import type { Circumstances } from "./circumstances.ts";

/** Above this share of the fall, single losses say little. */
const NOISY = 0.5;

/** What batch size, noise and over-fitting mean for the plan; nothing where they were not given. */
export function circumstanceReasons(circumstances: Circumstances): Note[] {
  return [
    ...batchReasons(circumstances),
    ...noiseReasons(circumstances),
    ...overfittingReasons(circumstances),
  ];
}

/** The literature on the best LR of a larger batch, at a fixed number of steps. */
const BY_BATCH: Readonly<Record<BatchDirection, (optimizer: string) => string>> = {
  rises: (optimizer) =>
    `At the same number of steps the best LR of ${optimizer} rises with the batch size, until gradient noise is no longer what limits it (arXiv 1812.06162); whether in proportion (arXiv 1706.02677) or otherwise for every task (arXiv 1811.03600) is disputed.`,
  disputed: (optimizer) =>
    `How the best LR of ${optimizer} moves with the batch size is disputed: it rises with the square root (arXiv 2205.10287), or up to some size, and falls beyond (arXiv 2405.14578).`,
};

function batchReasons({ options }: Circumstances): Note[] {
  if (options.batchSize === undefined) return [];
  const batchSize = checkInteger("batchSize", options.batchSize, 1);
  const direction = traitsOf(options.optimizer).batch;
  const known = direction === null ? "" : ` ${BY_BATCH[direction](options.optimizer)}`;
  return [
    note(
      "batch-size",
      `This LR is for batches of ${batchSize}.${known} For another batch size run the finder again.`,
      { batchSize, exponent: null, ...(direction !== null && { direction }) },
    ),
  ];
}

function noiseReasons({ options, totalSteps }: Circumstances): Note[] {
  const share = options.noiseShare;
  if (share === undefined) return [];
  if (!(typeof share === "number" && share >= 0)) {
    rejectOption("noiseShare", "a number of at least 0", share);
  }
  if (share < NOISY) return [];
  const window = Math.min(totalSteps, Math.max(10, Math.ceil((2 * share) ** 2 * 10)));
  return [
    note(
      "noise",
      `One batch loss scatters by ${Number(share.toPrecision(2))} times the whole fall in the sweep: judge the run by held-out losses or by means of ${window} losses, and let the LR decay to the end, which is where noisy losses gain most.`,
      { noiseShare: share, window },
    ),
  ];
}

function overfittingReasons({ options, lr, totalSteps }: Circumstances): Note[] {
  const seen = options.overfitting;
  if (seen === undefined) return [];
  const stableLr = checkPositive("overfitting.stableLr", seen.stableLr);
  // A run at a higher LR gets as far in so much fewer steps.
  const bestStep = Math.max(1, Math.round(totalSteps * Math.min(1, lr / stableLr)));
  const every = Math.max(1, Math.round(bestStep / 10));
  return [
    note(
      "over-fitting",
      `The model over-fits within this run. Either train with ${formatLr(lr)}, which gets to the lowest held-out loss by the end; or with ${formatLr(stableLr)} and stop early, after about ${formatCount(bestStep)} steps: measure the held-out loss every ${formatCount(every)} steps, keep the best checkpoint, and end when it has not improved for ${formatCount(5 * every)}.`,
      {
        stableLr,
        bestStep,
        offers: [
          { kind: "lower-lr", lr },
          { kind: "early-stopping", lr: stableLr, evaluateEvery: every, patience: 5 * every },
        ],
      },
    ),
  ];
}
