import { differenceNoise, median } from "../core/stats.ts";
import type { StepUnit, TrainingLog } from "./finding.ts";
import { heldOutSetsOf, type NamedHeldOut } from "./held-out-lost.ts";
import { type Level, levelOf } from "./level.ts";

/** At most this many blocks, so that a block's level hardly carries noise and a stretch is cheap. */
const MAX_BLOCKS = 60;

/** Neighbouring losses, seen as one. */
export interface Block {
  /** Index of the first loss. */
  readonly from: number;
  /** Index after the last one. */
  readonly to: number;
  readonly level: Level;
}

/** A log's finite losses with their scale: what the detectors look at. */
export interface Signal {
  readonly unit: StepUnit;
  readonly steps: readonly number[];
  readonly losses: readonly number[];
  readonly lrs: readonly number[] | null;
  /** The finite ones of every set. */
  readonly heldOutSets: readonly NamedHeldOut[];
  readonly blocks: readonly Block[];
  /** Level of the first losses: of one in ten, 3 to 10 of them. */
  readonly start: number;
  /** Level of the last losses, as many as for `start`. */
  readonly tail: number;
  /** Lowest level of any block, and of the last one. */
  readonly best: number;
  readonly bestBlock: number;
  readonly end: number;
  /** How far the loss fell at best; at least 0. */
  readonly drop: number;
  /** Standard deviation of a single loss about its neighbours: the median over the log. */
  readonly noise: number;
  /** Size of the losses, to tell a change from rounding. */
  readonly magnitude: number;
}

/**
 * Cuts the finite losses of a log into blocks and measures its scale. Everything the detectors ask
 * is in units of `drop` and `noise`: adding a number to all losses, or multiplying them by one above
 * 0, changes nothing.
 *
 * Positions are counted in losses, not steps: gaps in a log have no width.
 */
export function readSignal(log: TrainingLog): Signal {
  const kept = [...log.losses.keys()].filter((i) => Number.isFinite(log.losses[i]));
  const pick = (values: readonly number[]) => kept.map((i) => values[i] as number);
  const losses = pick(log.losses);
  const noise = losses.length < 3 ? 0 : differenceNoise(losses);
  const blocks = cut(losses, noise);
  const levels = blocks.map(({ level }) => level.value);
  const head = Math.max(3, Math.min(10, Math.round(losses.length / 10)));
  const start = median(losses.slice(0, head));
  const best = levels.reduce((low, level) => Math.min(low, level), start);
  return {
    unit: log.unit ?? "step",
    steps: pick(log.steps),
    losses,
    lrs: log.lrs === undefined ? null : pick(log.lrs),
    heldOutSets: heldOutSetsOf(log).map(({ name, losses }) => ({
      name,
      losses: losses.filter(({ loss }) => Number.isFinite(loss)),
    })),
    blocks,
    start,
    tail: median(losses.slice(-head)),
    best,
    bestBlock: Math.max(0, levels.indexOf(best)),
    end: levels.at(-1) ?? Number.NaN,
    drop: Math.max(0, start - best),
    noise,
    magnitude: losses.reduce((high, loss) => Math.max(high, Math.abs(loss)), 0),
  };
}

/** A signal of its first losses alone. */
export function firstLosses(log: TrainingLog, count: number): TrainingLog {
  const until = log.steps[count - 1] ?? Number.NEGATIVE_INFINITY;
  return {
    ...(log.unit !== undefined && { unit: log.unit }),
    steps: log.steps.slice(0, count),
    losses: log.losses.slice(0, count),
    ...(log.lrs === undefined ? {} : { lrs: log.lrs.slice(0, count) }),
    heldOut: (log.heldOut ?? []).filter(({ step }) => step <= until),
    heldOutSets: (log.heldOutSets ?? []).map(({ name, losses }) => ({
      name,
      losses: losses.filter(({ step }) => step <= until),
    })),
  };
}

/** The highest of values that are at least 0; 0 for none. */
export function highest(values: readonly number[]): number {
  return values.reduce((high, value) => Math.max(high, value), 0);
}

function cut(losses: readonly number[], noise: number): Block[] {
  const count = Math.min(MAX_BLOCKS, losses.length);
  return Array.from({ length: count }, (_, block) => {
    const from = Math.floor((block * losses.length) / count);
    const to = Math.floor(((block + 1) * losses.length) / count);
    return { from, to, level: levelOf(losses.slice(from, to), noise) };
  });
}

/** Whether the LR went down and came up again by a factor of 3 or more. */
export function restarts({ lrs }: Signal): boolean {
  if (lrs === null) return false;
  let low = Number.POSITIVE_INFINITY;
  let high = 0;
  for (const lr of lrs) {
    if (lr > high && low === Number.POSITIVE_INFINITY) high = lr;
    else if (lr < high / 1.5) low = Math.min(low, lr);
    if (low !== Number.POSITIVE_INFINITY && lr > 3 * low) return true;
  }
  return false;
}
