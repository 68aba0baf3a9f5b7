import type { MadeTrainer } from "./make-trainer.ts";
import type { RunRequest } from "./request.ts";

/**
 * Everything that decides the outcome beside the sweep's own options, as resolved: recorded in the
 * journal and the result, so that a run can be repeated and compared.
 */
export function resolvedOptions(request: RunRequest, made: MadeTrainer): Record<string, unknown> {
  const { source, model, preset, horizon } = request;
  const { optimizer, batchSize, engine } = made.trainer.info;
  const from =
    source.kind === "data"
      ? { data: source.path, digest: made.data?.digest ?? null, ...source.load }
      : source.kind === "module"
        ? { module: source.path }
        : { trainer: source.command, shell: source.shell };
  return {
    ...from,
    model: source.kind === "data" ? (model.model ?? "mlp:64,32") : null,
    optimizer,
    ...(Object.keys(model.optimizerOptions).length === 0
      ? {}
      : { optimizerOptions: model.optimizerOptions }),
    loss: model.loss ?? "default",
    batchSize,
    accumulate: model.accumulate ?? 1,
    engine: engine.name,
    preset: preset ?? null,
    ...(request.strategy === "ladder" ? { strategy: request.strategy } : {}),
    ...horizon,
  };
}
