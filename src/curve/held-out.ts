import { mean } from "../core/stats.ts";
import type { Curve, CurveRun } from "./types.ts";

/**
 * The held-out losses of all runs in order of LR: one point a distinct LR, the mean of the runs
 * that measured there (non-finite when one of them is).
 */
export function poolHeldOut(
  runs: readonly CurveRun[],
  within: (lr: number) => boolean,
): Curve["heldOut"] {
  const byLr = new Map<number, number[]>();
  for (const { lr, loss } of runs.flatMap((run) => run.heldOut ?? [])) {
    if (!within(lr)) continue;
    const losses = byLr.get(lr);
    if (losses === undefined) byLr.set(lr, [loss]);
    else losses.push(loss);
  }
  return [...byLr].sort(([a], [b]) => a - b).map(([lr, losses]) => ({ lr, loss: mean(losses) }));
}
