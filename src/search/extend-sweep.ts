import { note } from "../contract/make-note.ts";
import { traitsOf } from "../contract/optimizers/index.ts";
import { formatLoss, formatLr } from "../core/format.ts";
import type { Note } from "../core/note.ts";
import { maxOf, minOf } from "../core/stats.ts";
import { buildCurve } from "../curve/index.ts";
import { sweepRefusal } from "../suggest/index.ts";
import {
  addCosts,
  type ResolvedSweepOptions,
  type SweepOutcome,
  takeSweep,
} from "../sweep/index.ts";
import type { Trainer } from "../trainer/types.ts";
import { MOST_FURTHER } from "./budget.ts";
import type { SearchHooks, SearchPlan } from "./plan-search.ts";

/** A sweep that found its range, and what there is to say about that. */
export interface ExtendedSweep extends SweepOutcome {
  readonly warnings: readonly Note[];
}

/** Training that breaks within so many decades of the first LR, before anything was learned, broke at the start. */
const AT_START_LOG10 = 2.5;
/** A sweep that goes on below reaches so many decades further down, */
const DOWN_LOG10 = 4;
/** and one that goes on above begins and ends so many decades around its old end. */
const AROUND_END_LOG10 = [-4, 2] as const;
/** Fewer updates than this make no curve. */
const LEAST_STEPS = 40;

/**
 * Sweeps the LR; where training breaks at the first LRs, again from four decades below, and where the
 * loss still falls at the last one, again up to a hundred times it, for as long as that is so. Only an
 * end that nobody gave moves. The record is that of the last sweep, the cost that of all.
 */
export async function extendSweep(
  trainer: Trainer,
  plan: SearchPlan,
  hooks: SearchHooks,
): Promise<ExtendedSweep> {
  const { signal, onEvent, finishedRuns = [] } = hooks;
  const warnings: Note[] = [];
  let options = plan.sweep;
  let before = 0;
  let swept = await takeSweep(trainer, options, {
    signal,
    onEvent,
    finishedRuns: finishedRuns.slice(0, options.repeats),
  });
  let { cost } = swept;
  for (let further = 0; further < MOST_FURTHER; further++) {
    const next = furtherSweep(swept, plan, cost.trainSteps);
    if (next === null) break;
    warnings.push(next.note);
    before += swept.record.runs.length;
    options = next.options;
    const first = before;
    const above = swept.record;
    swept = await takeSweep(trainer, options, {
      signal,
      finishedRuns: finishedRuns.slice(first, first + options.repeats),
      onEvent: (event) => onEvent?.({ ...event, run: event.run + first }),
    });
    cost = addCosts(cost, swept.cost);
    if (next.note.data.side === "below" && brokeAlike(above, swept.record)) break;
  }
  return { ...swept, cost, warnings };
}

/** Losses this close, in units of how they go up and down, are the same. */
const SAME_LOSS = 0.05;

/** Whether training broke at the same step with the same losses at other LRs: it is not the LR that breaks it. */
function brokeAlike(one: SweepOutcome["record"], other: SweepOutcome["record"]): boolean {
  const [a, b] = [one.runs.at(-1), other.runs.at(-1)].map((run) => run?.losses ?? []);
  if (a === undefined || b === undefined || a.length !== b.length || a.length === 0) return false;
  const known = b.filter(Number.isFinite);
  const range = maxOf(known) - minOf(known);
  return a.every((loss, i) => {
    const apart = Math.abs(loss - (b[i] as number));
    return !Number.isFinite(apart) || apart <= SAME_LOSS * range;
  });
}

/** Where a further sweep goes, and why. */
interface NextRange {
  readonly startLr: number;
  readonly endLr: number;
  readonly note: Note;
}

/** The options of a further sweep; null where this one will do, its range was given, or no steps are left. */
function furtherSweep(
  { record, failure }: SweepOutcome,
  { preset, given, spending, isStrict, sweep }: SearchPlan,
  spent: number,
): { options: ResolvedSweepOptions; note: Note } | null {
  const { options, runs } = record;
  if (failure !== null || preset !== undefined || runs.at(-1)?.stopReason === "cancelled") {
    return null;
  }
  const next = scaledRange(record, given) ?? rangeBeyond(record, given);
  if (next === null || !(next.startLr > 0) || !Number.isFinite(next.endLr)) return null;
  const left = Math.floor((Math.max(spending.total, sweep.steps) - spent) / options.repeats);
  const steps = isStrict ? Math.min(sweep.steps, left) : sweep.steps;
  if (steps < LEAST_STEPS) return null;
  return { options: inRange(options, next.startLr, next.endLr, steps), note: next.note };
}

/** Below a sweep that broke at its start, above one that still falls at its end; null for neither. */
function rangeBeyond(
  { options, info, runs }: SweepOutcome["record"],
  given: SearchPlan["given"],
): NextRange | null {
  const curve = buildCurve(runs);
  const refusal = sweepRefusal(curve, {
    optimizer: info.optimizer,
    endLr: options.endLr,
    ended: runs.at(-1)?.stop,
    seed: options.seed,
  });
  if (refusal === null || refusal.reason === "loss-not-finite") return null;
  const useful = Math.log10((curve.divergedLr ?? Number.POSITIVE_INFINITY) / options.startLr);
  if (useful < AT_START_LOG10 && !given.startLr) {
    const atLr = curve.divergedLr ?? options.startLr;
    const startLr = options.startLr / 10 ** DOWN_LOG10;
    const endLr = Math.max(atLr * 10, startLr * 10);
    const message = `Training broke at the first LRs of the sweep (${formatLr(atLr)}): it was swept again from ${formatLr(startLr)} to ${formatLr(endLr)}.`;
    const data = { side: "below" as const, fromLr: startLr, toLr: endLr, atLr };
    return { startLr, endLr, note: note("range-extended", message, data) };
  }
  if (refusal.reason === "still-falling" && !given.endLr) {
    const startLr = options.endLr * 10 ** AROUND_END_LOG10[0];
    const endLr = options.endLr * 10 ** AROUND_END_LOG10[1];
    const message = `The loss still fell at the last LR of the sweep (${formatLr(options.endLr)}): it was swept again from ${formatLr(startLr)} to ${formatLr(endLr)}.`;
    const data = { side: "above" as const, fromLr: startLr, toLr: endLr, atLr: options.endLr };
    return { startLr, endLr, note: note("range-extended", message, data) };
  }
  return null;
}

/** First steps of more than this, in units of usual weights, may break a network before anything is seen. */
const LARGE_STEP = 0.01;

/**
 * The same range for a loss in huge units, where an optimizer's first steps go with the gradient: of a
 * squared error the gradient goes with the root of the loss, so both ends are divided by that. Null where
 * the first steps are small anyway. (A network that the very first step has killed does not diverge, and
 * learns its target's mean at ever higher LRs: no curve shows that its best LRs were left out.)
 */
function scaledRange(
  { options: { startLr, endLr }, info: { optimizer }, runs }: SweepOutcome["record"],
  given: SearchPlan["given"],
): NextRange | null {
  const firstLoss = runs[0]?.losses[0] ?? 0;
  const size = Math.sqrt(firstLoss);
  if (given.startLr || given.endLr || !traitsOf(optimizer).growsWithGradient) return null;
  if (!(startLr * size > LARGE_STEP) || !Number.isFinite(size)) return null;
  const range = { startLr: startLr / size, endLr: endLr / size };
  const message = `The loss begins at ${formatLoss(firstLoss)}, and ${optimizer}'s first steps go with its root: at LR ${formatLr(startLr)} they may break a network. It was swept again from ${formatLr(range.startLr)} to ${formatLr(range.endLr)}. Targets that are scaled train better.`;
  const data = { side: "scaled" as const, fromLr: range.startLr, toLr: range.endLr, atLr: startLr };
  return { ...range, note: note("range-extended", message, { ...data, loss: firstLoss }) };
}

function inRange(
  options: ResolvedSweepOptions,
  startLr: number,
  endLr: number,
  steps: number,
): ResolvedSweepOptions {
  const every = Math.max(1, Math.round((options.evaluateEvery * steps) / options.steps));
  const evaluateEvery = options.evaluateEvery === 0 ? 0 : every;
  return { ...options, startLr, endLr, steps, evaluateEvery };
}
