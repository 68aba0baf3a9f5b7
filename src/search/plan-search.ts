import { AIMS } from "../contract/choices.ts";
import {
  checkArray,
  checkFunction,
  checkInteger,
  checkOneOf,
  checkPositive,
  rejectOption,
} from "../core/check.ts";
import { InputError, type LrFinderError } from "../core/errors.ts";
import type { KeyTable } from "../core/keys.ts";
import { type CancelSignal, checkSignal } from "../core/signal.ts";
import { decideHorizon, makePlan } from "../plan/index.ts";
import type { Horizon, Result, ResultParts } from "../result/index.ts";
import { type Aim, mostProbeSteps, PRESET_NAMES, type PresetName } from "../suggest/index.ts";
import {
  DEFAULT_SWEEP_OPTIONS,
  type ResolvedSweepOptions,
  type RunEvent,
  resolveSweepOptions,
  SWEEP_KEYS,
  type SweepOptions,
  type SweepRun,
  type Trial,
} from "../sweep/index.ts";
import type { Trainer, TrainerInfo } from "../trainer/types.ts";
import {
  type BudgetMeaning,
  type BudgetRequest,
  MIN_BUDGET_STEPS,
  mostFurtherSweeps,
  readBudget,
  type Spending,
  spend,
  sweepSteps,
} from "./budget.ts";
import { sweepPresets } from "./presets.ts";

/** A budget with its number. */
export interface Budget {
  /** As it was asked for: a name, or e.g. `600`, `50%`, `90s`. */
  readonly name: string;
  /** Most training updates in all, sweep, probes and whole runs; the sweep alone may exceed it when asked to. */
  readonly steps: number;
}

/** How an LR is looked for. */
export const STRATEGIES = ["sweep", "ladder"] as const;
export type Strategy = (typeof STRATEGIES)[number];

/** What one tries by hand. */
export const LADDER_LRS: readonly number[] = [0.1, 0.01, 0.001, 0.0001];
/** Updates of a rung. */
export const LADDER_STEPS = 100;
/** A verification trains the whole plan up to this many updates, and a plan squeezed to it above. */
export const MAX_VERIFY_STEPS = 1000;
/** Trainings of a verification. */
export const VERIFY_SIDES = 3;

/** Rungs of a manual ladder. */
export interface Ladder {
  /** In the order in which they are tried. */
  readonly lrs: readonly number[];
  /** Updates of each. */
  readonly steps: number;
}

export interface VerifyOptions {
  /** Updates of every side, at least 10. @default the plan's, at most {@link MAX_VERIFY_STEPS} */
  readonly steps?: number | undefined;
}

/** The part of a search's options that decides what is trained. */
export interface SearchRequest {
  /**
   * `sweep`: sweep and probes. `ladder`: a short training with a constant LR for each rung; then of
   * `sweep` only `steps` (of each rung) and `seed` count, and `preset` and `budget` do not.
   * @default "sweep"
   */
  readonly strategy?: Strategy | undefined;
  /** Rungs of the ladder, each above 0, none twice. @default {@link LADDER_LRS} */
  readonly ladder?: readonly number[] | undefined;
  /** Range, steps, stop rule, repeats, seed of the sweep. */
  readonly sweep?: SweepOptions | undefined;
  /** Range, steps, stop rule and rule of another finder; `sweep` wins over it. Without probes. */
  readonly preset?: PresetName | undefined;
  /**
   * How much training the answer may cost: `quick` the sweep alone (100 steps), `standard` (400, or a
   * tenth of the run) and `thorough` (700, or a fifth) with probes, and with whole runs where they are
   * cheap, `full` four whole runs; or a number of steps, a share of the run, a time.
   * @default "standard" where the trainer can evaluate held-out rows and no `preset` is asked for
   */
  readonly budget?: BudgetRequest | undefined;
  /** What the LR is for: the loss at the end of the run, or at its best checkpoint. @default "end" */
  readonly for?: Aim | undefined;
  /** The training run to plan: `totalSteps` or `epochs`, `schedule`, `per`. */
  readonly horizon?: Partial<Horizon> | undefined;
  /**
   * Train the plan beside the library's default LR and the runner-up schedule afterwards: see
   * `verifyResult`. @default not
   */
  readonly verify?: VerifyOptions | undefined;
}

export const VERIFY_KEYS: KeyTable<VerifyOptions> = {
  steps: true,
};

const HORIZON_KEYS: KeyTable<Horizon> = {
  totalSteps: true,
  epochs: true,
  schedule: true,
  per: true,
  fineTune: true,
};

/** Of {@link SearchRequest}, with those of the options within. */
export const SEARCH_KEYS: KeyTable<SearchRequest> = {
  strategy: true,
  ladder: true,
  sweep: SWEEP_KEYS,
  preset: true,
  budget: true,
  for: true,
  horizon: HORIZON_KEYS,
  verify: VERIFY_KEYS,
};

/** A search as it will be made: every number decided before the first step. */
export interface SearchPlan {
  readonly horizon: Horizon;
  /** Updates of the training run to come. */
  readonly totalSteps: number;
  readonly sweep: ResolvedSweepOptions;
  readonly preset: PresetName | undefined;
  readonly aim: Aim;
  readonly budget: Budget;
  readonly spending: Spending;
  /** The budget is a number, and is not exceeded by anything that nobody asked for. */
  readonly isStrict: boolean;
  /** Which ends of the sweep's range the request says: they stay where they are. */
  readonly given: { readonly startLr: boolean; readonly endLr: boolean };
  /**
   * A budget in time: the plan is that of `standard` until the first steps are measured, and `at` gives
   * the one for the number of updates that the time holds. Null for all others.
   */
  readonly timed: TimedBudget | null;
  /** Null: sweep and probes. */
  readonly ladder: Ladder | null;
  /** Null where none was asked for. */
  readonly verify: VerifyOptions | null;
  /** The training steps that it will take at most, by what they are for. */
  readonly steps: SearchSteps;
}

/** A budget in time, before it is a number of updates. */
export interface TimedBudget {
  readonly seconds: number;
  /** @param steps at least 20 */
  readonly at: (steps: number) => SearchPlan;
}

export interface SearchSteps {
  /** Sweeps, probes and whole runs, or the given rungs of the ladder. */
  readonly search: number;
  /** Of them what follows the sweeps. */
  readonly trials: number;
  /** All sides of the verification together. */
  readonly verification: number;
}

/** A result, also after a failure: then it is made from the steps before. */
export interface FindOutcome {
  readonly result: Result;
  /** What the trainer did wrong, if anything. */
  readonly failure: LrFinderError | null;
}

/** How a search is followed, and what an interrupted one had finished. */
export interface SearchHooks {
  /** Ends the search early; the result is made from what was recorded. */
  readonly signal?: CancelSignal | undefined;
  readonly onEvent?: ((event: RunEvent) => void) | undefined;
  /** Finished runs of an interrupted sweep with the same options: see `readJournal`. */
  readonly finishedRuns?: readonly SweepRun[] | undefined;
  /** Updates that the budget in time of an interrupted run had come to: see `readJournal`. */
  readonly budgetSteps?: number | undefined;
  /** Finished trials (probes, whole runs, rungs, sides of a verification) of an interrupted run with the same options. */
  readonly finishedTrials?: readonly Trial[] | undefined;
}

export const HOOK_KEYS: KeyTable<SearchHooks> = {
  signal: true,
  onEvent: true,
  finishedRuns: true,
  finishedTrials: true,
  budgetSteps: true,
};

/** @throws InputError for a hook that could never be called, or heard */
export function checkHooks(hooks: { readonly signal?: unknown; readonly onEvent?: unknown }): void {
  checkSignal(hooks.signal);
  checkFunction("onEvent", hooks.onEvent);
}

/** What a strategy brings back: its parts of the result, and how its training ended. */
export interface Searched {
  readonly parts: Pick<
    ResultParts,
    | "record"
    | "probes"
    | "recommend"
    | "trialNotes"
    | "budget"
    | "suggestion"
    | "ended"
    | "warnings"
    | "options"
  > & { readonly cost: Omit<ResultParts["cost"], "seconds"> };
  readonly failure: LrFinderError | null;
  readonly isCancelled: boolean;
}

/**
 * Decides everything that can be decided without training.
 *
 * @throws InputError for options that cannot be used, or that do not fit the trainer
 */
export function planSearch(
  trainer: Pick<Trainer, "info" | "evaluate" | "cannotRestore">,
  request: SearchRequest = {},
): SearchPlan {
  const { preset } = request;
  checkSearch(request);
  if (trainer.cannotRestore) return planSweepAlone(trainer, request);
  const asked = request.budget ?? (preset && "quick");
  const meaning = readBudget("budget", asked ?? (trainer.evaluate ? "standard" : "quick"));
  if (meaning.kind !== "time") return planWithin(trainer, request, meaning, meaning.name, null);
  const { name, seconds } = meaning;
  const standard = { kind: "name", name: "standard" } as const;
  return planWithin(trainer, request, standard, name, {
    seconds,
    at: (steps) => planWithin(trainer, request, { kind: "steps", name, steps }, name, null),
  });
}

/**
 * Checks what is asked for by itself, before there is a trainer.
 *
 * @throws InputError that names the option
 */
export function checkSearch({ strategy = "sweep", preset, ladder, budget }: SearchRequest): void {
  checkOneOf("strategy", strategy, STRATEGIES);
  if (preset !== undefined) checkOneOf("preset", preset, PRESET_NAMES);
  if (ladder !== undefined) checkArray("ladder", ladder, "an array of learning rates");
  if (budget !== undefined) readBudget("budget", budget);
}

/**
 * The plan for a trainer that cannot go back: one sweep in the range that is asked for.
 *
 * @throws InputError for anything more
 */
function planSweepAlone(
  trainer: Pick<Trainer, "info" | "evaluate">,
  request: SearchRequest,
): SearchPlan {
  const { budget = QUICK.name, strategy, verify, sweep } = request;
  const refuse = (option: string): never => {
    throw new InputError(
      "cannot-restore",
      `\`${option}\`: this trainer cannot restore a state and cannot be started again, so that only one sweep can be made (capability \`restore\`)`,
      { data: { option } },
    );
  };
  if (budget !== QUICK.name) refuse("budget");
  if (strategy === "ladder") refuse("strategy");
  if (verify !== undefined) refuse("verify");
  if ((sweep?.repeats ?? 1) > 1) refuse("repeats");
  const plan = planWithin(trainer, request, QUICK, QUICK.name, null);
  return { ...plan, given: { startLr: true, endLr: true } };
}

/** The plan for a budget that is known in updates. */
function planWithin(
  trainer: Pick<Trainer, "info" | "evaluate">,
  request: SearchRequest,
  meaning: Exclude<BudgetMeaning, { kind: "time" }>,
  name: string,
  timed: TimedBudget | null,
): SearchPlan {
  const { info } = trainer;
  const { preset, verify = null } = request;
  const aim = checkOneOf("for", request.for ?? "end", AIMS);
  const horizon = checkHorizon(info, request.horizon);
  const { totalSteps, open: isOpen } = decideHorizon(horizon, info.stepsPerEpoch);
  if (meaning.kind === "share" && Math.floor(meaning.share * totalSteps) < MIN_BUDGET_STEPS) {
    rejectOption(
      "budget",
      `at least ${MIN_BUDGET_STEPS} steps: ${name} of a run of ${totalSteps} steps is ${Math.floor(meaning.share * totalSteps)}`,
      name,
    );
  }
  const sweep = sweepOf(trainer, request, meaning, totalSteps);
  const swept = sweep.steps * sweep.repeats;
  const ladder = request.strategy === "ladder" ? ladderOf(request, totalSteps) : null;
  const given = {
    startLr: request.sweep?.startLr !== undefined,
    endLr: request.sweep?.endLr !== undefined,
  };
  const spending = spend(preset === undefined ? meaning : QUICK, swept, {
    totalSteps,
    isOpen,
    batchSize: info.batchSize,
    parameterCount: info.parameterCount,
    canEvaluate: trainer.evaluate !== undefined,
    furtherSweeps: mostFurtherSweeps(given, preset),
  });
  const { rounds, wholeRuns, most } = spending;
  const trials = mostProbeSteps(rounds, totalSteps) + wholeRuns * totalSteps;
  const verifySteps = verify === null ? 0 : resolveVerifySteps(verify, totalSteps);
  return {
    horizon,
    totalSteps,
    sweep,
    preset,
    aim,
    budget: { name, steps: Math.max(spending.sweepAndProbes, spending.total) },
    spending,
    isStrict: meaning.kind !== "name",
    given,
    timed,
    ladder,
    verify,
    steps: {
      ...(ladder === null
        ? { search: Math.max(swept, most), trials: Math.min(trials, Math.max(0, most - swept)) }
        : { search: ladder.lrs.length * ladder.steps, trials: ladder.lrs.length * ladder.steps }),
      verification: VERIFY_SIDES * verifySteps,
    },
  };
}

const QUICK = { kind: "name", name: "quick" } as const;

/**
 * The horizon with its defaults.
 *
 * @throws InputError when no plan can be made for it, e.g. steps and epochs that do not agree
 */
function checkHorizon(info: TrainerInfo, horizon: Partial<Horizon> = {}): Horizon {
  const complete: Horizon = { schedule: "auto", per: "step", ...horizon };
  // Any learning rate will do: what counts is whether the numbers fit together.
  makePlan({
    ...complete,
    lr: 1e-3,
    optimizer: info.optimizer,
    stepsPerEpoch: info.stepsPerEpoch,
  });
  return complete;
}

/** Held-out losses over a sweep, where nobody says how many. */
const SWEEP_EVALUATIONS = 20;

/**
 * Like `resolveSweepOptions`, but a trainer that can evaluate does so 20 times over the sweep unless
 * `evaluateEvery` says otherwise.
 */
function sweepOf(
  trainer: Pick<Trainer, "evaluate">,
  { sweep, preset }: SearchRequest,
  budget: BudgetMeaning,
  totalSteps: number,
): ResolvedSweepOptions {
  const usual = preset === undefined ? DEFAULT_SWEEP_OPTIONS : sweepPresets[preset];
  const steps = preset === undefined ? sweepSteps(budget, usual.steps, totalSteps) : usual.steps;
  const resolved = resolveSweepOptions(sweep, { ...usual, steps });
  if (sweep?.evaluateEvery !== undefined || preset !== undefined) return resolved;
  if (trainer.evaluate === undefined) return resolved;
  return {
    ...resolved,
    evaluateEvery: Math.max(1, Math.round(resolved.steps / SWEEP_EVALUATIONS)),
  };
}

/** @throws InputError for an LR that is not above 0 or there twice, no LR, or fewer than 10 steps */
function ladderOf({ ladder: lrs = LADDER_LRS, sweep }: SearchRequest, totalSteps: number): Ladder {
  if (lrs.length === 0) rejectOption("ladder", "one learning rate or more", lrs);
  for (const [i, lr] of lrs.entries()) {
    checkPositive("ladder", lr);
    if (lrs.indexOf(lr) !== i) rejectOption("ladder", "learning rates that differ", lr);
  }
  const usual = Math.max(10, Math.min(LADDER_STEPS, totalSteps));
  return { lrs, steps: checkInteger("steps", sweep?.steps ?? usual, 10) };
}

/**
 * Updates that each side of a verification makes.
 *
 * @throws InputError for fewer than 10
 */
export function resolveVerifySteps({ steps }: VerifyOptions, totalSteps: number): number {
  return steps === undefined
    ? Math.min(totalSteps, MAX_VERIFY_STEPS)
    : checkInteger("verifySteps", steps, 10);
}
