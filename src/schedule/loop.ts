import type { Schedule } from "./types.ts";

/** Writes the values of steps first, first + 1, … into all of `values`. */
export type Loop = (values: Float64Array, first: number) => void;

const loops = new WeakMap<Schedule, Loop>();

/**
 * A schedule together with the loop that samples it: `values[i] = at(first + i)` for every index.
 *
 * The loop has to be written out beside each schedule. A JavaScript engine compiles one loop for
 * each place in the source; a shared one, once it has seen many schedules, no longer inlines them
 * and boxes every number they return, which takes up to three times as long. For the same reason it
 * calls a function of the module, given the schedule's numbers, and not `at`: there is another `at`
 * for every schedule that is built.
 */
export function withLoop(at: Schedule, loop: Loop): Schedule {
  loops.set(at, loop);
  return at;
}

/** Writes the values of steps first … first + values.length - 1 into `values`. */
export function fillValues(schedule: Schedule, values: Float64Array, first = 0): void {
  const loop = loops.get(schedule);
  if (loop !== undefined) loop(values, first);
  else for (let i = 0, n = values.length; i < n; i++) values[i] = schedule(first + i);
}
