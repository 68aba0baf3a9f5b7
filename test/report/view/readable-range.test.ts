import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { drawable, logRange, readableRange } from "../../../src/report/view/readable-range.ts";

const losses = fc.array(fc.double());

describe("readableRange", () => {
  test("a blow-up does not flatten the useful part", () => {
    const core = [2.3, 2.2, 1.5, 0.5, 0.4];
    const [low, high] = readableRange({ core, all: [...core, 7, 1e30, Number.NaN] });
    expect(low).toBeLessThan(0.4);
    expect(low).toBeGreaterThan(0);
    expect(high).toBeGreaterThan(2.3);
    expect(high).toBeLessThan(3);
  });

  test("negative losses keep their shape: shifting the losses shifts the range", () => {
    const core = [2.3, 2.2, 1.5, 0.5, 0.4];
    const [low, high] = readableRange({ core, all: [...core, 9] });
    const move = (value: number) => value - 512;
    const moved = readableRange({ core: core.map(move), all: [...core, 9].map(move) });
    expect(moved[0]).toBeCloseTo(low - 512, 9);
    expect(moved[1]).toBeCloseTo(high - 512, 9);
  });

  test("no more room than needed when nothing lies above", () => {
    const core = [1, 2, 3];
    const [low, high] = readableRange({ core, all: core });
    expect(high).toBeLessThan(3.2);
    expect(low).toBeGreaterThan(0.8);
  });

  test("a constant, nothing at all, and no core", () => {
    expect(readableRange({ core: [2, 2], all: [2, 2] })).toEqual([1.9, 2.1]);
    expect(readableRange({ core: [], all: [] })).toEqual([0, 1]);
    const [low, high] = readableRange({ core: [], all: [1, 1.1, 1.2, 1e30] });
    expect([low < 1, high > 1.15, high < 2]).toEqual([true, true, true]);
  });

  test("always rises and is finite for any losses", () => {
    fc.assert(
      fc.property(losses, losses, (core, rest) => {
        const [low, high] = readableRange({ core, all: [...core, ...rest] });
        expect(low).toBeLessThan(high);
        expect(Number.isFinite(low) && Number.isFinite(high)).toBe(true);
      }),
    );
  });
});

describe("logRange", () => {
  test("is null when a loss is not above 0", () => {
    expect(logRange([-1, 2], [-0.5, 2])).toBeNull();
    expect(logRange([0, 2], [0, 2])).toBeNull();
    expect(logRange([0, 1], [])).toBeNull();
  });

  test("spans the drawn part in powers of ten", () => {
    const range = logRange([-0.2, 10], [0.1, 1, 10]);
    expect(range?.[0]).toBeCloseTo(-1.12, 9);
    expect(range?.[1]).toBeCloseTo(1.12, 9);
  });
});

describe("drawable", () => {
  test("gaps for what is not finite, a hold far outside for what SVG cannot place", () => {
    expect(drawable(Number.NaN, [0, 1])).toBeNull();
    expect(drawable(Number.POSITIVE_INFINITY, [0, 1])).toBeNull();
    expect(drawable(0.5, [0, 1])).toBe(0.5);
    expect(drawable(1e20, [0, 1])).toBe(1e20);
    expect(drawable(1e300, [0, 1])).toBeLessThan(1.1e25);
  });
});
