import { checkOneOf } from "../core/check.ts";
import type { Trainer } from "../trainer/types.ts";

/** How much training the answer may cost. */
export const BUDGET_NAMES = ["quick", "standard", "thorough"] as const;
export type BudgetName = (typeof BUDGET_NAMES)[number];

/** A budget with its number. */
export interface Budget {
  readonly name: BudgetName;
  /** Most training updates in all, sweep and probes; the sweep alone may exceed it when asked to. */
  readonly steps: number;
}

/** Updates, and the share of the run to come that they may be where that is more. */
const LIMITS = {
  quick: { steps: 100, share: 0 },
  standard: { steps: 400, share: 0.1 },
  thorough: { steps: 700, share: 0.2 },
} as const;

/**
 * The budget of a search: `quick` the sweep alone, `standard` and `thorough` with probes.
 *
 * @param name default: `standard` where the trainer can evaluate held-out rows, else `quick`
 * @param totalSteps updates of the training run to come
 */
export function resolveBudget(
  name: BudgetName | undefined,
  trainer: Pick<Trainer, "evaluate">,
  totalSteps: number,
): Budget {
  const chosen =
    name === undefined
      ? trainer.evaluate === undefined
        ? "quick"
        : "standard"
      : checkOneOf("budget", name, BUDGET_NAMES);
  const { steps, share } = LIMITS[chosen];
  return { name: chosen, steps: Math.max(steps, Math.floor(share * totalSteps)) };
}
