import { checkOneOf, nearest, rejectOption } from "../core/check.ts";
import { InputError } from "../core/errors.ts";
import type { LoadOptions } from "../dataset/index.ts";
import type { Horizon } from "../result/index.ts";
import { BUDGET_NAMES, type BudgetName } from "../search/index.ts";
import { type PresetName, type SweepOptions, sweepPresets } from "../sweep/index.ts";
import type { Language } from "../words/index.ts";
import type { ApplyRequest } from "./apply-request.ts";

/** Settings of a model that lr-finder trains itself: with `data` or `module`. */
export interface ModelRequest {
  /** With `data`: `linear`, `mlp:64,32`, `cnn:16,32`, or the path of a saved `model.json`. @default "mlp:64,32" */
  readonly model?: string | undefined;
  /** @default "adam", or the module's own */
  readonly optimizer?: string | undefined;
  /** Hyper-parameters by their name, e.g. `{ beta1: 0.8 }`. */
  readonly optimizerOptions?: Readonly<Record<string, number | boolean>> | undefined;
  /** @default by the task, or the module's own */
  readonly loss?: string | undefined;
  /** Rows of a micro-batch. @default 32 */
  readonly batchSize?: number | undefined;
  /** Micro-batches in one update. @default 1 */
  readonly accumulate?: number | undefined;
  /** `native`, `wasm` or `cpu`. @default the fastest that works */
  readonly engine?: string | undefined;
}

/** How a trainer in another process is started: with `trainer`. */
export interface CommandRequest {
  /** Let the shell read the command. @default false: split as a POSIX shell does, nothing expanded */
  readonly shell?: boolean | undefined;
  /** Longest wait for the trainer's start, in ms. @default 60000 */
  readonly readyTimeoutMs?: number | undefined;
  /** Longest wait for any other answer, in ms. @default 600000 */
  readonly stepTimeoutMs?: number | undefined;
  /** Processes to start ahead for `repeats`. @default 0 */
  readonly warm?: number | undefined;
}

/**
 * One job: where the trainer comes from, how the LR is searched, the run to plan, and where the
 * answer goes. Plain data: as JSON it means the same. A property that is undefined is not given;
 * one that is not listed here is refused.
 *
 * Exactly one of `data` (with the options of `loadData` and {@link ModelRequest}), `module` (with
 * {@link ModelRequest} but for `model`) and `trainer` (with {@link CommandRequest}) says what trains.
 */
export interface JobRequest
  extends ModelRequest,
    CommandRequest,
    Omit<LoadOptions, "seed">,
    SweepOptions,
    Partial<Horizon> {
  /** A table (`.csv`, `.tsv`, also `.gz`; needs `target`) or an idx images file. */
  readonly data?: string | undefined;
  /** A module that exports model, optimizer, loss and data, or a whole trainer. */
  readonly module?: string | undefined;
  /** The command of a trainer in another process. */
  readonly trainer?: string | undefined;

  /** Range, steps, stop rule and rule of another finder. */
  readonly preset?: PresetName | undefined;
  /** @default "standard"; "quick" where nothing can be held out, or with `preset` */
  readonly budget?: BudgetName | undefined;
  /** `sweep`: sweep and probes; `ladder`: a few LRs, one after the other, as by hand. @default "sweep" */
  readonly strategy?: "sweep" | "ladder" | undefined;
  /** Rungs of the ladder, each above 0, none twice. @default 0.1, 0.01, 0.001, 0.0001 */
  readonly ladder?: readonly number[] | undefined;
  /** Train the plan beside the library's default LR and the runner-up schedule. @default false */
  readonly verify?: boolean | undefined;
  /** Updates of each side, at least 10. @default the plan's, at most 1000 */
  readonly verifySteps?: number | undefined;

  /** The result folder; made where it is missing. @default `reports/<name>-<time>` */
  readonly out?: string | undefined;
  /** Where the HTML report goes; false: none is made. @default `report.html` in the result folder */
  readonly report?: string | false | undefined;
  /** For the report. @default the data set's, module's or script's name */
  readonly name?: string | undefined;
  /** Of the report. @default "en" */
  readonly language?: Language | undefined;
  /** Continue the interrupted run in `out`, which holds its journal. @default false */
  readonly resume?: boolean | undefined;
  /** A config that the LR shall go into. It is checked first; the change is handed back, not written. */
  readonly apply?: ApplyRequest | undefined;
}

type Source = "data" | "module" | "trainer";

/** What a value has to be as far as no later stage says it better, and the sources that it goes with. */
interface KeyRule {
  readonly is?: "text" | "flag" | "list" | "object";
  readonly for?: readonly Source[];
}

const text = { is: "text" } as const;
const flag = { is: "flag" } as const;
const ofData = { for: ["data"] } as const;
const ofModel = { for: ["data", "module"] } as const;
const ofTrainer = { for: ["trainer"] } as const;

/** Every key of a request. */
const KEYS: Readonly<Record<keyof JobRequest, KeyRule>> = {
  data: text,
  module: text,
  trainer: text,
  target: ofData,
  labels: { ...text, ...ofData },
  header: ofData,
  delimiter: ofData,
  task: ofData,
  numeric: { is: "list", ...ofData },
  categorical: { is: "list", ...ofData },
  ignore: { is: "list", ...ofData },
  scale: ofData,
  targetScale: ofData,
  maxRows: ofData,
  heldOut: ofData,
  maxHeldOut: ofData,
  model: { ...text, ...ofData },
  optimizer: { ...text, ...ofModel },
  optimizerOptions: { is: "object", ...ofModel },
  loss: { ...text, ...ofModel },
  batchSize: ofModel,
  accumulate: ofModel,
  engine: { ...text, ...ofModel },
  shell: { ...flag, ...ofTrainer },
  readyTimeoutMs: ofTrainer,
  stepTimeoutMs: ofTrainer,
  warm: ofTrainer,
  startLr: {},
  endLr: {},
  steps: {},
  mode: {},
  stopRule: {},
  evaluateEvery: {},
  repeats: {},
  seed: {},
  preset: {},
  budget: {},
  strategy: {},
  ladder: { is: "list" },
  verify: flag,
  verifySteps: {},
  totalSteps: {},
  epochs: {},
  schedule: {},
  per: {},
  fineTune: flag,
  out: text,
  report: {},
  name: text,
  language: {},
  resume: flag,
  apply: { is: "object" },
};

const EXPECTED = {
  text: ["a text", (value: unknown) => typeof value === "string" && value !== ""],
  flag: ["true or false", (value: unknown) => typeof value === "boolean"],
  list: ["a list", Array.isArray],
  object: [
    "an object",
    (value: unknown) => typeof value === "object" && value !== null && !Array.isArray(value),
  ],
} as const;

const WITHOUT_SWEEP = [
  "startLr",
  "endLr",
  "mode",
  "repeats",
  "evaluateEvery",
  "stopRule",
  "preset",
  "budget",
] as const;

/**
 * Checks a request as far as its words alone allow: keys, what goes with what, names.
 *
 * @returns the source that it names
 * @throws InputError `unknown-option` for a key that is not one, with the nearest; `bad-option` for
 *   anything else
 */
export function checkJobRequest(request: JobRequest): Source {
  const given = keysOf(request);
  for (const key of given) {
    const { is } = KEYS[key];
    if (is === undefined) continue;
    const [expected, fits] = EXPECTED[is];
    if (!fits(request[key])) rejectOption(key, expected, request[key]);
  }
  const source = sourceOf(given);
  const stray = given.filter((key) => KEYS[key].for?.includes(source) === false);
  if (stray.length > 0) {
    const own = stray.every((key) => KEYS[key].for?.includes("trainer"));
    const why = own
      ? "needs `trainer`"
      : `cannot be used with \`${source}\`: ${OWN[source]} brings its own data and model`;
    throw new InputError("bad-option", `${listed(stray)} ${why}`);
  }
  if (request.preset !== undefined) checkOneOf("preset", request.preset, presetNames());
  if (request.budget !== undefined) checkOneOf("budget", request.budget, BUDGET_NAMES);
  checkStrategy(request, given);
  if (request.verifySteps !== undefined && request.verify !== true) {
    throw new InputError("bad-option", "`verifySteps` needs `verify`");
  }
  if (request.resume && request.out === undefined) {
    throw new InputError("bad-option", "`resume` needs `out`: the folder of the run to continue");
  }
  return source;
}

const OWN = { data: "the data", module: "the module", trainer: "the trainer" } as const;

function keysOf(request: JobRequest): (keyof JobRequest)[] {
  const names = Object.keys(KEYS) as (keyof JobRequest)[];
  for (const [key, value] of Object.entries(request)) {
    if (value === undefined || Object.hasOwn(KEYS, key)) continue;
    const near = nearest(key, names);
    throw new InputError(
      "unknown-option",
      `a job has no option \`${key}\`${near === undefined ? "" : `. Did you mean \`${near}\`?`}`,
      { data: { option: key, nearest: near } },
    );
  }
  return names.filter((key) => request[key] !== undefined);
}

function sourceOf(given: readonly (keyof JobRequest)[]): Source {
  const sources = (["data", "module", "trainer"] as const).filter((key) => given.includes(key));
  const [source] = sources;
  if (sources.length > 1) {
    throw new InputError("bad-option", "give one of `data`, `module` and `trainer`, not several");
  }
  if (source !== undefined) return source;
  throw new InputError(
    "bad-option",
    'nothing to train: give `data` FILE `target` COLUMN, `module` FILE.mjs, or `trainer` "COMMAND"',
  );
}

function checkStrategy(request: JobRequest, given: readonly (keyof JobRequest)[]): void {
  const strategy = checkOneOf("strategy", request.strategy ?? "sweep", ["sweep", "ladder"]);
  if (strategy === "sweep") {
    if (request.ladder === undefined) return;
    throw new InputError("bad-option", "`ladder` needs `strategy` ladder");
  }
  const stray = WITHOUT_SWEEP.filter((key) => given.includes(key));
  if (stray.length > 0) {
    throw new InputError(
      "bad-option",
      `${listed(stray)} cannot be used with \`strategy\` ladder: it has no sweep`,
    );
  }
  if (request.resume) {
    throw new InputError("bad-option", "`strategy` ladder is short: it cannot be resumed");
  }
}

function presetNames(): PresetName[] {
  return Object.keys(sweepPresets) as PresetName[];
}

function listed(keys: readonly string[]): string {
  return keys.map((key) => `\`${key}\``).join(", ");
}
