import { checkInteger } from "../../core/check.ts";
import { checkDecayFactor, checkUpTo } from "../checks.ts";
import { blend, COSINE_SHARE } from "../formula.ts";
import { checkCycleFactor, cycleLets, geometricCosines } from "./geometric.ts";
import type { TimmBody } from "./timm-warmup.ts";

/**
 * timm's cycles: half a cosine from the peak to the floor, again and again, `cycles` times; then the
 * floor. Each peak (not its height above the floor) is `peakFactor` of the one before it.
 *
 * @param lengthName the option that a bad `cycleSteps` is reported as
 */
export function timmCycles(
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
