/** Up to this many points are drawn as they are. */
export const DRAWN_AS_IS = 3000;
const BINS = 750;

/**
 * Which points of a dense series to draw: of each of 750 equal stretches of log10 x the first, the
 * last, the lowest and the highest, so that the drawn outline is that of all points (the M4
 * aggregation of Jugel et al., VLDB 2014). All of them when there are at most {@link DRAWN_AS_IS}.
 *
 * @param x n numbers > 0 in any order
 * @param y n numbers; non-finite ones count as neither lowest nor highest
 * @returns indices, rising, at most 3000 when points are left out
 */
export function drawnIndices(x: readonly number[], y: readonly number[]): number[] {
  const all = x.map((_, i) => i);
  if (x.length <= DRAWN_AS_IS) return all;
  const places = x.map((value) => Math.log10(value));
  const low = places.reduce((least, place) => Math.min(least, place), Number.POSITIVE_INFINITY);
  const high = places.reduce((most, place) => Math.max(most, place), Number.NEGATIVE_INFINITY);
  const scale = high > low ? BINS / (high - low) : 0;
  const bins = new Map<number, Bin>();
  for (const i of all) {
    const bin = Math.min(Math.floor(((places[i] as number) - low) * scale), BINS - 1);
    const held = bins.get(bin);
    if (held === undefined) bins.set(bin, { first: i, last: i, lowest: i, highest: i });
    else {
      held.last = i;
      if (!((y[i] as number) >= (y[held.lowest] as number)))
        held.lowest = finite(y, i, held.lowest);
      if (!((y[i] as number) <= (y[held.highest] as number))) {
        held.highest = finite(y, i, held.highest);
      }
    }
  }
  const kept = new Set([...bins.values()].flatMap((bin) => Object.values(bin) as number[]));
  return [...kept].sort((a, b) => a - b);
}

interface Bin {
  first: number;
  last: number;
  lowest: number;
  highest: number;
}

function finite(y: readonly number[], candidate: number, held: number): number {
  return Number.isFinite(y[candidate]) ? candidate : held;
}
