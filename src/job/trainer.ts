import { basename } from "node:path";
import { DEFAULT_OPTIMIZER } from "../contract/optimizers/index.ts";
import { InputError } from "../core/errors.ts";
import type { Note } from "../core/note.ts";
import type { Redactor } from "../core/redact/redactor.ts";
import type { DatasetSummary, LoadOptions } from "../dataset/index.ts";
import type { ResolvedSweepOptions } from "../sweep/index.ts";
import type { SplitSettings, Trainer, TrainerSettings } from "../trainer/index.ts";
import type { ParentStreams } from "../trainer/process/index.ts";
import { trainerLogOf } from "./folder.ts";
import { PARENT } from "./rules.ts";

/** Settings of a model that lr-finder trains itself: with `data` or `module`. */
export interface ModelRequest {
  /** With `data`: `linear`, `mlp:64,32`, `cnn:16,32`, or the path of a saved `model.json`. @default "mlp:64,32" */
  readonly model?: string | undefined;
  /** With a saved `model`: the path of a module that exports its layers and other classes. @default none */
  readonly customObjects?: string | undefined;
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

/** What trains: one of the three, with all that is said about it. */
export type JobSource =
  | {
      readonly kind: "data";
      readonly path: string;
      readonly load: LoadOptions;
      readonly model: ModelRequest;
    }
  | {
      readonly kind: "module";
      readonly path: string;
      readonly model: ModelRequest;
      readonly split: SplitSettings;
      readonly cell: Readonly<Record<string, number | string>> | undefined;
    }
  | { readonly kind: "trainer"; readonly command: string; readonly start: CommandRequest };

/** How the making of a trainer is followed. */
export interface TrainerHooks {
  /** Takes each line of ordinary stdout of a trainer in another process. */
  readonly onOutput?: ((line: string) => void) | undefined;
  /** Takes secrets out of what a trainer in another process says. */
  readonly redactor?: Redactor | undefined;
  /** Gives up on a trainer in another process that is starting, or does not answer for two seconds. */
  readonly signal?: AbortSignal | undefined;
  /** With the trainer `-`: our ends of the pipes to the process that started this one. @default its stdin and stdout */
  readonly parent?: ParentStreams | undefined;
}

/** A trainer and what there is to say about where it came from. */
export interface MadeTrainer {
  readonly trainer: Trainer;
  readonly name: string;
  readonly data: DatasetSummary | null;
  readonly warnings: readonly Note[];
  /** What it was made from, as resolved: recorded, so that a run can be repeated and compared. */
  readonly setup: Readonly<Record<string, unknown>>;
  /** Where the trainer keeps a log of its own: takes the result folder, once there is one. */
  readonly logInto?: (folder: string) => void;
}

/**
 * Loads the data and builds the model, loads the module, or starts the command. Everything heavy is
 * imported here.
 *
 * @param given the seed where one was asked for: the process that started this one has its own
 * @throws InputError for data, model, module or command that cannot be used; TrainerError for a
 *   command that does not get ready. Nothing stays open then.
 */
export async function makeTrainer(
  source: JobSource,
  sweep: ResolvedSweepOptions,
  given: number | undefined,
  hooks: TrainerHooks,
): Promise<MadeTrainer> {
  if (source.kind === "trainer") return startTrainer(source, sweep, given, hooks);
  const { createTfjsTrainer, loadTrainerModule } = await import("../trainer/index.ts");
  const { model } = source;
  if (source.kind === "module") {
    const { split, cell } = source;
    const settings = { ...settingsOf(model, sweep), ...split, cell };
    const trainer = await loadTrainerModule(source.path, settings);
    return {
      trainer,
      name: basename(source.path),
      data: null,
      warnings: trainer.warnings,
      setup: setupOf(
        { module: source.path, ...split, ...(cell && { cell }) },
        null,
        model,
        trainer,
      ),
    };
  }
  const { loadData } = await import("../dataset/index.ts");
  const data = await loadData(source.path, source.load);
  const trainer = await createTfjsTrainer({
    ...settingsOf(model, sweep),
    model: model.model,
    customObjects: model.customObjects,
    data,
  });
  const { name, summary } = data.dataset;
  const from = { data: source.path, digest: summary.digest, ...source.load };
  return {
    trainer,
    name,
    data: summary,
    warnings: [...data.warnings, ...trainer.warnings],
    setup: setupOf(from, model.model ?? "mlp:64,32", model, trainer),
  };
}

function settingsOf(
  { optimizer, optimizerOptions = {}, loss, batchSize, accumulate, engine }: ModelRequest,
  { seed, steps }: ResolvedSweepOptions,
): TrainerSettings {
  const isGiven = optimizer !== undefined || Object.keys(optimizerOptions).length > 0;
  return {
    loss,
    batchSize,
    accumulate,
    engine,
    seed,
    sweepSteps: steps,
    ...(isGiven && { optimizer: { name: optimizer ?? DEFAULT_OPTIMIZER, ...optimizerOptions } }),
  };
}

function setupOf(
  from: Readonly<Record<string, unknown>>,
  model: string | null,
  { customObjects, optimizerOptions = {}, loss, accumulate }: ModelRequest,
  { info }: Trainer,
): Record<string, unknown> {
  return {
    ...from,
    model,
    ...(customObjects !== undefined && { customObjects }),
    optimizer: info.optimizer,
    ...(Object.keys(optimizerOptions).length > 0 && { optimizerOptions }),
    loss: loss ?? "default",
    batchSize: info.batchSize,
    accumulate: accumulate ?? 1,
    engine: info.engine.name,
  };
}

/** What it prints is handed on, and kept in the result folder with its stderr. */
async function startTrainer(
  { command, start }: Extract<JobSource, { kind: "trainer" }>,
  { seed, repeats }: ResolvedSweepOptions,
  given: number | undefined,
  hooks: TrainerHooks,
): Promise<MadeTrainer> {
  const { createParentTrainer, createProcessTrainer, splitCommand } = await import(
    "../trainer/process/index.ts"
  );
  const { shell = false, ...times } = start;
  const { onOutput, redactor, signal } = hooks;
  if (command === PARENT) {
    const { readyTimeoutMs, stepTimeoutMs } = times;
    const streams = hooks.parent ?? { input: process.stdin, output: process.stdout };
    const answers = { readyTimeoutMs, stepTimeoutMs, onOutput, redactor, signal };
    const trainer = await createParentTrainer({ streams, seed: given, ...answers });
    return {
      trainer,
      name: "trainer",
      data: null,
      warnings: trainer.warnings,
      setup: setupOf({ trainer: command, shell }, null, {}, trainer),
      logInto: (folder) => trainer.logTo(trainerLogOf(folder)),
    };
  }
  const trainer = await createProcessTrainer({
    command,
    shell,
    ...times,
    seed,
    nextSeeds: Array.from({ length: repeats - 1 }, (_, i) => seed + 1 + i),
    onOutput,
    redactor,
    signal,
  });
  const shown = redactor?.command ?? command;
  const words = shell ? shown.trim().split(/\s+/) : splitCommand(shown);
  return {
    trainer,
    name: programOf(words),
    data: null,
    warnings: trainer.warnings,
    setup: setupOf({ trainer: shown, shell }, null, {}, trainer),
    logInto: (folder) => trainer.logTo(trainerLogOf(folder)),
  };
}

/** The script's name, or the program's where there is no script. */
function programOf(words: readonly string[]): string {
  return basename(
    words.slice(1).find((word) => /^[^-].*\.\w+$/.test(word)) ?? (words[0] as string),
  );
}

/**
 * Refuses `epochs` where the trainer does not say how long one is.
 *
 * @throws InputError
 */
export function checkEpochs(warnings: readonly Note[], epochs: number | undefined): void {
  const missing = warnings.find(({ code }) => code === "trainer-info-missing")?.data.missing;
  if (epochs === undefined || !Array.isArray(missing) || !missing.includes("stepsPerEpoch")) return;
  throw new InputError(
    "bad-option",
    '`epochs` needs a trainer that says its "stepsPerEpoch" (in the info of its ready message); give `totalSteps` instead',
  );
}
