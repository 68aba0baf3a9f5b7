import { type Curve, fallIndex } from "../../curve/index.ts";
import { whyNone } from "../why-none.ts";
import { type CurveRule, noFall, oncePer, type RulePick } from "./rule.ts";

declare module "./rule.js" {
  interface RuleNames {
    "smith-lower": true;
    "smith-upper": true;
  }
}

/** The fall has stopped when this part of it, or less, is left. */
const LEFT = 0.05;

/** Both bounds of a curve, which may pool several runs. */
export const smithBounds = oncePer((curve: Curve): { lower: RulePick; upper: RulePick } => {
  const none = whyNone(curve, {});
  if (none === null) {
    return {
      lower: { lr: curve.lrs[fallIndex(curve)] as number },
      upper: { lr: curve.lrs[stopIndex(curve)] as number },
    };
  }
  const nothing = noFall();
  const falls = none.reason === "still-falling";
  return {
    lower: falls ? { lr: curve.lrs[fallIndex(curve)] as number } : nothing,
    upper: nothing,
  };
});

function stopIndex(curve: Curve): number {
  const { smoothed, standardError, startLoss, minimumIndex } = curve;
  const least = smoothed[minimumIndex] as number;
  const level = least + Math.max(LEFT * (startLoss - least), standardError[minimumIndex] as number);
  let index = minimumIndex;
  while (index > 0 && (smoothed[index - 1] as number) <= level) index--;
  return index;
}

/**
 * Smith's lower bound for cyclic schedules, in loss form: the LR from which on the centred curve
 * stays below its start by 5 % of its whole drop and by 3 standard errors.
 *
 * Smith reads it off the accuracy: where it starts to rise.
 *
 * @source Smith, Cyclical Learning Rates (arXiv 1506.01186), section 3.3
 */
export const smithLower = {
  reads: "curve",
  pick: (curve) => smithBounds(curve).lower,
} as const satisfies CurveRule;

/**
 * Smith's upper bound for cyclic schedules, in loss form: the LR at which the fall of the centred
 * curve stops, that is where at most 5 % of its drop (or one standard error) is left; the minimum
 * of the curve at the latest. None while it still falls at the end.
 *
 * Smith reads it off the accuracy: where its rise slows, gets ragged or turns into a fall. His sweep
 * trains a few epochs while the LR grows linearly and watches the validation set.
 *
 * @source Smith, Cyclical Learning Rates (arXiv 1506.01186), section 3.3
 */
export const smithUpper = {
  reads: "curve",
  preset: {
    name: "smith",
    sweep: {
      startLr: 1e-4,
      endLr: 1,
      steps: 300,
      mode: "linear",
      evaluateEvery: 10,
      stopRule: { kind: "none" },
    },
  },
  pick: (curve) => smithBounds(curve).upper,
} as const satisfies CurveRule;
