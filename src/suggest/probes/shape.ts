/** Share of a probe's steps that warm up. */
const WARMUP = 0.1;
/** Held-out losses along a probe, its end included. */
const EVALUATIONS = 8;

/**
 * LR of update `stepIndex` of a probe: linear warmup over a tenth of it, then half a cosine towards
 * 0, the shape of the training run that it stands for.
 *
 * @param stepIndex 0 to `steps` - 1
 */
export function probeLr(peakLr: number, steps: number, stepIndex: number): number {
  const warmup = Math.max(1, Math.round(steps * WARMUP));
  if (stepIndex < warmup) return (peakLr * (stepIndex + 1)) / warmup;
  const done = (stepIndex - warmup) / Math.max(1, steps - warmup);
  return (peakLr * (1 + Math.cos(Math.PI * done))) / 2;
}

/**
 * Numbers of updates after which the held-out loss of a probe is measured: eight times along it.
 *
 * @param withStart also before the first one (0)
 */
export function probeEvaluations(steps: number, withStart: boolean): number[] {
  const after = Array.from({ length: EVALUATIONS }, (_, i) =>
    Math.round(((i + 1) * steps) / EVALUATIONS),
  );
  return [...(withStart ? [0] : []), ...new Set(after.filter((count) => count > 0))];
}
