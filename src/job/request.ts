import {
  AIMS,
  type Aim,
  PER_UNITS,
  PLAN_CHOICES,
  SWEEP_GRIDS,
  SWEEP_MODES,
} from "../contract/index.ts";
import {
  type Check,
  checkOneOf,
  checkPositive,
  checkText,
  integerIn,
  nearest,
  rejectOption,
} from "../core/check.ts";
import { InputError } from "../core/errors.ts";
import { unknownOption } from "../core/keys.ts";
import { checkRules } from "../core/rules.ts";
import { type LoadOptions, loadChecks, TARGET_SCALES, TASK_CHOICES } from "../dataset/index.ts";
import type { Horizon } from "../result/index.ts";
import {
  type BudgetRequest,
  PRESET_NAMES,
  type PresetName,
  readBudget,
  type SearchRequest,
  STRATEGIES,
  type Strategy,
  sweepPresets,
} from "../search/index.ts";
import {
  MIN_STEPS,
  type ResolvedSweepOptions,
  resolveSweepOptions,
  type SweepOptions,
  sweepChecks,
} from "../sweep/index.ts";
import { LANGUAGES } from "../words/index.ts";
import type { ApplyRequest } from "./apply.ts";
import type { FolderRequest } from "./folder.ts";
import { COMMAND_KEYS, codeRules, jobRules, LOAD_KEYS, MODEL_KEYS, SPLIT_KEYS } from "./rules.ts";
import type { CommandRequest, JobSource, ModelRequest } from "./trainer.ts";
import { checkKinds } from "./wrong-kind.ts";

/**
 * One job: where the trainer comes from, how the LR is searched, the run to plan, and where the
 * answer goes. Plain data: as JSON it means the same. A property that is undefined is not given;
 * one that is not listed here is refused.
 *
 * Exactly one of `data` (with the options of `loadData` and {@link ModelRequest}), `module` (with
 * {@link ModelRequest} but for `model`, `customObjects`, `heldOut` and `ordered`) and `trainer` (with {@link CommandRequest}) says what trains.
 */
export interface JobRequest
  extends ModelRequest,
    CommandRequest,
    FolderRequest,
    Omit<LoadOptions, "seed">,
    SweepOptions,
    Partial<Horizon> {
  /** A table (`.csv`, `.tsv`, also `.gz`; needs `target`) or an idx images file. */
  readonly data?: string | undefined;
  /** A module that exports model, optimizer, loss and data, or a whole trainer. */
  readonly module?: string | undefined;
  /** The command of a trainer in another process. */
  readonly trainer?: string | undefined;
  /** With `module`: what its function is called with beside the seed, a number or a name each. @default {} */
  readonly cell?: Readonly<Record<string, number | string>> | undefined;

  /** Range, steps, stop rule and rule of another finder. */
  readonly preset?: PresetName | undefined;
  /** @default "standard"; "quick" where nothing can be held out, or with `preset` */
  readonly budget?: BudgetRequest | undefined;
  /** What the LR is for: the loss at the end of the run, or at its best checkpoint. @default "end" */
  readonly for?: Aim | undefined;
  /** `sweep`: sweep and probes; `ladder`: a few LRs, one after the other, as by hand. @default "sweep" */
  readonly strategy?: Strategy | undefined;
  /** Rungs of the ladder, each above 0, none twice. @default 0.1, 0.01, 0.001, 0.0001 */
  readonly ladder?: readonly number[] | undefined;
  /** Train the plan beside the library's default LR and the runner-up schedule. @default false */
  readonly verify?: boolean | undefined;
  /** Updates of each side, at least 10. @default the plan's, at most 1000 */
  readonly verifySteps?: number | undefined;

  /**
   * Let the trainer's command, with its secrets, and paths in the home folder stand in everything that is
   * written, as they were given. @default false
   */
  readonly keepCommand?: boolean | undefined;
  /** For the report. @default the data set's, module's or script's name */
  readonly name?: string | undefined;
  /** A config that the LR shall go into. It is checked first; the change is handed back, not written. */
  readonly apply?: ApplyRequest | undefined;
}

/** A request by those who take its parts. */
export interface JobParts {
  readonly source: JobSource;
  /** The sweep as far as it is known without the trainer. */
  readonly sweep: ResolvedSweepOptions;
  readonly search: SearchRequest & { readonly horizon: Horizon };
  readonly folder: FolderRequest;
  readonly name: string | undefined;
  readonly keepCommand: boolean;
  readonly apply: ApplyRequest | undefined;
}

/**
 * Takes a request apart, with defaults, and checks it as far as possible before anything is read: keys, values,
 * what goes with what, files of the kinds that their options take.
 *
 * @throws InputError `unknown-option` for a key that is not one, with the nearest; `wrong-kind`
 *   as {@link checkKinds}; `bad-option` for anything else
 */
export function jobParts(request: JobRequest): JobParts {
  checkRequest(request);
  const { preset, budget, for: aim, strategy, ladder, verify, verifySteps } = request;
  const sweep = pick(request, SWEEP_KEYS);
  return {
    source: sourceOf(request),
    sweep: resolveSweepOptions(sweep, preset && sweepPresets[preset]),
    search: {
      strategy,
      ladder,
      sweep,
      preset,
      budget,
      for: aim,
      verify: verify ? { steps: verifySteps } : undefined,
      horizon: {
        ...pick(request, ["totalSteps", "epochs"]),
        ...(request.fineTune && { fineTune: true }),
        schedule: request.schedule ?? "auto",
        per: request.per ?? "step",
      },
    },
    folder: pick(request, ["out", "report", "language", "resume"]),
    name: request.name,
    keepCommand: request.keepCommand === true,
    apply: request.apply,
  };
}

function sourceOf(request: JobRequest): JobSource {
  const { data, module, trainer, seed, scale = true } = request;
  if (trainer !== undefined) {
    return { kind: "trainer", command: trainer, start: pick(request, COMMAND_KEYS) };
  }
  const model = pick(request, MODEL_KEYS);
  if (module !== undefined) {
    return {
      kind: "module",
      path: module,
      model,
      split: pick(request, [...SPLIT_KEYS, "validationSplit"]),
      cell: request.cell,
    };
  }
  if (data === undefined) {
    throw new InputError(
      "bad-option",
      'nothing to train: give `data` FILE `target` COLUMN, `module` FILE.mjs, or `trainer` "COMMAND"',
    );
  }
  const load = pick({ ...request, scale }, [...LOAD_KEYS, "maxHeldOut", "validationSplit"]);
  return {
    kind: "data",
    path: data,
    load: { ...load, ...(seed !== undefined && { seed }) },
    model,
  };
}

const SWEEP_KEYS = [
  "startLr",
  "endLr",
  "steps",
  "mode",
  "stopRule",
  "evaluateEvery",
  "repeats",
  "seed",
] as const satisfies readonly (keyof SweepOptions)[];

const flag: Check<boolean> = (option, value) =>
  typeof value === "boolean" ? value : rejectOption(option, "true or false", value);
const list: Check<readonly unknown[]> = (option, value) =>
  Array.isArray(value) ? value : rejectOption(option, "a list", value);
const object: Check<object> = (option, value) =>
  typeof value === "object" && value !== null && !Array.isArray(value)
    ? value
    : rejectOption(option, "an object", value);
const cell: Check<object> = (option, value) => {
  const isCell = Object.values(object(option, value)).every(
    (each) => typeof each === "string" || Number.isFinite(each),
  );
  return isCell ? (value as object) : rejectOption(option, "an object of numbers and names", value);
};
const one =
  <Name extends string>(names: readonly Name[]): Check<Name> =>
  (option, value) =>
    checkOneOf(option, value, names);
/** Checked where it is used, which is before the first step too. */
const later: Check<unknown> = (_option, value) => value;

/** Every key of a request, and what it must be as far as that is known without data and trainer. */
export const jobChecks = {
  data: checkText,
  module: checkText,
  trainer: checkText,
  cell,
  target: later,
  labels: checkText,
  header: later,
  delimiter: loadChecks.delimiter,
  task: one(TASK_CHOICES),
  numeric: list,
  categorical: list,
  ignore: list,
  scale: flag,
  targetScale: one(TARGET_SCALES),
  maxRows: loadChecks.maxRows,
  heldOut: loadChecks.heldOut,
  validationSplit: loadChecks.heldOut,
  ordered: flag,
  groups: later,
  maxHeldOut: integerIn(1),
  model: checkText,
  customObjects: checkText,
  optimizer: checkText,
  optimizerOptions: object,
  loss: checkText,
  batchSize: integerIn(1),
  accumulate: integerIn(1),
  engine: checkText,
  shell: flag,
  readyTimeoutMs: checkPositive,
  stepTimeoutMs: checkPositive,
  warm: integerIn(0, 64),
  startLr: sweepChecks.startLr,
  endLr: sweepChecks.endLr,
  steps: sweepChecks.steps,
  mode: one(SWEEP_MODES),
  grid: one(SWEEP_GRIDS),
  stopRule: object,
  evaluateEvery: sweepChecks.evaluateEvery,
  repeats: sweepChecks.repeats,
  seed: sweepChecks.seed,
  preset: one(PRESET_NAMES),
  budget: readBudget,
  for: one(AIMS),
  strategy: one(STRATEGIES),
  ladder: list,
  verify: flag,
  verifySteps: integerIn(MIN_STEPS),
  totalSteps: integerIn(1),
  epochs: checkPositive,
  schedule: one(PLAN_CHOICES),
  per: one(PER_UNITS),
  fineTune: flag,
  out: checkText,
  report: (option, value) => (value === false ? value : checkText(option, value)),
  name: checkText,
  language: one(LANGUAGES),
  resume: flag,
  keepCommand: flag,
  apply: object,
} as const satisfies Readonly<Record<keyof JobRequest, Check<unknown>>>;

const FLAGS: readonly string[] = [
  "shell",
  "verify",
  "resume",
  "keepCommand",
  "ordered",
] satisfies (keyof JobRequest)[];

function isKey(key: string): key is keyof JobRequest {
  return Object.hasOwn(jobChecks, key);
}

function checkRequest(request: JobRequest): void {
  for (const [key, value] of Object.entries(request)) {
    if (!isKey(key)) {
      const known = Object.keys(jobChecks);
      throw unknownOption("a job", key, known, nearest(key, known));
    }
    if (value !== undefined) jobChecks[key](key, value);
  }
  const given = (name: string) => (isKey(name) ? request[name] : undefined);
  checkRules([...jobRules, ...codeRules], {
    valueOf: given,
    // A flag that is off is as if it were left out.
    has: (name) => given(name) !== undefined && !(given(name) === false && FLAGS.includes(name)),
  });
  checkKinds(request);
}

/** Some of a request, without what was not given. */
function pick<Key extends keyof JobRequest>(
  request: JobRequest,
  keys: readonly Key[],
): Pick<JobRequest, Key> {
  const picked: Partial<Pick<JobRequest, Key>> = {};
  for (const key of keys) if (request[key] !== undefined) picked[key] = request[key];
  return picked as Pick<JobRequest, Key>;
}
