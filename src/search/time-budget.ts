import { median } from "../core/stats.ts";
import { fromSnapshot } from "../sweep/index.ts";
import type { Trainer } from "../trainer/types.ts";
import type { SearchHooks, SearchPlan } from "./plan-search.ts";

/** Updates that are timed, after some that only warm up. */
const TIMED = 8;
const WARM_UP = 2;
/** Held-out losses that a search takes for each update, about. */
const EVALUATIONS_A_STEP = 0.1;
/** Share of the budget after which timing ends. */
const MOST_SHARE = 0.1;

/**
 * Turns a budget in time into a number of updates, once, before the first decision: by the time that
 * the trainer's first updates and held-out losses take, undone afterwards. A run that is continued
 * keeps the number of its journal.
 *
 * The plan comes back as it is where its budget is not in time, and where the trainer fails (the
 * sweep will meet that too).
 *
 * @throws InputError where the time holds fewer than 20 updates
 */
export async function settleBudget(
  trainer: Trainer,
  plan: SearchPlan,
  { budgetSteps, onEvent }: Pick<SearchHooks, "budgetSteps" | "onEvent">,
): Promise<SearchPlan> {
  const { timed, sweep } = plan;
  if (timed === null) return plan;
  if (budgetSteps !== undefined) return timed.at(budgetSteps);
  const measured = await measure(trainer, sweep.startLr, timed.seconds * 1000);
  if (measured === null) return plan;
  const steps = Math.floor((timed.seconds * 1000 - measured.spentMs) / measured.stepMs);
  const settled = timed.at(steps);
  onEvent?.({ type: "budget", name: settled.budget.name, steps, stepMs: measured.stepMs });
  return settled;
}

async function measure(trainer: Trainer, lr: number, budgetMs: number) {
  const started = performance.now();
  const times: number[] = [];
  let evaluationMs = 0;
  const failure = await fromSnapshot(trainer, async () => {
    try {
      for (let i = 0; i < WARM_UP + TIMED; i++) {
        const before = performance.now();
        await trainer.step(lr);
        const now = performance.now();
        times.push(now - before);
        if (now - started > MOST_SHARE * budgetMs) break;
      }
      if (trainer.evaluate !== undefined) {
        const before = performance.now();
        await trainer.evaluate();
        evaluationMs = performance.now() - before;
      }
    } catch {
      times.length = 0;
    }
    return null;
  });
  if (failure !== null || times.length === 0) return null;
  const warm = times.length > WARM_UP ? times.slice(WARM_UP) : times.slice(-1);
  const stepMs = Math.max(1e-3, median(warm) + EVALUATIONS_A_STEP * evaluationMs);
  return { stepMs, spentMs: performance.now() - started };
}
