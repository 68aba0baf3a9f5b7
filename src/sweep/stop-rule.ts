import type { StopOf } from "../contract/index.ts";
import { differenceNoise, median } from "../core/stats.ts";
import type { StopRuleOptions } from "./types.ts";

/** A divergence: which limit was crossed, and by what; where is for the caller to say. */
export type Crossed =
  | Omit<StopOf<"loss-above">, "at">
  | Omit<StopOf<"drop-lost">, "at">
  | Omit<StopOf<"smoothed-above">, "at">;

/** Watches the raw losses of one run; says when they have diverged. */
export interface StopRule {
  /** Takes the next finite loss. What was crossed when the run has diverged, else null. */
  push(loss: number): Crossed | null;
}

/** A new rule for one run. Non-finite losses never reach it: the first one ends the run by itself. */
export function createStopRule(options: StopRuleOptions): StopRule {
  if (options.kind === "none") return { push: () => null };
  return options.kind === "robust" ? robustRule() : factorRule(options);
}

const HEAD = 5;
const IN_A_ROW = 3;
const NOISE_WINDOW = 64;
/** All gain is lost when so many losses in a row are back above this part of the drop. */
const LOST_IN_A_ROW = 5;
const LOST_PART = 0.1;

/**
 * Diverged when three raw losses in a row lie above
 *
 *     start + max(2 (start - best), 8 noise, |start| / 10)
 *
 * start = median of the first five losses, best = lowest median of three neighbours so far,
 * noise = `differenceNoise` of the latest 64 losses before those three; or when five in a row are
 * back above start - (start - best) / 10 after a drop of more than 8 noise: the curve has its minimum
 * and its wall, and more steps would show nothing new. Everything is measured
 * from the start of the curve in units of its own drop and noise, so it is the same rule for
 * negative, zero and huge losses; one or two spikes do not fire it.
 */
function robustRule(): StopRule {
  const losses: number[] = [];
  let start = Number.NaN;
  let best = Number.POSITIVE_INFINITY;
  let above = 0;
  let lost = 0;
  return {
    push(loss) {
      losses.push(loss);
      const count = losses.length;
      if (count >= 3) best = Math.min(best, median(losses.slice(-3)));
      if (count < HEAD) return null;
      if (count === HEAD) start = median(losses);
      const settled = losses.slice(Math.max(0, count - IN_A_ROW - NOISE_WINDOW), count - IN_A_ROW);
      const noise = settled.length > 2 ? differenceNoise(settled) : 0;
      const drop = Math.max(0, start - best);
      const limit = start + Math.max(2 * drop, 8 * noise, Math.abs(start) / 10);
      above = loss > limit ? above + 1 : 0;
      const back = start - LOST_PART * drop;
      lost = drop > 8 * noise && loss > back ? lost + 1 : 0;
      if (lost >= LOST_IN_A_ROW && above < IN_A_ROW) {
        return {
          code: "drop-lost",
          limit: back,
          inARow: LOST_IN_A_ROW,
          startLoss: start,
          bestLoss: best,
        };
      }
      if (above < IN_A_ROW) return null;
      return { code: "loss-above", limit, inARow: IN_A_ROW, startLoss: start, bestLoss: best };
    },
  };
}

/**
 * The peers' rule: smoothed loss above factor x best smoothed loss (fastai, Lightning: 4 and beta
 * .98; torch-lr-finder: 5 and .95), first checked at the second loss. Where the best is not above
 * 0 the product would mean nothing; there the limit is best + (factor - 1) x max(|best|, first - best).
 */
function factorRule(options: Extract<StopRuleOptions, { kind: "factor" }>): StopRule {
  const { factor, beta, smoothing } = options;
  const correction = (n: number) =>
    smoothing === "seeded" ? 1 : 1 - beta ** (smoothing === "debiased" ? n : n + 1);
  let average = 0;
  let first = Number.NaN;
  let best = Number.POSITIVE_INFINITY;
  let count = 0;
  return {
    push(loss) {
      count += 1;
      if (count === 1) first = loss;
      average = smoothing === "seeded" && count === 1 ? loss : beta * average + (1 - beta) * loss;
      const smoothed = average / correction(count);
      const reach = Math.max(Math.abs(best), first - best);
      const limit = best > 0 ? factor * best : best + (factor - 1) * reach;
      if (count > 1 && smoothed > limit) {
        return { code: "smoothed-above", smoothed, limit, factor, bestLoss: best };
      }
      best = Math.min(best, smoothed);
      return null;
    },
  };
}
