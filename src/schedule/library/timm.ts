import { checkInteger, checkPositive } from "../../core/check.ts";
import { fillPowerFall, powerFallAt } from "../blend.ts";
import { checkDecayFactor, checkRisingSteps, checkTotal, checkUpTo } from "../checks.ts";
import * as common from "../common-options.ts";
import { optional, required } from "../define.ts";
import { blend, COSINE_SHARE } from "../formula.ts";
import { checkStep, type Schedule, withLoop } from "../schedule.ts";
import { checkWarmupSteps, sameAs, shared } from "./define.ts";
import { checkCycleFactor, cycleLets, geometricCosines } from "./geometric.ts";
import { inTimm, type TimmBody, timmOptions } from "./timm-warmup.ts";

/**
 * timm's cycles: half a cosine from the peak to the floor, again and again, `cycles` times; then the
 * floor. Each peak (not its height above the floor) is `peakFactor` of the one before it.
 *
 * @param lengthName the option that a bad `cycleSteps` is reported as
 */
function timmCycles(
  options: Readonly<Record<string, unknown>>,
  lengthName: string,
  peakLr: number,
): TimmBody {
  const cycleSteps = checkInteger(lengthName, options.cycleSteps, 1);
  const factor = checkCycleFactor(options.cycleFactor ?? 1);
  const peakFactor = checkDecayFactor("peakFactor", options.peakFactor ?? 1);
  const cycles = checkInteger("cycles", options.cycles ?? 1, 1);
  const lowestPeak = peakLr * peakFactor ** (cycles - 1);
  const floorLr = checkUpTo("floorLr", options.floorLr ?? 0, "the last peak", lowestPeak);
  const peak = peakFactor === 1 ? "PEAK_LR" : "(PEAK_LR * PEAK_FACTOR ** cycle)";
  return {
    schedule: geometricCosines({
      cycleSteps,
      factor,
      cycles,
      floorLr,
      peakOf: (cycle) => peakLr * peakFactor ** cycle,
    }),
    constants: {
      CYCLE_STEPS: cycleSteps,
      CYCLE_FACTOR: factor,
      PEAK_FACTOR: peakFactor,
      FLOOR_LR: floorLr,
    },
    lets: cycleLets(factor, "time"),
    cases: [[`cycle >= ${cycles}`, "FLOOR_LR"]],
    value: blend("FLOOR_LR", peak, COSINE_SHARE, floorLr),
  };
}

const cycles = {
  cycleSteps: required("integer", "steps or epochs of the first cycle (t_initial), at least 1"),
  cycleFactor: optional("number", "each cycle is this much longer, 1 to 1000", { value: 1 }),
  peakFactor: optional("number", "each peak is this share of the one before", { value: 1 }),
  cycles: optional("integer", "cycles, after which the floor is held", { value: 1 }),
};
const total = {
  totalSteps: required("integer", "steps or epochs (t_initial), at least 1"),
};
const inside =
  "the warmup covers the start of totalSteps, so that the LR jumps down at its end, unless warmupPrefix; the floor is held after the end";

function stepAt(time: number, peakLr: number, factor: number, every: number): number {
  return peakLr * factor ** Math.floor(time / every);
}

function milestoneAt(time: number, milestones: readonly number[], lrs: readonly number[]): number {
  let passed = 0;
  while (passed < milestones.length && time + 1 >= (milestones[passed] as number)) passed++;
  return lrs[passed] as number;
}

/** The schedulers of timm. `unit` says what it counts: epochs unless `step_update` is called. */
export const timmSchedules = [
  inTimm({
    kind: "step-decay",
    source: "StepLRScheduler",
    differs: "every is counted from the end of the warmup unless warmupPrefix is false; no floor",
    options: {
      every: required("integer", "steps or epochs between two decays, at least 1"),
      factor: optional("number", "above 0, at most 1", { value: 1 }),
    },
    prefix: true,
    example: { peakLr: 0.1, every: 30, factor: 0.1, unit: "step", warmupSteps: 5 },
    resolve(options, peakLr) {
      const every = checkInteger("every", options.every, 1);
      const factor = checkDecayFactor("factor", options.factor ?? 1);
      const at: Schedule = (time) => {
        checkStep(time);
        return stepAt(time, peakLr, factor, every);
      };
      return {
        constants: { FACTOR: factor, PERIOD_STEPS: every },
        schedule: withLoop(at, (values, first) => {
          for (let i = 0, n = values.length; i < n; i++)
            values[i] = stepAt(first + i, peakLr, factor, every);
        }),
        lets: [],
        value: "PEAK_LR * FACTOR ** floor(time / PERIOD_STEPS)",
      };
    },
  }),
  inTimm({
    kind: "multi-step",
    source: "MultiStepLRScheduler",
    differs:
      "a milestone m applies at m - 1 already, a step earlier than in torch; counted from the end of the warmup unless warmupPrefix is false; no floor",
    options: {
      milestones: required("integers", "milestones, rising, at least 1"),
      factor: optional("number", "above 0, at most 1", { value: 1 }),
    },
    prefix: true,
    example: { peakLr: 0.1, milestones: [30, 60], factor: 0.1, unit: "step" },
    resolve(options, peakLr) {
      const milestones = checkRisingSteps("milestones", options.milestones);
      const factor = checkDecayFactor("factor", options.factor ?? 1);
      const lrs = [0, ...milestones].map((_, passed) => peakLr * factor ** passed);
      const at: Schedule = (time) => {
        checkStep(time);
        return milestoneAt(time, milestones, lrs);
      };
      return {
        constants: { FACTOR: factor, MILESTONE_STEPS: milestones },
        schedule: withLoop(at, (values, first) => {
          for (let i = 0, n = values.length; i < n; i++)
            values[i] = milestoneAt(first + i, milestones, lrs);
        }),
        lets: [],
        value: "PEAK_LR * FACTOR ** passed(MILESTONE_STEPS, time + 1)",
      };
    },
  }),
  inTimm({
    kind: "polynomial",
    source: "PolyLRScheduler",
    differs: `the power is 0.5 unless said otherwise; ${inside}`,
    options: {
      ...total,
      power: optional("number", "above 0; 1 is a straight line", { value: 0.5 }),
      floorLr: common.floorLr,
    },
    prefix: false,
    example: { peakLr: 0.1, totalSteps: 100, unit: "step", warmupSteps: 5 },
    resolve(options, peakLr) {
      const power = checkPositive("power", options.power ?? 0.5);
      const totalSteps = checkTotal(options.totalSteps);
      const floorLr = checkUpTo("floorLr", options.floorLr ?? 0, "peakLr", peakLr);
      const fall = { floor: floorLr, peak: peakLr, start: 0, steps: totalSteps, power };
      const at: Schedule = (time) => {
        checkStep(time);
        return powerFallAt(time, fall);
      };
      return {
        constants: { TOTAL_STEPS: totalSteps, FLOOR_LR: floorLr, POWER: power },
        schedule: withLoop(at, (values, first) => fillPowerFall(values, first, fall)),
        lets: [["progress", "min(1.0, time / TOTAL_STEPS)"]],
        value: blend("FLOOR_LR", "PEAK_LR", "(1 - progress) ** POWER", floorLr),
      };
    },
  }),
  ...(["cosine", "warmup-cosine"] as const).map((kind) =>
    inTimm({
      kind,
      source: "CosineLRScheduler",
      differs: inside,
      options: { ...total, floorLr: common.floorLr },
      prefix: false,
      example: { peakLr: 0.1, totalSteps: 100, unit: "step", warmupSteps: 5 },
      resolve: (options, peakLr) =>
        timmCycles({ ...options, cycleSteps: options.totalSteps }, "totalSteps", peakLr),
    }),
  ),
  inTimm({
    kind: "cosine-restarts",
    source: "CosineLRScheduler with cycles",
    differs: `only one cycle unless cycles says more; its length is not rounded to whole steps; ${inside}`,
    options: { ...cycles, floorLr: common.floorLr },
    prefix: false,
    example: { peakLr: 0.1, cycleSteps: 50, cycles: 3, peakFactor: 0.5, unit: "step" },
    resolve: (options, peakLr) => timmCycles(options, "cycleSteps", peakLr),
  }),
  sameAs({
    semantics: "timm",
    kind: "warmup-stable-decay",
    source: "WSDLRScheduler",
    differs:
      "totalSteps (t_initial) leaves the warmup out; the floor is reached at warmupSteps + totalSteps and held",
    options: {
      peakLr: common.peakLr,
      totalSteps: common.totalSteps,
      decaySteps: required("integer", "steps of the decay, at least 1, at most totalSteps"),
      warmupSteps: timmOptions.warmupSteps,
      warmupStartLr: shared.warmupFromZero,
      floorLr: common.floorLr,
      shape: optional("choice", "curve of the decay", { value: "1-sqrt" }, [
        "1-sqrt",
        "linear",
        "cosine",
      ]),
    },
    example: { peakLr: 0.1, totalSteps: 1000, decaySteps: 200, warmupSteps: 50 },
    ours({ totalSteps, decaySteps, warmupStartLr, ...rest }) {
      const warmupSteps = checkWarmupSteps(rest.warmupSteps);
      const stableAndDecay = checkInteger("totalSteps", totalSteps, 1);
      return {
        kind: "warmup-stable-decay",
        ...rest,
        warmupSteps,
        warmupStartLr: warmupStartLr ?? 0,
        decaySteps: checkInteger("decaySteps", decaySteps, 1, stableAndDecay),
        totalSteps: stableAndDecay + warmupSteps,
      };
    },
  }),
];
