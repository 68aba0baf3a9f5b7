import { maxOf, minOf } from "../../core/stats.ts";
/** Up to this many points are drawn as they are. */
export const DRAWN_AS_IS = 3000;
/** The same for dots of four pixels, and for smooth lines: more could not be told apart. */
export const DRAWN_DOTS = 1000;
export const DRAWN_LINE = 600;

/**
 * Which points of a dense series to draw: of each of `most` / 4 equal stretches of log10 x the
 * first, the last, the lowest and the highest, so that the drawn outline is that of all points (the
 * M4 aggregation of Jugel et al., VLDB 2014). All of them when there are at most `most`.
 *
 * @param x n numbers > 0 in any order
 * @param y n numbers; non-finite ones count as neither lowest nor highest
 * @param most at least 4
 * @returns indices, rising, at most `most` of them
 */
export function drawnIndices(
  x: readonly number[],
  y: readonly number[],
  most = DRAWN_AS_IS,
): number[] {
  const all = x.map((_, i) => i);
  if (x.length <= most) return all;
  const stretches = Math.floor(most / 4);
  const places = x.map((value) => Math.log10(value));
  const low = minOf(places);
  const high = maxOf(places);
  const scale = high > low ? stretches / (high - low) : 0;
  const bins = new Map<number, Bin>();
  for (const i of all) {
    const bin = Math.min(Math.floor(((places[i] as number) - low) * scale), stretches - 1);
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
