import { note } from "../contract/make-note.ts";
import { formatLr } from "../core/format.ts";
import type { Curve } from "../curve/index.ts";
import type { Check } from "./check.ts";
import { priorLr } from "./optimizer.ts";

/** Below this part of the starting loss nothing is left to learn: the gradient is next to 0. */
const FLOOR = 0.02;

/**
 * Starting losses above this are not those of classes (log of their number): a squared error of raw
 * targets may begin a thousand times above that of a constant answer, which is no floor.
 */
const CLASS_LOSSES = 20;

/** Whether a starting loss is above those of classes: one of raw targets, or of raw inputs. */
export function isRawScale(startLoss: number): boolean {
  return startLoss > CLASS_LOSSES;
}

/**
 * log10 of the LR from which on a sweep's training loss lies at its floor, next to 0; null where it
 * never does. Higher LRs are *untested* from there on: steps along a gradient of 0 break nothing,
 * however long they are.
 *
 * Only for losses of 0 or more that begin where those of classes do; the floor of others is not known.
 */
export function floorLog10(curve: Curve): number | null {
  const { startLoss, smoothed, raw, lrs } = curve;
  if (!(startLoss > 0) || isRawScale(startLoss) || raw.some((loss) => loss < 0)) return null;
  const at = smoothed.findIndex((loss) => loss <= FLOOR * startLoss);
  return at < 0 ? null : Math.log10(lrs[at] as number);
}

/** Whether a training that began at one loss and ended at another has come to the floor. */
export function isAtFloor(startLoss: number, loss: number): boolean {
  return startLoss > 0 && !isRawScale(startLoss) && loss >= 0 && loss <= FLOOR * startLoss;
}

/**
 * Of LRs that are equally good: the lowest, since networks that a high LR has killed all end alike.
 * At the floor the one nearest to what is usual for the optimizer, but not above it where a lower one
 * will do: all of them got there, and what they would do where there is something to learn was not
 * seen.
 *
 * @param equals from the lowest LR up, at least one
 */
export function amongEquals<T>(
  equals: readonly T[],
  lrOf: (each: T) => number,
  atFloor: boolean,
  optimizer: string | undefined,
): T {
  const [lowest] = equals as readonly [T];
  if (!atFloor || optimizer === undefined) return lowest;
  const usual = priorLr(optimizer) * (1 + 1e-9);
  return equals.filter((each) => lrOf(each) <= usual).at(-1) ?? lowest;
}

/** What a floor does to an answer that was read off a sweep. */
export function floorChecks(curve: Curve): Check[] {
  const floor = floorLog10(curve);
  if (floor === null) return [];
  const lr = 10 ** floor;
  const message = `From LR ${formatLr(lr)} on the training loss lies at its floor, where steps of any length change nothing: higher LRs are untested, not safe. Whole runs tell: --budget full.`;
  return [{ most: "medium", note: note("floor-reached", message, { lr }) }];
}
