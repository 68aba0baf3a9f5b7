import { keysOf } from "../../core/records.ts";
import type { OptimizerDefinition } from "./definition.ts";
import { FAMILIES, type FamilyName, type Traits, UNKNOWN } from "./families.ts";
import { OPTIMIZER_NAMES, OPTIMIZERS, type OptimizerName } from "./registry.ts";

/** What an optimizer's name says, in order of certainty. */
export type OptimizerMatch =
  | { readonly kind: "known"; readonly name: OptimizerName }
  /** Families whose stems the name contains, the nearest first. */
  | { readonly kind: "family"; readonly families: readonly FamilyName[] }
  | { readonly kind: "unknown" };

/**
 * What is known of an optimizer by its name: one of ours in any case, or the family of a name that
 * contains one (`torch.optim.AdamW`, `FusedAdam`, `NAdam`, `adamw_8bit`), or nothing.
 */
export function optimizerOf(name: string): OptimizerMatch {
  const lower = name.toLowerCase();
  if (isOptimizerName(lower)) return { kind: "known", name: lower };
  const families = keysOf(FAMILIES).filter((family) =>
    FAMILIES[family].stems.some((stem) => lower.includes(stem)),
  );
  return families.length > 0 ? { kind: "family", families } : { kind: "unknown" };
}

/**
 * What decides the LR of an optimizer of this name. Of a guess each trait is that of the nearest
 * family that has one; what nobody says is as for an unknown optimizer.
 */
export function traitsOf(name: string): Traits {
  const match = optimizerOf(name);
  if (match.kind === "unknown") return UNKNOWN;
  if (match.kind === "known") {
    const definition: OptimizerDefinition = OPTIMIZERS[match.name];
    return merged([definition, FAMILIES[definition.family], UNKNOWN]);
  }
  return merged([...match.families.map((family) => FAMILIES[family]), UNKNOWN]);
}

/** The family of an optimizer's name, momentum being SGD's; null where the name says nothing. */
export function familyOf(name: string): Exclude<FamilyName, "momentum"> | null {
  const match = optimizerOf(name);
  if (match.kind === "unknown") return null;
  const family = match.kind === "known" ? OPTIMIZERS[match.name].family : match.families[0];
  return family === "momentum" ? "sgd" : (family ?? null);
}

/** Each trait of the first that has it; the last has all. */
function merged(sources: readonly [...Partial<Traits>[], Traits]): Traits {
  const trait = <Key extends keyof Traits>(key: Key): Traits[Key] =>
    sources.map((source) => source[key]).find((value) => value !== undefined) as Traits[Key];
  return {
    damping: trait("damping"),
    usualLrLog10: trait("usualLrLog10"),
    scaleFree: trait("scaleFree"),
    growsWithGradient: trait("growsWithGradient"),
    defaultLr: trait("defaultLr"),
    settles: trait("settles"),
    batch: trait("batch"),
  };
}

/** Decay of the second moment where nobody sets it: the optimizer's own default, or 0.999. */
export function defaultBeta2(name: string): number {
  const match = optimizerOf(name);
  if (match.kind !== "known") return 0.999;
  const { hyperParameters }: OptimizerDefinition = OPTIMIZERS[match.name];
  const beta2 = hyperParameters.beta2?.default;
  return typeof beta2 === "number" ? beta2 : 0.999;
}

/** Whether it is the name of an optimizer, as users write it in lower case. */
export function isOptimizerName(name: string): name is OptimizerName {
  return Object.hasOwn(OPTIMIZERS, name);
}

/**
 * Our name for a library's class; undefined for a class that is none of ours. Keras and PyTorch have
 * one class for SGD with and without momentum, TensorFlow.js one for both kinds of momentum.
 *
 * @param className in any case, e.g. `RMSProp`
 * @param settings whether it has momentum, and of Nesterov's kind
 */
export function nameOfClass(
  className: string,
  { hasMomentum = false, isNesterov = false } = {},
): OptimizerName | undefined {
  const found = OPTIMIZER_NAMES.find((name) => {
    const definition: OptimizerDefinition = OPTIMIZERS[name];
    return definition.className?.toLowerCase() === className.toLowerCase();
  });
  const withMomentum = found === "sgd" && hasMomentum ? "momentum" : found;
  return withMomentum === "momentum" && isNesterov ? "nesterov" : withMomentum;
}
