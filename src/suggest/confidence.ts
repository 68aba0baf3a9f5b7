import type { Note } from "../core/note.ts";
import type { Curve } from "../curve/index.ts";
import type { Check, Picked } from "./check.ts";
import { curveChecks } from "./curve-checks.ts";
import { pickChecks } from "./pick-checks.ts";
import type { Circumstances, Confidence } from "./types.ts";

const ORDER: readonly Confidence[] = ["low", "medium", "high"];

/**
 * How sure an LR is, and why: the lowest of what every check allows, with the checks' notes in
 * order of weight (what lowers confidence most first).
 */
export function assess(
  curve: Curve,
  picked: Picked,
  circumstances: Circumstances,
): { confidence: Confidence; reasons: Note[] } {
  return combineChecks([
    ...pickChecks(curve, picked, circumstances),
    ...curveChecks(curve, picked),
  ]);
}

/** The lowest confidence that any check allows, and the checks' notes, what lowers it most first. */
export function combineChecks(found: readonly Check[]): {
  confidence: Confidence;
  reasons: Note[];
} {
  const checks = [...found];
  const rank = (check: Check) => ORDER.indexOf(check.most);
  checks.sort((a, b) => rank(a) - rank(b));
  return { confidence: checks[0]?.most ?? "high", reasons: checks.map((check) => check.note) };
}
