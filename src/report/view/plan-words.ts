import { formatEndLr, formatLr } from "../../core/format.ts";
import type { SchedulePlan } from "../../plan/index.ts";
import { nameIn, type Words } from "../../words/index.ts";

/** Epochs at a step, without needless decimals: 2500 steps of 1000 an epoch -> "2.5". */
export function epochText(step: number, stepsPerEpoch: number, { format }: Words): string {
  const hundredths = Math.round((step / stepsPerEpoch) * 100);
  const part = format.number((hundredths % 100) / 100).slice(1);
  return format.count(Math.floor(hundredths / 100)) + part;
}

/** A schedule in two words. */
export function scheduleName(plan: SchedulePlan, words: Words): string {
  return nameIn(words.plan.names, plan.kind, 40);
}

/** A schedule in a sentence, with all its numbers. */
export function scheduleSentence(plan: SchedulePlan, words: Words): string {
  const { plan: text } = words;
  const { peakLr, warmupSteps, warmupStartLr, totalSteps, stepsPerEpoch } = plan;
  const peak = formatLr(peakLr);
  // Of a run of one epoch it says nothing, and where an epoch is not known a run counts as one.
  const epochs = totalSteps === stepsPerEpoch ? null : epochText(totalSteps, stepsPerEpoch, words);
  const length = text.length(totalSteps, epochs);
  const warmup = warmupSteps > 0 ? text.warmUp(formatLr(warmupStartLr), peak, warmupSteps) : "";
  switch (plan.kind) {
    case "cosine":
      return text.cosine(length, warmup, peak, formatEndLr(plan.floorLr), text.per[plan.per]);
    case "step": {
      const { milestones, factor } = plan;
      const drops =
        milestones.length === 0
          ? text.hold(peak)
          : text.multiply(
              peak,
              words.format.number(Number(factor.toPrecision(3))),
              milestones.map(words.format.count),
            );
      return text.drop(length, warmup, drops);
    }
    case "warmup-stable-decay": {
      const from = words.format.count(totalSteps - plan.decaySteps);
      return text.stable(length, warmup, peak, from, formatEndLr(plan.floorLr));
    }
  }
}

/** The numbers of a schedule as rows of a table: name, value. */
export function scheduleRows(plan: SchedulePlan, words: Words): [string, string][] {
  const { rows: text } = words.plan;
  const { stepsPerEpoch } = plan;
  const step = (value: number) =>
    words.plan.stepAndEpoch(words.format.count(value), epochText(value, stepsPerEpoch, words));
  const rows: [string, string][] = [
    [text.kind, scheduleName(plan, words)],
    [text.peak, formatLr(plan.peakLr)],
    [text.warmupSteps, words.format.count(plan.warmupSteps)],
  ];
  if (plan.warmupSteps > 0) rows.push([text.warmupStart, formatLr(plan.warmupStartLr)]);
  if ("milestones" in plan) {
    rows.push([text.milestones, plan.milestones.map(step).join(", ") || words.plan.none]);
  }
  if ("factor" in plan) rows.push([text.factor, words.format.number(plan.factor)]);
  if ("floorLr" in plan) rows.push([text.floor, formatLr(plan.floorLr)]);
  if ("decaySteps" in plan) {
    rows.push([text.decayFrom, step(plan.totalSteps - plan.decaySteps)]);
  }
  rows.push(
    [text.total, step(plan.totalSteps)],
    [text.stepsPerEpoch, words.format.count(stepsPerEpoch)],
    [text.per, words.plan.per[plan.per]],
  );
  return rows;
}
