import { note } from "../contract/make-note.ts";
import { formatLr } from "../core/format.ts";
import type { Note } from "../core/note.ts";
import { maxOf, minOf } from "../core/stats.ts";
import type { Curve, CurveRun } from "../curve/index.ts";
import { bootstrapRange } from "./bootstrap.ts";
import { assess } from "./confidence.ts";
import { withinTried } from "./range.ts";
import { RULES, type RuleName, rules } from "./rules/index.ts";
import type { RulePick } from "./rules/rule.ts";
import { type Circumstances, checkCircumstances, type Suggestion } from "./suggestion.ts";
import { whyNone } from "./why-none.ts";

/**
 * A suggestion by one of the peers' rules, for users who want the number they know: its LR, with
 * our range, confidence and reasons. Where `recommend` would give none (nothing falls, say) the rule's
 * number is still the answer, with low confidence and the doubt as a reason; there is none only where the
 * rule itself has none.
 *
 * @param name of the rule, e.g. `presetRule.fastai`
 * @param run the raw run that the rule reads; with repeats, the first one
 * @param plannedSteps steps the sweep would have taken without stopping
 * @param curve of all runs, for whether there is anything to suggest and how sure it is
 */
export function suggestByRule(
  name: RuleName,
  run: CurveRun,
  plannedSteps: number,
  curve: Curve,
  circumstances: Circumstances,
): Suggestion {
  checkCircumstances("suggestByRule", circumstances);
  const doubt = whyNone(curve, circumstances);
  const rule = rules[name];
  const pick = rule(run.lrs, run.losses, plannedSteps);
  if (pick.lr === null) {
    if (doubt !== null) return { status: "none", reason: doubt.reason, reasons: [doubt.note] };
    const message = `The rule ${name} gives no learning rate: ${pick.note ?? "it is not defined here"}.`;
    // The curve of all runs has a drop: a rule that reads it finds none in this run; the others lack points.
    const code = RULES[name].reads === "curve" ? "flat" : "too-few-points";
    const { needed, points: left } = pick.data ?? {};
    const reason = note(code, message, {
      rule: name,
      points: run.lrs.length,
      ...(typeof needed === "number" && typeof left === "number" && { needed, left }),
    });
    return { status: "none", reason: code, reasons: [reason] };
  }
  const lr = pick.lr;
  // A curve of very many LRs has fewer entries than the run had steps.
  const all = curve.lrCounts?.reduce((sum, count) => sum + count, 0) ?? curve.lrs.length;
  const planned = Math.max(1, Math.round((plannedSteps * curve.lrs.length) / Math.max(1, all)));
  const again = (losses: readonly number[]) => {
    const found = rule(curve.lrs, losses, planned).lr;
    return found === null ? null : Math.log10(found);
  };
  const chosen = chosenNote(name, lr, pick);
  if (doubt !== null) {
    // The data tell none of the LRs that were tried from another.
    const tried = [lr, curve.lrs[0] ?? lr, curve.lrs.at(-1) ?? lr];
    const range = [minOf(tried), maxOf(tried)] as const;
    const broke = doubt.reason === "trainer-failed" || doubt.reason === "loss-not-finite";
    const reasons = broke ? [doubt.note, chosen] : [chosen, doubt.note];
    return { status: "found", lr, range, confidence: "low", method: name, reasons };
  }
  const found = bootstrapRange(curve, lr, again, circumstances.seed ?? 0);
  const range = withinTried(found, lr, curve.lrs);
  const { confidence, reasons } = assess(curve, { lr, range, fromLr: lr }, circumstances);
  return { status: "found", lr, range, confidence, method: name, reasons: [chosen, ...reasons] };
}

function chosenNote(name: RuleName, lr: number, { note: remark }: RulePick): Note {
  const beware = remark === undefined ? "" : ` Beware: ${remark}.`;
  return note("rule", `The rule ${name} picks LR ${formatLr(lr)}.${beware}`, {
    rule: name,
    lr,
    ...(remark === undefined ? {} : { beware: remark }),
  });
}
