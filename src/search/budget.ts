import { BUDGET_NAMES } from "../contract/choices.ts";
import { checkInteger, decimal, nearest, rejectOption } from "../core/check.ts";
import { InputError } from "../core/errors.ts";
import { mostProbeSteps } from "../suggest/index.ts";

export { BUDGET_NAMES };
/** A budget by name: one of {@link BUDGET_NAMES}. */
export type BudgetName = (typeof BUDGET_NAMES)[number];

/**
 * How much training an answer may cost: a name, training updates (`600`), a share of the training run
 * to come (`"50%"`, `"400%"`), or a time (`"90s"`, `"10m"`, `"1h"`).
 */
export type BudgetRequest =
  | BudgetName
  | number
  | `${number}`
  | `${number}%`
  | `${number}${TimeUnit}`;

const UNITS = { s: 1, m: 60, h: 3600 } as const;
type TimeUnit = keyof typeof UNITS;

/** Fewest updates that an answer can be read from. */
export const MIN_BUDGET_STEPS = 20;

/** A budget as it is meant. */
export type BudgetMeaning =
  | { readonly kind: "name"; readonly name: BudgetName }
  | { readonly kind: "steps"; readonly name: string; readonly steps: number }
  | { readonly kind: "share"; readonly name: string; readonly share: number }
  | { readonly kind: "time"; readonly name: string; readonly seconds: number };

const EXPECTED = `one of ${BUDGET_NAMES.join(", ")}, a number of training steps (600), a share of the run (50%) or a time (90s, 10m, 1h)`;

/**
 * What a budget means. A number without a unit is training updates.
 *
 * @throws InputError `bad-option` for anything else, fewer than 20 updates, a share or time of 0
 */
export function readBudget(option: string, value: unknown): BudgetMeaning {
  if (typeof value === "number") return ofSteps(option, value);
  if (typeof value !== "string") return rejectOption(option, EXPECTED, value);
  const name = BUDGET_NAMES.find((each) => each === value);
  if (name !== undefined) return { kind: "name", name };
  const parts = /^([\d.eE+-]+)(%|[a-z]*)$/.exec(value.trim());
  const amount = decimal(parts?.[1] ?? "");
  const unit = parts?.[2];
  if (amount === undefined || unit === undefined) return refuse(option, value);
  if (unit === "") return ofSteps(option, amount);
  if (!(amount > 0 && Number.isFinite(amount))) {
    return rejectOption(option, "above 0", value);
  }
  if (unit === "%") return { kind: "share", name: `${amount}%`, share: amount / 100 };
  if (!isTimeUnit(unit)) return refuse(option, value);
  return { kind: "time", name: `${amount}${unit}`, seconds: amount * UNITS[unit] };
}

function ofSteps(option: string, steps: number): BudgetMeaning {
  const checked = checkInteger(option, steps, MIN_BUDGET_STEPS);
  return { kind: "steps", name: String(checked), steps: checked };
}

function isTimeUnit(unit: string): unit is TimeUnit {
  return Object.hasOwn(UNITS, unit);
}

function refuse(option: string, value: string): never {
  const near = nearest(value, BUDGET_NAMES);
  const hint = near === undefined ? "" : `. Did you mean ${JSON.stringify(near)}?`;
  throw new InputError(
    "bad-option",
    `\`${option}\` must be ${EXPECTED}, got ${JSON.stringify(value)}${hint}`,
    { data: { option, expected: BUDGET_NAMES, value, nearest: near } },
  );
}

/** What is known of the training that a budget is for. */
export interface BudgetCircumstances {
  /** Updates of the training run to come. */
  readonly totalSteps: number;
  /** Rows in an update; 0 where nobody said. */
  readonly batchSize: number;
  /** Trainable numbers in the model; 0 where nobody said. */
  readonly parameterCount: number;
  /** Nobody said how long that run is: its length is assumed. */
  readonly isOpen: boolean;
  /** The trainer can evaluate held-out rows. */
  readonly canEvaluate: boolean;
  /** Sweeps that may follow the first. */
  readonly furtherSweeps: number;
}

/** What a search may spend, and on what. All numbers are training updates. */
export interface Spending {
  /** Sweep and probes together, at most; the sweep alone where they are its length. */
  readonly sweepAndProbes: number;
  /** Rounds of probes; 0 for none. */
  readonly rounds: number;
  /** Whole runs after them, at most. */
  readonly wholeRuns: number;
  /** Everything together, at most. */
  readonly total: number;
  /** The same, or less: what sweeps, probes and whole runs can come to where the budget holds more. */
  readonly most: number;
  /** Whole runs that no budget asked for: they are cheap here. */
  readonly cheap: boolean;
}

/** Updates, and the share of the run to come that they may be where that is more; whole runs where they are cheap. */
const LIMITS = {
  quick: { steps: 100, share: 0, rounds: 0, cheapRuns: 0 },
  standard: { steps: 400, share: 0.1, rounds: 1, cheapRuns: 8 },
  thorough: { steps: 700, share: 0.2, rounds: 2, cheapRuns: 8 },
  full: { steps: 700, share: 4, rounds: 2, cheapRuns: 12 },
} as const;

/** Fewer whole runs than this do not place a minimum between two others. */
const LEAST_RUNS = 3;
/** More whole runs say little more. */
const MOST_RUNS = 12;
/**
 * All whole runs together are cheap up to so many row-parameters (updates x rows x parameters) and
 * updates: about ten seconds of one core, and of the time between updates. Never a clock: the same
 * command gives the same answer everywhere.
 */
const CHEAP_WORK = 1e9;
const CHEAP_STEPS = 10_000;
/** Updates from which on a second round of probes tells more than longer ones. */
const TWO_ROUNDS = 600;
/** Further sweeps: by then a trainer is broken, or its loss does not depend on the LR. */
export const MOST_FURTHER = 4;

/** Further sweeps that a request leaves room for: none where both ends are given, or the range is another finder's. */
export function mostFurtherSweeps(
  given: { readonly startLr: boolean; readonly endLr: boolean },
  preset: string | undefined,
): number {
  return (given.startLr && given.endLr) || preset !== undefined ? 0 : MOST_FURTHER;
}

/** Updates that are too few for a round of probes. */
const NO_PROBES = 48;

/**
 * What a budget is spent on: sweep and probes first; whole runs where at least three of them fit, or
 * where they are cheap.
 *
 * @param swept updates of all sweeps
 */
export function spend(
  budget: Exclude<BudgetMeaning, { kind: "time" }>,
  swept: number,
  circumstances: BudgetCircumstances,
): Spending {
  const held = allowed(budget, swept, circumstances);
  const sweeps = swept * (1 + circumstances.furtherSweeps);
  const probes = mostProbeSteps(held.rounds, circumstances.totalSteps);
  const can = sweeps + probes + held.wholeRuns * circumstances.totalSteps;
  return { ...held, most: Math.min(held.total, can) };
}

/** What a budget allows, whether or not a search can come to it. */
function allowed(
  budget: Exclude<BudgetMeaning, { kind: "time" }>,
  swept: number,
  circumstances: BudgetCircumstances,
): Omit<Spending, "most"> {
  const { totalSteps } = circumstances;
  if (budget.kind !== "name") {
    const limit = budget.kind === "steps" ? budget.steps : Math.floor(budget.share * totalSteps);
    return within(limit, swept, totalSteps);
  }
  const name = budget.name === "full" ? "thorough" : budget.name;
  const { steps, share, rounds } = LIMITS[name];
  const sweepAndProbes = Math.max(steps, Math.floor(share * totalSteps));
  const wholeRuns = cheapIn(circumstances, LIMITS[budget.name].cheapRuns);
  const total = rounds === 0 ? swept : Math.max(swept, sweepAndProbes) + wholeRuns * totalSteps;
  const cheap = { sweepAndProbes, rounds, wholeRuns, total, cheap: wholeRuns > 0 };
  if (budget.name !== "full") return cheap;
  const full = within(
    Math.max(LIMITS.full.steps, LIMITS.full.share * totalSteps),
    swept,
    totalSteps,
  );
  return full.total >= cheap.total ? full : cheap;
}

/** Sweep, probes and whole runs that a number of updates holds. */
function within(limit: number, swept: number, totalSteps: number): Omit<Spending, "most"> {
  const fit = Math.floor((limit - swept) / totalSteps);
  const wholeRuns = fit < LEAST_RUNS ? 0 : Math.min(fit, MOST_RUNS);
  const sweepAndProbes = Math.min(limit, Math.max(swept, limit - wholeRuns * totalSteps));
  const left = sweepAndProbes - swept;
  const rounds = left < NO_PROBES ? 0 : left < TWO_ROUNDS ? 1 : 2;
  return { sweepAndProbes, rounds, wholeRuns, total: Math.max(swept, limit), cheap: false };
}

/**
 * Whole runs that about ten seconds of one core hold; 0 for fewer than three, where that is not known,
 * and where the length of the run is a guess.
 */
function cheapIn(circumstances: BudgetCircumstances, most: number): number {
  const { totalSteps, isOpen, batchSize, parameterCount, canEvaluate } = circumstances;
  if (isOpen || !canEvaluate || batchSize === 0 || parameterCount === 0) return 0;
  const work = totalSteps * batchSize * parameterCount;
  const runs = Math.floor(Math.min(CHEAP_WORK / work, CHEAP_STEPS / totalSteps, most));
  return runs < LEAST_RUNS ? 0 : runs;
}

/** Updates of a sweep whose length nobody gave: its usual one, or what a small budget holds. */
export function sweepSteps(budget: BudgetMeaning, usual: number, totalSteps: number): number {
  if (budget.kind === "steps") return Math.min(usual, budget.steps);
  if (budget.kind === "share") return Math.min(usual, Math.floor(budget.share * totalSteps));
  return usual;
}
