import { buildCurve, type CurveRun } from "../curve/index.ts";
import { lightning, lightningLegacy } from "./lightning.ts";
import { minimum } from "./minimum.ts";
import { slide } from "./slide.ts";
import { smithBounds, smithLower, smithUpper } from "./smith.ts";
import { steep } from "./steep.ts";
import { torchLrFinder } from "./torch-lr-finder.ts";
import type { Methods, Rule, RuleName } from "./types.ts";
import { valley } from "./valley.ts";

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
 */
export function allRules(run: CurveRun, plannedSteps: number): Methods {
  const picks = Object.entries(rules)
    .filter(([name]) => !name.startsWith("smith"))
    .map(([name, rule]) => [name, rule(run.lrs, run.losses, plannedSteps)]);
  const smith = smithBounds(buildCurve([run]));
  return {
    ...Object.fromEntries(picks),
    "smith-lower": smith.lower,
    "smith-upper": smith.upper,
  };
}
