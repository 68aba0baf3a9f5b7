import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  buildSchedule,
  type LibraryScheduleSpec,
  libraryDefinitions,
  type ScheduleKind,
  sample,
} from "../../../src/schedule/index.ts";
import { anyStep } from "../arbitraries.ts";
import { type LibraryCase, libraryCases } from "./arbitraries.ts";

const seed = 20240607;

describe.each(libraryDefinitions.map(({ semantics, kind }) => [semantics, kind] as const))(
  "%s %s",
  (semantics, kind) => {
    const cases = libraryCases(semantics, kind as ScheduleKind) as fc.Arbitrary<LibraryCase>;

    it("is finite, non-negative and within its range for any step in [0, 2^31)", () => {
      expect(cases, "options to test it with").toBeDefined();
      fc.assert(
        fc.property(cases, fc.array(anyStep, { minLength: 5 }), (each, steps) => {
          const { spec, low, high, outside } = each;
          const schedule = buildSchedule(spec);
          // A product of rounded numbers may lie a rounding error beside the range.
          const slack = 4e-15 * high + Number.MIN_VALUE;
          for (const step of [...steps, 0, Number(spec.totalSteps ?? 1) - 1, 2 ** 31 - 1]) {
            if (step === outside) continue;
            const value = schedule(step);
            if (!(value >= 0 && value >= low - slack && value <= high + slack)) {
              throw new Error(`step ${step}: ${value} is not in [${low}, ${high}]`);
            }
          }
          if (outside !== undefined) {
            expect(Number.isFinite(schedule(outside))).toBe(true);
            const after = schedule(outside + 1);
            expect(after >= low - slack && after <= high + slack).toBe(true);
          }
        }),
        { seed, numRuns: 100 },
      );
    });

    it("gives the same from sample, whatever is sampled first", () => {
      fc.assert(
        fc.property(cases, fc.array(fc.nat(1000), { minLength: 5 }), ({ spec }, steps) => {
          const sampled = sample(buildSchedule(spec), 1001);
          const schedule = buildSchedule(spec);
          expect(steps.map(schedule)).toEqual(steps.map((step) => sampled[step]));
        }),
        { seed, numRuns: 40 },
      );
    });
  },
);

it("torch's one-cycle leaves its range at step totalSteps, as torch does", () => {
  const run = { semantics: "torch", totalSteps: 10, anneal: "linear" } as const;
  const lr = buildSchedule({ kind: "one-cycle", peakLr: 1, ...run });
  expect(lr(9)).toBeCloseTo(4e-6, 12);
  expect(lr(10)).toBeLessThan(0);
  expect([11, 1e9].map(lr)).toEqual([4e-6, 4e-6]);
  const momentum = buildSchedule({ kind: "one-cycle-momentum", ...run });
  expect(momentum(10)).toBeGreaterThan(0.95);
  expect([9, 11].map((step) => Number(momentum(step).toFixed(12)))).toEqual([0.95, 0.95]);
});

it("restarts far out sample as they are asked for, a step at a time", () => {
  for (const cycleFactor of [1, 1.0001, 1.3, 2, 1000]) {
    for (const semantics of ["keras", "timm"] as const) {
      const more = semantics === "timm" ? { unit: "step", cycles: 9 } : {};
      const spec = { kind: "cosine-restarts", semantics, peakLr: 1, cycleSteps: 7, cycleFactor };
      const schedule = buildSchedule({ ...spec, ...more } as LibraryScheduleSpec);
      const values = sample(schedule, 30_000);
      expect(values.findIndex((value, step) => value !== schedule(step))).toBe(-1);
    }
  }
});
