import { formatLr } from "../core/format.ts";
import type { PlanKind } from "./plan.ts";
import type { TrialPurpose, VerifiedPurpose } from "./purpose.ts";

const SCHEDULES: Readonly<Record<PlanKind, string>> = {
  cosine: "cosine",
  step: "step decay",
  "warmup-stable-decay": "warmup-stable-decay",
};

/** A trial's label: its purpose in a few English words, e.g. `probe at 0.01`. */
export function purposeLabel(purpose: TrialPurpose): string {
  switch (purpose.kind) {
    case "probe":
      return `probe at ${formatLr(purpose.lr)}`;
    case "ladder":
      return `ladder at ${formatLr(purpose.lr)}`;
    case "whole-run":
      return `whole run at ${formatLr(purpose.lr)}${orderOf(purpose)}`;
    case "verification":
      return `verification: ${purpose.role === "plan" ? "the plan" : sideTitle(purpose)}`;
  }
}

function orderOf({ order, divided }: Extract<TrialPurpose, { kind: "whole-run" }>): string {
  if (order === undefined) return "";
  return divided ? `, rows divided anew (${order})` : `, data order ${order + 1}`;
}

/** A purpose with the label that says it, as a trial has them. */
export function forPurpose(purpose: TrialPurpose) {
  return { purpose, label: purposeLabel(purpose) };
}

/** A side's title: `cosine from 0.01`, `constant 0.001 (the default of adam)`. */
export function sideTitle({
  lr,
  schedule,
  optimizer,
}: Pick<VerifiedPurpose, "lr" | "schedule" | "optimizer">): string {
  return schedule === null
    ? `constant ${formatLr(lr)} (the default of ${optimizer})`
    : `${SCHEDULES[schedule]} from ${formatLr(lr)}`;
}
