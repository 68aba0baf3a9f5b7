import { checkStep, type Schedule, withLoop } from "../schedule.ts";

/** A phase of a one-cycle policy: from one value to another. */
export interface Phase {
  /** Where its curve begins and ends, in steps; may be fractional. */
  readonly begin: number;
  readonly end: number;
  readonly from: number;
  readonly to: number;
  /** The first step that is no longer its own. */
  readonly next: number;
}

/** One phase after the other, along half cosines or lines; then `last`, for ever. */
export function phasedSchedule(
  phases: readonly Phase[],
  anneal: "cos" | "linear",
  last: number,
): Schedule {
  const linear = anneal === "linear";
  const at: Schedule = (step) => {
    checkStep(step);
    for (const phase of phases) if (step < phase.next) return valueAt(phase, linear, step);
    return last;
  };
  return withLoop(at, (values, first) => {
    let i = 0;
    for (const phase of phases) {
      const stop = Math.min(values.length, phase.next - first);
      for (; i < stop; i++) values[i] = valueAt(phase, linear, first + i);
    }
    values.fill(last, i);
  });
}

function valueAt({ begin, end, from, to }: Phase, linear: boolean, step: number): number {
  const progress = (step - begin) / (end - begin);
  if (linear) return (to - from) * progress + from;
  return to + ((from - to) / 2) * (1 + Math.cos(Math.PI * progress));
}

/** The curve of a phase as code, between entries of `VALUES`. */
export function phaseCode(index: number, { begin, end }: Phase, anneal: "cos" | "linear"): string {
  const progress = `(step - ${begin}) / ${end - begin}`;
  const [from, to] = [`VALUES[${index}]`, `VALUES[${index + 1}]`];
  return anneal === "linear"
    ? `${from} + (${to} - ${from}) * ${progress}`
    : `${to} + (${from} - ${to}) * 0.5 * (1 + cos(PI * ${progress}))`;
}
