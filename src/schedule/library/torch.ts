import { checkInteger, checkPositive, rejectOption } from "../../core/check.ts";
import { fillHalfCosine, halfCosine, halfCosineAt } from "../blend.ts";
import { checkPeakAndFloor, checkTotal, checkUnit } from "../checks.ts";
import * as common from "../common-options.ts";
import { optional, required } from "../define.ts";
import { blend } from "../formula.ts";
import { triangleOptions } from "../kinds/cyclical.ts";
import { checkStep, type Schedule, withLoop } from "../schedule.ts";
import { float, type NativeCall, ofItsOwn, python, sameAs, shared } from "./define.ts";
import { torchOneCycle, torchOneCycleMomentum } from "./torch-one-cycle.ts";

const from = { semantics: "torch" } as const;
const call = (name: string, args: Record<string, string>): NativeCall => ({
  module: "torch.optim.lr_scheduler",
  name,
  arguments: args,
});
const units = { unit: common.unit, stepsPerEpoch: common.stepsPerEpoch };

/** The schedulers of PyTorch. A step is a call of `scheduler.step()`, unless `unit` is epoch. */
export const torchSchedules = [
  sameAs({
    ...from,
    kind: "step-decay",
    source: "StepLR",
    differs: "the factor is 0.1 unless said otherwise; it has no floor",
    options: {
      peakLr: common.peakLr,
      every: required("integer", "steps or epochs between two decays, at least 1"),
      ...units,
      factor: shared.factor,
    },
    example: { peakLr: 0.1, every: 300, unit: "step" },
    ours: (options) => ({ kind: "step-decay", ...options, factor: options.factor ?? 0.1 }),
    native: ({ every, factor, unit, stepsPerEpoch }) =>
      call("StepLR", {
        step_size: python(Number(every) * checkUnit({ unit, stepsPerEpoch })),
        gamma: float(factor ?? 0.1),
      }),
  }),
  sameAs({
    ...from,
    kind: "multi-step",
    source: "MultiStepLR",
    differs: "the step of a milestone has the lower LR already, as here; it has no floor",
    options: {
      peakLr: common.peakLr,
      milestones: required("integers", "steps or epochs of the drops, rising, at least 1"),
      ...units,
      factor: shared.factor,
    },
    example: { peakLr: 0.1, milestones: [500, 750], unit: "step" },
    ours: (options) => ({ kind: "multi-step", ...options }),
    native: ({ milestones, factor, unit, stepsPerEpoch }) => {
      const steps = checkUnit({ unit, stepsPerEpoch });
      return call("MultiStepLR", {
        milestones: python((milestones as number[]).map((milestone) => milestone * steps)),
        gamma: float(factor ?? 0.1),
      });
    },
  }),
  sameAs({
    ...from,
    kind: "exponential-decay",
    source: "ExponentialLR",
    differs: "the factor applies every step; it has no floor and no staircase",
    options: { peakLr: common.peakLr, factor: shared.requiredFactor },
    example: { peakLr: 0.1, factor: 0.999 },
    ours: (options) => ({ kind: "exponential-decay", ...options }),
    native: ({ factor }) => call("ExponentialLR", { gamma: float(factor) }),
  }),
  sameAs({
    ...from,
    kind: "polynomial",
    source: "PolynomialLR",
    differs: "it ends at 0 and has no floor",
    options: {
      peakLr: common.peakLr,
      totalSteps: common.totalSteps,
      power: optional("number", "above 0; 1 is a straight line", { value: 1 }),
    },
    example: { peakLr: 0.1, totalSteps: 1000, power: 2 },
    ours: (options) => ({ kind: "polynomial", ...options }),
    native: ({ totalSteps, power }) =>
      call("PolynomialLR", { total_iters: python(totalSteps), power: float(power ?? 1) }),
  }),
  sameAs({
    ...from,
    kind: "linear-to-zero",
    source: "LinearLR from 1 to 0",
    differs: "0 at totalSteps and after, as here",
    options: { peakLr: common.peakLr, totalSteps: common.totalSteps },
    example: { peakLr: 0.1, totalSteps: 1000 },
    ours: (options) => ({ kind: "linear-to-zero", ...options }),
    native: ({ totalSteps }) =>
      call("LinearLR", {
        start_factor: "1.0",
        end_factor: "0.0",
        total_iters: python(totalSteps),
      }),
  }),
  sameAs({
    ...from,
    kind: "linear-warmup",
    source: "LinearLR",
    differs: "the start is a share of the peak, a third unless said otherwise, and never 0",
    options: {
      peakLr: common.peakLr,
      warmupSteps: required("integer", "step at which the peak is reached, at least 1"),
      startShare: optional("number", "first LR as a share of the peak, above 0, at most 1", {
        text: "a third",
      }),
    },
    example: { peakLr: 0.1, warmupSteps: 100 },
    ours({ peakLr, warmupSteps, startShare }) {
      const share = startShare ?? 1 / 3;
      if (!(typeof share === "number" && share > 0 && share <= 1)) {
        return rejectOption("startShare", "above 0 and at most 1", share);
      }
      return {
        kind: "linear-warmup",
        peakLr,
        warmupSteps: checkInteger("warmupSteps", warmupSteps, 1),
        warmupStartLr: checkPositive("peakLr", peakLr) * share,
      };
    },
    native: ({ warmupSteps, startShare }) =>
      call("LinearLR", {
        start_factor: float(startShare ?? 1 / 3),
        total_iters: python(warmupSteps),
      }),
  }),
  ofItsOwn({
    ...from,
    kind: "cosine",
    source: "CosineAnnealingLR",
    differs: "after totalSteps (T_max) the LR rises again, and falls again after twice as many",
    options: {
      peakLr: common.peakLr,
      totalSteps: common.totalSteps,
      floorLr: common.floorLr,
    },
    example: { peakLr: 0.1, totalSteps: 1000 },
    resolve(options) {
      const { peakLr, floorLr } = checkPeakAndFloor({
        peakLr: options.peakLr,
        floorLr: options.floorLr,
      });
      const totalSteps = checkTotal(options.totalSteps);
      const share = "0.5 * (1 + cos(PI * step / TOTAL_STEPS))";
      const wave = halfCosine(peakLr, floorLr, totalSteps);
      const at: Schedule = (step) => {
        checkStep(step);
        return halfCosineAt(step, wave);
      };
      return {
        schedule: withLoop(at, (values, first) => {
          fillHalfCosine(values, 0, values.length, first, wave);
        }),
        formula: {
          peak: peakLr,
          constants: { PEAK_LR: peakLr, FLOOR_LR: floorLr, TOTAL_STEPS: totalSteps },
          otherwise: blend("FLOOR_LR", "PEAK_LR", share, floorLr),
        },
      };
    },
    native: ({ totalSteps, floorLr }) =>
      call("CosineAnnealingLR", { T_max: python(totalSteps), eta_min: float(floorLr ?? 0) }),
  }),
  sameAs({
    ...from,
    kind: "cosine-restarts",
    source: "CosineAnnealingWarmRestarts",
    differs: "the cycle factor is whole, and all peaks are alike",
    options: {
      peakLr: common.peakLr,
      cycleSteps: required("integer", "steps of the first cycle, at least 1"),
      cycleFactor: optional("integer", "each cycle is this many times as long", { value: 1 }),
      floorLr: common.floorLr,
    },
    example: { peakLr: 0.1, cycleSteps: 100, cycleFactor: 2 },
    ours: ({ cycleFactor, ...rest }) => ({
      kind: "cosine-restarts",
      ...rest,
      cycleFactor: checkInteger("cycleFactor", cycleFactor ?? 1, 1, 1000),
    }),
    native: ({ cycleSteps, cycleFactor, floorLr }) =>
      call("CosineAnnealingWarmRestarts", {
        T_0: python(cycleSteps),
        T_mult: python(cycleFactor ?? 1),
        eta_min: float(floorLr ?? 0),
      }),
  }),
  torchOneCycle,
  torchOneCycleMomentum,
  ...(["triangular", "triangular2", "exp-range"] as const).map((kind) =>
    sameAs({
      ...from,
      kind,
      source: `CyclicLR, mode ${kind.replace("-", "_")}`,
      differs: "the same values; it moves the momentum too, which is left alone here",
      options: {
        ...triangleOptions,
        ...(kind === "exp-range" && { gamma: shared.requiredFactor }),
      },
      example: {
        peakLr: 0.1,
        floorLr: 0.02,
        halfCycleSteps: 200,
        ...(kind === "exp-range" && { gamma: 0.999 }),
      },
      ours: (options) => ({ kind, ...options }),
      native: ({ peakLr, floorLr, halfCycleSteps, gamma }) =>
        call("CyclicLR", {
          base_lr: float(floorLr),
          max_lr: float(peakLr),
          step_size_up: python(halfCycleSteps),
          mode: python(kind.replace("-", "_")),
          ...(gamma !== undefined && { gamma: float(gamma) }),
          cycle_momentum: "False",
        }),
    }),
  ),
];
