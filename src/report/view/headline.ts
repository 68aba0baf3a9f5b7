import { formatLr } from "../../core/format.ts";
import type { Result } from "../../result/types.ts";
import { scheduleName, scheduleSentence } from "./plan-words.ts";
import type { Fact, Headline } from "./types.ts";
import { capital, clean, countOf, duration } from "./words.ts";

const NO_SUGGESTION: Readonly<Record<string, { title: string; next: string }>> = {
  flat: {
    title: "The loss does not react to the learning rate",
    next: "Raise the end LR, train more steps, and check that the model, the loss and the labels fit together.",
  },
  "still-falling": {
    title: "The loss was still falling at the end of the range",
    next: "Run again with a higher end LR, so that the sweep reaches the point where training breaks.",
  },
  "diverged-at-once": {
    title: "Training diverged at once",
    next: "Run again with a much lower start LR; if that diverges too, look at the scaling of the inputs and the loss.",
  },
  "too-few-points": {
    title: "There are too few points to tell",
    next: "Run again with more steps, or over a wider range.",
  },
  rising: {
    title: "The loss only rises",
    next: "Run again with a lower start LR; if it still rises, check the sign of the loss and the labels.",
  },
};

const STOPS: Readonly<Record<string, string>> = {
  completed: "whole range",
  diverged: "stopped: diverged",
  "non-finite": "stopped: non-finite loss",
  "trainer-ended": "stopped: trainer ended",
  cancelled: "stopped: cancelled",
};

const CONFIDENCE = {
  high: "the curve is clear",
  medium: "good enough to start with; repeats would say more",
  low: "a first guess, to be checked with a short run",
} as const;

/** The answer in words. */
export function headline({ suggestion, plan }: Result): Headline {
  if (!("lr" in suggestion)) {
    const { reason, reasons } = suggestion;
    const [first] = reasons;
    const known = Object.hasOwn(NO_SUGGESTION, reason) ? NO_SUGGESTION[reason] : undefined;
    return {
      status: "none",
      kicker: "No suggestion",
      title: known?.title ?? capital(clean(reason, 120)),
      // The first reason says what was seen and what to do, with numbers.
      sentences: first ? [clean(first.message)] : known ? [known.next] : [],
    };
  }
  const { lr, range, confidence } = suggestion;
  const sentences = [
    range[0] < range[1]
      ? `Anything from ${formatLr(range[0])} to ${formatLr(range[1])} cannot be told from it on this curve.`
      : "Its range is this one value.",
    `${capital(confidence)} confidence: ${CONFIDENCE[confidence]}.`,
  ];
  if (plan) sentences.push(scheduleSentence(plan.schedule));
  return {
    status: "found",
    kicker: "Recommended learning rate",
    lr: formatLr(lr),
    confidence,
    sentences,
  };
}

/** The row of key figures under the answer. */
export function facts({ suggestion, plan, sweep, cost, record, data }: Result): Fact[] {
  const row: Fact[] = [];
  if ("lr" in suggestion) {
    const [low, high] = suggestion.range;
    row.push({
      label: "Range",
      value: `${formatLr(low)} – ${formatLr(high)}`,
      detail: `rule: ${clean(suggestion.method, 40)}`,
    });
  }
  if (plan) {
    const { warmupSteps } = plan.schedule;
    const warmup = warmupSteps > 0 ? `${countOf(warmupSteps, "step")} of warmup` : "no warmup";
    row.push({ label: "Schedule", value: capital(scheduleName(plan.schedule)), detail: warmup });
  }
  row.push({
    label: "Swept",
    value: `${formatLr(sweep.startLr)} – ${formatLr(sweep.endLr)}`,
    detail: `${countOf(sweep.steps, "step")}, ${Object.hasOwn(STOPS, sweep.stopReason) ? STOPS[sweep.stopReason] : clean(sweep.stopReason, 40)}`,
  });
  row.push({
    label: "Trained",
    value: `${clean(record.info.optimizer, 24)}, batch ${record.info.batchSize}`,
    detail: data ? clean(data.source, 48) : `${countOf(record.info.parameterCount, "parameter")}`,
  });
  row.push({
    label: "Cost",
    value: duration(cost.seconds),
    detail: `${countOf(cost.trainSteps, "update")} in all`,
  });
  return row;
}
