import { expect, test } from "vitest";
import { heldOutMinimum } from "../../src/suggest/held-out-minimum.ts";

const ladder = Array.from({ length: 17 }, (_, i) => 10 ** (-6 + i / 2));
const curve = (loss: (x: number) => number) =>
  ladder.map((lr) => ({ lr, loss: loss(Math.log10(lr)) }));

test("is the vertex of the parabola through the lowest points", () => {
  const bowl = curve((x) => Math.min(2, 1 + (x + 1.3) ** 2));
  const found = heldOutMinimum(bowl);
  expect(found?.lrLog10).toBeCloseTo(-1.3, 9);
  expect(found?.start).toBe(2);
});

test("ignores everything after the first non-finite loss", () => {
  const broken = curve((x) => (x > 0 ? Number.NaN : 2 - (x + 6) / 10));
  expect(heldOutMinimum(broken)?.lrLog10).toBeCloseTo(0, 9);
});

test("ignores what comes after training broke", () => {
  const lucky = curve((x) => (x < -1 ? 2 - Math.max(0, x + 4) / 5 : x < 0 ? 5 : 0.1));
  expect(heldOutMinimum(lucky)?.lrLog10).toBeCloseTo(-1.5, 9);
});

test("is none for few points, for no fall, and for a fall no larger than the unrest of the head", () => {
  expect(heldOutMinimum(curve((x) => (x + 1) ** 2).slice(0, 7))).toBeNull();
  expect(heldOutMinimum(curve(() => 1))).toBeNull();
  expect(heldOutMinimum(curve((x) => 1 + Math.max(0, x)))).toBeNull();
  expect(heldOutMinimum(curve((x) => 1 + 0.01 * Math.sin(20 * x)))).toBeNull();
});

test("of a linear sweep, which falls from its first LR on, is the vertex over LR", () => {
  const lrs = Array.from({ length: 15 }, (_, i) => 0.01 + 0.07 * i);
  const bowl = (wave: number) =>
    lrs.map((lr, i) => ({ lr, loss: 1 + (lr - 0.3) ** 2 + 0.5 / 20 ** i + wave * (i % 2) }));
  const found = heldOutMinimum(bowl(0));
  expect(10 ** (found?.lrLog10 ?? 0)).toBeCloseTo(0.3, 2);
  // One that goes up and down as far as it falls has no lowest place.
  expect(heldOutMinimum(bowl(0.6))).toBeNull();
});
