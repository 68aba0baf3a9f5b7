import { formatLr } from "../../core/format.ts";
import { toJson } from "../../core/json.ts";
import type { SearchPlan } from "../../search/index.ts";
import { lrLadder } from "../../sweep/index.ts";
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
  { sweep, budget, steps, ladder: rungs }: SearchPlan,
  options: Record<string, unknown>,
  io: Io,
): Promise<void> {
  const stepMs = await timeStep(trainer, sweep.startLr);
  const seconds = (stepMs * (steps.search + steps.verification)) / 1000;
  const ladder = rungs?.lrs ?? lrLadder(sweep.startLr, sweep.endLr, sweep.steps, sweep.mode);
  if (request.json) {
    const { info } = trainer;
    const what = rungs === null ? { sweep, budget } : { ladderSteps: rungs.steps };
    const plan = { version: 1, dryRun: true, name, info, ...what, steps, options, data, warnings };
    io.out(`${toJson({ ...plan, estimate: { stepMs, seconds }, ladder }, 2)}\n`);
    return;
  }
  const { optimizer, batchSize, stepsPerEpoch, parameterCount, engine } = trainer.info;
  const lines = [
    `Would ${rungs === null ? "sweep" : "climb a ladder of LRs with"} ${name}:`,
    ...(data === null ? [] : data.steps.map((step) => `  ${step}`)),
    `  ${parameterCount} parameters, ${optimizer}, batches of ${batchSize}, ${stepsPerEpoch} steps an epoch`,
    `  engine ${engine.name} ${engine.version}: ${engine.why}`,
    ...(rungs === null
      ? sweepLines({ sweep, budget, steps })
      : [
          `  ${rungs.steps} steps at each of the LRs ${rungs.lrs.map((lr) => formatLr(lr)).join(", ")}`,
        ]),
    ...(steps.verification === 0
      ? []
      : [
          `  then the plan, the default LR and the runner-up schedule, ${steps.verification} steps in all`,
        ]),
    `  about ${formatSeconds(seconds)} (${stepMs.toFixed(1)} ms a step)`,
    ...warnings.map(({ message }) => `  warning: ${message}`),
  ];
  if (request.apply)
    lines.push(
      `  would write the LR into ${request.apply.file}${request.apply.keys.length > 0 ? ` at ${request.apply.keys.join(", ")}` : ""}`,
    );
  io.out(`${lines.join("\n")}\n`);
}

function sweepLines({
  sweep,
  budget,
  steps: { search },
}: Pick<SearchPlan, "sweep" | "budget" | "steps">): string[] {
  const { steps, mode, startLr, endLr, repeats } = sweep;
  const times = repeats > 1 ? `, ${repeats} times` : "";
  return [
    `  ${steps} steps (${mode}) from LR ${formatLr(startLr)} to ${formatLr(endLr)}${times}`,
    budget.name === "quick"
      ? "  budget quick: the sweep alone"
      : `  budget ${budget.name}: at most ${search} steps in all, with probes`,
  ];
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
