import { maxOf } from "../../core/stats.ts";
import { type Finding, ok, warning, wrong } from "./report.ts";

/** What lies between two passes that should give the same losses. */
export type Between = "restore" | "second-restore" | "restart" | "evaluate";

// What differs by less may be rounding: sums in another order, as on a GPU.
export const ROUNDING = 1e-6;

/**
 * Whether the same steps gave the same losses: bit for bit is right, nearly is a warning, and the
 * first step that differs tells what was not put back.
 */
export function compareLosses(
  between: Between,
  first: readonly number[],
  again: readonly number[],
): Finding {
  const at = first.findIndex((loss, i) => !Object.is(loss, again[i]));
  const data = { between, first, again };
  if (at === -1) return ok(`same-after-${between}`, SAME[between], data);
  const [a, b] = [first[at] as number, again[at] as number];
  const difference = maxOf(first.map((loss, i) => relative(loss, again[i] as number)));
  if (difference <= ROUNDING) {
    return warning(
      `nearly-same-after-${between}`,
      `${DIFFERENT[between]} in their last digits (${a} and ${b} at step ${at + 1}): some arithmetic is not repeatable, as is usual on a GPU`,
      { ...data, difference },
    );
  }
  return wrong(
    `different-after-${between}`,
    `${DIFFERENT[between]}: ${a} and ${b} at step ${at + 1}. ${at === 0 ? AT_ONCE[between] : LATER[between]}`,
    { ...data, difference },
  );
}

function relative(a: number, b: number): number {
  if (Object.is(a, b)) return 0;
  const difference = Math.abs(a - b) / Math.max(Math.abs(a), Math.abs(b));
  return Number.isNaN(difference) ? Number.POSITIVE_INFINITY : difference;
}

const SAME = {
  restore: "the same steps give the same losses after a restore",
  "second-restore": "and after a second snapshot and restore",
  restart: "the same steps give the same losses after a start with the same seed",
  evaluate: "an evaluation changes nothing",
} as const;

const DIFFERENT = {
  restore: "after a restore the same steps give other losses",
  "second-restore": "after a second snapshot and restore the same steps give other losses",
  restart: "after a start with the same seed the same steps give other losses",
  evaluate: "after an evaluation the same steps give other losses than without it",
} as const;

const AT_ONCE = {
  restore: "The weights, the data order or the random state (dropout) are not put back",
  "second-restore":
    "The first restore left something behind that the next snapshot took over: the start of an epoch, an iterator, a seed",
  restart: "Seed weights, data order and dropout with LR_FINDER_SEED",
  evaluate: "It moves the data order, the random state or the weights",
} as const;

const LATER = {
  restore:
    "The first loss is the same, so what is not put back is the optimizer's state, the random state or the data order",
  "second-restore":
    "The first loss is the same: the first restore left something behind that the next snapshot took over, such as the start of an epoch",
  restart: "The first loss is the same: look for randomness that LR_FINDER_SEED does not reach",
  evaluate: "It changes the optimizer's state, the random state or the data order",
} as const;
