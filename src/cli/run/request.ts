import { checkOneOf, rejectOption } from "../../core/check.ts";
import { InputError } from "../../core/errors.ts";
import type { LoadOptions } from "../../dataset/index.ts";
import type { SchedulePlan } from "../../plan/index.ts";
import { BUDGET_NAMES, type BudgetName } from "../../search/index.ts";
import { type PresetName, type SweepOptions, sweepPresets } from "../../sweep/index.ts";
import { LANGUAGES, type Language } from "../../words/languages.ts";
import { type ApplyTarget, applyTarget } from "../apply/target.ts";
import { trainerTimes } from "../commands/protocol.ts";

/** Where the trainer comes from. */
export type RunSource =
  | { readonly kind: "data"; readonly path: string; readonly load: LoadOptions }
  | { readonly kind: "module"; readonly path: string }
  | {
      readonly kind: "trainer";
      readonly command: string;
      readonly shell: boolean;
      readonly readyTimeoutMs?: number;
      readonly stepTimeoutMs?: number;
      readonly warm?: number;
    };

/** The model, as asked for; defaults are the trainer's. */
export interface ModelRequest {
  readonly model?: string;
  readonly optimizer?: string;
  readonly optimizerOptions: Readonly<Record<string, number | boolean>>;
  readonly loss?: string;
  readonly batchSize?: number;
  readonly accumulate?: number;
  readonly engine?: string;
}

/** Everything that `run` was asked to do, checked as far as the words alone allow. */
export interface RunRequest {
  readonly source: RunSource;
  readonly model: ModelRequest;
  readonly sweep: SweepOptions;
  readonly preset: PresetName | undefined;
  readonly budget: BudgetName | undefined;
  /** `sweep`: sweep and probes; `ladder`: a few LRs, tried one after the other as by hand. */
  readonly strategy: "sweep" | "ladder";
  /** Rungs of the ladder; default: 0.1, 0.01, 0.001, 0.0001. */
  readonly ladder: readonly number[] | undefined;
  readonly verify: { readonly steps?: number } | undefined;
  readonly horizon: {
    readonly totalSteps?: number;
    readonly epochs?: number;
    readonly schedule: "auto" | SchedulePlan["kind"];
    readonly per: "step" | "epoch";
    readonly fineTune?: boolean;
  };
  readonly out: string | undefined;
  readonly report: string | undefined;
  readonly name: string | undefined;
  readonly apply: ApplyTarget | undefined;
  readonly yes: boolean;
  readonly dryRun: boolean;
  readonly resume: boolean;
  readonly quiet: boolean;
  /** Serve a page that follows the run; draw the curve in the terminal. */
  readonly live: boolean;
  readonly plot: boolean;
  readonly language: Language;
  readonly json: boolean;
}

/** Reads the options of `run` as commander gives them. */
export function runRequest(options: Record<string, unknown>): RunRequest {
  const seed = options.seed as number | undefined;
  const preset = options.preset as string | undefined;
  if (options.resume && !options.out) {
    throw new InputError("bad-option", "--resume needs --out: the folder of the run to continue");
  }
  return {
    source: sourceOf(options, seed),
    model: {
      ...pick(options, ["model", "optimizer", "loss", "batchSize", "accumulate", "engine"]),
      optimizerOptions: hyperParameters((options.optimizerOption ?? {}) as Record<string, string>),
    },
    sweep: {
      ...pick(options, ["startLr", "endLr", "steps", "mode", "repeats", "evaluateEvery", "seed"]),
      ...(options.stop === false ? { stopRule: { kind: "none" } } : {}),
    },
    preset:
      preset === undefined
        ? undefined
        : checkOneOf("preset", preset, Object.keys(sweepPresets) as PresetName[]),
    budget:
      options.budget === undefined ? undefined : checkOneOf("budget", options.budget, BUDGET_NAMES),
    strategy: strategyOf(options),
    ladder: ladderOf(options),
    verify: verifyOf(options),
    horizon: {
      ...pick(options, ["totalSteps", "epochs", "fineTune"]),
      schedule: checkOneOf("schedule", options.schedule ?? "auto", [
        "auto",
        "cosine",
        "step",
        "warmup-stable-decay",
      ]),
      per: checkOneOf("per", options.per ?? "step", ["step", "epoch"]),
    },
    out: options.out as string | undefined,
    report: options.report as string | undefined,
    name: options.name as string | undefined,
    apply: applyOf(options),
    yes: options.yes === true,
    dryRun: options.dryRun === true,
    resume: options.resume === true,
    quiet: options.quiet === true,
    live: options.live === true,
    plot: options.plot === true,
    language: checkOneOf("lang", options.lang ?? "en", LANGUAGES),
    json: options.json === true,
  };
}

function strategyOf(options: Record<string, unknown>): RunRequest["strategy"] {
  const strategy = checkOneOf("strategy", options.strategy ?? "sweep", ["sweep", "ladder"]);
  if (strategy === "sweep") {
    refuse(options, ["ladder"], "needs --strategy ladder");
    return strategy;
  }
  const own = ["startLr", "endLr", "mode", "repeats", "evaluateEvery", "preset", "budget"];
  refuse(options, own, "cannot be used with --strategy ladder: it has no sweep");
  if (options.resume) {
    throw new InputError("bad-option", "--strategy ladder is short: it cannot be resumed");
  }
  return strategy;
}

function ladderOf({ ladder }: Record<string, unknown>): readonly number[] | undefined {
  if (ladder === undefined) return undefined;
  return String(ladder)
    .split(",")
    .map((text) => {
      const lr = Number(text);
      if (text.trim() !== "" && Number.isFinite(lr) && lr > 0) return lr;
      return rejectOption("ladder", "learning rates above 0, e.g. 0.3,0.1,0.03", ladder);
    });
}

function verifyOf({ verify, verifySteps }: Record<string, unknown>): RunRequest["verify"] {
  if (verify) return verifySteps === undefined ? {} : { steps: verifySteps as number };
  if (verifySteps === undefined) return undefined;
  throw new InputError("bad-option", "`verifySteps` needs --verify");
}

const TABLE_OPTIONS = [
  "target",
  "labels",
  "header",
  "delimiter",
  "task",
  "numeric",
  "categorical",
  "ignore",
  "scale",
  "targetScale",
  "maxRows",
  "heldOut",
] as const;

function sourceOf(options: Record<string, unknown>, seed: number | undefined): RunSource {
  const { data, module, trainer } = options as Record<string, string | undefined>;
  if ([data, module, trainer].filter((source) => source !== undefined).length > 1) {
    throw new InputError("bad-option", "give one of --data, --module and --trainer, not several");
  }
  if (trainer !== undefined) return trainerSource(trainer, options);
  refuse(options, ["shell", "readyTimeout", "stepTimeout", "warm"], "needs --trainer");
  if (module !== undefined) {
    const stray = [...TABLE_OPTIONS, "model"].filter(
      (name) => options[name] !== undefined && name !== "scale" && name !== "header",
    );
    if (stray.length > 0) {
      throw new InputError(
        "bad-option",
        `${stray.map((name) => `\`${name}\``).join(", ")} cannot be used with --module: the module brings its own data and model`,
      );
    }
    return { kind: "module", path: module };
  }
  if (data === undefined) {
    throw new InputError(
      "bad-option",
      'nothing to train: give --data FILE --target COLUMN, --module FILE.mjs, or --trainer "COMMAND"',
    );
  }
  const load = pick(options, TABLE_OPTIONS) as LoadOptions;
  return {
    kind: "data",
    path: data,
    load: {
      ...load,
      ...(load.target === undefined ? {} : { target: columnRef(String(load.target)) }),
      ...(seed === undefined ? {} : { seed }),
    },
  };
}

function trainerSource(command: string, options: Record<string, unknown>): RunSource {
  const own = [
    ...TABLE_OPTIONS.filter((name) => name !== "header" && name !== "scale"),
    ...(["model", "optimizer", "optimizerOption", "loss", "batchSize", "accumulate"] as const),
    "engine",
  ];
  refuse(options, own, "cannot be used with --trainer: the trainer brings its own data and model");
  const { shell, readyTimeout, stepTimeout } = options as {
    shell?: boolean;
    readyTimeout?: number;
    stepTimeout?: number;
  };
  return {
    kind: "trainer",
    command,
    shell: shell === true,
    ...trainerTimes({ readyTimeout, stepTimeout }),
    ...pick(options, ["warm"]),
  };
}

function refuse(options: Record<string, unknown>, names: readonly string[], why: string): void {
  const stray = names.filter((name) => options[name] !== undefined);
  if (stray.length === 0) return;
  throw new InputError("bad-option", `${stray.map((name) => `\`${name}\``).join(", ")} ${why}`);
}

function applyOf(options: Record<string, unknown>): RunRequest["apply"] {
  const schedule = (options.applySchedule ?? {}) as Record<string, string>;
  const apply = (options.apply ?? []) as readonly string[];
  const keysElsewhere = options.profile !== undefined || options.map !== undefined;
  if (apply.length === 0) {
    const own = ["applySchedule", "profile", "map", "create", "comment", "outside"];
    refuse(options, [...own, "minConfidence"], "needs --apply FILE:KEY");
    return undefined;
  }
  const places = apply.map((text) => fileAndKey(text, keysElsewhere));
  const file = (places[0] as (typeof places)[number]).file;
  const other = places.find((place) => place.file !== file);
  if (other !== undefined) {
    throw new InputError(
      "bad-option",
      `--apply writes into one file: got ${file} and ${other.file}. Use \`lr-finder apply\` for the second one.`,
    );
  }
  const keys = places.flatMap(({ key }) => (key === null ? [] : [key]));
  return applyTarget(file, keys, schedule, options);
}

/** `FILE:KEY`, cut at the last colon, since a Windows path has one of its own. */
function fileAndKey(text: string, keysElsewhere: boolean): { file: string; key: string | null } {
  const colon = text.lastIndexOf(":");
  if (colon > 0 && colon < text.length - 1 && !/[\\/]/.test(text[colon + 1] as string)) {
    return { file: text.slice(0, colon), key: text.slice(colon + 1) };
  }
  if (keysElsewhere && !text.endsWith(":")) return { file: text, key: null };
  throw new InputError(
    "bad-option",
    `--apply must be FILE:KEY, e.g. config.yaml:optimizer.lr, got ${JSON.stringify(text)}`,
  );
}

/** A column name or a zero-based index; the loader lets a name that exists win over an index. */
function columnRef(text: string): string | number {
  return /^\d+$/.test(text) ? Number(text) : text;
}

function hyperParameters(pairs: Record<string, string>): Record<string, number | boolean> {
  return Object.fromEntries(
    Object.entries(pairs).map(([name, text]) => {
      if (text === "true" || text === "false") return [name, text === "true"];
      const value = Number(text);
      if (text.trim() === "" || Number.isNaN(value)) {
        throw new InputError(
          "bad-option",
          `--optimizer-option ${name} must be a number, true or false, got ${JSON.stringify(text)}`,
        );
      }
      return [name, value];
    }),
  );
}

function pick<K extends string>(
  options: Record<string, unknown>,
  names: readonly K[],
): Record<string, never> {
  return Object.fromEntries(
    names.filter((name) => options[name] !== undefined).map((name) => [name, options[name]]),
  ) as Record<string, never>;
}
