import fc from "fast-check";
import { expect, test } from "vitest";
import { nextProbe } from "../../../src/suggest/probes/next-probe.ts";
import { probeEvaluations, probeLr } from "../../../src/suggest/probes/shape.ts";
import type { Trial } from "../../../src/sweep/trial-types.ts";
import { falling, probe } from "./helpers.ts";

/** Runs a round on a landscape: final held-out loss as a function of log10 LR. */
function round(loss: (log10Lr: number) => number, options: { steps?: number; highestLr?: number }) {
  const { steps = 320, highestLr } = options;
  const done: Trial[] = [];
  for (;;) {
    const stepsLeft = steps - done.length * 80;
    const lr = nextProbe(
      {
        centreLr: 0.1,
        probeSteps: 80,
        stepsLeft,
        ...(highestLr === undefined ? {} : { highestLr }),
      },
      done,
    );
    if (lr === null) return done.map(({ peakLr }) => Number(Math.log10(peakLr).toFixed(6)));
    done.push(probe(lr, { heldOut: falling(loss(Math.log10(lr))) }));
  }
}

test("starts at the centre, looks up and then down, and stops when the best is between two others", () => {
  expect(round((x) => (x + 1) ** 2, {})).toEqual([-1, -0.5, -1.5]);
  expect(round((x) => (x + 0.5) ** 2, {})).toEqual([-1, -0.5, 0]);
});

test("follows the best over the edge, down or up", () => {
  expect(round((x) => x / 10, {})).toEqual([-1, -0.5, -1.5, -2]);
  expect(round((x) => -x / 10, {})).toEqual([-1, -0.5, 0, 0.5]);
});

test("does not go up for a tie, as between networks that died", () => {
  expect(round((x) => (x < -1.2 ? 0.8 : 1.1 - x / 1000), {})).toEqual([-1, -0.5, -1.5, -2]);
});

test("does not go above the highest LR", () => {
  expect(round((x) => -x / 10, { highestLr: 0.4 })).toEqual([-1, -0.5]);
});

test("never spends more than it may, and tries no LR twice", () => {
  fc.assert(
    fc.property(
      fc.array(fc.double({ min: -3, max: 3, noNaN: true }), { minLength: 41, maxLength: 41 }),
      fc.integer({ min: 0, max: 2000 }),
      (values, steps) => {
        const tried = round((x) => values[Math.round(20 + 2 * x)] ?? 9, { steps });
        expect(tried.length * 80).toBeLessThanOrEqual(steps);
        expect(new Set(tried).size).toBe(tried.length);
      },
    ),
  );
});

test("goes down when nothing survived", () => {
  const broken = (lr: number) => probe(lr, { heldOut: [Number.NaN], stopReason: "diverged" });
  const done = [0.1, 0.1 / Math.sqrt(10), 0.1 * Math.sqrt(10)].map(broken);
  const lr = nextProbe({ centreLr: 0.1, probeSteps: 80, stepsLeft: 80 }, done);
  expect(lr).toBeCloseTo(0.01, 9);
});

test("a probe warms up, peaks and anneals", () => {
  const lrs = Array.from({ length: 40 }, (_, i) => probeLr(0.1, 40, i));
  expect(lrs[0]).toBeCloseTo(0.025, 12);
  expect(Math.max(...lrs)).toBeCloseTo(0.1, 12);
  expect(lrs[4]).toBeCloseTo(0.1, 12);
  expect(lrs.at(-1)).toBeLessThan(0.001);
  expect(Math.min(...lrs)).toBeGreaterThan(0);
  for (const steps of [12, 13, 40, 333]) {
    const after = probeEvaluations(steps, true);
    expect(after[0]).toBe(0);
    expect(after.at(-1)).toBe(steps);
    expect(after).toHaveLength(9);
  }
});
