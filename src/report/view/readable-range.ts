import { maxOf, minOf, quantile } from "../../core/stats.ts";

/** What decides how much of the vertical axis is drawn at first. */
export interface RangeInput {
  /** Values on the useful part of the curve; any length, non-finite ones are left out. */
  readonly core: readonly number[];
  /** Everything drawn, used when the core is empty and as the outer limit. */
  readonly all: readonly number[];
}

/**
 * The part of a vertical axis worth showing first: the core's values (without the outer 1 % on
 * either side) and a margin of 30 % above and 8 % below, never wider than everything drawn plus
 * 8 %. A blow-up to 1e30 therefore leaves the picture at the top instead of flattening the rest.
 *
 * Works for any sign and size. [0, 1] when there is nothing finite; a constant c gives
 * c ± max(5 % of |c|, 1e-6).
 *
 * @returns [low, high] with low < high
 */
export function readableRange({ core, all }: RangeInput): [number, number] {
  const drawn = all.filter(Number.isFinite).map(hold);
  const wanted = core.filter(Number.isFinite).map(hold);
  const basis = wanted.length > 0 ? wanted : lowerPart(drawn);
  if (basis.length === 0) return [0, 1];
  const low = quantile(basis, 0.01);
  const high = quantile(basis, 0.99);
  const span = high - low;
  if (!(span > Math.abs(high) * 1e-9)) {
    const half = Math.max(Math.abs(high) * 0.05, 1e-6);
    return [high - half, high + half];
  }
  const bottom = drawn.reduce((least, value) => Math.min(least, value), low);
  const top = drawn.reduce((most, value) => Math.max(most, value), high);
  return [
    Math.max(low - 0.15 * span, bottom - 0.08 * span),
    Math.min(high + 0.3 * span, top + 0.08 * span),
  ];
}

// Sums and differences of held values stay finite.
function hold(value: number): number {
  return Math.min(Math.max(value, -1e300), 1e300);
}

function lowerPart(values: readonly number[]): number[] {
  const limit = quantile(values, 0.75);
  return values.filter((value) => value <= limit);
}

/** Powers of ten that hold a linear range, or null when a drawn value is not above 0. */
export function logRange(
  range: readonly [number, number],
  all: readonly number[],
): [number, number] | null {
  const drawn = all.filter(Number.isFinite);
  const least = minOf(drawn);
  if (!(least > 0) || least === Number.POSITIVE_INFINITY) return null;
  const low = Math.log10(Math.max(range[0], least));
  const high = Math.log10(range[1]);
  const margin = Math.max((high - low) * 0.06, 0.01);
  return [low - margin, high + margin];
}

/** Losses that lie this many times apart are drawn on a log axis. */
const FAR_APART = 8;

/** The type and range of an axis of a few losses, at least one: a log axis where they lie far apart. */
export function lossAxis(losses: readonly number[]): { range: [number, number]; type?: "log" } {
  const [least, most] = [minOf(losses), maxOf(losses)];
  const log = least > 0 && most / least > FAR_APART;
  const [low, high] = log ? [Math.log10(least), Math.log10(most)] : [least, most];
  const room = Math.max((high - low) * 0.12, Math.abs(high) * 1e-3, 1e-9);
  return { range: [low - room, high + room], ...(log && { type: "log" }) };
}

/**
 * A value that plotly can place: beyond 1e25 spans of the drawn range SVG's single-precision
 * numbers overflow, so it is held there (it is far outside either way). Non-finite gives null: a gap.
 */
export function drawable(value: number, range: readonly [number, number]): number | null {
  if (!Number.isFinite(value)) return null;
  const reach = Math.min((range[1] - range[0]) * 1e25, Number.MAX_VALUE / 4);
  return Math.min(Math.max(value, range[0] - reach), range[1] + reach);
}
