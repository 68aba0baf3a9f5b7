import { checkOneOf, checkPositive, checkRange, rejectOption } from "../../core/check.ts";
import { maxOf } from "../../core/stats.ts";
import { checkTotal } from "../checks.ts";
import * as common from "../common-options.ts";
import { optional } from "../define.ts";
import { phaseOptions } from "../kinds/one-cycle.ts";
import { float, ofItsOwn, python } from "./define.ts";
import { type Phase, phaseCode, phasedSchedule } from "./phases.ts";

/** optax' `cosine_onecycle_schedule` and `linear_onecycle_schedule`. */
export const optaxOneCycle = ofItsOwn({
  semantics: "optax",
  kind: "one-cycle",
  source: "cosine_onecycle_schedule, linear_onecycle_schedule",
  differs:
    "the end is reached at totalSteps (a step later than torch) and held; phases end on whole steps; linear has three: down to the first LR at fallShare, then on to first LR / endDivisor",
  options: {
    peakLr: common.peakLr,
    ...phaseOptions,
    fallShare: optional("number", "linear: share of the run at which the LR is back at its first", {
      value: 0.85,
    }),
    startDivisor: optional("number", "first LR = peak / startDivisor, above 0", { value: 25 }),
    endDivisor: optional("number", "last LR = first LR / endDivisor, above 0", { value: 1e4 }),
  },
  example: { peakLr: 0.1, totalSteps: 1000 },
  resolve(options) {
    const { peakLr, totalSteps, anneal, riseShare, fallShare, startDivisor, endDivisor } =
      check(options);
    const start = peakLr / startDivisor;
    const linear = anneal === "linear";
    const ends = [riseShare * totalSteps, ...(linear ? [fallShare * totalSteps] : [])].map(
      Math.trunc,
    );
    const steps = [0, ...ends, totalSteps];
    const values = [start, peakLr, ...(linear ? [start] : []), start / endDivisor];
    // The rise may have no length; the other phases share keys in optax when they have none.
    if (!steps.every((step, i) => i === 0 || step > (steps[i - 1] as number) || i === 1)) {
      return rejectOption("totalSteps", "enough that every phase has a step", totalSteps);
    }
    const last = values.at(-1) as number;
    const phases = steps.slice(1).map((end, index): Phase => {
      const [from, to] = [values[index] as number, values[index + 1] as number];
      return { begin: steps[index] as number, end, from, to, next: end };
    });
    return {
      schedule: phasedSchedule(phases, anneal, last),
      formula: {
        peak: maxOf(values),
        constants: { VALUES: values },
        cases: phases.flatMap((phase, index) =>
          phase.end > phase.begin
            ? [[`step < ${phase.end}`, phaseCode(index, phase, anneal)] as const]
            : [],
        ),
        otherwise: `VALUES[${values.length - 1}]`,
      },
    };
  },
  native(options) {
    const { peakLr, totalSteps, anneal, riseShare, fallShare, startDivisor, endDivisor } =
      check(options);
    return {
      module: "optax",
      name: anneal === "linear" ? "linear_onecycle_schedule" : "cosine_onecycle_schedule",
      arguments: {
        transition_steps: python(totalSteps),
        peak_value: float(peakLr),
        pct_start: float(riseShare),
        ...(anneal === "linear" && { pct_final: float(fallShare) }),
        div_factor: float(startDivisor),
        final_div_factor: float(endDivisor),
      },
    };
  },
});

function check(options: Readonly<Record<string, unknown>>) {
  const riseShare = checkRange("riseShare", options.riseShare ?? 0.3, 0, 1);
  return {
    peakLr: checkPositive("peakLr", options.peakLr),
    totalSteps: checkTotal(options.totalSteps),
    anneal: checkOneOf("anneal", options.anneal ?? "cos", ["cos", "linear"]),
    riseShare,
    fallShare: checkRange("fallShare", options.fallShare ?? 0.85, riseShare, 1),
    startDivisor: checkPositive("startDivisor", options.startDivisor ?? 25),
    endDivisor: checkPositive("endDivisor", options.endDivisor ?? 1e4),
  };
}
