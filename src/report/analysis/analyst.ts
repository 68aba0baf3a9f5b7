import { type Curve, prepareCurve } from "../../curve/index.ts";
import {
  lrFromSweep,
  type Methods,
  picksAt,
  type RuleName,
  recommend,
  runPicks,
  type Suggestion,
  suggestByRule,
  sweepRefusal,
  whyNone,
} from "../../suggest/index.ts";
import type { SweepRun } from "../../sweep/types.ts";
import { condense } from "./condense.ts";
import { type Recording, type Settings, trimRun } from "./recording.ts";

/** The curve and every pick at some settings. */
export interface Analysis {
  readonly settings: Settings;
  readonly curve: Curve;
  readonly rules: Methods;
  /** The recommended LR and its range (the LR alone in a quick analysis); null when there is none. */
  readonly recommended: { readonly lr: number; readonly range: readonly [number, number] } | null;
  /** The whole recommendation, or why there is none; null in a quick analysis. */
  readonly suggestion: Suggestion | null;
}

/** Reads one recording at many settings; what does not depend on them is worked out once. */
export interface Analyst {
  /** Name of the peer's rule that recommends; undefined for ours. */
  readonly rule: RuleName | undefined;
  /** The whole analysis, bootstrap range and confidence included: tenths of a second for 100,000 points. */
  full(settings: Settings): Analysis;
  /**
   * The same curve and LR without the bootstrap, and the peers' own rules as they were at the last
   * full analysis unless they are at hand: milliseconds, for every move of a slider.
   */
  quick(settings: Settings): Analysis;
}

/** Up to this many points the peers' rules take a few milliseconds. */
const QUICK_RULES = 10_000;

/**
 * An analyst of a recording: the page's slider and trims, the playground and the live view all ask
 * it, and it asks `curve` and `suggest`, the same code that made the result.
 *
 * Up to 16,000 points, 5,000 a run, the curve is exactly that of `buildCurve`; above, neighbours are
 * put together first (see `condense`), which moves picks by less than a pixel of the plot. The
 * peers' rules see every point.
 *
 * @throws InputError from `full` and `quick` for LRs that fall or are not above 0, or a bandwidth
 *   that is not above 0
 */
export function analyst(recording: Recording): Analyst {
  const { runs, plannedSteps, optimizer, endLr, seed, rule, totalSteps, stepsPerEpoch } = recording;
  const condensed = condense(runs);
  const first: SweepRun | undefined = runs[0];
  const ownPicks = lastTrims(({ fromLr, toLr }): Methods => {
    if (first === undefined) return {};
    const trimmed = trimRun(first, plannedSteps, fromLr, toLr);
    return runPicks(trimmed.run, trimmed.plannedSteps);
  });
  const dear = (first?.lrs.length ?? 0) > QUICK_RULES;

  const pooled = curves(condensed.runs);
  // Rules that read a curve read that of one run, as the others do.
  const alone = condensed.runs.length > 1 ? curves(condensed.runs.slice(0, 1)) : pooled;
  const curveOf = (which: typeof pooled, settings: Settings): Curve =>
    uncondensed(which(settings)(settings.bandwidth), condensed.group);
  const rulesOf = (curve: Curve, settings: Settings, peers: Methods): Methods => {
    const one = alone === pooled ? curve : curveOf(alone, settings);
    return picksAt(peers, one, settings.rulesRead === "curve" ? curve : undefined);
  };
  const circumstances = (settings: Settings, picks: Methods) => ({
    optimizer,
    ended: runs.at(-1)?.stop,
    rules: picks,
    ...(seed !== undefined && { seed }),
    ...(totalSteps !== undefined && { totalSteps }),
    ...(stepsPerEpoch !== undefined && { stepsPerEpoch }),
    // A ladder cut short on purpose did not end early.
    ...(endLr !== undefined && settings.toLr === null && { endLr }),
  });

  const suggest = (curve: Curve, settings: Settings, picks: Methods): Suggestion => {
    if (rule === undefined || first === undefined) {
      return recommend(curve, circumstances(settings, picks));
    }
    const { run, plannedSteps: planned } = trimRun(
      first,
      plannedSteps,
      settings.fromLr,
      settings.toLr,
    );
    return suggestByRule(rule, run, planned, curve, circumstances(settings, picks));
  };
  const quickLr = (curve: Curve, settings: Settings, picks: Methods): number | null => {
    const known = circumstances(settings, picks);
    if (rule === undefined ? sweepRefusal(curve, known) : whyNone(curve, known)) return null;
    if (rule !== undefined) return picks[rule]?.lr ?? null;
    return lrFromSweep(curve, known).lr;
  };

  return {
    rule,
    full(settings) {
      const curve = curveOf(pooled, settings);
      const picks = rulesOf(curve, settings, ownPicks(settings));
      const suggestion = suggest(curve, settings, picks);
      const recommended = "lr" in suggestion ? suggestion : null;
      return { settings, curve, rules: picks, recommended, suggestion };
    },
    quick(settings) {
      const curve = curveOf(pooled, settings);
      const picks = rulesOf(curve, settings, (dear && ownPicks.held()) || ownPicks(settings));
      const lr = quickLr(curve, settings, picks);
      const recommended = lr === null ? null : { lr, range: [lr, lr] as const };
      return { settings, curve, rules: picks, recommended, suggestion: null };
    },
  };
}

/** The curve in terms of the recorded points, of which `group` stand behind each of its own. */
function uncondensed(curve: Curve, group: number): Curve {
  if (group === 1) return curve;
  const counts = curve.counts.map((count) => count * group);
  // The points behind one LR are neighbours of the ladder, not repeats of it.
  const lrCounts = curve.counts.map((_, i) => (curve.lrCounts?.[i] ?? 1) * group);
  return { ...curve, counts, lrCounts, noise: curve.noise * Math.sqrt(group) };
}

type Trims = Pick<Settings, "fromLr" | "toLr">;

/** Curves of some runs: prepared for the trims asked for last, then by kernel width. */
function curves(runs: readonly SweepRun[]) {
  return lastTrims(({ fromLr, toLr }) =>
    prepareCurve(runs, { ...(fromLr !== null && { fromLr }), ...(toLr !== null && { toLr }) }),
  );
}

/** Remembers what was worked out for the trims asked for last; `held` gives it whatever they were. */
function lastTrims<T>(compute: (trims: Trims) => T): ((trims: Trims) => T) & { held(): T | null } {
  let held: { fromLr: number | null; toLr: number | null; value: T } | undefined;
  const at = ({ fromLr, toLr }: Trims): T => {
    if (held === undefined || held.fromLr !== fromLr || held.toLr !== toLr) {
      held = { fromLr, toLr, value: compute({ fromLr, toLr }) };
    }
    return held.value;
  };
  return Object.assign(at, { held: () => held?.value ?? null });
}
