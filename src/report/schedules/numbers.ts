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
