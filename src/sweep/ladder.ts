import type { SweepMode } from "./types.ts";

/**
 * The LRs of a sweep: `steps` values from `startLr` to `endLr`, both exact.
 *
 * - `exp`: lr_i = startLr (endLr / startLr)^(i / (steps - 1)), evenly spaced in log LR
 * - `linear`: lr_i = startLr + (endLr - startLr) i / (steps - 1)
 *
 * Strictly rising for any 0 < startLr < endLr that `steps` doubles fit between.
 * Worked value: (0.001, 1, 4, "exp") -> 0.001, 0.01, 0.1, 1.
 *
 * @param steps at least 2; the caller validates (see `resolveSweepOptions`)
 */
export function lrLadder(startLr: number, endLr: number, steps: number, mode: SweepMode): number[] {
  const last = steps - 1;
  const startLog = Math.log(startLr);
  const spanLog = Math.log(endLr) - startLog;
  const ladder = Array.from({ length: steps }, (_, i) =>
    mode === "exp"
      ? Math.exp(startLog + (spanLog * i) / last)
      : startLr + ((endLr - startLr) * i) / last,
  );
  // exp(log(x)) misses x by an ulp or two; the ends are a promise.
  ladder[0] = startLr;
  ladder[last] = endLr;
  return ladder;
}
