import { rejectOption } from "../../core/check.ts";
import { fillHalfCosine, halfCosineAt } from "../blend.ts";
import { checkStep, type Schedule, withLoop } from "../schedule.ts";

/** The steps of a cycle, from the one that was asked for. */
interface CycleSpan {
  /** Its number, from 0. */
  readonly cycle: number;
  /** Where it begins, and how long it is, in steps. */
  readonly start: number;
  readonly steps: number;
  /** The first step that might be of another cycle. */
  readonly end: number;
}

// From here on a cycle's number is right to 1e-12, so that only steps at a restart are in doubt.
const SAFE_FACTOR = 1.001;

/**
 * Cycles of which each is `factor` times as long as the one before, as Keras and timm find them: by
 * a logarithm, without rounding a cycle to whole steps. Where the logarithm rounds down, the step of
 * a restart still belongs to the cycle before it.
 */
function cycleSpan(step: number, cycleSteps: number, factor: number): CycleSpan {
  const passed = step / cycleSteps;
  if (factor === 1) {
    const cycle = Math.floor(passed);
    const start = cycle * cycleSteps;
    return { cycle, start, steps: cycleSteps, end: start + cycleSteps };
  }
  const cycle = Math.floor(Math.log(1 - passed * (1 - factor)) / Math.log(factor));
  const length = factor ** cycle;
  const start = ((1 - length) / (1 - factor)) * cycleSteps;
  const steps = length * cycleSteps;
  const sure = Math.floor(start + steps * (1 - 1e-9));
  return { cycle, start, steps, end: factor < SAFE_FACTOR ? step + 1 : Math.max(step + 1, sure) };
}

/** Half a cosine in each cycle, from the cycle's peak to the floor; the floor after the last one. */
export function geometricCosines(numbers: {
  readonly cycleSteps: number;
  readonly factor: number;
  readonly cycles: number;
  readonly floorLr: number;
  peakOf(cycle: number): number;
}): Schedule {
  const { cycleSteps, factor, cycles, floorLr, peakOf } = numbers;
  const cosineOf = ({ cycle, start, steps }: CycleSpan) => {
    const peak = cycle < cycles ? peakOf(cycle) : floorLr;
    return { floor: floorLr, peak, start, steps, height: 1 };
  };
  const at: Schedule = (step) => {
    checkStep(step);
    return halfCosineAt(step, cosineOf(cycleSpan(step, cycleSteps, factor)));
  };
  return withLoop(at, (values, first) => {
    for (let i = 0; i < values.length; ) {
      const span = cycleSpan(first + i, cycleSteps, factor);
      const end = Math.min(values.length, span.end - first);
      fillHalfCosine(values, i, end, first, cosineOf(span));
      i = end;
    }
  });
}

/** Those cycles as named expressions `cycle` and `progress` over `time`. */
export function cycleLets(factor: number, time: string): [name: string, expression: string][] {
  const passed: [string, string] = ["passed_cycles", `${time} / CYCLE_STEPS`];
  if (factor === 1) {
    return [passed, ["cycle", "floor(passed_cycles)"], ["progress", "passed_cycles - cycle"]];
  }
  return [
    passed,
    ["cycle", "floor(log(1 - passed_cycles * (1 - CYCLE_FACTOR)) / log(CYCLE_FACTOR))"],
    ["scale", "CYCLE_FACTOR ** cycle"],
    ["progress", "(passed_cycles - (1 - scale) / (1 - CYCLE_FACTOR)) / scale"],
  ];
}

/** A cycle factor of at least 1. */
export function checkCycleFactor(value: unknown): number {
  if (typeof value === "number" && value >= 1 && value <= 1000) return value;
  return rejectOption("cycleFactor", "a number from 1 to 1000", value);
}
