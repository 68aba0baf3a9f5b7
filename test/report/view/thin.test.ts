import fc from "fast-check";
import { expect, test } from "vitest";
import { DRAWN_AS_IS, drawnIndices } from "../../../src/report/view/thin.ts";

const ladder = (n: number) => Array.from({ length: n }, (_, i) => 1e-6 * 1e6 ** (i / (n - 1)));

test("few points are all drawn", () => {
  const x = ladder(DRAWN_AS_IS);
  expect(drawnIndices(x, x)).toEqual(x.map((_, i) => i));
});

test("of many, the first, last, lowest and highest of each stretch", () => {
  const n = 75_000;
  const x = ladder(n);
  // 100 points a stretch: a spike up at its 40th and one down at its 60th.
  const y = x.map((_, i) => (i % 100 === 40 ? 5 : i % 100 === 60 ? -5 : 0));
  const drawn = drawnIndices(x, y);
  expect(drawn.length).toBeLessThanOrEqual(3000);
  expect(drawn.filter((i) => i % 100 === 40).length).toBe(750);
  expect(drawn.filter((i) => i % 100 === 60).length).toBe(750);
});

test("as few as asked for", () => {
  const x = ladder(10_000);
  expect(drawnIndices(x, x, 600).length).toBeLessThanOrEqual(600);
  expect(drawnIndices(ladder(600), ladder(600), 600).length).toBe(600);
});

test("keeps the ends and the extremes, rises, and passes over what is not finite", () => {
  const losses = fc.array(fc.double({ noNaN: false }), { minLength: 5, maxLength: 40 });
  fc.assert(
    fc.property(losses, (some) => {
      const x = ladder(DRAWN_AS_IS + 1);
      const y = x.map((_, i) => some[(i * 7) % some.length] as number);
      const drawn = drawnIndices(x, y);
      expect([drawn[0], drawn.at(-1)]).toEqual([0, DRAWN_AS_IS]);
      expect(drawn).toEqual([...new Set(drawn)].sort((a, b) => a - b));
      const finite = y.filter(Number.isFinite);
      if (finite.length === 0) return;
      const shown = drawn.map((i) => y[i] as number).filter(Number.isFinite);
      const ends = (values: number[]) => [
        values.reduce((low, value) => Math.min(low, value)),
        values.reduce((high, value) => Math.max(high, value)),
      ];
      expect(ends(shown)).toEqual(ends(finite));
    }),
    { numRuns: 40 },
  );
});
