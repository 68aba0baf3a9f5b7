import { firstNonFinite } from "../../core/stats.ts";
import { RECORDERS } from "../../curve/index.ts";
import { indexSlope, steepestIndex } from "./gradient.ts";
import { atIndex, neverFalls, type RunRule, tooFew } from "./rule.ts";

declare module "./rule.js" {
  interface RuleNames {
    "torch-lr-finder": true;
  }
}

/** torch-lr-finder's trims, in points (`skip_start`, `skip_end`). */
const FRONT = 10;
const BACK = 5;

/**
 * torch-lr-finder's suggestion: {@link steepestIndex} of its smoothed losses without the first 10
 * and the last 5, up to the first non-finite one (where it would answer with the place of the NaN
 * itself).
 *
 * @source torch-lr-finder `LRFinder.plot` in `lr_finder.py`
 */
export const torchLrFinder = {
  reads: "run",
  votes: true,
  preset: {
    name: "torch-lr-finder",
    sweep: {
      startLr: 1e-7,
      endLr: 10,
      stopRule: { kind: "factor", factor: 5, beta: 0.95, smoothing: "seeded" },
    },
  },
  pick({ lrs, losses }) {
    const points = RECORDERS["torch-lr-finder"]
      .smooth(losses)
      .slice(FRONT, Math.max(FRONT, losses.length - BACK));
    const dead = firstNonFinite(points);
    const kept = dead < 0 ? points : points.slice(0, dead);
    const index = steepestIndex(kept);
    const lr = lrs[index + FRONT];
    if (index < 0 || lr === undefined) return tooFew(kept.length, 2);
    return indexSlope(kept, index) < 0 ? { lr } : neverFalls(lr);
  },
  onCurve: (curve) => atIndex(curve, steepestIndex(curve.smoothed)),
} as const satisfies RunRule;
