import fc from "fast-check";
import { expect, it } from "vitest";
import { random } from "../../src/core/random.ts";
import { diagnose, type TrainingLog } from "../../src/diagnose/index.ts";
import { codes, decay, logOf } from "./logs.ts";

const seed = 20;

const NOISES = {
  normal: (uniform: () => number) =>
    Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform()),
  laplace: (uniform: () => number) => {
    const u = uniform() - 0.5;
    return -Math.sign(u) * Math.log(1 - 2 * Math.abs(u)) * Math.SQRT1_2;
  },
  uniform: (uniform: () => number) => (uniform() - 0.5) * Math.sqrt(12),
} as const;

const SHAPES = {
  decay: (x: number) => (share: number) => decay(2.2 + 1.5 * x)(share),
  "power law": (x: number) => (share: number) => (1 + (20 + 100 * x) * share) ** -0.6,
  "cosine end": (x: number) => (share: number) =>
    0.6 * decay(4 + 6 * x)(share) + 0.2 * (1 + Math.cos(Math.PI * share)),
  "late start": (x: number) => (share: number) => 1 / (1 + Math.exp(8 * (share - 0.3 - 0.2 * x))),
} as const;

/** Healthy runs: a loss that falls all the way, more slowly towards the end, with batch noise. */
const healthy: fc.Arbitrary<TrainingLog> = fc
  .record({
    count: fc.oneof(fc.integer({ min: 8, max: 60 }), fc.integer({ min: 60, max: 1500 })),
    every: fc.constantFrom(1, 10, 500),
    shape: fc.constantFrom(...(Object.keys(SHAPES) as (keyof typeof SHAPES)[])),
    x: fc.double({ min: 0, max: 1, noNaN: true }),
    noise: fc.constantFrom(...(Object.keys(NOISES) as (keyof typeof NOISES)[])),
    size: fc.double({ min: 0, max: 0.4, noNaN: true }),
    proportional: fc.boolean(),
    scale: fc.constantFrom(1e-6, 1, 2.3, 1e12),
    offset: fc.constantFrom(0, 0, -3, 1000),
    heldOut: fc.boolean(),
    noiseSeed: fc.integer(),
  })
  .map(
    ({ count, every, shape, x, noise, size, proportional, scale, offset, heldOut, noiseSeed }) => {
      const stream = random(noiseSeed, "healthy");
      const draw = () => NOISES[noise](() => stream.float());
      const level = SHAPES[shape](x);
      const log = logOf(
        count,
        (share) => {
          const sd = size * (proportional ? 0.2 + level(share) : 1);
          return scale * (level(share) + sd * draw() + offset);
        },
        { every },
      );
      if (!heldOut) return log;
      const points = 12;
      const held = Array.from({ length: points }, (_, i) => ({
        step: Math.floor(((i + 1) * count * every) / points),
        loss: scale * (level((i + 1) / points) + 0.1 + 0.1 * size * draw() + offset),
      }));
      return { ...log, heldOut: held.filter(({ step }, i) => step > (held[i - 1]?.step ?? -1)) };
    },
  );

it("finds nothing in healthy runs, whatever their noise, length, scale and sign", () => {
  fc.assert(
    fc.property(healthy, (log) => {
      expect(codes(diagnose(log))).toEqual([]);
    }),
    { seed, numRuns: Number(process.env.RUNS ?? 400) },
  );
});

it("sees the same in a log that is scaled and shifted", () => {
  fc.assert(
    fc.property(healthy, fc.constantFrom(2 ** -20, 4, 2 ** 30), (log, factor) => {
      const scaled = { ...log, losses: log.losses.map((loss) => loss * factor) };
      if (log.heldOut) {
        Object.assign(scaled, {
          heldOut: log.heldOut.map(({ step, loss }) => ({ step, loss: loss * factor })),
        });
      }
      expect(codes(diagnose(scaled))).toEqual(codes(diagnose(log)));
      expect(diagnose(scaled).status).toBe(diagnose(log).status);
    }),
    { seed, numRuns: 60 },
  );
});
