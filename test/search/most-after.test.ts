import { expect, test } from "vitest";
import type { Verification } from "../../src/result/types.ts";
import { mostAfter } from "../../src/search/verify-reasons.ts";
import { probe } from "../suggest/probes/helpers.ts";

/** Sides that all start at 2 and end at these held-out losses; NaN for one that broke. */
function sides(plan: number, defaultLr: number, runnerUp: number): Verification["sides"] {
  const side = (role: Verification["sides"][number]["role"], end: number) => ({
    ...{ role, title: role, lr: 0.01, schedule: null },
    trial: probe(0.01, {
      heldOut: [Number.isNaN(end) ? 1 : end],
      ...(Number.isNaN(end) && { stopReason: "diverged" as const }),
    }),
  });
  return [side("plan", plan), side("default-lr", defaultLr), side("runner-up", runnerUp)];
}

test.each([
  [0.5, 0.8, 0.6, "high"],
  [0.51, 0.5, 0.6, "high"],
  [0.6, 0.5, 0.6, "medium"],
  [0.8, 0.5, 0.6, "low"],
  [Number.NaN, 0.5, 0.6, "low"],
  [0.5, Number.NaN, Number.NaN, "high"],
] as const)("a plan that ended at %d, beside %d and %d: at most %s", (plan, other, third, most) => {
  expect(mostAfter(sides(plan, other, third))).toBe(most);
});
