/**
 * One axis of a strided convolution's input gradient, for the input positions offset, offset + s,
 * offset + 2s, ...
 */
export interface Phase {
  readonly offset: number;
  /** How many positions; at least 1. */
  readonly count: number;
  /** Filter taps that meet these positions, last one first; at least 1. */
  readonly taps: readonly number[];
  /** Index, in the framed dy, that the first tap of the first position meets. */
  readonly first: number;
}

export interface AxisPhases {
  readonly phases: readonly Phase[];
  /** Zeros before dy in its frame, and the frame's whole size. */
  readonly lead: number;
  readonly size: number;
}

/**
 * Splits an axis into its phases. Tap k of input position i meets dy[(i + pad - k) / stride]; for
 * i = offset + stride * row that is whole for k = (offset + pad) mod stride, plus multiples of the
 * stride. Phases without a position or a tap are left out: their gradient is zero.
 */
export function axisPhases(
  inSize: number,
  filterSize: number,
  stride: number,
  pad: number,
): AxisPhases {
  const phases: Phase[] = [];
  let lead = 0;
  let end = 0;
  for (let offset = 0; offset < Math.min(stride, inSize); offset++) {
    const smallest = (offset + pad) % stride;
    const taps: number[] = [];
    for (let tap = smallest; tap < filterSize; tap += stride) taps.unshift(tap);
    if (taps.length === 0) continue;
    const count = Math.ceil((inSize - offset) / stride);
    const last = (offset + pad - smallest) / stride;
    const first = last - (taps.length - 1);
    lead = Math.max(lead, -first);
    end = Math.max(end, last + count);
    phases.push({ offset, count, taps, first });
  }
  return {
    phases: phases.map((phase) => ({ ...phase, first: phase.first + lead })),
    lead,
    size: lead + end,
  };
}
