import { describe, expect, test } from "vitest";
import { random } from "../../src/core/random.ts";
import { createStopRule } from "../../src/sweep/stop-rule.ts";
import type { StopRuleOptions } from "../../src/sweep/types.ts";

function firstStop(losses: readonly number[], options: StopRuleOptions): number {
  const rule = createStopRule(options);
  return losses.findIndex((loss) => rule.push(loss) !== null);
}

const robust = { kind: "robust" } as const;
const fastai = { kind: "factor", factor: 4, beta: 0.98, smoothing: "debiased" } as const;
const falling = Array.from({ length: 40 }, (_, i) => 2.3 - i * 0.05);
const wall = (from: number, scale: number) =>
  Array.from({ length: 20 }, (_, i) => from + scale * 2 ** i);

describe("robust", () => {
  test.each([
    ["positive", 1, 0],
    ["negative", 1, -100],
    ["around zero", 1, -1.3],
    ["huge", 1e12, 0],
    ["tiny", 1e-9, 0],
  ])("stops %s losses at the same step of the wall", (_name, scale, shift) => {
    const losses = [...falling, ...wall(0.35, 0.3)].map((loss) => loss * scale + shift);
    const positive = firstStop([...falling, ...wall(0.35, 0.3)], robust);
    expect(positive).toBeGreaterThan(falling.length);
    const at = firstStop(losses, robust);
    // A large offset raises the tolerance by a tenth of it, so the wall is met a few doublings later.
    expect(at).toBeGreaterThanOrEqual(positive);
    expect(at).toBeLessThan(positive + 4);
  });

  test("a wall that stays stops after three steps above the limit", () => {
    const losses = [...falling, ...Array.from({ length: 10 }, () => 50)];
    expect(firstStop(losses, robust)).toBe(falling.length + 2);
  });

  test("one or two spikes of any height do not stop it", () => {
    const losses = [...falling.slice(0, 20), 1e30, 1e30, ...falling.slice(20)];
    expect(firstStop(losses, robust)).toBe(-1);
  });

  test("noise on a flat curve does not stop it", () => {
    for (let seed = 0; seed < 50; seed++) {
      const noise = random(seed, "flat");
      const losses = Array.from({ length: 200 }, () => 1 + 0.3 * noise.normal());
      expect(firstStop(losses, robust)).toBe(-1);
    }
  });

  test("a constant loss does not stop it, nor do zeros", () => {
    expect(firstStop(Array(50).fill(2.5), robust)).toBe(-1);
    expect(firstStop(Array(50).fill(0), robust)).toBe(-1);
  });
});

describe("factor", () => {
  test("positive losses stop where fastai's own loop does", () => {
    const losses = [...falling, ...wall(0.35, 0.3)];
    // fastai callback/schedule.py, transcribed: the debiased average against 4 x its minimum.
    let average = 0;
    let best = Number.POSITIVE_INFINITY;
    const expected = losses.findIndex((loss, i) => {
      average = 0.98 * average + 0.02 * loss;
      const smooth = average / (1 - 0.98 ** (i + 1));
      best = Math.min(best, smooth);
      return smooth > 4 * best;
    });
    expect(expected).toBeGreaterThan(0);
    expect(firstStop(losses, fastai)).toBe(expected);
  });

  test("negative losses that fall do not stop it; that rise again do", () => {
    const negative = falling.map((loss) => loss - 10);
    expect(firstStop(negative, fastai)).toBe(-1);
    expect(firstStop([...negative, ...wall(-9, 5)], fastai)).toBeGreaterThan(negative.length);
  });

  test("all-zero losses do not stop it", () => {
    expect(firstStop(Array(50).fill(0), fastai)).toBe(-1);
  });

  test("the seeded average starts from the first loss", () => {
    const seeded = { kind: "factor", factor: 2, beta: 0.5, smoothing: "seeded" } as const;
    // Averages 1, 1.25, 1.875, 3.4375: the limit 2 is passed at the fourth.
    expect(firstStop([1, 1.5, 2.5, 5], seeded)).toBe(3);
  });
});

test("none never stops", () => {
  expect(firstStop([...falling, ...wall(1, 1e9)], { kind: "none" })).toBe(-1);
});
