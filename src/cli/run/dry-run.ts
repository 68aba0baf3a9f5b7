import { isFact } from "../../contract/notes.ts";
import { counted, formatLr } from "../../core/format.ts";
import { toJson } from "../../core/json.ts";
import type { ApplyRequest, JobPlan } from "../../job/index.ts";
import { type Known, knownOf } from "../../result/index.ts";
import { MIN_BUDGET_STEPS, type SearchPlan } from "../../search/index.ts";
import { lrLadder } from "../../sweep/index.ts";
import type { Io } from "../io.ts";
import { printText } from "../output.ts";
import { costWords } from "./cost.ts";

/** Prints what a run would do. */
export function printDryRun(
  job: JobPlan & { readonly stepMs: number },
  apply: ApplyRequest | undefined,
  json: boolean,
  io: Io,
): void {
  const { name, info, data, warnings, stepMs } = job;
  const held = timedPlan(job);
  const { steps, ladder: rungs } = held;
  if (json) {
    io.out(`${toJson(dryRunDocument(job), 2)}\n`);
    return;
  }
  const { engine } = info;
  const { cost, advice } = costWords(held, stepMs);
  const lines = [
    `Would ${rungs === null ? "sweep" : "climb a ladder of LRs with"} ${name}:`,
    ...(data === null ? [] : data.steps.map((step) => `  ${step}`)),
    `  ${trainerWords(knownOf({ info, options: held.sweep }, warnings))}`,
    `  engine ${engine.name} ${engine.version}: ${engine.why}`,
    ...(rungs === null
      ? sweepLines(held)
      : [
          `  ${rungs.steps} steps at each of the LRs ${rungs.lrs.map((lr) => formatLr(lr)).join(", ")}`,
        ]),
    ...(steps.verification === 0
      ? []
      : [
          `  then the plan, the default LR and the runner-up schedule, ${steps.verification} steps in all`,
        ]),
    `  ${cost}`,
    ...(advice === null ? [] : [`  note: ${advice}`]),
    // Of data of its own, what was held out is among its steps.
    ...warnings
      .filter((each) => data === null || !isFact(each))
      .map((each) => `  ${isFact(each) ? "" : "warning: "}${each.message}`),
  ];
  if (apply !== undefined) {
    const { file, keys = [] } = apply;
    const places = keys.length > 0 ? ` at ${keys.join(", ")}` : "";
    lines.push(`  would write the LR into ${file}${places}`);
  }
  printText(io, `${lines.join("\n")}\n`);
}

/** What is known of the trainer, in one line. */
function trainerWords({ optimizer, batchSize, stepsPerEpoch, parameterCount }: Known): string {
  return [
    ...(parameterCount === undefined ? [] : [counted(parameterCount, "parameter")]),
    optimizer ?? "an unknown optimizer",
    ...(batchSize === undefined ? [] : [`batches of ${batchSize}`]),
    ...(stepsPerEpoch === undefined ? [] : [`${counted(stepsPerEpoch, "step")} an epoch`]),
  ].join(", ");
}

/** What a run would do, as `--json` prints it. */
export function dryRunDocument(job: JobPlan & { readonly stepMs: number }) {
  const { name, info, options, data, warnings, stepMs } = job;
  const held = timedPlan(job);
  const { sweep, budget, spending, steps, ladder: rungs } = held;
  const what = rungs === null ? { sweep, budget, spending } : { ladderSteps: rungs.steps };
  const plan = { version: 1, dryRun: true, name, info, ...what, steps, options, data, warnings };
  const estimate = { stepMs, seconds: secondsOf(held, stepMs) };
  return { ...plan, estimate, ladder: rungs?.lrs ?? lrLadder(sweep) };
}

function secondsOf({ steps }: SearchPlan, stepMs: number): number {
  return (stepMs * (steps.search + steps.verification)) / 1000;
}

/** The plan for a budget in time by the one step that was timed: the run itself measures better. */
function timedPlan({ search, stepMs }: JobPlan & { readonly stepMs: number }): SearchPlan {
  if (search.timed === null) return search;
  const steps = Math.floor((1000 * search.timed.seconds) / Math.max(stepMs, 1e-3));
  return search.timed.at(Math.max(MIN_BUDGET_STEPS, steps));
}

/** What a budget buys, in one sentence. */
function spendingWords(
  { rounds, wholeRuns, sweepAndProbes, most, cheap }: SearchPlan["spending"],
  totalSteps: number,
): string {
  const probes = rounds === 0 ? "" : ", probes";
  if (wholeRuns === 0) {
    return rounds === 0
      ? "the sweep alone"
      : `sweep and probes, at most ${Math.min(sweepAndProbes, most)} steps in all`;
  }
  const why = cheap ? ", which are cheap here" : "";
  return `sweep${probes} and up to ${wholeRuns} whole runs of ${totalSteps} steps${why}, at most ${most} steps in all`;
}

function sweepLines({ sweep, budget, spending, totalSteps, aim }: SearchPlan): string[] {
  const { steps, mode, startLr, endLr, repeats } = sweep;
  const times = repeats > 1 ? `, ${repeats} times` : "";
  return [
    `  ${steps} steps (${mode}) from LR ${formatLr(startLr)} to ${formatLr(endLr)}${times}`,
    `  budget ${budget.name}: ${spendingWords(spending, totalSteps)}`,
    `  for the loss ${aim === "end" ? "at the end of the run" : "of the best checkpoint"}`,
  ];
}
