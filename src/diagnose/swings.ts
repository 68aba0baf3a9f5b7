/** A rise from a trough to the peak after it, as indices. */
export interface Rise {
  readonly trough: number;
  readonly peak: number;
  readonly size: number;
}

/**
 * The rises of a series by at least `least`, each followed by a fall of as much: turning points are
 * kept only where the series comes back by `least` from them, so that smaller wiggles do not count.
 * One pass.
 *
 * Worked value: 3, 1, 2, 0, 4, 1 with least 1.5 has one rise, from the 0 to the 4.
 */
export function swings(levels: readonly number[], least: number): Rise[] {
  const rises: Rise[] = [];
  let trough = 0;
  let peak = -1;
  for (let i = 1; i < levels.length; i++) {
    const level = levels[i] as number;
    const low = levels[trough] as number;
    if (peak < 0) {
      if (level <= low) trough = i;
      else if (level - low >= least) peak = i;
      continue;
    }
    const high = levels[peak] as number;
    if (level >= high) peak = i;
    else if (high - level >= least) {
      rises.push({ trough, peak, size: high - low });
      trough = i;
      peak = -1;
    }
  }
  return rises;
}
