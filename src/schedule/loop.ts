import type { Schedule } from "./types.ts";

const loops = new WeakMap<Schedule, (values: Float64Array) => void>();

/**
 * A schedule together with the loop that samples it: `values[step] = at(step)` for every index.
 *
 * The loop has to be written out beside each schedule. A JavaScript engine compiles one loop for
 * each place in the source; a shared one, once it has seen many schedules, no longer inlines them
 * and boxes every number they return, which takes up to three times as long.
 */
export function withLoop(at: Schedule, loop: (values: Float64Array) => void): Schedule {
  loops.set(at, loop);
  return at;
}

/** Writes the values of steps 0 … values.length - 1 into `values`. */
export function fillValues(schedule: Schedule, values: Float64Array): void {
  const loop = loops.get(schedule);
  if (loop !== undefined) loop(values);
  else for (let step = 0; step < values.length; step++) values[step] = schedule(step);
}
