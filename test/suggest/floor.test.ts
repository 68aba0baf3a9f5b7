import { describe, expect, test } from "vitest";
import { random } from "../../src/core/random.ts";
import { buildCurve } from "../../src/curve/index.ts";
import { amongEquals, floorLog10, isAtFloor } from "../../src/suggest/floor.ts";
import { recommend } from "../../src/suggest/index.ts";

const LRS = Array.from({ length: 100 }, (_, i) => 10 ** (-6 + (8 * i) / 99));

/** A sweep over 8 decades whose loss falls from 0.7 around 0.01, to a floor; it breaks at 30 or never. */
function sweep(floor: number, breaks = true) {
  const noise = random(3, "floor");
  const losses = LRS.map((lr) => {
    if (breaks && lr > 30) return 5;
    const left = 1 / (1 + (lr / 0.01) ** 2);
    const loss = floor + (0.7 - floor) * left;
    return loss * (1 + 0.02 * noise.normal());
  });
  return buildCurve([{ lrs: LRS, losses, heldOut: [] }]);
}

test("the floor begins where nothing is left to learn, and only there", () => {
  const at = floorLog10(sweep(1e-4));
  expect(at).toBeGreaterThan(-1.5);
  expect(at).toBeLessThan(-0.5);
  expect(floorLog10(sweep(0.1))).toBeNull();
});

test("losses that may be negative have no known floor", () => {
  const curve = sweep(1e-4);
  expect(floorLog10({ ...curve, raw: curve.raw.map((loss) => loss - 0.01) })).toBeNull();
  expect(isAtFloor(-1, -2)).toBe(false);
  expect(isAtFloor(1, -0.1)).toBe(false);
});

describe.each(["momentum", "sgd", "adam", "rmsprop", "adagrad"])(
  "a saturated sweep with %s",
  (optimizer) => {
    test.each([true, false])("is read at the left edge (breaks later: %s)", (breaks) => {
      const curve = sweep(1e-4, breaks);
      const answer = recommend(curve, {
        optimizer,
        totalSteps: 800,
        stepsPerEpoch: 100,
        endLr: 100,
      });
      if (answer.status === "none") throw new Error(answer.reason);
      const edge = 10 ** (floorLog10(curve) as number);
      expect(answer.lr).toBeLessThanOrEqual(edge);
      expect(answer.range[1]).toBeLessThanOrEqual(edge * (1 + 1e-9));
      expect(answer.confidence).not.toBe("high");
      const codes = answer.reasons.map(({ code }) => code);
      expect(codes).toContain("floor-reached");
      expect(codes).not.toContain("no-rise");
    });
  },
);

test("of equals the lowest; at the floor the one nearest below what is usual", () => {
  const lrs = [0.0001, 0.001, 0.01, 0.1, 1];
  const pick = (atFloor: boolean, optimizer?: string) =>
    amongEquals(lrs, (lr) => lr, atFloor, optimizer);
  expect(pick(false, "adam")).toBe(0.0001);
  expect(pick(true, undefined)).toBe(0.0001);
  // Usual for adam: 10^-1.75.
  expect(pick(true, "adam")).toBe(0.01);
  expect(amongEquals([0.1, 1], (lr) => lr, true, "adam")).toBe(0.1);
});
