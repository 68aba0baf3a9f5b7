import { expect, test } from "vitest";
import { overfitShare } from "../../src/suggest/overfit.ts";

test("is the gap in units of the held-out gain, from 0.05 to 0.25", () => {
  const at = (training: number, epochs?: number) =>
    overfitShare({ start: 2, heldOut: 1, training, ...(epochs === undefined ? {} : { epochs }) });
  expect(at(1)).toBe(0);
  expect(at(0.95)).toBeCloseTo(0, 9);
  expect(at(0.85)).toBeCloseTo(0.5, 9);
  expect(at(0.75)).toBeCloseTo(1, 9);
  expect(at(0.1)).toBe(1);
  expect(at(0.1, 5)).toBe(0);
  expect(at(0.1, Math.sqrt(300))).toBeCloseTo(0.5, 9);
  expect(at(0.1, 100)).toBe(1);
});

test("is 0 when nothing was gained, and does not depend on the losses' sign or scale", () => {
  expect(overfitShare({ start: 1, heldOut: 1.5, training: 0 })).toBe(0);
  const share = overfitShare({ start: 2, heldOut: 1, training: 0.85 });
  expect(overfitShare({ start: -998, heldOut: -999, training: -999.15 })).toBeCloseTo(share, 9);
  expect(overfitShare({ start: 2e9, heldOut: 1e9, training: 0.85e9 })).toBeCloseTo(share, 9);
});
