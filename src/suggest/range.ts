/**
 * A range without what lies beyond all LRs that were tried; the LR itself stays in it.
 *
 * @param tried at least one LR, in any order
 */
export function withinTried(
  [low, high]: readonly [number, number],
  lr: number,
  tried: readonly number[],
): [number, number] {
  const least = tried.reduce((a, b) => Math.min(a, b), lr);
  const most = tried.reduce((a, b) => Math.max(a, b), lr);
  return [Math.max(low, least), Math.min(high, most)];
}
