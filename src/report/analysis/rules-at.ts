import type { Curve } from "../../curve/index.ts";
import { gradientOver, smallestIndex } from "../../suggest/gradient.ts";
import {
  type Methods,
  type RulePick,
  rules,
  slideIndex,
  smithBounds,
  steepestIndex,
  steepIndex,
  valleyIndex,
} from "../../suggest/index.ts";
import type { SweepRun } from "../../sweep/types.ts";

/** A run's part within two LRs, and the steps that are planned over that part. */
export interface TrimmedRun {
  readonly run: SweepRun;
  readonly plannedSteps: number;
}

/** Leaves out what lies outside [fromLr, toLr]; the planned steps shrink by what is left out. */
export function trimRun(
  run: SweepRun,
  plannedSteps: number,
  fromLr: number | null,
  toLr: number | null,
): TrimmedRun {
  const { lrs, losses, stepIndices } = run;
  const count = lrs.length;
  let first = 0;
  while (fromLr !== null && first < count && (lrs[first] as number) < fromLr) first++;
  let end = count;
  while (toLr !== null && end > first && (lrs[end - 1] as number) > toLr) end--;
  if (first === 0 && end === count) return { run, plannedSteps };
  const kept = {
    ...run,
    lrs: lrs.slice(first, end),
    losses: losses.slice(first, end),
    stepIndices: stepIndices.slice(first, end),
  };
  // Steps that the sweep did not come to lie above the LRs that are left out on the right.
  const planned = end < count ? end - first : plannedSteps - first;
  return { run: kept, plannedSteps: Math.max(1, planned) };
}

/** The peers' rules (all but Smith's) on a run, each smoothing and trimming as its own tool does. */
export function ownRules({ run, plannedSteps }: TrimmedRun): Methods {
  const picks = Object.entries(rules)
    .filter(([name]) => !name.startsWith("smith"))
    .map(([name, rule]) => [name, rule(run.lrs, run.losses, plannedSteps)]);
  return Object.fromEntries(picks);
}

/** Smith's two bounds, which are read off the centred curve in any case. */
export function smithRules(curve: Curve): Methods {
  const { lower, upper } = smithBounds(curve);
  return { "smith-lower": lower, "smith-upper": upper };
}

/** The peers' rules on the smoothed curve itself, with none of their own smoothing and trims. */
export function rulesOnCurve({ lrs, smoothed }: Curve): Methods {
  const at = (index: number, divisor = 1): RulePick => {
    const lr = lrs[index];
    return lr === undefined
      ? { lr: null, note: `has too few points: ${lrs.length}` }
      : { lr: lr / divisor };
  };
  const steepest = steepestIndex(smoothed);
  const overLr = lrs.length < 2 ? -1 : smallestIndex(gradientOver(lrs, smoothed));
  return {
    valley: at(valleyIndex(smoothed)),
    slide: at(slideIndex(smoothed)),
    steep: at(steepIndex(lrs, smoothed)),
    minimum: at(smallestIndex(smoothed), 10),
    lightning: at(overLr),
    "lightning-legacy": at(steepest),
    "torch-lr-finder": at(steepest),
  };
}
