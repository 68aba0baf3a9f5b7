import { formatLoss, formatLr } from "../core/format.ts";
import { median } from "../core/stats.ts";
import { period } from "./period.ts";
import { restarts } from "./rising.ts";
import type { Signal } from "./signal.ts";
import { swings } from "./swings.ts";
import type { Finding } from "./types.ts";

const LEAST = 24;

/**
 * The loss goes up and down by more than noise:
 * - `swings`: at least three rises of its level by 15 % of the drop and 8 standard errors;
 * - `periodic`: the second half (at most 2048 losses) repeats itself with a period;
 * - `unsettled`: the last third is 2.5 times as noisy as the middle one, and not lower.
 * Not where the LR is cycled, since the loss then follows it.
 */
export function oscillating(signal: Signal): Finding | null {
  const { losses, steps, lrs } = signal;
  if (losses.length < LEAST || restarts(signal)) return null;
  const seen = inSwings(signal) ?? inPeriods(signal) ?? unsettled(signal);
  if (seen === null) return null;
  const lr = lrs?.[Math.min(seen.from, losses.length - 1)] ?? null;
  const lower = lr
    ? `, from ${formatLr(lr)} to between ${formatLr(lr / 10)} and ${formatLr(lr / 3)}`
    : "";
  return {
    code: "oscillating",
    severity: "warning",
    steps: [steps[seen.from] as number, steps[seen.to] as number],
    message: `The loss oscillates: ${seen.words}.`,
    advice: [
      `Lower the learning rate three to ten times${lower}: its steps jump over the minimum instead of going into it.`,
      "A larger batch or a lower momentum calms it too. If it repeats with the length of an epoch, shuffle the rows anew in every epoch.",
    ],
    data: { ...seen.data, lr },
  };
}

interface Seen {
  readonly from: number;
  readonly to: number;
  readonly words: string;
  readonly data: Readonly<Record<string, unknown>>;
}

function inSwings({ blocks, drop, losses, magnitude }: Signal): Seen | null {
  const levels = blocks.map(({ level }) => level.value);
  const error = median(blocks.map(({ level }) => level.error));
  const least = Math.max(8 * error, 0.15 * drop, 1e-9 * magnitude);
  const rises = swings(levels, least);
  const first = rises[0];
  const last = rises.at(-1);
  if (rises.length < 3 || first === undefined || last === undefined) return null;
  const size = median(rises.map(({ size }) => size));
  return {
    from: blocks[first.trough]?.from ?? 0,
    to: Math.min(losses.length, blocks[last.peak]?.to ?? losses.length) - 1,
    words: `it rose ${rises.length} times by about ${formatLoss(size)} and fell again`,
    data: { kind: "swings", rises: rises.length, size },
  };
}

function inPeriods({ losses, drop, start, steps }: Signal): Seen | null {
  const from = Math.max(Math.floor(losses.length / 2), losses.length - 2048);
  const found = period(losses.slice(from));
  if (found === null || found.swing < 0.1 * Math.max(drop, Math.abs(start) * 1e-6)) return null;
  const length = ((steps.at(-1) as number) - (steps[from] as number)) / (losses.length - 1 - from);
  const every = Number((found.length * length).toPrecision(2));
  return {
    from,
    to: losses.length - 1,
    words: `it goes up and down by about ${formatLoss(found.swing)} every ${every} steps`,
    data: { kind: "periodic", periodSteps: every, size: found.swing },
  };
}

function unsettled({ losses, blocks, noise }: Signal): Seen | null {
  const third = Math.floor(losses.length / 3);
  if (third < 30 || blocks.length < 30) return null;
  const spread = (from: number, to: number) => robustSpread(losses.slice(from, to));
  const before = spread(third, 2 * third);
  const after = spread(2 * third, losses.length);
  const level = (from: number, to: number) => median(losses.slice(from, to));
  const lower = level(third, 2 * third) - level(2 * third, losses.length);
  if (!(after > 2.5 * before) || lower > 0 || before < 0.1 * noise) return null;
  return {
    from: 2 * third,
    to: losses.length - 1,
    words: `its jumps from one loss to the next have grown ${Number((after / before).toPrecision(2))} times in the last third, and its level no longer falls`,
    data: { kind: "unsettled", growth: after / before },
  };
}

/** Median absolute difference of neighbours: single outliers do not move it. */
function robustSpread(losses: readonly number[]): number {
  return median(losses.slice(1).map((loss, i) => Math.abs(loss - (losses[i] as number))));
}
