import { note } from "../../contract/make-note.ts";
import { firstNonFinite } from "../../core/stats.ts";
import { RECORDERS } from "../../curve/index.ts";
import { gradientOver, indexGradient, smallestIndex, steepestIndex } from "./gradient.ts";
import {
  atIndex,
  neverFalls,
  noted,
  oncePer,
  type Points,
  type RecordedRun,
  type RulePick,
  type RunRule,
  tooFew,
} from "./rule.ts";

declare module "./rule.js" {
  interface RuleNames {
    lightning: true;
    "lightning-legacy": true;
  }
}

/** Lightning's trims, in points. */
const FRONT = 10;
const BACK = 1;

/** The points that Lightning's `suggestion` looks at: smoothed, trimmed, finite. */
const pointsOf = oncePer(({ lrs, losses }: RecordedRun): Points => {
  const end = Math.max(FRONT, losses.length - BACK);
  const smoothed = RECORDERS.lightning.smooth(losses).slice(FRONT, end);
  const within = lrs.slice(FRONT, end);
  if (firstNonFinite(smoothed) < 0) return { lrs: within, losses: smoothed };
  return {
    lrs: within.filter((_, i) => Number.isFinite(smoothed[i])),
    losses: smoothed.filter(Number.isFinite),
  };
});

/**
 * Lightning since 2.5.3: the LR at which dS/dLR is lowest, S being its smoothed losses without the
 * first 10 and the last one, non-finite ones dropped. The derivative is over the LR itself, not its
 * logarithm, which pulls the pick to the low end of the ladder (Lightning issue 21141).
 *
 * @source Lightning `_LRFinder.suggestion` in `tuner/lr_finder.py`, pull request 21055
 */
export const lightning = {
  reads: "run",
  preset: {
    name: "lightning",
    sweep: {
      startLr: 1e-8,
      endLr: 1,
      grid: "second-skipped",
      stopRule: { kind: "factor", factor: 4, beta: 0.98, smoothing: "debiased-late" },
    },
  },
  pick: (run) => steepest(pointsOf(run), gradientOver),
  onCurve(curve) {
    const { lrs, smoothed } = curve;
    return atIndex(curve, lrs.length < 2 ? -1 : smallestIndex(gradientOver(lrs, smoothed)));
  },
} as const satisfies RunRule;

/**
 * Lightning up to 2.5.2: the same, with the gradient over the index of the points.
 *
 * @source Lightning `_LRFinder.suggestion` before pull request 21055
 */
export const lightningLegacy = {
  reads: "run",
  pick: (run) => steepest(pointsOf(run), (_, losses) => indexGradient(losses)),
  onCurve: (curve) => atIndex(curve, steepestIndex(curve.smoothed)),
} as const satisfies RunRule;

function steepest({ lrs, losses }: Points, gradient: typeof gradientOver): RulePick {
  if (losses.length < 2) return tooFew(losses.length, 2);
  const slopes = gradient(lrs, losses);
  for (let i = 0; i < slopes.length; i++) if (!Number.isFinite(slopes[i])) slopes[i] = Number.NaN;
  const index = smallestIndex(slopes);
  const lr = lrs[index];
  if (lr === undefined) {
    return noted(null, note("rule-equal-lrs", "its learning rates are all the same"));
  }
  return (slopes[index] as number) < 0 ? { lr } : neverFalls(lr);
}
