import { checkOneOf } from "../../core/check.ts";
import { InputError } from "../../core/errors.ts";
import type { LoadOptions } from "../../dataset/index.ts";
import { type PresetName, type SweepOptions, sweepPresets } from "../../sweep/index.ts";
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
  readonly horizon: {
    readonly totalSteps?: number;
    readonly epochs?: number;
    readonly schedule: "auto" | "cosine" | "step";
    readonly per: "step" | "epoch";
  };
  readonly out: string | undefined;
  readonly report: string | undefined;
  readonly name: string | undefined;
  readonly apply:
    | { readonly file: string; readonly key: string; readonly schedule: Record<string, string> }
    | undefined;
  readonly yes: boolean;
  readonly dryRun: boolean;
  readonly resume: boolean;
  readonly quiet: boolean;
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
    horizon: {
      ...pick(options, ["totalSteps", "epochs"]),
      schedule: checkOneOf("schedule", options.schedule ?? "auto", ["auto", "cosine", "step"]),
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
    json: options.json === true,
  };
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

/** `FILE:KEY`, cut at the last colon, since a Windows path has one of its own. */
function applyOf(options: Record<string, unknown>): RunRequest["apply"] {
  const schedule = (options.applySchedule ?? {}) as Record<string, string>;
  const apply = options.apply as string | undefined;
  if (apply === undefined) {
    if (Object.keys(schedule).length > 0) {
      throw new InputError("bad-option", "--apply-schedule needs --apply FILE:KEY");
    }
    return undefined;
  }
  const colon = apply.lastIndexOf(":");
  if (colon < 1 || colon === apply.length - 1) {
    throw new InputError(
      "bad-option",
      `--apply must be FILE:KEY, e.g. config.yaml:optimizer.lr, got ${JSON.stringify(apply)}`,
    );
  }
  return { file: apply.slice(0, colon), key: apply.slice(colon + 1), schedule };
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
