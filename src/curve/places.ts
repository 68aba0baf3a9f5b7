/**
 * Where the LRs of a ladder lie for smoothing: in log10 LR, but for the upper part of a linear ladder,
 * where they are as many decades apart as their losses are twentieths of the sweep. All but the first
 * few losses of a linear ladder lie in the last decade of log10 LR: a kernel of 0.3 decades would hold
 * half of the sweep there, the fall and the wall alike.
 */
export interface Places {
  /** Place of an LR > 0, in decades, rising. */
  at(lr: number): number;
  /** LR of a place. */
  lrAt(place: number): number;
  /** The LR so many decades of place above an LR, or below it. */
  away(lr: number, by: number): number;
  /** How far the place moves for a decade of LR, at that LR: 1 where places are log10 LR. */
  aDecade(lr: number): number;
}

const LOG: Places = {
  at: Math.log10,
  lrAt: (place) => 10 ** place,
  // By a quotient, which hits a rung of a ladder where one is.
  away: (lr, by) => (by < 0 ? lr / 10 ** -by : lr * 10 ** by),
  aDecade: () => 1,
};

/** Parts of a ladder at which its spacing is read. */
const READ_AT = [1 / 4, 1 / 2, 3 / 4] as const;

/**
 * Whether LRs are spaced evenly in themselves rather than in their logarithms: a quarter, half and three
 * quarters of the way through each is nearer to what that would give.
 *
 * @param lrs n learning rates, > 0, never falling; false for fewer than 4
 */
export function isLinear(lrs: readonly number[]): boolean {
  const [first, last] = [lrs[0], lrs.at(-1)];
  if (first === undefined || last === undefined || lrs.length < 4 || !(last > first)) return false;
  return READ_AT.every((part) => {
    const index = Math.round(part * (lrs.length - 1));
    const share = index / (lrs.length - 1);
    const even = Math.log(first * (1 - share) + last * share);
    const evenInLog = Math.log(first) * (1 - share) + Math.log(last) * share;
    return Math.log(lrs[index] as number) > (even + evenInLog) / 2;
  });
}

/**
 * A linear ladder is this many decades long, if it is linear all the way: the default kernel of 0.3
 * spans a twentieth of its steps. (Its log10 LR, which is shorter at the low end, counts there.)
 */
const LINEAR_DECADES = 6;

/** The part of a linear ladder's steps that a kernel spans at most; null for other ladders. */
export function partOfLinear(lrs: readonly number[], bandwidth: number): number | null {
  return isLinear(lrs) ? bandwidth / LINEAR_DECADES : null;
}

/**
 * Places by a kernel's width: the smaller of so many decades of LR and so many parts of a linear ladder.
 *
 * @param lrs n learning rates, > 0, never falling; at least one
 */
export function placesOf(lrs: readonly number[]): Places {
  if (!isLinear(lrs)) return LOG;
  const scale = LINEAR_DECADES / ((lrs.at(-1) as number) - (lrs[0] as number));
  // From there on an LR's step is more of the ladder than of a decade.
  const bend = 1 / (Math.LN10 * scale);
  const bendLog10 = Math.log10(bend);
  const at = (lr: number) => (lr <= bend ? Math.log10(lr) : bendLog10 + (lr - bend) * scale);
  const lrAt = (place: number) =>
    place <= bendLog10 ? 10 ** place : bend + (place - bendLog10) / scale;
  return {
    at,
    lrAt,
    away: (lr, by) => lrAt(at(lr) + by),
    aDecade: (lr) => Math.max(1, lr * Math.LN10 * scale),
  };
}
