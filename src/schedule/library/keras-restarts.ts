import { checkInteger, checkPositive } from "../../core/check.ts";
import { between } from "../blend.ts";
import { checkDecayFactor } from "../checks.ts";
import { common, optional, required } from "../define.ts";
import { blend, COSINE_SHARE } from "../formula.ts";
import { ofItsOwn } from "./define.ts";
import { checkCycleFactor, cycleLets, geometricCosines } from "./geometric.ts";
import { checkShare, float, python, shared } from "./options.ts";

/**
 * Keras' `CosineDecayRestarts`. Keras computes in float32, where the logarithm that finds the cycle
 * can put a restart one step off; here it is float64.
 */
export const kerasRestarts = ofItsOwn({
  semantics: "keras",
  kind: "cosine-restarts",
  source: "CosineDecayRestarts",
  differs:
    "each cycle is twice as long unless said otherwise, and its length is not rounded to whole steps; the floor (alpha) is a share of the peak",
  options: {
    peakLr: common.peakLr,
    cycleSteps: required("integer", "steps of the first cycle, at least 1"),
    cycleFactor: optional("number", "each cycle is this much longer, 1 to 1000", { value: 2 }),
    peakFactor: optional("number", "each peak is this share of the one before", { value: 1 }),
    floorShare: shared.floorShare,
  },
  example: { peakLr: 0.1, cycleSteps: 100 },
  resolve(options) {
    const peakLr = checkPositive("peakLr", options.peakLr);
    const cycleSteps = checkInteger("cycleSteps", options.cycleSteps, 1);
    const factor = checkCycleFactor(options.cycleFactor ?? 2);
    const peakFactor = checkDecayFactor("peakFactor", options.peakFactor ?? 1);
    const floorLr = peakLr * checkShare("floorShare", options.floorShare ?? 0);
    const height = peakFactor === 1 ? "" : "PEAK_FACTOR ** cycle * ";
    return {
      schedule: geometricCosines({
        cycleSteps,
        factor,
        cycles: Number.POSITIVE_INFINITY,
        floorLr,
        peakOf: (cycle) => between(floorLr, peakLr, peakFactor ** cycle),
      }),
      formula: {
        peak: peakLr,
        constants: {
          PEAK_LR: peakLr,
          FLOOR_LR: floorLr,
          CYCLE_STEPS: cycleSteps,
          CYCLE_FACTOR: factor,
          PEAK_FACTOR: peakFactor,
        },
        lets: cycleLets(factor, "step"),
        otherwise: blend("FLOOR_LR", "PEAK_LR", `${height}${COSINE_SHARE}`, floorLr),
      },
    };
  },
  native: ({ peakLr, cycleSteps, cycleFactor, peakFactor, floorShare }) => ({
    module: "keras.optimizers.schedules",
    name: "CosineDecayRestarts",
    arguments: {
      initial_learning_rate: float(peakLr),
      first_decay_steps: python(cycleSteps),
      t_mul: float(cycleFactor ?? 2),
      m_mul: float(peakFactor ?? 1),
      alpha: float(floorShare ?? 0),
    },
  }),
});
