import { note } from "../contract/make-note.ts";
import type { Note } from "../core/note.ts";
import { median } from "../core/stats.ts";
import { fromSnapshot } from "../sweep/index.ts";
import type { Trainer } from "../trainer/types.ts";
import { MIN_BUDGET_STEPS } from "./budget.ts";
import type { SearchHooks, SearchPlan } from "./plan-search.ts";

/** Updates that are timed, after some that only warm up. */
const TIMED = 8;
const WARM_UP = 4;
/** Held-out losses that a search takes for each update, about. */
const EVALUATIONS_A_STEP = 0.1;
/** Share of the budget after which timing ends. */
const MOST_SHARE = 0.1;

/** A plan whose budget is a number of updates, and what there is to say about that. */
export interface SettledPlan {
  readonly plan: SearchPlan;
  readonly warnings: readonly Note[];
}

/**
 * Turns a budget in time into a number of updates, once, before the first decision: by the time that
 * the trainer's first updates and held-out losses take, undone afterwards. A run that is continued
 * keeps the number of its journal.
 *
 * The plan comes back as it is where its budget is not in time, and where the trainer fails (the
 * sweep will meet that too). A time that holds fewer than 20 updates makes 20, and a warning.
 */
export async function settleBudget(
  trainer: Trainer,
  plan: SearchPlan,
  { budgetSteps, onEvent }: Pick<SearchHooks, "budgetSteps" | "onEvent">,
): Promise<SettledPlan> {
  const { timed, sweep, budget } = plan;
  if (timed === null) return { plan, warnings: [] };
  if (budgetSteps !== undefined) return { plan: timed.at(budgetSteps), warnings: [] };
  const measured = await measure(trainer, sweep.startLr, timed.seconds * 1000);
  if (measured === null) return { plan, warnings: [] };
  const { stepMs, spentMs } = measured;
  const held = Math.max(0, Math.floor((timed.seconds * 1000 - spentMs) / stepMs));
  const steps = Math.max(MIN_BUDGET_STEPS, held);
  const settled = timed.at(steps);
  onEvent?.({ type: "budget", name: budget.name, steps, stepMs });
  return { plan: settled, warnings: steps === held ? [] : [shortNote(budget.name, held)] };
}

function shortNote(name: string, held: number): Note {
  const message = `The budget of ${name} holds ${held} of this trainer's steps: ${MIN_BUDGET_STEPS} were made, the fewest that an answer can be read from. Give it more time.`;
  return note("budget-short", message, { name, held, least: MIN_BUDGET_STEPS });
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
        for (let i = 0; i < 2; i++) {
          const before = performance.now();
          await trainer.evaluate();
          evaluationMs = performance.now() - before;
          if (performance.now() - started > MOST_SHARE * budgetMs) break;
        }
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
