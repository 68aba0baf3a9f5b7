// What users of the package rely on in strict TypeScript. That this file compiles is the test: a line
// below `@ts-expect-error` must not.
import {
  diagnose,
  findLearningRate,
  type LrFinderError,
  loadTrainerModule,
  type Plan,
  parseResult,
  planSchedule,
  type Result,
  type ResultSummary,
  renderReport,
  runSweep,
  type SchedulePlan,
  type StepResult,
  type SweepRecord,
  summarize,
  type Trainer,
} from "lr-finder";
import { serve } from "lr-finder/client";
import {
  buildSchedule,
  cosine,
  join,
  type Schedule,
  type ScheduleKind,
  type ScheduleSpec,
  sample,
} from "lr-finder/schedule";
import type { RuleName } from "lr-finder/suggest";

type Same<A, B> =
  (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;

/** Compiles where both types are the same. */
declare function same<A, B>(is: Same<A, B>): void;

export async function results(text: string): Promise<number | null> {
  const result: Result = parseResult(text, "result.json");
  const summary: ResultSummary = summarize(result);

  if (summary.status === "found") {
    same<typeof summary.suggestion.lr, number>(true);
    same<typeof summary.suggestion.confidence, "high" | "medium" | "low">(true);
    const plan: Plan = summary.plan;
    const schedule: SchedulePlan = plan.schedule;
    return sample(planSchedule(schedule), schedule.totalSteps ?? 100)[0] ?? null;
  }
  same<typeof summary.status, "none">(true);
  same<typeof summary.plan, null>(true);
  const reason: string = summary.suggestion.reason;
  // @ts-expect-error There is no LR where there is no suggestion.
  const lr: number = summary.suggestion.lr;

  const ofRule: number | null | undefined = summary.methods.valley;
  // @ts-expect-error A rule that does not exist.
  summary.methods.valey;
  return reason === "" ? lr : (ofRule ?? null);
}

export function unchecked(summary: ResultSummary): number | null {
  // @ts-expect-error Whether there is a plan must be asked first.
  return summary.plan.initialLr;
}

export const rules: readonly RuleName[] = ["valley", "steep", "minimum"];
// @ts-expect-error
export const noRule: RuleName = "elbow-grease";

/** A trainer of one's own needs these and no more. */
export const trainer: Trainer = {
  info: {
    optimizer: "sgd",
    batchSize: 32,
    stepsPerEpoch: 100,
    parameterCount: 1000,
    engine: { name: "mine", version: "1", why: "it is there" },
    seed: 0,
  },
  async step(lr): Promise<StepResult> {
    return { loss: lr };
  },
  async snapshot() {},
  async restore() {},
  async close() {},
};

export async function runs(): Promise<SweepRecord> {
  const { record, failure } = await runSweep(trainer, { startLr: 1e-6, endLr: 1, steps: 50 });
  const error: LrFinderError | null | undefined = failure;
  // @ts-expect-error An option that does not exist.
  await runSweep(trainer, { minLr: 1e-6 });
  const outcome = await findLearningRate(await loadTrainerModule("./model.mjs"), {
    budget: "quick",
  });
  // @ts-expect-error A budget that does not exist.
  await findLearningRate(trainer, { budget: "fast" });
  return error == null ? outcome.result.record : record;
}

export function schedules(): Schedule {
  const decay: Schedule = cosine({ peakLr: 0.1, totalSteps: 1000 });
  same<Parameters<Schedule>, [step: number]>(true);
  same<ReturnType<Schedule>, number>(true);

  const spec: ScheduleSpec = { kind: "warmup-cosine", peakLr: 0.1, totalSteps: 1000 };
  const kind: ScheduleKind = spec.kind;
  if (spec.kind === "warmup-cosine") same<typeof spec.warmupSteps, number | undefined>(true);
  // @ts-expect-error totalSteps is missing.
  cosine({ peakLr: 0.1 });
  // @ts-expect-error A schedule that does not exist.
  buildSchedule({ kind: "cosinus", peakLr: 0.1, totalSteps: 1000 });
  // @ts-expect-error An option of another schedule.
  const wrong: ScheduleSpec = { kind: "constant", lr: 0.1, gamma: 0.9 };
  return kind === wrong.kind ? decay : join({ schedules: [decay, decay], boundaries: [500] });
}

export function findings(losses: number[]): string[] {
  const { findings } = diagnose({ steps: losses.map((_, i) => i), losses });
  return findings.map(({ code, severity }) => `${severity}: ${code}`);
}

export function page(result: Result): string {
  // @ts-expect-error A language that does not exist.
  renderReport(result, { language: "xx" });
  return renderReport(result, { language: "zh" });
}

export const served = (): Promise<void> =>
  serve({ step: (lr) => lr, evaluate: async () => 1, info: { optimizer: "adam" } });
