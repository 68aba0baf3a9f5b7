/** One schedule to be drawn. */
export interface DrawnSchedule {
  /** Its name in the key and the table; text of the user is shown as it is. */
  readonly label: string;
  /** Learning rates of steps 0, 1, 2, …; at least one, all finite. */
  readonly lrs: ArrayLike<number>;
}

/** A schedule in a few numbers. */
export interface ScheduleNumbers {
  readonly first: number;
  readonly highest: number;
  /** The first step with the highest LR. */
  readonly highestAt: number;
  readonly lowest: number;
  readonly last: number;
  /** Mean over all steps: the LR of a constant schedule that moves as far. */
  readonly mean: number;
}

/** A schedule's numbers. */
export function scheduleNumbers(lrs: ArrayLike<number>): ScheduleNumbers {
  let highestAt = 0;
  let lowest = Number.POSITIVE_INFINITY;
  let sum = 0;
  for (let step = 0; step < lrs.length; step++) {
    const lr = lrs[step] as number;
    if (lr > (lrs[highestAt] as number)) highestAt = step;
    lowest = Math.min(lowest, lr);
    sum += lr;
  }
  return {
    first: lrs[0] as number,
    highest: lrs[highestAt] as number,
    highestAt,
    lowest,
    last: lrs[lrs.length - 1] as number,
    mean: sum / lrs.length,
  };
}

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
