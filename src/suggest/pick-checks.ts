import { note } from "../contract/notes.ts";
import { formatLr } from "../core/format.ts";
import { median } from "../core/stats.ts";
import type { Curve } from "../curve/index.ts";
import type { Check, Picked } from "./check.ts";
import type { Circumstances, Methods } from "./types.ts";

/** What the pick's range and the other rules say about how sure it can be. */
export function pickChecks(curve: Curve, picked: Picked, circumstances: Circumstances): Check[] {
  const ranges = picked.rangeOf === "held-out" ? [] : width(curve, picked);
  return [...ranges, ...agreement(picked.lr, circumstances.rules ?? {})];
}

/** Decades: above the first low, above the second medium confidence. */
const WIDE = [1, 0.5] as const;

function width(curve: Curve, picked: Picked): Check[] {
  const [low, high] = picked.range;
  const decades = Math.log10(high / low);
  if (decades <= WIDE[1]) return [];
  const runs = curve.counts.reduce(
    (most, count, i) => Math.max(most, Math.ceil(count / (curve.lrCounts?.[i] ?? 1))),
    0,
  );
  const advice = runs > 1 ? "more --repeats or a larger batch" : "--repeats 3 or a larger batch";
  const message = `Noise alone moves the suggestion between ${formatLr(low)} and ${formatLr(high)} (${decades.toFixed(1)} decades): ${advice} would narrow it.`;
  const most = decades > WIDE[0] ? "low" : "medium";
  return [{ most, note: note("wide-range", message, { low, high, decades }) }];
}

/** Rules that pick an LR to train with; Lightning's are left out, since they drift with the ladder. */
const VOTERS = ["valley", "slide", "steep", "minimum", "torch-lr-finder"];
/** Decades between the pick and the middle of the others. */
const DISAGREE = 1;

function agreement(lr: number, rules: Methods): Check[] {
  const votes = VOTERS.flatMap((name) => {
    const pick = rules[name];
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
