import type { CutRun } from "./cut.ts";
import type { Level } from "./level.ts";
import { medianAround } from "./running-median.ts";

/** Half a window of the median that a wall is read off. */
const HALF_WINDOW = 2;

/**
 * LR from which on a run has diverged, or null.
 *
 * The wall is the first place from which the loss (median of 5, so one or two spikes are nothing)
 * stands above the start by a fifth of the drop and by 3 x noise (without a drop: by 8 x noise),
 * and after which it never again comes below the start by a tenth of the drop (without a drop: to
 * within the noise of it). A run without a wall that its sweep called diverged ends at its wall; one
 * with a non-finite loss has it there at the latest.
 */
export function divergedAt(run: CutRun, level: Level): number | null {
  const wall = firstAboveForGood(run.losses, level);
  if (wall !== null) return run.lrs[wall] as number;
  if (run.nonFiniteLr !== null) return run.nonFiniteLr;
  return run.stopReason === "diverged" ? (run.lrs.at(-1) ?? null) : null;
}

function firstAboveForGood(losses: readonly number[], level: Level): number | null {
  const { start, drop, noise } = level;
  const real = drop > 3 * noise;
  const alive = real ? start - 0.1 * drop : start + noise;
  // With neither drop nor noise to go by, a rise by half of what differs at all.
  const rise = real ? Math.max(0.2 * drop, 3 * noise) : 8 * noise || level.span / 2;
  const above = start + rise;
  const medians = medianAround(losses, HALF_WINDOW);
  let last = losses.length - 1;
  while (last >= 0 && medians(last) > alive) last--;
  for (let i = last + 1; i < losses.length; i++) {
    if (medians(i) > above) return i;
  }
  return null;
}
