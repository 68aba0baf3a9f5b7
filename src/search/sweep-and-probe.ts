import { note } from "../contract/make-note.ts";
import type { Note } from "../core/note.ts";
import { addCosts, recordedSteps, type SweepOutcome, type TrialsOutcome } from "../sweep/index.ts";
import type { Trial } from "../sweep/trial-types.ts";
import type { Trainer } from "../trainer/types.ts";
import { extendSweep } from "./extend-sweep.ts";
import type { Searched, SearchHooks, SearchPlan } from "./plan-search.ts";

const NO_PROBES: TrialsOutcome & { readonly trials: readonly Trial[] } = {
  trials: [],
  failure: null,
  cost: { trainSteps: 0, evaluations: 0 },
};

/**
 * Sweeps the LR, reads the curve, and tries the LRs that it points to in short annealed trainings
 * (probes) and in whole runs, as far as the budget goes.
 *
 * @throws InputError for a sweep that the trainer cannot make; nothing has been trained then
 */
export async function sweepAndProbe(
  trainer: Trainer,
  plan: SearchPlan,
  hooks: SearchHooks,
): Promise<Searched> {
  const { rounds, wholeRuns } = plan.spending;
  // Loaded before anything is trained: in a page it may be missing, and what was learned would be lost.
  const probing = rounds + wholeRuns === 0 ? null : await import("./probes.ts");
  const whole = wholeRuns === 0 ? null : await import("./whole-runs.ts");
  const swept = await extendSweep(trainer, plan, hooks);
  const probed =
    (await probing?.probe(trainer, swept, plan, hooks, whole?.runWholeRuns ?? null)) ?? NO_PROBES;
  const last = [...swept.record.runs, ...probed.trials].at(-1);
  return {
    parts: {
      record: swept.record,
      probes: probed.trials,
      ...(probing && {
        recommend: whole?.recommendFromTrials ?? probing.recommendFromProbes,
        trialNotes: probing.trialNotes,
      }),
      budget: plan.budget,
      warnings: [...swept.warnings, ...budgetWarnings(swept, plan)],
      options: {},
      cost: addCosts(swept.cost, probed.cost),
    },
    failure: swept.failure ?? probed.failure,
    isCancelled: last?.stopReason === "cancelled",
  };
}

function budgetWarnings({ record }: SweepOutcome, { budget, spending }: SearchPlan): Note[] {
  const swept = recordedSteps(record.runs);
  const left = spending.sweepAndProbes - swept;
  if (spending.rounds === 0 || left >= spending.sweepAndProbes / 4) return [];
  return [
    note(
      "budget-spent",
      `The sweep took ${swept} of the ${spending.sweepAndProbes} training steps of the budget ${budget.name}: ${left > 0 ? "hardly any were" : "none were"} left for probes. Lower \`steps\` or \`repeats\`, or raise \`budget\`.`,
      { swept, budget: spending.sweepAndProbes },
    ),
  ];
}
