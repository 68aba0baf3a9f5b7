import type { ResolvedSweepOptions, SweepGrid } from "./types.ts";

/** Place of step i of n between the ends: 0 at `startLr`, 1 at `endLr`. See `SWEEP_GRIDS`. */
const PLACES: Readonly<Record<SweepGrid, (i: number, steps: number) => number>> = {
  closed: (i, steps) => i / (steps - 1),
  /** @source fastai `LRFinder.before_batch` in `callback/schedule.py` */
  "half-open": (i, steps) => i / steps,
  /** @source Lightning `_ExponentialLR.get_lr` and `_LinearLR.get_lr` in `tuner/lr_finder.py` */
  "second-skipped": (i, steps) => (i === 0 ? 0 : (i + 1) / steps),
};

/**
 * The LRs of a sweep: `steps` values from `startLr` towards `endLr`, exact where the grid reaches an end.
 *
 * - `exp`: lr_i = startLr (endLr / startLr)^r_i, evenly spaced in log LR
 * - `linear`: lr_i = startLr + (endLr - startLr) r_i
 *
 * with r_i = i / (steps - 1) unless the options have another grid. Strictly rising for any
 * 0 < startLr < endLr that `steps` doubles fit between.
 * Worked value: 0.001 to 1 in 4 steps, exp -> 0.001, 0.01, 0.1, 1; half-open -> 0.001, 0.0056, 0.032, 0.18.
 *
 * @param options `steps` is at least 2; the caller validates (see `resolveSweepOptions`)
 */
export function lrLadder({
  startLr,
  endLr,
  steps,
  mode,
  grid = "closed",
}: Pick<ResolvedSweepOptions, "startLr" | "endLr" | "steps" | "mode" | "grid">): number[] {
  const startLog = Math.log(startLr);
  const spanLog = Math.log(endLr) - startLog;
  return Array.from({ length: steps }, (_, i) => {
    const place = PLACES[grid](i, steps);
    // exp(log(x)) misses x by an ulp or two; the ends are a promise.
    if (place === 0) return startLr;
    if (place === 1) return endLr;
    return mode === "exp"
      ? Math.exp(startLog + spanLog * place)
      : startLr + (endLr - startLr) * place;
  });
}
