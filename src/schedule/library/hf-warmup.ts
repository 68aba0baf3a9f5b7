import { checkPositive } from "../../core/check.ts";
import { checkTotal } from "../checks.ts";
import * as common from "../common-options.ts";
import type { OptionDefinition } from "../define.ts";
import type { ScheduleKind } from "../definitions.ts";
import type { Formula } from "../formula.ts";
import { checkStep, fillValues, type Schedule, withLoop } from "../schedule.ts";
import { checkWarmupSteps, type NativeCall, ofItsOwn, shared } from "./define.ts";

/** A call of one of transformers' functions. */
export const hfCall = (name: string, args: Record<string, string>): NativeCall => ({
  module: "transformers",
  name,
  arguments: args,
});

/** Options of every schedule with a warmup, as data. */
export const warmedOptions = {
  peakLr: common.peakLr,
  totalSteps: common.totalSteps,
  warmupSteps: { ...shared.warmupSteps, description: "steps of linear warmup from 0" },
};

type Options = Readonly<Record<string, unknown>>;

/** The numbers that every schedule with a warmup has. */
export interface Warmed {
  readonly peakLr: number;
  readonly totalSteps: number;
  readonly warmupSteps: number;
  /** totalSteps - warmupSteps, but at least 1. */
  readonly decaySteps: number;
}

/** What follows the warmup: the LR over the step, and as code a share of the peak. */
export interface AfterWarmup {
  /** Asked for steps from warmupSteps on; with a loop of its own. */
  readonly schedule: Schedule;
  readonly constants: Formula["constants"];
  readonly lets?: readonly (readonly [name: string, expression: string])[];
  /** Looked at after the warmup. */
  readonly cases?: readonly (readonly [condition: string, expression: string])[];
  readonly code: string;
  /** How many steps early the warmup is. @default 0 */
  readonly early?: number;
}

/**
 * A schedule of transformers: `peak * t / W` for t < W, then its own curve. The warmup counts in the
 * total.
 */
export function afterWarmup(definition: {
  kind: ScheduleKind;
  source: string;
  differs: string;
  options: Readonly<Record<string, OptionDefinition>>;
  example: Options;
  resolve(options: Options, numbers: Warmed): AfterWarmup;
  native(options: Options): NativeCall;
}) {
  const { resolve, ...rest } = definition;
  return ofItsOwn({
    ...rest,
    semantics: "hf",
    resolve(options) {
      const peakLr = checkPositive("peakLr", options.peakLr);
      const warmupSteps = checkWarmupSteps(options.warmupSteps);
      const totalSteps = checkTotal(options.totalSteps, { warmupSteps });
      const decaySteps = Math.max(1, totalSteps - warmupSteps);
      const own = resolve(options, { peakLr, totalSteps, warmupSteps, decaySteps });
      const early = own.early ?? 0;
      const warmup = early === 0 ? "step / WARMUP_STEPS" : `(step + ${early}) / WARMUP_STEPS`;
      const rise = (step: number) => peakLr * ((step + early) / warmupSteps);
      const at: Schedule = (step) => {
        checkStep(step);
        return step < warmupSteps ? rise(step) : own.schedule(step);
      };
      return {
        schedule: withLoop(at, (values, first) => {
          const end = Math.min(values.length, Math.max(0, warmupSteps - first));
          for (let i = 0; i < end; i++) values[i] = rise(first + i);
          fillValues(own.schedule, values.subarray(end), first + end);
        }),
        formula: {
          peak: peakLr,
          constants: { PEAK_LR: peakLr, WARMUP_STEPS: warmupSteps, ...own.constants },
          lets: own.lets ?? [],
          cases: [
            ...(warmupSteps > 0 ? [["step < WARMUP_STEPS", `PEAK_LR * ${warmup}`] as const] : []),
            ...(own.cases ?? []),
          ],
          otherwise: `PEAK_LR * ${own.code}`,
        },
      };
    },
  });
}
