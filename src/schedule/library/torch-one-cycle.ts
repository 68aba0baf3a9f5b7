import { checkOneOf, checkPositive, checkRange, rejectOption } from "../../core/check.ts";
import { maxOf } from "../../core/stats.ts";
import { checkBoolean, checkTotal } from "../checks.ts";
import * as common from "../common-options.ts";
import { optional } from "../define.ts";
import type { Formula } from "../formula.ts";
import { phaseOptions } from "../kinds/one-cycle.ts";
import { float, type NativeCall, ofItsOwn, python } from "./define.ts";
import { type Phase, phaseCode, phasedSchedule } from "./phases.ts";

type Options = Readonly<Record<string, unknown>>;

function phaseEnds(options: Options): number[] {
  const totalSteps = checkTotal(options.totalSteps);
  const riseShare = checkRange("riseShare", options.riseShare ?? 0.3, 0, 1);
  const ends = [riseShare * totalSteps - 1];
  if (checkBoolean("threePhase", options.threePhase ?? false)) {
    ends.push(2 * riseShare * totalSteps - 2);
  }
  ends.push(totalSteps - 1);
  const rising = ends.every((end, index) => end > (ends[index - 1] ?? 0));
  // PyTorch divides by the length of every phase.
  if (!rising) {
    const expected =
      "long enough that every phase has a length: the rise ends at `riseShare` * `totalSteps` - 1, above 0 and before the last step";
    return rejectOption("totalSteps", expected, totalSteps);
  }
  return ends;
}

/**
 * The values as torch computes them. At step totalSteps, one after the last, it follows the last
 * phase's curve beyond its end; after that it raises, and here the last step's value is held.
 */
function phased(options: Options, ends: readonly number[], values: readonly number[]) {
  const anneal = checkOneOf("anneal", options.anneal ?? "cos", ["cos", "linear"]);
  const totalSteps = checkTotal(options.totalSteps);
  const last = ends.length - 1;
  const phases = ends.map((end, index): Phase => {
    const next = index === last ? totalSteps + 1 : Math.floor(end) + 1;
    const [from, to] = [values[index] as number, values[index + 1] as number];
    return { begin: ends[index - 1] ?? 0, end, from, to, next };
  });
  const lines = phases.map((phase, index) => {
    const until = index === last ? "TOTAL_STEPS" : phase.end;
    return [`step <= ${until}`, phaseCode(index, phase, anneal)] as const;
  });
  const formula: Formula = {
    peak: maxOf(values),
    constants: { VALUES: values, TOTAL_STEPS: totalSteps },
    cases: lines,
    otherwise: `VALUES[${values.length - 1}]`,
  };
  return { schedule: phasedSchedule(phases, anneal, values.at(-1) as number), formula };
}

const differs =
  "the run ends at step totalSteps - 1; at step totalSteps torch goes beyond the end of the curve (the LR rises again; a line falls below its end, even below 0), and after it raises";
const threePhase = optional("boolean", "down as slowly as up, then on to the end", {
  value: false,
});

function oneCycleCall(options: Options, peakLr: unknown): NativeCall {
  return {
    module: "torch.optim.lr_scheduler",
    name: "OneCycleLR",
    arguments: {
      max_lr: float(peakLr),
      total_steps: python(options.totalSteps),
      pct_start: float(options.riseShare ?? 0.3),
      anneal_strategy: python(options.anneal ?? "cos"),
      div_factor: float(options.startDivisor ?? 25),
      final_div_factor: float(options.endDivisor ?? 1e4),
      three_phase: python(options.threePhase ?? false),
      cycle_momentum: "False",
    },
  };
}

/** `OneCycleLR`. */
export const torchOneCycle = ofItsOwn({
  semantics: "torch",
  kind: "one-cycle",
  source: "OneCycleLR",
  differs,
  options: {
    peakLr: common.peakLr,
    ...phaseOptions,
    startDivisor: optional("number", "first LR = peak / startDivisor, above 0", { value: 25 }),
    endDivisor: optional("number", "last LR = first LR / endDivisor, above 0", { value: 1e4 }),
    threePhase,
  },
  example: { peakLr: 0.1, totalSteps: 1000 },
  resolve(options) {
    const ends = phaseEnds(options);
    const peak = checkPositive("peakLr", options.peakLr);
    const start = peak / checkPositive("startDivisor", options.startDivisor ?? 25);
    const end = start / checkPositive("endDivisor", options.endDivisor ?? 1e4);
    const values = ends.length === 3 ? [start, peak, start, end] : [start, peak, end];
    return phased(options, ends, values);
  },
  native: (options) => oneCycleCall(options, options.peakLr),
});

/** The momentum of `OneCycleLR`. */
export const torchOneCycleMomentum = ofItsOwn({
  semantics: "torch",
  kind: "one-cycle-momentum",
  source: "OneCycleLR with cycle_momentum",
  differs: differs.replace("the LR rises again", "the momentum falls again"),
  options: {
    ...phaseOptions,
    lowMomentum: optional("number", "momentum at the LR's peak, 0 to 1", { value: 0.85 }),
    highMomentum: optional("number", "momentum at both ends, 0 to 1", { value: 0.95 }),
    threePhase,
  },
  example: { totalSteps: 1000 },
  resolve(options) {
    const ends = phaseEnds(options);
    const low = checkRange("lowMomentum", options.lowMomentum ?? 0.85, 0, 1);
    const high = checkRange("highMomentum", options.highMomentum ?? 0.95, 0, 1);
    const values = ends.length === 3 ? [high, low, high, high] : [high, low, high];
    return phased(options, ends, values);
  },
});
