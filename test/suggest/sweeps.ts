import { random } from "../../src/core/random.ts";
import type { CurveRun } from "../../src/curve/index.ts";

export const ladder = (steps: number, first = 1e-6, last = 1e2) =>
  Array.from({ length: steps }, (_, i) => first * (last / first) ** (i / (steps - 1)));

/** Analytic curves with log10 LR of their minimum, from the formula. */
export const SHAPES: Record<string, { loss: (lr: number) => number; minimum: number }> = {
  // Lowest where 2000 / (1 + 1000 lr)^2 = lr^2 / 0.009.
  "logistic drop, cubic wall": {
    loss: (lr) => 0.3 + 2 / (1 + lr / 1e-3) + (lr / 0.3) ** 3,
    minimum: Math.log10(0.0646),
  },
  "ramp, then a cliff": {
    loss: (lr) => {
      const x = Math.log10(lr);
      return 2.3 - 1.5 * Math.max(0, Math.min(1, (x + 3) / 2)) + 20 * Math.max(0, x + 0.8);
    },
    // Level from -1 to -0.8.
    minimum: -0.9,
  },
  "small drop": {
    loss: (lr) => 2.3 - 0.5 / (1 + 1e-3 / lr) + (lr / 0.3) ** 2,
    // Lowest where 5e-4 / (lr + 1e-3)^2 = lr / 0.045.
    minimum: Math.log10(0.02759),
  },
};

/** A seeded sweep with multiplicative noise, stopped after three losses in a row above thrice the first. */
export function sweep(
  loss: (lr: number) => number,
  noise: number,
  seed: number,
  lrs = ladder(100),
): CurveRun {
  const stream = random(seed, "sweep");
  const limit = 3 * loss(lrs[0] as number);
  const losses: number[] = [];
  for (const lr of lrs) {
    losses.push(loss(lr) * (1 + noise * stream.normal()));
    if (losses.length > 3 && Math.min(...losses.slice(-3)) > limit) break;
  }
  return { lrs: lrs.slice(0, losses.length), losses };
}
