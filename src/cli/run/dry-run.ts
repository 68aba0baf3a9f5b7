import { formatLr } from "../../core/format.ts";
import { toJson } from "../../core/json.ts";
import type { ApplyRequest, JobPlan } from "../../job/index.ts";
import type { SearchPlan } from "../../search/index.ts";
import { lrLadder } from "../../sweep/index.ts";
import type { Io } from "../io.ts";
import { formatSeconds } from "../progress.ts";

/** Prints what a run would do. */
export function printDryRun(
  job: JobPlan & { readonly stepMs: number },
  apply: ApplyRequest | undefined,
  json: boolean,
  io: Io,
): void {
  const { name, info, options, data, warnings, stepMs } = job;
  const { sweep, budget, steps, ladder: rungs } = job.search;
  const seconds = (stepMs * (steps.search + steps.verification)) / 1000;
  const ladder = rungs?.lrs ?? lrLadder(sweep.startLr, sweep.endLr, sweep.steps, sweep.mode);
  if (json) {
    const what = rungs === null ? { sweep, budget } : { ladderSteps: rungs.steps };
    const plan = { version: 1, dryRun: true, name, info, ...what, steps, options, data, warnings };
    io.out(`${toJson({ ...plan, estimate: { stepMs, seconds }, ladder }, 2)}\n`);
    return;
  }
  const { optimizer, batchSize, stepsPerEpoch, parameterCount, engine } = info;
  const lines = [
    `Would ${rungs === null ? "sweep" : "climb a ladder of LRs with"} ${name}:`,
    ...(data === null ? [] : data.steps.map((step) => `  ${step}`)),
    `  ${parameterCount} parameters, ${optimizer}, batches of ${batchSize}, ${stepsPerEpoch} steps an epoch`,
    `  engine ${engine.name} ${engine.version}: ${engine.why}`,
    ...(rungs === null
      ? sweepLines(job.search)
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
  if (apply !== undefined) {
    const { file, keys = [] } = apply;
    const places = keys.length > 0 ? ` at ${keys.join(", ")}` : "";
    lines.push(`  would write the LR into ${file}${places}`);
  }
  io.out(`${lines.join("\n")}\n`);
}

function sweepLines({ sweep, budget, steps: { search } }: SearchPlan): string[] {
  const { steps, mode, startLr, endLr, repeats } = sweep;
  const times = repeats > 1 ? `, ${repeats} times` : "";
  return [
    `  ${steps} steps (${mode}) from LR ${formatLr(startLr)} to ${formatLr(endLr)}${times}`,
    budget.name === "quick"
      ? "  budget quick: the sweep alone"
      : `  budget ${budget.name}: at most ${search} steps in all, with probes`,
  ];
}
