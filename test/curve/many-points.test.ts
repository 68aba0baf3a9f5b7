import { expect, test } from "vitest";
import { random } from "../../src/core/random.ts";
import { buildCurve } from "../../src/curve/index.ts";

const POINTS = 60_000;

/** A bowl over log10 LR with its minimum at LR 0.01, between 1e-5 and 1. */
function sweep(mode: "exp" | "linear", seed: number) {
  const stream = random(seed, "many-points");
  const lrs = Array.from({ length: POINTS }, (_, i) => {
    const part = i / (POINTS - 1);
    return mode === "exp" ? 1e-5 * 10 ** (5 * part) : 1e-5 + (1 - 1e-5) * part;
  });
  const losses = lrs.map((lr) => {
    const x = Math.log10(lr) + 2;
    return 2 - 1.5 * Math.exp(-x * x) + 0.1 * (stream.float() - 0.5);
  });
  return { lrs, losses };
}

const total = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0);

test.each(["exp", "linear"] as const)("puts neighbours of a long %s ladder together", (mode) => {
  const run = sweep(mode, 1);
  const curve = buildCurve([run]);
  expect(curve.lrs.length).toBeLessThanOrEqual(20_000);
  expect(total(curve.counts)).toBe(POINTS);
  expect(curve.lrCounts).toEqual(curve.counts);
  expect(curve.lrs[0]).toBe(run.lrs[0]);
  expect(curve.lrs.at(-1)).toBe(run.lrs.at(-1));
  expect(curve.lrs.every((lr, i) => i === 0 || lr > (curve.lrs[i - 1] as number))).toBe(true);
  expect(Math.abs(Math.log10(curve.lrs[curve.minimumIndex] as number) + 2)).toBeLessThan(0.05);
  // Uniform noise of width 0.1.
  expect(curve.noise).toBeCloseTo(0.1 / Math.sqrt(12), 2);
  expect(Math.min(...curve.low)).toBe(run.losses.reduce((a, b) => Math.min(a, b)));
  expect(Math.max(...curve.high)).toBe(run.losses.reduce((a, b) => Math.max(a, b)));
});

test("repeats count apart from the LRs put together", () => {
  const curve = buildCurve([sweep("exp", 1), sweep("exp", 2)]);
  expect(total(curve.counts)).toBe(2 * POINTS);
  expect(total(curve.lrCounts ?? [])).toBe(POINTS);
});

test("equal losses stay exactly what they are", () => {
  const { lrs } = sweep("exp", 1);
  const curve = buildCurve([{ lrs, losses: lrs.map(() => 0.1) }]);
  expect(new Set([...curve.raw, ...curve.smoothed])).toEqual(new Set([0.1]));
  expect(curve.noise).toBe(0);
});

test("20,000 LRs keep an entry each, in as many repeats as there are", () => {
  const lrs = Array.from({ length: 20_000 }, (_, i) => 1e-5 * 10 ** (i / 4000));
  const losses = lrs.map((lr) => Math.log10(lr) ** 2);
  const curve = buildCurve([
    { lrs, losses },
    { lrs, losses },
  ]);
  expect(curve.lrs).toEqual(lrs);
  expect(curve.lrCounts).toBeUndefined();
});
