import { describe, expect, test } from "vitest";
import { random } from "../../src/core/random.ts";
import { maxOf, minOf } from "../../src/core/stats.ts";
import { buildCurve } from "../../src/curve/index.ts";
import { recommend } from "../../src/suggest/index.ts";
import { type SimulatedSweep, simulatedSweep } from "../curve/simulated-sweep.ts";

const SEEDS = Array.from({ length: 400 }, (_, seed) => seed);

function answer({ lrs, losses }: Pick<SimulatedSweep, "lrs" | "losses">) {
  const curve = buildCurve([{ lrs, losses }]);
  return { curve, suggestion: recommend(curve, { optimizer: "sgd" }) };
}

/** Whether the loss fell by more than a third, and stayed there for a tenth of the steps. */
function fellAndStayed({ truth, start }: SimulatedSweep): boolean {
  let stretch = 0;
  return truth.some((loss) => {
    stretch = loss < (2 / 3) * start ? stretch + 1 : 0;
    return stretch >= truth.length / 10;
  });
}

describe("a linear sweep in which the loss fell and stayed down", () => {
  const sweeps = SEEDS.map((seed) => simulatedSweep(seed, "linear")).filter(fellAndStayed);

  test("is most of those that are tried here", () => {
    expect(sweeps.length).toBeGreaterThan(SEEDS.length / 2);
  });

  test("is not said to only rise, to stay where it was, or to diverge at once", () => {
    const reasons = sweeps.map((sweep) => {
      const { suggestion } = answer(sweep);
      return suggestion.status === "found" ? "found" : suggestion.reason;
    });
    expect(reasons.filter((reason) => reason !== "found" && reason !== "still-falling")).toEqual(
      [],
    );
    expect(reasons.filter((reason) => reason === "found").length).toBeGreaterThan(
      0.95 * sweeps.length,
    );
  });

  test("gives an LR at which the loss was falling or lowest", () => {
    for (const sweep of sweeps) {
      const { suggestion } = answer(sweep);
      if (suggestion.status !== "found") continue;
      const { lrs, truth, start } = sweep;
      const index = Math.max(
        0,
        lrs.findIndex((lr) => lr >= suggestion.lr),
      );
      const least = minOf(truth);
      const isLow = (truth[index] as number) <= least + 0.1 * (start - least);
      expect(index <= truth.indexOf(least) || isLow).toBe(true);
    }
  });

  test("has a curve that follows it: start, least loss, and the way between", () => {
    const startOff: number[] = [];
    const off: number[] = [];
    for (const sweep of sweeps) {
      const { curve } = answer(sweep);
      startOff.push(Math.abs(Math.log(curve.startLoss / sweep.start)));
      const wall = curve.divergedLr ?? Number.POSITIVE_INFINITY;
      const squares = sweep.truth.flatMap((loss, i) =>
        (sweep.lrs[i] as number) < wall
          ? [(((curve.smoothed[i] as number) - loss) / sweep.start) ** 2]
          : [],
      );
      off.push(Math.sqrt(squares.reduce((sum, square) => sum + square, 0) / squares.length));
    }
    const middle = (values: number[]) => values.sort((a, b) => a - b)[values.length >> 1] as number;
    expect(middle(startOff)).toBeLessThan(0.05);
    expect(middle(off)).toBeLessThan(0.05);
  });
});

/** Losses that depend on the LR alone, with noise in proportion. */
function noisy(seed: number, steps: number, noise: number, loss: (lr: number) => number) {
  const draw = random(seed, "linear-sweeps");
  const low = 10 ** -(1 + (seed % 4));
  const lrs = Array.from({ length: steps }, (_, i) => low + ((1 - low) * i) / (steps - 1));
  return { lrs, losses: lrs.map((lr) => loss(lr) * (1 + noise * draw.normal())) };
}

describe("a linear sweep that teaches nothing", () => {
  const reasons = (steps: number, noise: number, loss: (lr: number) => number) =>
    SEEDS.slice(0, 100).map((seed) => {
      const { suggestion } = answer(noisy(seed, steps, noise, loss));
      return suggestion.status === "found" ? "found" : suggestion.reason;
    });

  test.each([60, 500])("of noise alone is flat (%d steps)", (steps) => {
    const others = reasons(steps, 0.1, () => 2).filter((reason) => reason !== "flat");
    expect(others.length).toBeLessThanOrEqual(4);
  });

  test.each([60, 500])("of a loss that rises all the way is rising (%d steps)", (steps) => {
    const others = reasons(steps, 0.05, (lr) => 2 + 2 * lr).filter((reason) => reason !== "rising");
    expect(others.length).toBeLessThanOrEqual(4);
  });

  test("is told what helps a linear sweep", () => {
    const { suggestion } = answer(noisy(1, 100, 0.02, (lr) => 2 + 2 * lr));
    const message = suggestion.reasons.map((note) => note.message).join(" ");
    expect(message).toContain("sweep exponentially");
    expect(message).not.toContain("lower --start-lr");
  });
});

test("a kernel spans a twentieth of a linear sweep's steps, where LRs are many a decade", () => {
  const lrs = Array.from({ length: 401 }, (_, i) => 0.001 + i / 400);
  const losses = lrs.map((_, i) => (i < 200 ? 2 : 1));
  const { smoothed } = buildCurve([{ lrs, losses }]);
  const inside = smoothed.map((loss, i) => (loss > 1.16 && loss < 1.84 ? i : 200));
  // One standard deviation either side of the step holds 68 of 100 parts of it.
  expect(maxOf(inside) - minOf(inside)).toBeGreaterThan(30);
  expect(maxOf(inside) - minOf(inside)).toBeLessThan(50);
});
