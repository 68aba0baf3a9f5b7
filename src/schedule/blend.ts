/**
 * low + (high - low) * share, with `high` exactly at share 1 and above, and never outside
 * [low, high] by rounding. Rising in `share`, for share >= 0.
 */
export function between(low: number, high: number, share: number): number {
  if (!(share < 1)) return high;
  const value = low + (high - low) * share;
  // Faster than Math.min, which has to order 0 and -0.
  return value < high ? value : high;
}

/** Half a cosine wave: 1 at progress 0, 0 at progress 1. */
export function cosineShare(progress: number): number {
  return 0.5 * (1 + Math.cos(Math.PI * progress));
}

/** `share ** power`; the powers that libraries have as defaults are spared the general one. */
function raised(share: number, power: number): number {
  if (power === 1) return share;
  return power === 0.5 ? Math.sqrt(share) : share ** power;
}

/** One half cosine of a schedule that has several: from `peak` down to `floor` in `steps`. */
interface HalfCosine {
  readonly floor: number;
  readonly peak: number;
  /** Where it begins, and how long it is, in steps; may be fractional. */
  readonly start: number;
  readonly steps: number;
  /** Share of its height that is left. */
  readonly height: number;
}

/** A half cosine of full height from step 0. */
export function halfCosine(peak: number, floor: number, steps: number): HalfCosine {
  return { floor, peak, start: 0, steps, height: 1 };
}

/** The value of a step, which must not lie before the start. */
export function halfCosineAt(
  step: number,
  { floor, peak, start, steps, height }: HalfCosine,
): number {
  return between(floor, peak, height * cosineShare((step - start) / steps));
}

/** Writes the values of steps first + from … first + to - 1 into `values[from]` … `values[to - 1]`. */
export function fillHalfCosine(
  values: Float64Array,
  from: number,
  to: number,
  first: number,
  cosine: HalfCosine,
): void {
  const { floor, peak, start, steps, height } = cosine;
  for (let i = from; i < to; i++) {
    values[i] = between(floor, peak, height * cosineShare((first + i - start) / steps));
  }
}

/** A fall along `(1 - progress)^power` from `peak` at `start` to `floor` after `steps`, and on. */
interface PowerFall {
  readonly floor: number;
  readonly peak: number;
  readonly start: number;
  readonly steps: number;
  readonly power: number;
}

/** The value of a step, which must not lie before the start. */
export function powerFallAt(step: number, { floor, peak, start, steps, power }: PowerFall): number {
  const left = 1 - (step - start) / steps;
  return left > 0 ? between(floor, peak, raised(left, power)) : floor;
}

/** Writes the values of steps first, first + 1, …: {@link powerFallAt}, with the power looked at once. */
export function fillPowerFall(values: Float64Array, first: number, fall: PowerFall): void {
  const { floor, peak, start, steps, power } = fall;
  const end = Math.max(0, Math.min(values.length, start + steps - first));
  if (power === 1) {
    for (let i = 0; i < end; i++) {
      values[i] = between(floor, peak, 1 - (first + i - start) / steps);
    }
  } else if (power === 0.5) {
    for (let i = 0; i < end; i++) {
      values[i] = between(floor, peak, Math.sqrt(1 - (first + i - start) / steps));
    }
  } else {
    for (let i = 0; i < end; i++) {
      values[i] = between(floor, peak, (1 - (first + i - start) / steps) ** power);
    }
  }
  values.fill(floor, end);
}
