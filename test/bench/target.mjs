// What benches want of their figures. A figure that misses its target changes no exit code, unless
// `--check` is given: a bench that ends badly without it has crashed.

const check = process.argv.includes("--check");
const quick = process.argv.includes("--quick");

/**
 * Prints a figure, what is wanted of it, and `met` or `missed`.
 *
 * @param {string} name
 * @param {number} value
 * @param {{ atMost?: number, atLeast?: number, unit?: string, digits?: number }} wanted
 * @returns {boolean} whether it is met
 */
export function target(name, value, { atMost, atLeast, unit = "", digits = 2 }) {
  const met =
    (atMost === undefined || value <= atMost) && (atLeast === undefined || value >= atLeast);
  const wanted = [
    ...(atMost === undefined ? [] : [`at most ${atMost}${unit}`]),
    ...(atLeast === undefined ? [] : [`at least ${atLeast}${unit}`]),
  ].join(", ");
  console.log(
    `${met ? "met   " : "missed"}  ${name}: ${value.toFixed(digits)}${unit} (${wanted} wanted)`,
  );
  if (!met && check) process.exitCode = 1;
  return met;
}

/** Says that a figure could not be had here. */
export function notMeasured(name, why) {
  console.log(`not measured  ${name}: ${why}`);
  if (check) process.exitCode = 1;
}

/**
 * Ends a bench that cannot run without something which this machine lacks. With `--quick`, which
 * asks only whether the bench runs, that is no failure.
 *
 * @returns {never}
 */
export function endWithout(what) {
  console.log(`left out: ${what} is not on this machine`);
  process.exit(quick && !check ? 0 : 1);
}
