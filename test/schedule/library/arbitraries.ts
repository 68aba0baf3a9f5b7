import fc from "fast-check";
import type { LibraryScheduleSpec, ScheduleKind, Semantics } from "../../../src/schedule/index.ts";

/** Valid options of a library's schedule, and the range that its values stay in. */
export interface LibraryCase {
  readonly spec: LibraryScheduleSpec;
  readonly low: number;
  readonly high: number;
  /** The one step at which the library itself leaves the range. */
  readonly outside?: number;
}

type Options = Record<string, unknown>;
type Arbitrary = fc.Arbitrary<Omit<LibraryCase, "spec"> & { options: Options }>;

const positive = fc.double({ min: 1e-12, max: 1e6, noNaN: true });
const share = fc.oneof(fc.double({ min: 0, max: 1, noNaN: true }), fc.constantFrom(0, 1));
const factor = fc.oneof(fc.double({ min: 1e-9, max: 1, noNaN: true }), fc.constant(1));
const steps = fc.oneof(fc.integer({ min: 1, max: 2000 }), fc.integer({ min: 1, max: 2 ** 31 }));
const warmupSteps = fc.oneof(fc.constant(0), fc.nat(1000));
const power = fc.oneof(positive, fc.constantFrom(0.5, 1, 2));
const rising = fc
  .uniqueArray(fc.integer({ min: 1, max: 5000 }), { maxLength: 6 })
  .map((list) => list.sort((a, b) => a - b));
const unit = fc.oneof(
  fc.constant({ unit: "step" }),
  fc.record({ unit: fc.constant("epoch"), stepsPerEpoch: fc.integer({ min: 1, max: 500 }) }),
);
const cycleFactor = fc.oneof(
  fc.constantFrom(1, 2, 1 + 2 ** -52, 1.0001),
  fc.double({ min: 1, max: 1000, noNaN: true }),
);
const anneal = fc.constantFrom("cos", "linear");

/** Options with a peak, and the range from `low` (of the peak) up to it. */
const peaked = <T extends Options>(
  more: fc.Arbitrary<T>,
  low: (options: T & { peakLr: number }) => number = () => 0,
): Arbitrary =>
  fc.tuple(positive, more).map(([peakLr, rest]) => {
    const options = { ...rest, peakLr };
    return { options, low: low(options), high: peakLr };
  });

// A share of the peak becomes an LR: floors (and starts) that cannot be above it.
const lrOf = (peakLr: number, part: number) => Math.min(peakLr, peakLr * part);
const floored = <T extends Options>(more: fc.Arbitrary<T>, low = lowest): Arbitrary =>
  fc.tuple(positive, share, more).map(([peakLr, part, rest]) => {
    const options = { ...rest, peakLr, floorLr: lrOf(peakLr, part) };
    return { options, low: low(options), high: peakLr };
  });
const lowest = (options: { floorLr: number; warmupSteps?: unknown }) =>
  Number(options.warmupSteps ?? 0) > 0 ? 0 : options.floorLr;
const shared = <T extends Options>(more: fc.Arbitrary<T>): Arbitrary =>
  peaked(
    fc.tuple(share, more).map(([floorShare, rest]) => ({ ...rest, floorShare })),
    (o) => (Number((o as Options).warmupSteps ?? 0) > 0 ? 0 : o.peakLr * o.floorShare),
  );
const within = <T extends Options>(more: fc.Arbitrary<T>) =>
  fc.tuple(warmupSteps, more, steps).map(([warmup, rest, total]) => ({
    ...rest,
    warmupSteps: warmup,
    totalSteps: warmup + total,
  }));
const nothing = fc.constant({});
const total = fc.record({ totalSteps: steps });

const piecewise = (extra: (values: number[]) => Options): Arbitrary =>
  rising.chain((boundaries) =>
    fc
      .array(positive, { minLength: boundaries.length + 1, maxLength: boundaries.length + 1 })
      .map((lrs) => ({
        options: { boundaries, ...extra(lrs) },
        low: Math.min(...lrs),
        high: Math.max(...lrs),
      })),
  );
const decays = peaked(
  fc.record(
    { decaySteps: steps, factor, staircase: fc.boolean() },
    { requiredKeys: ["decaySteps", "factor"] },
  ),
);
const drops = (more: Record<string, fc.Arbitrary<unknown>>) =>
  peaked(fc.tuple(fc.record({ factor, ...more }), unit).map(([a, b]) => ({ ...a, ...b })));
const timm = (more: Record<string, fc.Arbitrary<unknown>>) =>
  fc
    .tuple(fc.record({ warmupSteps, warmupPrefix: fc.boolean(), ...more }), unit)
    .map(([a, b]) => ({ ...a, ...b }));
const triangles = (more: Record<string, fc.Arbitrary<unknown>> = {}) =>
  floored(fc.record({ halfCycleSteps: steps, ...more }), (o) => o.floorLr);
const phases = fc.record({
  totalSteps: fc.integer({ min: 20, max: 2 ** 31 }),
  riseShare: fc.double({ min: 0.2, max: 0.45, noNaN: true }),
  anneal,
  startDivisor: fc.double({ min: 1, max: 1e4, noNaN: true }),
  endDivisor: fc.double({ min: 1, max: 1e8, noNaN: true }),
});
const bottom = (o: { peakLr: number; startDivisor: number; endDivisor: number }) =>
  o.peakLr / o.startDivisor / o.endDivisor;
const threePhase = fc.boolean();

/** torch computes one step more than the run has, and goes beyond the end of its curve there. */
const beyond = (cases: Arbitrary): Arbitrary =>
  cases.map((each) => ({ ...each, outside: Number(each.options.totalSteps) }));

const cases: Record<Semantics, Partial<Record<ScheduleKind, Arbitrary>>> = {
  keras: {
    "piecewise-constant": piecewise((lrs) => ({ lrs })),
    "exponential-decay": decays,
    "inverse-time": peaked(fc.record({ decaySteps: steps, decayRate: positive })),
    polynomial: floored(fc.record({ totalSteps: steps, power, cycle: fc.boolean() })),
    cosine: shared(total),
    "warmup-cosine": shared(fc.record({ totalSteps: steps, warmupSteps })),
    "cosine-restarts": shared(fc.record({ cycleSteps: steps, cycleFactor, peakFactor: factor })),
  },
  torch: {
    "step-decay": drops({ every: steps }),
    "multi-step": drops({ milestones: rising }),
    "exponential-decay": peaked(fc.record({ factor })),
    polynomial: peaked(fc.record({ totalSteps: steps, power })),
    "linear-to-zero": peaked(total),
    "linear-warmup": peaked(
      fc.record({ warmupSteps: steps, startShare: factor }),
      (o) => o.peakLr * o.startShare,
    ),
    cosine: floored(total),
    "cosine-restarts": floored(
      fc.record({ cycleSteps: steps, cycleFactor: fc.integer({ min: 1, max: 1000 }) }),
    ),
    "one-cycle": beyond(
      peaked(
        fc.tuple(phases, threePhase).map(([a, three]) => ({ ...a, threePhase: three })),
        bottom,
      ),
    ),
    "one-cycle-momentum": beyond(
      fc.tuple(phases, threePhase, share, share).map(([options, three, a, b]) => ({
        options: {
          totalSteps: options.totalSteps,
          riseShare: options.riseShare,
          anneal: options.anneal,
          threePhase: three,
          lowMomentum: Math.min(a, b),
          highMomentum: Math.max(a, b),
        },
        low: Math.min(a, b),
        high: Math.max(a, b),
      })),
    ),
    triangular: triangles(),
    triangular2: triangles(),
    "exp-range": triangles({ gamma: factor }),
  },
  optax: {
    constant: positive.map((lr) => ({ options: { lr }, low: lr, high: lr })),
    "piecewise-constant": rising.chain((boundaries) =>
      peaked(
        fc.record({
          boundaries: fc.constant(boundaries),
          factors: fc.array(factor, {
            minLength: boundaries.length,
            maxLength: boundaries.length,
          }),
        }),
      ),
    ),
    "exponential-decay": floored(fc.record({ decaySteps: steps, factor, staircase: fc.boolean() })),
    polynomial: floored(fc.record({ totalSteps: steps, power })),
    "linear-to-zero": peaked(total),
    "linear-warmup": peaked(fc.record({ warmupSteps: steps, warmupStartLr: fc.constant(0) })),
    cosine: shared(total),
    "warmup-cosine": floored(within(fc.record({ warmupStartLr: fc.constant(0) }))),
    "cosine-restarts": fc
      .tuple(
        fc.array(fc.tuple(positive, steps), { minLength: 1, maxLength: 5 }),
        share,
        warmupSteps,
      )
      .map(([cycles, part, warmup]) => {
        const peakLrs = cycles.map(([peak]) => peak);
        const floorLr = lrOf(Math.min(...peakLrs), part);
        const lengths = cycles.map(([, length]) => length + warmup);
        return {
          options: { peakLrs, lengths, warmupSteps: warmup, floorLr },
          low: warmup > 0 ? 0 : floorLr,
          high: Math.max(...peakLrs),
        };
      }),
    "one-cycle": peaked(phases, bottom),
  },
  timm: {
    "step-decay": peaked(timm({ every: steps, factor })),
    "multi-step": peaked(timm({ milestones: rising, factor })),
    polynomial: floored(timm({ totalSteps: steps, power })),
    cosine: floored(timm({ totalSteps: steps })),
    "warmup-cosine": floored(timm({ totalSteps: steps })),
    "cosine-restarts": fc
      .tuple(
        positive,
        share,
        fc.integer({ min: 1, max: 6 }),
        fc.double({ min: 0.01, max: 1, noNaN: true }),
        timm({ cycleSteps: steps, cycleFactor }),
      )
      .map(([peakLr, part, cycles, peakFactor, rest]) => {
        // The floor must not be above the last peak.
        const floorLr = lrOf(peakLr * peakFactor ** (cycles - 1), part);
        const options = { ...rest, peakLr, cycles, peakFactor, floorLr };
        return { options, low: lowest(options as never), high: peakLr };
      }),
    "warmup-stable-decay": floored(
      fc.tuple(steps, steps, warmupSteps).map(([a, b, warmup]) => ({
        totalSteps: Math.max(a, b),
        decaySteps: Math.min(a, b),
        warmupSteps: warmup,
      })),
    ),
  },
  hf: {
    constant: positive.map((lr) => ({ options: { lr }, low: lr, high: lr })),
    "linear-warmup": peaked(fc.record({ warmupSteps: steps })),
    "linear-to-zero": peaked(within(nothing)),
    polynomial: floored(within(fc.record({ power }))),
    cosine: floored(within(fc.record({ waves: positive, stepEarly: fc.boolean() }))),
    "warmup-cosine": floored(within(fc.record({ waves: positive, stepEarly: fc.boolean() }))),
    "cosine-restarts": peaked(within(fc.record({ cycles: fc.integer({ min: 1, max: 50 }) }))),
    "inverse-sqrt": peaked(fc.record({ warmupSteps, timescale: fc.integer({ min: 1, max: 1e6 }) })),
    "warmup-stable-decay": shared(
      fc.tuple(within(nothing), share).map(([whole, part]) => ({
        ...whole,
        decaySteps: Math.floor((whole.totalSteps - whole.warmupSteps) * part),
      })),
    ),
  },
};

/** Random valid options of a library's schedule; undefined where none are written down. */
export function libraryCases(
  semantics: Semantics,
  kind: ScheduleKind,
): fc.Arbitrary<LibraryCase> | undefined {
  return cases[semantics][kind]?.map(({ options, ...range }) => ({
    ...range,
    spec: { kind, semantics, ...options },
  }));
}
