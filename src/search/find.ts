import { noHeldOutNote } from "../contract/held-out-notes.ts";
import type { DatasetSummary } from "../contract/index.ts";
import { checkArray, checkText } from "../core/check.ts";
import { checkKeys, type KeyTable } from "../core/keys.ts";
import type { Note } from "../core/note.ts";
import { buildResult, type Result } from "../result/index.ts";
import { checkTrainer, whileInUse } from "../sweep/index.ts";
import type { Trainer } from "../trainer/types.ts";
import {
  checkHooks,
  type FindOutcome,
  HOOK_KEYS,
  planSearch,
  SEARCH_KEYS,
  type SearchHooks,
  type SearchPlan,
  type SearchRequest,
} from "./plan-search.ts";
import { sweepAndProbe } from "./sweep-and-probe.ts";
import type { SettledPlan } from "./time-budget.ts";

/** What {@link findLearningRate} takes; everything may be left out. */
export interface FindOptions extends SearchRequest, SearchContext {}

/** What only the caller of a search knows, and how it wants it followed. */
export interface SearchContext extends SearchHooks {
  /** Name for the report. @default "run" */
  readonly name?: string;
  readonly data?: DatasetSummary | null;
  /** Warnings of the stages before, carried into the result; those of the trainer are by themselves. */
  readonly warnings?: readonly Note[];
  /** Anything else worth recording about how the trainer was made. */
  readonly options?: Readonly<Record<string, unknown>>;
  readonly versions?: Readonly<Record<string, string>>;
  /** ISO 8601, UTC. @default now */
  readonly createdAt?: string;
  readonly files?: Result["files"];
}

const CONTEXT_KEYS: KeyTable<SearchContext> = {
  ...HOOK_KEYS,
  name: true,
  data: true,
  warnings: true,
  options: true,
  versions: true,
  createdAt: true,
  files: true,
};

/**
 * The whole search in one call: sweep the learning rate, read the curve, try the LRs that it points
 * to in short annealed trainings (probes), recommend a learning rate and a schedule; or, with
 * `strategy: "ladder"`, try a few LRs as one does by hand, for a result of the same shape (`method`
 * is `ladder`, the rungs are in `probes`, and there is no curve). The trainer is left as it was,
 * whatever happens; closing it is the caller's.
 *
 * @throws InputError for options that cannot be used, and a trainer that is closed or that another
 *   search has in use; nothing has been trained then
 */
export async function findLearningRate(
  trainer: Trainer,
  options: FindOptions = {},
): Promise<FindOutcome> {
  checkTrainer(trainer);
  checkKeys("findLearningRate", options, { ...SEARCH_KEYS, ...CONTEXT_KEYS });
  checkHooks(options);
  if (options.name !== undefined) checkText("name", options.name);
  if (options.warnings !== undefined) checkArray("warnings", options.warnings);
  const warnings = [...new Set([...(trainer.warnings ?? []), ...(options.warnings ?? [])])];
  return search(trainer, planSearch(trainer, options), { ...options, warnings });
}

/**
 * {@link findLearningRate} for a search that has been planned. Never throws for what a trainer does.
 *
 * @throws InputError for a trainer that is closed or in use
 */
export async function search(
  trainer: Trainer,
  planned: SearchPlan,
  context: SearchContext,
): Promise<FindOutcome> {
  return whileInUse(trainer, () => searchWith(trainer, planned, context));
}

async function searchWith(
  trainer: Trainer,
  planned: SearchPlan,
  context: SearchContext,
): Promise<FindOutcome> {
  const { plan, warnings: timing } = await settled(trainer, planned, context);
  const { name, data, versions, createdAt, files, warnings = [], options } = context;
  const { horizon, preset, ladder, verify, aim } = plan;
  const started = performance.now();
  // What few searches want is loaded when it is wanted, for the sake of pages; before the training, which
  // would be lost where it cannot be loaded.
  const climbing = ladder === null ? null : await import("./ladder.ts");
  const verifying = verify === null ? null : await import("./verify.ts");
  const { parts, failure, isCancelled } = await (climbing === null || ladder === null
    ? sweepAndProbe(trainer, plan, context)
    : climbing.climb(trainer, ladder, plan.sweep.seed, context));
  const said = [...warnings, ...adviceFor(trainer, warnings), ...timing, ...parts.warnings];
  const compared = (parts.probes ?? []).length > 0;
  const result = buildResult({
    ...parts,
    horizon,
    ...(preset && { preset }),
    aim,
    name: name ?? "run",
    data: data ?? null,
    warnings: [...said, ...(compared ? saidMeanwhile(trainer, said) : [])],
    options: { ...options, ...parts.options },
    versions: versions ?? {},
    createdAt: createdAt ?? new Date().toISOString(),
    files: files ?? { result: null, report: null },
    cost: { ...parts.cost, seconds: (performance.now() - started) / 1000 },
  });
  if (verify === null || verifying === null || failure !== null || isCancelled) {
    return { result, failure };
  }
  const { signal, onEvent, finishedTrials } = context;
  return verifying.verify(trainer, result, verify, { signal, onEvent, finishedTrials });
}

/** The plan; with a budget in time, once it is a number of updates. */
async function settled(
  trainer: Trainer,
  plan: SearchPlan,
  context: SearchContext,
): Promise<SettledPlan> {
  if (plan.timed === null) return { plan, warnings: [] };
  const { settleBudget } = await import("./time-budget.ts");
  return settleBudget(trainer, plan, context);
}

/** What a trainer has come to say while it trained. */
function saidMeanwhile({ warnings = [] }: Trainer, said: readonly Note[]): Note[] {
  return warnings.filter(({ code }) => !said.some((note) => note.code === code));
}

/** How to give held-out rows, where nobody has said it. */
function adviceFor({ evaluate }: Trainer, said: readonly Note[]): Note[] {
  const isSaid = said.some(({ code }) => code === "training-loss-only");
  return evaluate !== undefined || isSaid ? [] : [noHeldOutNote("trainer", "no-evaluate")];
}

/** As for a sweep, without what only a sweep has. */
export interface LadderOptions
  extends Omit<
    FindOptions,
    "strategy" | "ladder" | "sweep" | "preset" | "budget" | "finishedRuns" | "finishedTrials"
  > {
  /** LRs in the order in which they are tried, each above 0, none twice. @default 0.1, 0.01, 0.001, 0.0001 */
  readonly lrs?: readonly number[] | undefined;
  /** Updates of each, at least 10. @default 100, at most the length of the run */
  readonly steps?: number | undefined;
  /** Recorded with the result. @default 0 */
  readonly seed?: number | undefined;
}

const {
  strategy: _strategy,
  ladder: _ladder,
  sweep: _sweep,
  preset: _preset,
  budget: _budget,
  finishedRuns: _runs,
  finishedTrials: _trials,
  ...SHARED_KEYS
} = { ...SEARCH_KEYS, ...CONTEXT_KEYS };
const LADDER_KEYS: KeyTable<LadderOptions> = { ...SHARED_KEYS, lrs: true, steps: true, seed: true };

/** {@link findLearningRate} with `strategy: "ladder"`. */
export async function climbLadder(
  trainer: Trainer,
  options: LadderOptions = {},
): Promise<FindOutcome> {
  checkKeys("climbLadder", options, LADDER_KEYS);
  const { lrs, steps, seed, ...rest } = options;
  const sweep = { ...(steps !== undefined && { steps }), ...(seed !== undefined && { seed }) };
  return findLearningRate(trainer, { ...rest, strategy: "ladder", ladder: lrs, sweep });
}
