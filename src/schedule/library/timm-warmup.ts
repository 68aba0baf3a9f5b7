import { checkPositive } from "../../core/check.ts";
import { checkBoolean, checkUnit, checkUpTo } from "../checks.ts";
import { perEpoch } from "../combine.ts";
import * as common from "../common-options.ts";
import type { OptionDefinition } from "../define.ts";
import type { ScheduleKind } from "../definitions.ts";
import { blend, type Formula } from "../formula.ts";
import { checkStep, fillValues, type Schedule, withLoop } from "../schedule.ts";
import { checkWarmupSteps, ofItsOwn, shared } from "./define.ts";

type Options = Readonly<Record<string, unknown>>;

/** Options of every timm scheduler, but for the default of `warmupPrefix`. */
export const timmOptions = {
  peakLr: common.peakLr,
  unit: common.unit,
  stepsPerEpoch: common.stepsPerEpoch,
  warmupSteps: { ...shared.warmupSteps, description: "steps or epochs of linear warmup" },
  warmupStartLr: shared.warmupFromZero,
} as const;

/** What a scheduler does after its warmup, over `time` in its own unit. */
export interface TimmBody {
  /** Over `time`, from 0; with a loop of its own. */
  readonly schedule: Schedule;
  readonly constants: Formula["constants"];
  readonly lets: readonly (readonly [name: string, expression: string])[];
  readonly cases?: readonly (readonly [condition: string, expression: string])[];
  readonly value: string;
}

/**
 * A timm scheduler: `start + t * (peak - start) / warmup` for t < warmup, then its own curve, over
 * t (which then counts the warmup too) or, with `warmupPrefix`, over t - warmup. `t` are steps or
 * epochs; with epochs an epoch's first value holds to its end.
 */
export function inTimm(definition: {
  kind: ScheduleKind;
  source: string;
  differs: string;
  options: Readonly<Record<string, OptionDefinition>>;
  /** Default of `warmupPrefix`. */
  prefix: boolean;
  example: Options;
  resolve(options: Options, peakLr: number): TimmBody;
}) {
  const { prefix, options: own, resolve, ...rest } = definition;
  return ofItsOwn({
    ...rest,
    semantics: "timm",
    options: { ...timmOptions, ...own, warmupPrefix: shared.warmupPrefix(prefix) },
    resolve(options) {
      const peakLr = checkPositive("peakLr", options.peakLr);
      const stepsPerUnit = checkUnit({
        unit: options.unit,
        stepsPerEpoch: options.stepsPerEpoch,
      });
      const warmup = checkWarmupSteps(options.warmupSteps);
      const start = checkUpTo("warmupStartLr", options.warmupStartLr ?? 0, "peakLr", peakLr);
      const before = checkBoolean("warmupPrefix", options.warmupPrefix ?? prefix) ? warmup : 0;
      const body = resolve(options, peakLr);
      const now = stepsPerUnit === 1 ? "step" : "floor(step / EPOCH_STEPS)";
      const warmupLine = blend("WARMUP_START_LR", "PEAK_LR", "now / WARMUP_STEPS", start);
      const rise = (now: number) => start + (now * (peakLr - start)) / warmup;
      const at: Schedule = (now) => {
        checkStep(now);
        return now < warmup ? rise(now) : body.schedule(now - before);
      };
      const perUnit = withLoop(at, (values, first) => {
        const end = Math.min(values.length, Math.max(0, warmup - first));
        for (let i = 0; i < end; i++) values[i] = rise(first + i);
        fillValues(body.schedule, values.subarray(end), first + end - before);
      });
      return {
        schedule:
          stepsPerUnit === 1
            ? perUnit
            : perEpoch({ schedule: perUnit, stepsPerEpoch: stepsPerUnit, counts: "epochs" }),
        formula: {
          peak: peakLr,
          constants: {
            PEAK_LR: peakLr,
            EPOCH_STEPS: stepsPerUnit,
            WARMUP_STEPS: warmup,
            WARMUP_START_LR: start,
            ...body.constants,
          },
          lets: [
            ["now", now],
            // Never below 0, where the curve after the warmup is not defined.
            ["time", before > 0 ? "max(0, now - WARMUP_STEPS)" : "now"],
            ...body.lets,
          ],
          cases: [
            ...(warmup > 0 ? [["now < WARMUP_STEPS", warmupLine] as const] : []),
            ...(body.cases ?? []),
          ],
          otherwise: body.value,
        },
      };
    },
  });
}
