import fc from "fast-check";
import type { ScheduleKind, ScheduleSpec } from "../../src/schedule/index.ts";

/** A valid spec and the range that its values must stay in. */
export interface Bounded {
  spec: ScheduleSpec;
  low: number;
  high: number;
}

/** Any step that the property of issue 6 names. */
export const anyStep = fc.oneof(
  fc.integer({ min: 0, max: 2 ** 31 - 1 }),
  fc.integer({ min: 0, max: 3000 }),
);

const lr = fc.double({ min: 1e-12, max: 1e6, noNaN: true });
const share = fc.oneof(fc.double({ min: 0, max: 1, noNaN: true }), fc.constantFrom(0, 1));
const decay = fc.oneof(fc.double({ min: 1e-9, max: 1, noNaN: true }), fc.constant(1));
const steps = fc.oneof(fc.integer({ min: 1, max: 2000 }), fc.integer({ min: 1, max: 2 ** 31 }));
const unit = fc.oneof(
  fc.constant({ unit: "step" as const }),
  fc.record({
    unit: fc.constant("epoch" as const),
    stepsPerEpoch: fc.integer({ min: 1, max: 500 }),
  }),
);
const rising = fc
  .uniqueArray(fc.integer({ min: 1, max: 5000 }), { maxLength: 6 })
  .map((list) => list.sort((a, b) => a - b));

const peakFloor = fc
  .tuple(lr, share)
  .map(([peakLr, part]) => ({ peakLr, floorLr: Math.min(peakLr, peakLr * part) }));

// Peak, floor and warmup; the lowest value is that of the warmup's start or the floor.
const warm = fc
  .tuple(peakFloor, fc.integer({ min: 0, max: 1000 }), fc.option(share, { nil: undefined }))
  .map(([ends, warmupSteps, part]) => ({
    ...ends,
    warmupSteps,
    ...(part === undefined ? {} : { warmupStartLr: Math.min(ends.peakLr, ends.peakLr * part) }),
  }));

const startOf = (o: { peakLr: number; warmupSteps: number; warmupStartLr?: number }) =>
  o.warmupStartLr ?? o.peakLr / Math.max(1, o.warmupSteps);

type Ends = { peakLr: number; floorLr: number };
const inside = <T extends Ends>(kind: ScheduleKind, options: fc.Arbitrary<T>) =>
  options.map((o): Bounded => {
    return { spec: { kind, ...o } as unknown as ScheduleSpec, low: o.floorLr, high: o.peakLr };
  });
const insideWarm = <T extends Ends & { warmupSteps: number; warmupStartLr?: number }>(
  kind: ScheduleKind,
  options: fc.Arbitrary<T>,
) =>
  inside(kind, options).chain((bounded) =>
    fc.constant({
      ...bounded,
      low: Math.min(bounded.low, startOf(bounded.spec as unknown as T)),
    }),
  );
const withPeak = <T>(more: fc.Arbitrary<T>) =>
  fc.tuple(peakFloor, more).map(([ends, rest]) => ({ ...ends, ...rest }));
const withWarm = <T>(more: fc.Arbitrary<T>) =>
  fc.tuple(warm, more).map(([ends, rest]) => ({ ...ends, ...rest }));

const phases = fc.record(
  {
    totalSteps: steps,
    riseShare: share,
    anneal: fc.constantFrom("cos" as const, "linear" as const),
  },
  { requiredKeys: ["totalSteps"] },
);
const triangle = withPeak(fc.record({ halfCycleSteps: steps }));

/** Valid options of every schedule. */
export const validSpecs: Record<ScheduleKind, fc.Arbitrary<Bounded>> = {
  constant: lr.map((value) => ({ spec: { kind: "constant", lr: value }, low: value, high: value })),
  "piecewise-constant": rising.chain((boundaries) =>
    fc
      .array(lr, { minLength: boundaries.length + 1, maxLength: boundaries.length + 1 })
      .map((lrs) => ({
        spec: { kind: "piecewise-constant", boundaries, lrs },
        low: Math.min(...lrs),
        high: Math.max(...lrs),
      })),
  ),
  "inverse-time": inside(
    "inverse-time",
    withPeak(fc.record({ decayRate: lr, decaySteps: steps, staircase: fc.boolean() })),
  ),
  "exponential-decay": inside(
    "exponential-decay",
    withPeak(fc.record({ factor: decay, decaySteps: steps, staircase: fc.boolean() })),
  ),
  "step-decay": inside(
    "step-decay",
    withPeak(
      fc.tuple(fc.record({ every: steps, factor: decay }), unit).map(([a, b]) => ({ ...a, ...b })),
    ),
  ),
  "multi-step": inside(
    "multi-step",
    withPeak(
      fc
        .tuple(fc.record({ milestones: rising, factor: decay }), unit)
        .map(([a, b]) => ({ ...a, ...b })),
    ),
  ),
  polynomial: inside("polynomial", withPeak(fc.record({ totalSteps: steps, power: lr }))),
  "linear-to-zero": fc
    .record({ peakLr: lr, totalSteps: steps, zeroAt: fc.constantFrom("end", "last-step") })
    .map((o) => ({
      spec: { kind: "linear-to-zero", ...o },
      low: 0,
      high: o.peakLr,
    })),
  cosine: inside("cosine", withPeak(fc.record({ totalSteps: steps }))),
  "cosine-restarts": inside(
    "cosine-restarts",
    withPeak(
      fc.record({
        cycleSteps: steps,
        cycleFactor: fc.oneof(fc.constant(1), fc.double({ min: 1.1, max: 1000, noNaN: true })),
        peakFactor: decay,
      }),
    ),
  ),
  "linear-warmup": warm.map(({ floorLr: _, ...o }) => ({
    spec: { kind: "linear-warmup", ...o },
    low: startOf(o),
    high: o.peakLr,
  })),
  "warmup-cosine": insideWarm(
    "warmup-cosine",
    withWarm(
      fc.record({ holdSteps: fc.nat(500), totalSteps: fc.integer({ min: 1500, max: 2 ** 31 }) }),
    ),
  ),
  "one-cycle": fc
    .tuple(
      phases,
      lr,
      fc.record({
        startDivisor: fc.double({ min: 1, max: 1e4, noNaN: true }),
        endDivisor: fc.double({ min: 1, max: 1e8, noNaN: true }),
      }),
    )
    .map(([rest, peakLr, divisors]) => ({
      spec: { kind: "one-cycle", peakLr, ...rest, ...divisors },
      low: peakLr / divisors.startDivisor / divisors.endDivisor,
      high: peakLr,
    })),
  "one-cycle-momentum": fc
    .tuple(phases, fc.double({ min: 0, max: 0.99, noNaN: true }), share)
    .map(([rest, highMomentum, part]) => ({
      spec: { kind: "one-cycle-momentum", ...rest, highMomentum, lowMomentum: highMomentum * part },
      low: highMomentum * part,
      high: highMomentum,
    })),
  triangular: inside("triangular", triangle),
  triangular2: inside("triangular2", triangle),
  "exp-range": inside(
    "exp-range",
    fc.tuple(triangle, decay).map(([options, gamma]) => ({ ...options, gamma })),
  ),
  "warmup-stable-decay": insideWarm(
    "warmup-stable-decay",
    withWarm(
      fc.record({
        decaySteps: fc.nat(500),
        totalSteps: fc.integer({ min: 1500, max: 2 ** 31 }),
        shape: fc.constantFrom("1-sqrt" as const, "linear" as const, "cosine" as const),
      }),
    ),
  ),
  rex: inside("rex", withPeak(fc.record({ totalSteps: steps }))),
  "inverse-sqrt": insideWarm("inverse-sqrt", withWarm(fc.record({ timescale: lr }))),
};
