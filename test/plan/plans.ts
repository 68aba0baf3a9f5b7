import fc from "fast-check";
import { makePlan, type PlanOptions } from "../../src/plan/index.ts";

/** Any circumstances that a plan can be made for. */
export const anyOptions: fc.Arbitrary<PlanOptions> = fc.record(
  {
    lr: fc.double({ min: 1e-9, max: 100, noNaN: true }),
    optimizer: fc.constantFrom("sgd", "adam"),
    totalSteps: fc.oneof(fc.integer({ min: 1, max: 60 }), fc.integer({ min: 1, max: 30_000 })),
    stepsPerEpoch: fc.integer({ min: 1, max: 700 }),
    schedule: fc.constantFrom(
      "auto" as const,
      "cosine" as const,
      "step" as const,
      "warmup-stable-decay" as const,
    ),
    fineTune: fc.boolean(),
    per: fc.constantFrom("step" as const, "epoch" as const),
    initialLossDropShare: fc.double({ min: 0, max: 1, noNaN: true }),
  },
  { requiredKeys: ["lr", "optimizer", "totalSteps", "stepsPerEpoch"] },
);

/** A few plans that take every branch of the generated code. */
export const somePlans = [
  {},
  { schedule: "step" },
  { warmupSteps: 0 },
  { schedule: "step", warmupSteps: 0 },
  { per: "epoch" },
  { per: "epoch", schedule: "step" },
  { floorLr: 1e-7, lr: 3e-5 },
  { totalSteps: 1 },
  { totalSteps: 1, schedule: "step" },
  { lr: 1, totalSteps: 7, warmupSteps: 6 },
].map((more) => {
  const base = { lr: 0.0123456789, optimizer: "adam", totalSteps: 1234, stepsPerEpoch: 60 };
  return makePlan({ ...base, ...more } as PlanOptions);
});

/** Steps around every seam of a plan. */
export function seams(totalSteps: number): number[] {
  const steps = Array.from({ length: 201 }, (_, i) => Math.round((i * totalSteps) / 200));
  return [...new Set([...steps, 1, 59, 60, 61, totalSteps + 1, 2 * totalSteps + 3])];
}
