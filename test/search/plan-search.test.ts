import fc from "fast-check";
import { expect, test } from "vitest";
import { InputError } from "../../src/core/errors.ts";
import { planSearch, type SearchRequest } from "../../src/search/plan-search.ts";
import type { TrainerInfo } from "../../src/trainer/types.ts";

const info: TrainerInfo = {
  optimizer: "adam",
  batchSize: 32,
  stepsPerEpoch: 100,
  parameterCount: 10,
  engine: { name: "cpu", version: "1", why: "a test" },
  seed: 0,
};

test.each([
  [{}, Number.MAX_SAFE_INTEGER, "`stepsPerEpoch` must be at most 450359962737049 where neither"],
  [{ epochs: 3 }, Number.MAX_SAFE_INTEGER, "`epochs` must be at most 1.000 where an epoch has"],
  [{ epochs: 1e300 }, 100, "`epochs` must be at most 90071992547409 where an epoch has 100 steps"],
])("%j with %d steps in an epoch", (horizon, stepsPerEpoch, said) => {
  const run = () => planSearch({ info: { ...info, stepsPerEpoch } }, { horizon });
  expect(run).toThrow(said);
});

test("steps that are given need no epochs that can be counted", () => {
  const trainer = { info: { ...info, stepsPerEpoch: Number.MAX_SAFE_INTEGER } };
  expect(planSearch(trainer, { horizon: { totalSteps: 100 } }).totalSteps).toBe(100);
});

test("one end of the range is refused by its own name", () => {
  const low = () => planSearch({ info }, { sweep: { startLr: 2000 } });
  expect(low).toThrow("`startLr` must be below 100, where the sweep ends by default, got 2000");
  const high = () => planSearch({ info }, { sweep: { endLr: 1e-9 } });
  expect(high).toThrow(
    "`endLr` must be above 0.000001, where the sweep begins by default, got 1e-9",
  );
});

test("what is refused was given, by the request or by the trainer", () => {
  const count = fc.oneof(
    fc.integer({ min: -1, max: 100 }),
    fc.constantFrom(2 ** 31, 2 ** 40, 2 ** 53 - 1, 2 ** 53, 1e300, 0.5, Number.NaN, Infinity),
  );
  const some = <T>(fields: { [K in keyof T]: fc.Arbitrary<T[K]> }) =>
    fc.record<T>(fields, { requiredKeys: [] });
  const horizons = some({ totalSteps: count, epochs: count });
  const end = fc.constantFrom(1e-9, 1e-3, 2000, 0, Infinity);
  const sweeps = some({ startLr: end, endLr: end, steps: count, repeats: count, seed: count });
  const verification = fc.option(count, { nil: undefined });
  const facts = fc.record({
    stepsPerEpoch: fc.constantFrom(1, 100, 2 ** 40, 2 ** 53 - 1),
    batchSize: fc.constantFrom(1, 2 ** 53 - 1),
    parameterCount: fc.constantFrom(0, 2 ** 53 - 1),
  });
  fc.assert(
    fc.property(
      facts,
      horizons,
      sweeps,
      fc.boolean(),
      verification,
      (said, horizon, sweep, ladder, steps) => {
        const request: SearchRequest = {
          horizon,
          sweep,
          ...(ladder && { strategy: "ladder" }),
          ...(steps !== undefined && { verify: { steps } }),
        };
        const given = Object.entries({ ...said, ...horizon, ...sweep, verifySteps: steps })
          .filter(([, value]) => value !== undefined)
          .map(([name]) => name);
        try {
          planSearch({ info: { ...info, ...said }, evaluate: async () => 1 }, request);
        } catch (error) {
          if (!(error instanceof InputError)) throw error;
          expect(given).toContain(/^`(\w+)`/.exec(error.message)?.[1]);
        }
      },
    ),
    { seed: 14, numRuns: 2000 },
  );
});
