import { keysOf, mapValues } from "../../core/records.ts";
import { buildCurve, type Curve, type CurveRun } from "../../curve/index.ts";
import { minimum, slide, steep, valley } from "./fastai.ts";
import { lightning, lightningLegacy } from "./lightning.ts";
import {
  asFunction,
  type Methods,
  pickOn,
  type Rule,
  type RuleDefinition,
  type RuleNames,
  type RulePick,
} from "./rule.ts";
import { smithLower, smithUpper } from "./smith.ts";
import { torchLrFinder } from "./torch-lr-finder.ts";

/**
 * Every rule by its name, in the order in which results and reports list them. A rule that is
 * entered here is in `--json`, in the report and its recomputation, in comparisons and in the
 * playground; names are identifiers and are not translated.
 */
export const RULES = {
  valley,
  slide,
  steep,
  minimum,
  lightning,
  "lightning-legacy": lightningLegacy,
  "torch-lr-finder": torchLrFinder,
  "smith-lower": smithLower,
  "smith-upper": smithUpper,
} as const satisfies { readonly [Name in keyof RuleNames]: RuleDefinition };

/** A rule that reads an LR off a sweep: a key of {@link RULES}. */
export type RuleName = keyof typeof RULES;

/** Names of the single rules, as presets, results and reports use them. */
export const RULE_NAMES: readonly RuleName[] = keysOf(RULES);

/** Whether a name is one of {@link RULE_NAMES}. */
export function isRuleName(name: string): name is RuleName {
  return Object.hasOwn(RULES, name);
}

/** Whether it is the name of a rule that reads the centred curve, and so moves with its kernel. */
export function readsCurve(name: string): boolean {
  return isRuleName(name) && RULES[name].reads === "curve";
}

/** What every rule says. */
export type RulePicks = Readonly<Record<RuleName, RulePick>>;

/** Every rule by its name, as a function of one recorded run. */
export const rules: Readonly<Record<RuleName, Rule>> = mapValues(RULES, asFunction);

/** Name of a sweep that goes with a rule. */
export type PresetName = {
  [Name in RuleName]: (typeof RULES)[Name] extends {
    readonly preset: { readonly name: infer Preset };
  }
    ? Preset
    : never;
}[RuleName];

/** Of each preset its rule, and what its sweep has other than the defaults. */
export const presets = Object.fromEntries(
  RULE_NAMES.flatMap((rule) => {
    const { preset }: RuleDefinition = RULES[rule];
    return preset === undefined ? [] : [[preset.name, { rule, sweep: preset.sweep }] as const];
  }),
) as Readonly<Record<PresetName, Preset>>;

export interface Preset {
  readonly rule: RuleName;
  readonly sweep: NonNullable<RuleDefinition["preset"]>["sweep"];
}

/** Names of {@link presets}. */
export const PRESET_NAMES: readonly PresetName[] = keysOf(presets);

/** The rule that goes with each sweep preset; each smooths as its own tool does. */
export const presetRule: Readonly<Record<PresetName, RuleName>> = mapValues(
  presets,
  ({ rule }) => rule,
);

/** The picks of the rules that read the recorded losses; see {@link allRules}. */
export function runPicks({ lrs, losses }: CurveRun, plannedSteps: number): Methods {
  const run = { lrs, losses, plannedSteps };
  return picks((rule) => (rule.reads === "run" ? rule.pick(run) : undefined));
}

/**
 * Every rule's pick where the curve has moved and the recorded losses have not.
 *
 * @param own what {@link runPicks} gave
 * @param curve of one run, for the rules that read one
 * @param drawn read by the other rules as well, in place of the recorded losses. @default none
 */
export function picksAt(own: Methods, curve: Curve, drawn?: Curve): Methods {
  return picks((rule, name) => {
    if (rule.reads === "curve") return rule.pick(curve);
    return (drawn && rule.onCurve?.(drawn)) ?? own[name];
  });
}

/** The picks that there are, in the rules' order. */
function picks(pick: (rule: RuleDefinition, name: RuleName) => RulePick | undefined): Methods {
  const found = RULE_NAMES.map((name) => [name, pick(RULES[name], name)] as const);
  return Object.fromEntries(
    found.filter((entry): entry is [RuleName, RulePick] => entry[1] !== undefined),
  );
}

/**
 * What every rule says about one run.
 *
 * @param run its raw losses, the non-finite last one included where there was one (fastai's trim
 *   depends on it)
 * @param plannedSteps steps the sweep would have taken without stopping, at least 1
 * @param curve of this run alone, where there is one already
 */
export function allRules(
  run: CurveRun,
  plannedSteps: number,
  curve = buildCurve([run]),
): RulePicks {
  const { lrs, losses } = run;
  const recorded = { lrs, losses, plannedSteps };
  return mapValues<RuleName, RuleDefinition, RulePick>(RULES, (definition) =>
    pickOn(definition, recorded, () => curve),
  );
}
