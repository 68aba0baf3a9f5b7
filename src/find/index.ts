import type { LrFinderError } from "../core/errors.ts";
import type { Note } from "../core/note.ts";
import type { DatasetSummary } from "../dataset/types.ts";
import { makePlan } from "../plan/index.ts";
import { buildResult, type Horizon, type Result } from "../result/index.ts";
import {
  type PresetName,
  resolveSweepOptions,
  runSweep,
  type SweepEvent,
  type SweepOptions,
  type SweepRun,
  sweepPresets,
} from "../sweep/index.ts";
import type { Trainer, TrainerInfo } from "../trainer/types.ts";

/** What {@link findLearningRate} takes; everything may be left out. */
export interface FindOptions {
  /** Range, steps, stop rule, repeats, seed of the sweep. */
  readonly sweep?: SweepOptions;
  /** Range, steps, stop rule and rule of another finder; `sweep` wins over it. */
  readonly preset?: PresetName;
  /** The training run to plan: `totalSteps` or `epochs`, `schedule`, `per`. */
  readonly horizon?: Partial<Horizon>;
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
  /** Ends the sweep early; the result is made from what was recorded. */
  readonly signal?: AbortSignal;
  readonly onEvent?: (event: SweepEvent) => void;
}

/** A result, also after a failure: then it is made from the steps before. */
export interface FindOutcome {
  readonly result: Result;
  /** What the trainer did wrong, if anything. */
  readonly failure: LrFinderError | null;
}

/**
 * The whole job in one call: sweep the learning rate, read the curve, recommend a learning rate and
 * a schedule. The trainer is left as it was, whatever happens; closing it is the caller's.
 *
 * @throws InputError for options that cannot be used; nothing has been trained then
 */
export async function findLearningRate(
  trainer: Trainer,
  options: FindOptions = {},
): Promise<FindOutcome> {
  const { preset, signal, onEvent, finishedRuns } = options;
  const sweep = resolveSweepOptions(options.sweep, preset && sweepPresets[preset]);
  const horizon = checkHorizon(trainer.info, options.horizon);
  const started = performance.now();
  const { record, failure, cost } = await runSweep(trainer, sweep, {
    ...(signal && { signal }),
    ...(onEvent && { onEvent }),
    ...(finishedRuns && { finishedRuns }),
  });
  const seconds = (performance.now() - started) / 1000;
  const result = buildResult({
    record,
    horizon,
    ...(preset && { preset }),
    name: options.name ?? "run",
    data: options.data ?? null,
    warnings: options.warnings ?? [],
    options: options.options ?? {},
    versions: options.versions ?? {},
    createdAt: options.createdAt ?? new Date().toISOString(),
    cost: { ...cost, seconds },
    files: options.files ?? { result: null, report: null },
  });
  return { result, failure };
}

/**
 * The horizon with its defaults.
 *
 * @throws InputError when no plan can be made for it, e.g. steps and epochs that do not agree
 */
export function checkHorizon(info: TrainerInfo, horizon: Partial<Horizon> = {}): Horizon {
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
