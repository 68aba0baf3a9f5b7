import { describe, expect, it } from "vitest";
import { random } from "../../src/core/random.ts";
import { smoothLogLr } from "../../src/curve/index.ts";

const expLadder = (first: number, last: number, steps: number) =>
  Array.from({ length: steps }, (_, i) => first * (last / first) ** (i / (steps - 1)));
const linearLadder = (first: number, last: number, steps: number) =>
  Array.from({ length: steps }, (_, i) => first + ((last - first) * i) / (steps - 1));

describe("a straight line over log10 LR", () => {
  const ladders = {
    exponential: expLadder(1e-6, 1e2, 100),
    linear: linearLadder(1e-4, 1, 300),
    dense: expLadder(1e-6, 1e2, 5000),
    "dense linear": linearLadder(1e-7, 10, 5000),
    coarse: expLadder(1e-6, 1e2, 6),
    uneven: [1e-5, 1.1e-5, 1.2e-5, 1e-3, 0.1, 0.11, 0.2, 3],
    "two points": [1e-3, 1e-2],
  };
  for (const [name, lrs] of Object.entries(ladders)) {
    it(`is kept exactly, slope and ends too, on a ladder that is ${name}`, () => {
      const losses = lrs.map((lr) => 3 - 0.7 * Math.log10(lr));
      const { value, slope } = smoothLogLr(lrs, losses);
      for (let i = 0; i < lrs.length; i++) {
        expect(value[i]).toBeCloseTo(losses[i] as number, 9);
        expect(slope[i]).toBeCloseTo(-0.7, 7);
      }
    });
  }
});

describe("closed forms in the middle of an even ladder", () => {
  const h = 0.25;
  const lrs = expLadder(1e-6, 1e2, 401);
  const middle = lrs.map((_, i) => i).filter((i) => i > 60 && i < 340);

  it("keeps a parabola's slope 2 a x and raises it by a h^2", () => {
    const losses = lrs.map((lr) => 0.5 * Math.log10(lr) ** 2);
    const { value, slope } = smoothLogLr(lrs, losses, { bandwidth: h });
    for (const i of middle) {
      const x = Math.log10(lrs[i] as number);
      expect(slope[i]).toBeCloseTo(x, 2);
      // The cut at 4 standard deviations takes 0.1 % off h^2, gathering under 0.1 %.
      expect(value[i]).toBeCloseTo(0.5 * (x * x + h * h), 3);
    }
  });

  it("damps a sine by exp(-h^2 / 2), slope alike: no lag", () => {
    const losses = lrs.map((lr) => Math.sin(2 * Math.log10(lr)));
    const { value, slope } = smoothLogLr(lrs, losses, { bandwidth: h });
    const damping = Math.exp(-2 * h * h);
    for (const i of middle) {
      const x = 2 * Math.log10(lrs[i] as number);
      expect(value[i]).toBeCloseTo(damping * Math.sin(x), 3);
      expect(slope[i]).toBeCloseTo(2 * damping * Math.cos(x), 2);
    }
  });
});

it("has the variance it says: checked over 400 seeds of noise, at an end and in the middle", () => {
  const lrs = expLadder(1e-4, 1, 50);
  const places = [0, 25, 49];
  const seen = places.map(() => 0);
  let stated: readonly number[] = [];
  for (let seed = 0; seed < 400; seed++) {
    const noise = random(seed, "variance");
    const smoothed = smoothLogLr(
      lrs,
      lrs.map(() => noise.normal()),
    );
    stated = smoothed.variance;
    places.forEach((place, k) => {
      seen[k] = (seen[k] as number) + (smoothed.value[place] as number) ** 2 / 400;
    });
  }
  places.forEach((place, k) => {
    const ratio = (seen[k] as number) / (stated[place] as number);
    // 3 standard deviations of a variance from 400 draws: 3 sqrt(2 / 400).
    expect(Math.abs(ratio - 1)).toBeLessThan(0.22);
  });
  expect(stated[0]).toBeGreaterThan(2 * (stated[25] as number));
});

it("counts a loss that stands for more runs as more", () => {
  const lrs = expLadder(1e-3, 1e-2, 11);
  const losses = lrs.map((_, i) => (i === 5 ? 1 : 0));
  const once = smoothLogLr(lrs, losses).value[5] as number;
  const counts = lrs.map((_, i) => (i === 5 ? 9 : 1));
  expect(smoothLogLr(lrs, losses, { counts }).value[5]).toBeGreaterThan(3 * once);
});

it("gives equal losses back to the last bit, and one value for equal LRs", () => {
  const lrs = expLadder(1e-6, 1e2, 997);
  expect(new Set(smoothLogLr(lrs, new Array(997).fill(0.1)).value)).toEqual(new Set([0.1]));
  const { value } = smoothLogLr([1e-3, 1e-3, 1e-2], [1, 3, 5]);
  expect(value[0]).toBe(value[1]);
});

it("does not overflow", () => {
  const lrs = expLadder(1e-6, 1e2, 20);
  const losses = lrs.map((_, i) => (i % 2 === 0 ? 1.7e308 : -1.7e308));
  for (const value of smoothLogLr(lrs, losses).value) expect(Number.isFinite(value)).toBe(true);
});

it("takes no points", () => {
  expect(smoothLogLr([], [])).toEqual({ value: [], slope: [], variance: [] });
});

it("refuses what it cannot smooth, and says where", () => {
  const input = (lrs: number[], losses: number[], bandwidth = 0.3) => {
    return () => smoothLogLr(lrs, losses, { bandwidth });
  };
  expect(input([1, 2], [1])).toThrow("must have as many losses as learning rates, got 1 and 2");
  expect(input([0.1, 0.2], [1, Number.NaN])).toThrow("`losses[1]` must be finite, got NaN");
  expect(input([0.1, 0], [1, 1])).toThrow("lrs[1]` must be a finite number above 0, got 0");
  expect(input([0.2, 0.1], [1, 1])).toThrow("must never fall, but lrs[1] = 0.1 comes after 0.2");
  expect(input([0.1, 0.2], [1, 1], 0)).toThrow("`bandwidth` must be a finite number above 0");
});
