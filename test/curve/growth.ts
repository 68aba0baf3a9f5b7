/**
 * How many times longer a job takes for 8 times as many points: best of three each, so that a busy
 * machine matters little. Linear time gives about 8, quadratic time 64.
 *
 * @param make prepares the job for a number of points; its own time does not count
 */
export function growth(make: (points: number) => () => unknown, points: number): number {
  const best = (job: () => unknown) => {
    let least = Number.POSITIVE_INFINITY;
    for (let round = 0; round < 3; round++) {
      const start = performance.now();
      job();
      least = Math.min(least, performance.now() - start);
    }
    return least;
  };
  const small = make(points);
  const large = make(8 * points);
  small();
  return best(large) / best(small);
}
