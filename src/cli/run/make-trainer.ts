import { basename } from "node:path";
import { DEFAULT_OPTIMIZER } from "../../contract/optimizers/index.ts";
import type { Note } from "../../core/note.ts";
import type { DatasetSummary } from "../../dataset/index.ts";
import type { ResolvedSweepOptions } from "../../sweep/index.ts";
import type { Trainer } from "../../trainer/types.ts";
import type { Io } from "../io.ts";
import type { RunRequest } from "./request.ts";

/** A trainer and what there is to say about where it came from. */
export interface MadeTrainer {
  readonly trainer: Trainer;
  readonly name: string;
  readonly data: DatasetSummary | null;
  readonly warnings: readonly Note[];
  /** Where the trainer keeps a log of its own: takes the result folder, once there is one. */
  readonly logInto?: (folder: string) => void;
}

/**
 * Loads the data and builds the model, or loads the module. Everything heavy is imported here.
 *
 * @throws InputError for data, model or module that cannot be used; nothing stays open then
 */
export async function makeTrainer(
  request: RunRequest,
  sweep: ResolvedSweepOptions,
  io: Io,
): Promise<MadeTrainer> {
  const { source, model } = request;
  if (source.kind === "trainer") {
    const { makeProcessTrainer } = await import("./process-trainer.ts");
    return makeProcessTrainer(request, source, sweep, io);
  }
  const { optimizer, optimizerOptions, ...rest } = model;
  const settings = {
    ...rest,
    seed: sweep.seed,
    sweepSteps: sweep.steps,
    ...(optimizer === undefined && Object.keys(optimizerOptions).length === 0
      ? {}
      : { optimizer: { name: optimizer ?? DEFAULT_OPTIMIZER, ...optimizerOptions } }),
  };
  if (source.kind === "module") {
    const { loadTrainerModule } = await import("../../trainer/index.ts");
    const trainer = await loadTrainerModule(source.path, settings);
    return {
      trainer,
      name: request.name ?? basename(source.path),
      data: null,
      warnings: trainer.warnings,
    };
  }
  const { loadData } = await import("../../dataset/index.ts");
  const data = await loadData(source.path, source.load);
  const { createTfjsTrainer } = await import("../../trainer/index.ts");
  const trainer = await createTfjsTrainer({ ...settings, data });
  return {
    trainer,
    name: request.name ?? data.dataset.name,
    data: data.dataset.summary,
    warnings: [...data.warnings, ...trainer.warnings],
  };
}
