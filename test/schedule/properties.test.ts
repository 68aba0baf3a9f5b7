import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  buildSchedule,
  cosineRestartEnds,
  cosineRestarts,
  join,
  offset,
  perEpoch,
  type ScheduleSpec,
  sample,
  scheduleNames,
} from "../../src/schedule/index.ts";
import { anyStep, validSpecs } from "./arbitraries.ts";

const seed = 20240607;
const falling = [
  "inverse-time",
  "exponential-decay",
  "step-decay",
  "multi-step",
  "polynomial",
  "linear-to-zero",
  "cosine",
  "rex",
] as const;

describe.each(scheduleNames)("%s", (kind) => {
  it("is finite and within [floor, peak] for any valid options and any step in [0, 2^31)", () => {
    fc.assert(
      fc.property(
        validSpecs[kind],
        fc.array(anyStep, { minLength: 5 }),
        ({ spec, low, high }, steps) => {
          const schedule = buildSchedule(spec);
          for (const step of [...steps, 0, 2 ** 31 - 1, Number.MAX_SAFE_INTEGER]) {
            const value = schedule(step);
            if (!(value >= low && value <= high && Number.isFinite(value))) {
              throw new Error(`step ${step}: ${value} is not in [${low}, ${high}]`);
            }
          }
        },
      ),
      { seed, numRuns: 200 },
    );
  });

  it("gives the same value in any order of calls, and the same from sample", () => {
    fc.assert(
      fc.property(validSpecs[kind], fc.array(fc.nat(1000), { minLength: 5 }), ({ spec }, steps) => {
        const sampled = sample(buildSchedule(spec), 1001);
        const schedule = buildSchedule(spec);
        expect(steps.map(schedule)).toEqual(steps.map((step) => sampled[step]));
      }),
      { seed, numRuns: 30 },
    );
  });

  it("rejects steps that are negative, fractional, NaN or infinite", () => {
    const [bounded] = fc.sample(validSpecs[kind], { seed, numRuns: 1 });
    const schedule = buildSchedule(bounded?.spec as ScheduleSpec);
    for (const step of [-1, 0.5, 3e9 + 0.5, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 53]) {
      expect(() => schedule(step)).toThrow(expect.objectContaining({ code: "bad-step" }));
    }
    expect(schedule(2 ** 32 + 1)).toBeGreaterThanOrEqual(0);
  });
});

it.each(falling)("%s never rises", (kind) => {
  fc.assert(
    fc.property(validSpecs[kind], fc.array(anyStep, { minLength: 8 }), ({ spec }, steps) => {
      const schedule = buildSchedule(spec);
      const values = steps.sort((a, b) => a - b).map((step) => schedule(step));
      expect(values.toSorted((a, b) => b - a)).toEqual(values);
    }),
    { seed, numRuns: 100 },
  );
});

it("cosine-restarts is lowest in its cycle exactly at the cycle ends", () => {
  const options = fc.record({
    cycleSteps: fc.integer({ min: 2, max: 40 }),
    cycleFactor: fc.oneof(fc.constant(1), fc.double({ min: 1.1, max: 4, noNaN: true })),
  });
  fc.assert(
    fc.property(options, (cycles) => {
      const values = sample(cosineRestarts({ peakLr: 1, ...cycles }), 500);
      const ends = cosineRestartEnds(cycles, 500);
      const falls = Array.from(values.keys()).filter(
        (step) => step + 1 < 500 && (values[step + 1] as number) > (values[step] as number),
      );
      expect(ends.filter((end) => end + 1 < 500)).toEqual(falls);
    }),
    { seed, numRuns: 100 },
  );
});

it("compositions keep to what they are made of", () => {
  fc.assert(
    fc.property(
      validSpecs.cosine,
      validSpecs.rex,
      fc.integer({ min: 1, max: 900 }),
      anyStep,
      (a, b, at, step) => {
        const [first, second] = [buildSchedule(a.spec), buildSchedule(b.spec)];
        const joined = join({ schedules: [first, second], boundaries: [at] });
        expect(joined(step)).toBe(step < at ? first(step) : second(step - at));
        expect(offset({ schedule: first, steps: at })(step)).toBe(first(Math.max(0, step - at)));
        const held = perEpoch({ schedule: first, stepsPerEpoch: at, counts: "steps" });
        expect(held(step)).toBe(first(step - (step % at)));
      },
    ),
    { seed, numRuns: 200 },
  );
});
