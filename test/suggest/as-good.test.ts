import fc from "fast-check";
import { expect, test } from "vitest";
import { roomAbove } from "../../src/suggest/as-good.ts";

test("a quarter of the lowest loss where the noise is known, twice that noise, or all of it where it is not", () => {
  expect(roomAbove(0.4, 1, 0)).toBe(0.1);
  expect(roomAbove(0.4, 1, 0.1)).toBe(0.2);
  expect(roomAbove(0.4, 1, null)).toBe(0.4);
});

test("at least a ten-thousandth of the gain, and any where the lowest loss is below 0 or no number", () => {
  expect(roomAbove(0, 2, 0)).toBe(2e-4);
  expect(roomAbove(-1, 2, 0)).toBe(Number.POSITIVE_INFINITY);
  expect(roomAbove(Number.NaN, 2, 0)).toBe(Number.POSITIVE_INFINITY);
});

test("grows with loss, gain and noise, and scales with the unit of the loss", () => {
  const size = fc.double({ min: 1e-12, max: 1e6, noNaN: true });
  fc.assert(
    fc.property(
      size,
      size,
      size,
      fc.double({ min: 1e-6, max: 1e6, noNaN: true }),
      (low, gain, error, unit) => {
        const room = roomAbove(low, gain, error);
        expect(roomAbove(2 * low, gain, error)).toBeGreaterThanOrEqual(room);
        expect(roomAbove(low, gain, 2 * error)).toBeGreaterThanOrEqual(room);
        const scaled = roomAbove(low * unit, gain * unit, error * unit);
        expect(Math.abs(scaled - room * unit)).toBeLessThanOrEqual(1e-12 * room * unit);
      },
    ),
  );
});
