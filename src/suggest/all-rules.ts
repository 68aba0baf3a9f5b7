import { buildCurve, type CurveRun } from "../curve/index.ts";
import { fastaiPoints } from "./fastai-points.ts";
import {
  lightning,
  lightningAt,
  lightningLegacy,
  lightningLegacyAt,
  lightningPoints,
} from "./lightning.ts";
import { minimum, minimumAt } from "./minimum.ts";
import { slide, slideAt } from "./slide.ts";
import { smithBounds, smithLower, smithUpper } from "./smith.ts";
import { steep, steepAt } from "./steep.ts";
import { torchLrFinder } from "./torch-lr-finder.ts";
import type { Methods, Rule, RuleName } from "./types.ts";
import { valley, valleyAt } from "./valley.ts";

/** Every rule by its name. */
export const rules: Readonly<Record<RuleName, Rule>> = {
  valley,
  slide,
  steep,
  minimum,
  lightning,
  "lightning-legacy": lightningLegacy,
  "torch-lr-finder": torchLrFinder,
  "smith-lower": smithLower,
  "smith-upper": smithUpper,
};

/** The rule that goes with each sweep preset; each smooths as its own tool does. */
export const presetRule = {
  fastai: "valley",
  lightning: "lightning",
  "torch-lr-finder": "torch-lr-finder",
  smith: "smith-upper",
} as const satisfies Readonly<Record<string, RuleName>>;

/**
 * What every rule says about one run.
 *
 * @param run its raw losses, the non-finite last one included where there was one (fastai's trim
 *   depends on it)
 * @param plannedSteps steps the sweep would have taken without stopping, at least 1
 * @param curve of this run alone, where there is one already
 */
export function allRules(run: CurveRun, plannedSteps: number, curve = buildCurve([run])): Methods {
  const { lrs, losses } = run;
  // Smoothed once for all rules of a tool: logs may have a million losses.
  const fastai = fastaiPoints(lrs, losses, plannedSteps);
  const smoothed = lightningPoints(lrs, losses);
  const smith = smithBounds(curve);
  return {
    valley: valleyAt(fastai),
    slide: slideAt(fastai),
    steep: steepAt(fastai),
    minimum: minimumAt(fastai),
    lightning: lightningAt(smoothed),
    "lightning-legacy": lightningLegacyAt(smoothed),
    "torch-lr-finder": torchLrFinder(lrs, losses),
    "smith-lower": smith.lower,
    "smith-upper": smith.upper,
  };
}
