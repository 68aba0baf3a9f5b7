import type { RulePick } from "../../contract/index.ts";
import { type KnownNote, note } from "../../contract/make-note.ts";
import type { RemarkCode } from "../../contract/notes.ts";
import { buildCurve, type Curve, type CurveRun } from "../../curve/index.ts";
import type { ResolvedSweepOptions } from "../../sweep/types.ts";

export type { RulePick } from "../../contract/index.ts";

/** Picks by the names of their rules; a result of another version may have others. */
export type Methods = Readonly<Record<string, RulePick>>;

/** What a rule that reads the recorded losses is given. */
export interface RecordedRun {
  /** n learning rates, > 0, rising. */
  readonly lrs: readonly number[];
  /** n raw losses; the rule smooths and trims them as its own tool does. */
  readonly losses: readonly number[];
  /** Steps the sweep would have taken without stopping, at least 1. */
  readonly plannedSteps: number;
}

interface Common {
  /** The sweep that goes with the rule, offered as `--preset NAME`. @default none */
  readonly preset?: {
    readonly name: string;
    /** What differs from the defaults of a sweep. */
    readonly sweep: Partial<ResolvedSweepOptions>;
  };
  /**
   * Whether its pick counts for the check that other rules agree with the recommendation: it picks
   * an LR to train with, and one that does not drift with the ladder. @default false
   */
  readonly votes?: boolean;
}

/** A rule that reads the losses as they were recorded. */
export interface RunRule extends Common {
  readonly reads: "run";
  /** The same run object for all rules, so that they can share what {@link oncePer} makes of it. */
  pick(run: RecordedRun): RulePick;
  /** What it picks on a centred smoothed curve instead. @default the same as on the run */
  onCurve?(curve: Curve): RulePick;
}

/** A rule that is defined on the centred smoothed curve of one run. */
export interface CurveRule extends Common {
  readonly reads: "curve";
  pick(curve: Curve): RulePick;
}

/**
 * The names of all rules. Every rule's file adds its own, so that a file whose line in the registry
 * is missing does not compile.
 */
// biome-ignore lint/suspicious/noEmptyInterface: filled by the files of the rules
export interface RuleNames {}

/** One rule; it is added by a file beside this one and an entry in the registry of `index.ts`. */
export type RuleDefinition = RunRule | CurveRule;

/**
 * A rule over one recorded run.
 *
 * @param lrs n learning rates, > 0, rising
 * @param losses n raw losses; the rule smooths and trims them as its own tool does
 * @param plannedSteps steps the sweep would have taken without stopping; default n
 */
export type Rule = (
  lrs: readonly number[],
  losses: readonly number[],
  plannedSteps?: number,
) => RulePick;

/** A definition on its own, as a function of the run. */
export function asFunction(definition: RuleDefinition): Rule {
  return (lrs, losses, plannedSteps = losses.length) =>
    pickOn(definition, { lrs, losses, plannedSteps }, () => buildCurve([{ lrs, losses }]));
}

/** What a rule says of a run; `curve` is called only where the rule reads it. */
export function pickOn(
  definition: RuleDefinition,
  run: CurveRun & RecordedRun,
  curve: () => Curve,
): RulePick {
  return definition.reads === "run" ? definition.pick(run) : definition.pick(curve());
}

/**
 * Remembers what was made of an object for as long as that lives. Rules of one tool read the same
 * smoothed points; logs may have a million, so they are made once.
 */
export function oncePer<Of extends object, Made>(make: (of: Of) => Made): (of: Of) => Made {
  const known = new WeakMap<Of, { readonly made: Made }>();
  return (of) => {
    const found = known.get(of) ?? { made: make(of) };
    known.set(of, found);
    return found.made;
  };
}

/** A pick that says why there is no LR, or what to beware of. */
export function noted(lr: number | null, { code, message, data }: KnownNote<RemarkCode>): RulePick {
  return { lr, note: message, code, data };
}

/** What a rule looks at. */
export interface Points {
  readonly lrs: readonly number[];
  /** Smoothed as the rule's own tool does, all finite. */
  readonly losses: readonly number[];
}

/** The pick of a rule that has too little to go by. */
export function tooFew(points: number, needed: number): RulePick {
  const message = `needs ${needed} points after its trims, got ${points}: use more steps`;
  return noted(null, note("rule-too-few-points", message, { points, needed }));
}

/** The pick of a rule that looks for the steepest fall where nothing falls. */
export function neverFalls(lr: number): RulePick {
  return noted(lr, note("rule-never-falls", "the loss never falls: this is where it rises least"));
}

/** The LR at a place of a curve, as a pick; none for -1. */
export function atIndex({ lrs }: Pick<Curve, "lrs">, index: number, divisor = 1): RulePick {
  const lr = lrs[index];
  if (lr !== undefined) return { lr: lr / divisor };
  const message = `has too few points: ${lrs.length}`;
  return noted(null, note("rule-short-curve", message, { points: lrs.length }));
}
