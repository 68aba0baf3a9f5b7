import { formatLr } from "../../core/format.ts";
import { toJson } from "../../core/json.ts";
import { lrLadder, type ResolvedSweepOptions } from "../../sweep/index.ts";
import type { Trainer } from "../../trainer/types.ts";
import type { Io } from "../io.ts";
import { formatSeconds } from "../progress.ts";
import type { MadeTrainer } from "./make-trainer.ts";
import type { RunRequest } from "./request.ts";

/**
 * Prints what a run would do. One step is trained to time it, and undone; nothing is written.
 */
export async function printDryRun(
  request: RunRequest,
  { trainer, name, data, warnings }: MadeTrainer,
  sweep: ResolvedSweepOptions,
  options: Record<string, unknown>,
  io: Io,
): Promise<void> {
  const stepMs = await timeStep(trainer, sweep.startLr);
  const seconds = (stepMs * sweep.steps * sweep.repeats) / 1000;
  const ladder = lrLadder(sweep.startLr, sweep.endLr, sweep.steps, sweep.mode);
  if (request.json) {
    const { info } = trainer;
    const plan = { version: 1, dryRun: true, name, info, sweep, options, data, warnings };
    io.out(`${toJson({ ...plan, estimate: { stepMs, seconds }, ladder }, 2)}\n`);
    return;
  }
  const { optimizer, batchSize, stepsPerEpoch, parameterCount, engine } = trainer.info;
  const lines = [
    `Would sweep ${name}:`,
    ...(data === null ? [] : data.steps.map((step) => `  ${step}`)),
    `  ${parameterCount} parameters, ${optimizer}, batches of ${batchSize}, ${stepsPerEpoch} steps an epoch`,
    `  engine ${engine.name} ${engine.version}: ${engine.why}`,
    `  ${sweep.steps} steps (${sweep.mode}) from LR ${formatLr(sweep.startLr)} to ${formatLr(sweep.endLr)}${sweep.repeats > 1 ? `, ${sweep.repeats} times` : ""}`,
    `  about ${formatSeconds(seconds)} (${stepMs.toFixed(1)} ms a step)`,
    ...warnings.map(({ message }) => `  warning: ${message}`),
  ];
  if (request.apply)
    lines.push(`  would write the LR into ${request.apply.file} at ${request.apply.key}`);
  io.out(`${lines.join("\n")}\n`);
}

async function timeStep(trainer: Trainer, lr: number): Promise<number> {
  await trainer.snapshot();
  try {
    await trainer.step(lr);
    const started = performance.now();
    await trainer.step(lr);
    return performance.now() - started;
  } finally {
    await trainer.restore();
  }
}
