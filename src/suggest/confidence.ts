import { note } from "../contract/make-note.ts";
import { formatCount, formatLr } from "../core/format.ts";
import type { Note } from "../core/note.ts";
import { median } from "../core/stats.ts";
import type { Curve } from "../curve/index.ts";
import { type Check, combineChecks, type Picked } from "./check.ts";
import { curveChecks } from "./curve-checks.ts";
import { heldOutAdvice } from "./held-out-advice.ts";
import { mostBeyond } from "./horizon.ts";
import { rangeChecks } from "./range.ts";
import { RULE_NAMES, RULES } from "./rules/index.ts";
import type { Methods, RuleDefinition } from "./rules/rule.ts";
import type { Circumstances, Confidence } from "./suggestion.ts";

/**
 * How sure an LR is, and why: the lowest of what every check allows, with the checks' notes in
 * order of weight (what lowers confidence most first).
 *
 * @param more checks of the rule that picked
 */
export function assess(
  curve: Curve,
  picked: Picked,
  circumstances: Circumstances,
  more: readonly Check[] = [],
): { confidence: Confidence; reasons: Note[] } {
  return combineChecks([
    ...more,
    ...pickChecks(curve, picked, circumstances),
    ...curveChecks(curve, picked),
  ]);
}

/** What the pick's range and the other rules say about how sure it can be. */
function pickChecks(curve: Curve, picked: Picked, circumstances: Circumstances): Check[] {
  const ranges = picked.rangeOf === "held-out" ? rangeChecks(picked.range) : width(curve, picked);
  return [
    ...ranges,
    ...length(curve, circumstances),
    ...agreement(picked.lr, circumstances.rules ?? {}),
  ];
}

/** Sweeps that a curve was made from. */
function sweepsOf({ counts, lrCounts }: Curve): number {
  return counts.reduce(
    (most, count, i) => Math.max(most, Math.ceil(count / (lrCounts?.[i] ?? 1))),
    0,
  );
}

/** Decades: above the first low, above the second medium confidence. */
const WIDE = [1, 0.5] as const;

function width(curve: Curve, picked: Picked): Check[] {
  const [low, high] = picked.range;
  const decades = Math.log10(high / low);
  if (decades <= WIDE[1]) return [];
  const runs = sweepsOf(curve);
  const advice = runs > 1 ? "more --repeats or a larger batch" : "--repeats 3 or a larger batch";
  const message = `Noise alone moves the suggestion between ${formatLr(low)} and ${formatLr(high)} (${decades.toFixed(1)} decades): ${advice} would narrow it.${heldOutAdvice(curve)}`;
  const most = decades > WIDE[0] ? "low" : "medium";
  return [
    {
      most,
      note: note("wide-range", message, {
        low,
        high,
        decades,
        heldOutLosses: curve.heldOut.length,
        runs,
      }),
    },
  ];
}

/** The run to come beside one sweep. */
function length(curve: Curve, { totalSteps }: Circumstances): Check[] {
  if (totalSteps === undefined) return [];
  const updates = curve.counts.reduce((sum, count) => sum + count, 0);
  const sweepSteps = Math.round(updates / Math.max(1, sweepsOf(curve)));
  const times = totalSteps / Math.max(1, sweepSteps);
  const most = mostBeyond(times);
  if (most === "high") return [];
  const message = `The run is ${formatCount(Math.round(times))} times longer than the sweep of ${formatCount(sweepSteps)} steps, all that was seen of it: for so long a run the LR is an extrapolation. --budget thorough trains longer; --verify trains the plan beside the library's default.`;
  return [{ most, note: note("short-sweep", message, { times, sweepSteps, totalSteps }) }];
}

/** Decades between the pick and the middle of the others. */
const DISAGREE = 1;

function agreement(lr: number, rules: Methods): Check[] {
  const votes = RULE_NAMES.flatMap((name) => {
    const definition: RuleDefinition = RULES[name];
    const pick = definition.votes ? rules[name] : undefined;
    return pick?.lr != null && pick.note === undefined ? [{ name, lr: pick.lr }] : [];
  });
  if (votes.length < 2) return [];
  const middle = 10 ** median(votes.map((vote) => Math.log10(vote.lr)));
  const decades = Math.abs(Math.log10(lr / middle));
  const data = { middleLr: middle, decades, votes };
  if (decades <= DISAGREE) {
    const message = `${votes.length} other rules agree within a decade (their middle is ${formatLr(middle)}).`;
    return [{ most: "high", note: note("rules-agree", message, data) }];
  }
  const message = `The other rules' middle is ${formatLr(middle)}, ${decades.toFixed(1)} decades away: look at the curve before you trust either; more --steps or --repeats may settle it.`;
  return [{ most: "low", note: note("rules-disagree", message, data) }];
}
