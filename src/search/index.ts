import { note } from "../contract/notes.ts";
import type { LrFinderError } from "../core/errors.ts";
import type { Note } from "../core/note.ts";
import { buildCurve, type Curve } from "../curve/index.ts";
import type { DatasetSummary } from "../dataset/types.ts";
import { decideHorizon } from "../plan/index.ts";
import type { Horizon, Result } from "../result/index.ts";
import { lrFromSweep, priorLr, sweepRefusal } from "../suggest/index.ts";
import {
  addCosts,
  type PresetName,
  type ResolvedSweepOptions,
  type RunEvent,
  recordedSteps,
  resolveSweepOptions,
  runSweep,
  type SweepOptions,
  type SweepOutcome,
  type SweepRun,
  sweepPresets,
  type Trial,
} from "../sweep/index.ts";
import type { Trainer } from "../trainer/types.ts";
import { type Budget, type BudgetName, resolveBudget } from "./budget.ts";
import { checkHorizon } from "./check-horizon.ts";
import { finishSearch, hooksOf, type SearchParts } from "./finish.ts";
import { type ProbesOutcome, runProbes } from "./run-probes.ts";
import { type VerifyOptions, verifySteps } from "./verify.ts";

export { decideHorizon } from "../plan/index.ts";
export { BUDGET_NAMES, type Budget, type BudgetName, resolveBudget } from "./budget.ts";
export { checkHorizon } from "./check-horizon.ts";
export {
  climbLadder,
  LADDER_LRS,
  LADDER_STEPS,
  type LadderOptions,
  resolveLadder,
} from "./ladder.ts";
export {
  MAX_VERIFY_STEPS,
  VERIFY_SIDES,
  type VerifyOptions,
  verifyResult,
  verifySteps,
} from "./verify.ts";

/** What {@link findLearningRate} takes; everything may be left out. */
export interface FindOptions {
  /** Range, steps, stop rule, repeats, seed of the sweep. */
  readonly sweep?: SweepOptions;
  /** Range, steps, stop rule and rule of another finder; `sweep` wins over it. Without probes. */
  readonly preset?: PresetName;
  /**
   * How much training the answer may cost: `quick` the sweep alone (100 steps), `standard` (400, or a
   * tenth of the run) and `thorough` (700, or a fifth) with probes.
   * @default "standard" where the trainer can evaluate held-out rows and no `preset` is asked for
   */
  readonly budget?: BudgetName;
  /** The training run to plan: `totalSteps` or `epochs`, `schedule`, `per`. */
  readonly horizon?: Partial<Horizon>;
  /**
   * Train the plan beside the library's default LR and the runner-up schedule afterwards: see
   * `verifyResult`. @default not
   */
  readonly verify?: VerifyOptions;
  /** Name for the report. @default "run" */
  readonly name?: string;
  readonly data?: DatasetSummary | null;
  /** Warnings of the stages before, carried into the result. */
  readonly warnings?: readonly Note[];
  /** Anything else worth recording about how the trainer was made. */
  readonly options?: Readonly<Record<string, unknown>>;
  readonly versions?: Readonly<Record<string, string>>;
  /** ISO 8601, UTC. @default now */
  readonly createdAt?: string;
  readonly files?: Result["files"];
  /** Finished runs of an interrupted sweep with the same options: see `readJournal`. */
  readonly finishedRuns?: readonly SweepRun[];
  /** Finished probes of an interrupted run with the same options. */
  readonly finishedTrials?: readonly Trial[];
  /** Ends the search early; the result is made from what was recorded. */
  readonly signal?: AbortSignal;
  readonly onEvent?: (event: RunEvent) => void;
}

/** A result, also after a failure: then it is made from the steps before. */
export interface FindOutcome {
  readonly result: Result;
  /** What the trainer did wrong, if anything. */
  readonly failure: LrFinderError | null;
}

/**
 * The whole job in one call: sweep the learning rate, read the curve, try the LRs that it points to
 * in short annealed trainings (probes), recommend a learning rate and a schedule. The trainer is
 * left as it was, whatever happens; closing it is the caller's.
 *
 * @throws InputError for options that cannot be used; nothing has been trained then
 */
export async function findLearningRate(
  trainer: Trainer,
  options: FindOptions = {},
): Promise<FindOutcome> {
  const { preset, finishedRuns } = options;
  const horizon = checkHorizon(trainer.info, options.horizon);
  const { totalSteps } = decideHorizon(horizon, trainer.info.stepsPerEpoch);
  const budget = searchBudget(trainer, options);
  const sweep = resolveSearchSweep(trainer, options);
  if (options.verify !== undefined) verifySteps(options.verify, totalSteps);
  const started = performance.now();
  const hooks = hooksOf(options);
  const swept = await runSweep(trainer, sweep, {
    ...hooks,
    ...(finishedRuns && { finishedRuns }),
  });
  const probed = await probe(trainer, swept, budget, totalSteps, options, hooks);
  const seconds = (performance.now() - started) / 1000;
  const parts: SearchParts = {
    record: swept.record,
    horizon,
    probes: probed.trials,
    budget,
    ...(preset && { preset }),
    warnings: [...(options.warnings ?? []), ...budgetWarnings(budget, swept, preset)],
    options: options.options ?? {},
    cost: { ...addCosts(swept.cost, probed.cost), seconds },
  };
  const failure = swept.failure ?? probed.failure;
  const isCancelled = [...swept.record.runs, ...probed.trials].at(-1)?.stopReason === "cancelled";
  return finishSearch(trainer, parts, { failure, isCancelled }, options);
}

/** The part of {@link FindOptions} that decides what is trained. */
export interface SearchRequest {
  readonly sweep?: SweepOptions | undefined;
  readonly preset?: PresetName | undefined;
  readonly budget?: BudgetName | undefined;
  readonly horizon?: Partial<Horizon> | undefined;
}

/** The budget that a search has: see `resolveBudget`. A preset is a sweep alone. */
export function searchBudget(
  trainer: Pick<Trainer, "evaluate" | "info">,
  { budget, preset, horizon = {} }: SearchRequest,
): Budget {
  const { totalSteps } = decideHorizon(horizon, trainer.info.stepsPerEpoch);
  return resolveBudget(budget ?? (preset && "quick"), trainer, totalSteps);
}

/** Held-out losses over a sweep, where nobody says how many. */
const SWEEP_EVALUATIONS = 20;

/**
 * The sweep's options as a search runs it: like `resolveSweepOptions`, but a trainer that can
 * evaluate does so 20 times over the sweep unless `evaluateEvery` says otherwise.
 */
export function resolveSearchSweep(
  trainer: Pick<Trainer, "evaluate">,
  { sweep, preset }: SearchRequest,
): ResolvedSweepOptions {
  const resolved = resolveSweepOptions(sweep, preset && sweepPresets[preset]);
  if (sweep?.evaluateEvery !== undefined || preset !== undefined) return resolved;
  if (trainer.evaluate === undefined) return resolved;
  return {
    ...resolved,
    evaluateEvery: Math.max(1, Math.round(resolved.steps / SWEEP_EVALUATIONS)),
  };
}

/** Probes start this many decades below the minimum of the sweep. */
const BELOW_MINIMUM_LOG10 = 0.5;

async function probe(
  trainer: Trainer,
  swept: SweepOutcome,
  budget: Budget,
  totalSteps: number,
  { preset, finishedTrials }: FindOptions,
  hooks: Parameters<typeof runProbes>[2],
): Promise<ProbesOutcome> {
  const none = { trials: [], failure: null, cost: { trainSteps: 0, evaluations: 0 } };
  const { record, failure } = swept;
  const { info, options, runs } = record;
  const stopped = failure !== null || runs.at(-1)?.stopReason === "cancelled";
  if (budget.name === "quick" || preset !== undefined || stopped) return none;
  const curve = buildCurve(runs);
  const circumstances = {
    optimizer: info.optimizer,
    endLr: options.endLr,
    totalSteps,
    stepsPerEpoch: info.stepsPerEpoch,
    seed: options.seed,
  };
  const centreLr = centreOf(curve, circumstances);
  if (centreLr === null) return none;
  return runProbes(
    trainer,
    {
      centreLr,
      highestLr: options.endLr,
      steps: budget.steps - recordedSteps(runs),
      rounds: budget.name === "thorough" ? 2 : 1,
      totalSteps,
      stepsPerEpoch: info.stepsPerEpoch,
      ...(finishedTrials && { finished: finishedTrials }),
    },
    hooks,
  );
}

/** Where probes look first; null where the sweep says that none would help. */
function centreOf(curve: Curve, circumstances: Parameters<typeof sweepRefusal>[1]): number | null {
  const none = sweepRefusal(curve, circumstances);
  if (none === null) {
    return lrFromSweep(curve, circumstances).heldOutLr / 10 ** BELOW_MINIMUM_LOG10;
  }
  if (none.reason === "flat" || none.reason === "rising") return priorLr(circumstances.optimizer);
  return null;
}

function budgetWarnings(
  budget: Budget,
  { record }: SweepOutcome,
  preset: PresetName | undefined,
): Note[] {
  const swept = recordedSteps(record.runs);
  const left = budget.steps - swept;
  if (budget.name === "quick" || preset !== undefined || left >= budget.steps / 4) return [];
  return [
    note(
      "budget-spent",
      `The sweep took ${swept} of the ${budget.steps} training steps of the budget ${budget.name}: ${left > 0 ? "hardly any were" : "none were"} left for probes. Lower \`steps\` or \`repeats\`, or raise \`budget\`.`,
      { swept, budget: budget.steps },
    ),
  ];
}
