/**
 * The steps that a line needs to look like the whole schedule: evenly spread ones, and both sides of
 * every jump between them, so that jumps are drawn upright. Rising; first and last included.
 *
 * @param most how many evenly spread steps there are, at least 2; jumps may double it
 */
export function thinSteps(lrs: ArrayLike<number>, most = 600): number[] {
  const last = lrs.length - 1;
  if (last < most) return Array.from({ length: lrs.length }, (_, step) => step);
  const steps = new Set<number>();
  const edge = (cell: number) => Math.round((cell * last) / (most - 1));
  for (let cell = 0; cell < most - 1; cell++) {
    const [from, to] = [edge(cell), edge(cell + 1)];
    steps.add(from);
    steps.add(steepest(lrs, from, to));
    steps.add(steepest(lrs, from, to) + 1);
  }
  steps.add(last);
  return [...steps].sort((a, b) => a - b);
}

/** The step before the largest change in [from, to]. */
function steepest(lrs: ArrayLike<number>, from: number, to: number): number {
  let at = from;
  let most = -1;
  for (let step = from; step < to; step++) {
    const change = Math.abs((lrs[step + 1] as number) - (lrs[step] as number));
    if (change > most) {
      most = change;
      at = step;
    }
  }
  return at;
}
