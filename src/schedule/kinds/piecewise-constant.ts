import { rejectOption } from "../../core/check.ts";
import type { KeyTable } from "../../core/listed-keys.ts";
import { maxOf } from "../../core/stats.ts";
import { checkNonNegative, checkRisingSteps } from "../checks.ts";
import { checkOptions, defineSchedule, required } from "../define.ts";
import { type Formula, literal } from "../formula.ts";
import { checkStep, type Schedule, withLoop } from "../schedule.ts";

declare module "../define.js" {
  interface ScheduleNames {
    "piecewise-constant": true;
  }
}

/** What {@link piecewiseConstant} takes: an LR for each stretch of steps. */
export interface PiecewiseConstantOptions {
  /** Steps at which the LR changes: rising integers of at least 1. May be empty. */
  readonly boundaries: readonly number[];
  /** One LR more than boundaries, each finite and at least 0. */
  readonly lrs: readonly number[];
}

const KEYS: KeyTable<PiecewiseConstantOptions> = {
  boundaries: true,
  lrs: true,
};

/**
 * A given LR between given steps: `lrs[k]`, k = the number of boundaries <= step.
 *
 * The step of a boundary has the new LR already (optax, torch); Keras' `PiecewiseConstantDecay`
 * keeps the old one for that step. From the last boundary on: the last LR, for ever.
 *
 * Worked values: boundaries [10, 20], lrs [1, 0.5, 0.1] give 1 at 9, 0.5 at 10, 0.1 at 20.
 * Source: optax `piecewise_constant_schedule` (which is given factors instead of values).
 *
 * @throws InputError for boundaries out of order, a wrong number of LRs, an LR below 0
 */
export function piecewiseConstant(options: PiecewiseConstantOptions): Schedule {
  checkOptions("piecewise-constant", KEYS, options);
  const numbers = resolve(options);
  const at: Schedule = (step) => {
    checkStep(step);
    return lrAt(step, numbers);
  };
  return withLoop(at, (values, first) => {
    for (let i = 0, n = values.length; i < n; i++) values[i] = lrAt(first + i, numbers);
  });
}

function lrAt(step: number, { boundaries, lrs }: ReturnType<typeof resolve>): number {
  let index = 0;
  while (index < boundaries.length && step >= (boundaries[index] as number)) index++;
  return lrs[index] as number;
}

function resolve(options: PiecewiseConstantOptions) {
  const boundaries = checkRisingSteps("boundaries", options.boundaries);
  if (!Array.isArray(options.lrs)) return rejectOption("lrs", "an array of LRs", options.lrs);
  const lrs = options.lrs.map((lr: unknown, index) => checkNonNegative(`lrs[${index}]`, lr));
  if (lrs.length !== boundaries.length + 1) {
    const expected = `${boundaries.length + 1} LRs, one more than \`boundaries\``;
    return rejectOption("lrs", expected, options.lrs);
  }
  return { boundaries, lrs };
}

/** The schedule as code. */
function formula(options: PiecewiseConstantOptions): Formula {
  const { boundaries, lrs } = resolve(options);
  const values = lrs.map((lr) => literal(lr));
  return {
    peak: maxOf(lrs) || 1,
    constants: {},
    cases: boundaries.map((step, index) => [`step < ${step}`, values[index] as string]),
    otherwise: values.at(-1) as string,
  };
}

export const piecewiseConstantDefinition = defineSchedule({
  kind: "piecewise-constant",
  summary: "Given LRs between given steps.",
  options: {
    boundaries: required("integers", "steps at which the LR changes, rising, at least 1"),
    lrs: required("numbers", "the LRs, one more than boundaries, at least 0"),
  },
  example: { boundaries: [300, 600], lrs: [0.1, 0.03, 0.01] },
  build: piecewiseConstant,
  formula,
});
