import { describe, expect, test } from "vitest";
import { random } from "../../src/core/random.ts";
import { type Training, valleyOf } from "../../src/law/valley.ts";

const grid = (from: number, to: number, step: number) =>
  Array.from({ length: Math.round((to - from) / step) + 1 }, (_, i) => from + i * step);

const quadratic = (bottom: number, logs: readonly number[]): Training[] =>
  logs.map((log) => ({ lr: 10 ** log, loss: 2 + (log - bottom) ** 2 }));

test("the bottom of a parabola, with the least error a grid allows", () => {
  const valley = valleyOf(quadratic(-3, grid(-4, -2, 0.5)));
  expect(valley?.lrLog10).toBeCloseTo(-3, 9);
  expect(valley?.standardError).toBeCloseTo(0.05, 9);
  expect(valley?.side).toBeNull();
});

test("a bottom between LRs is found between them", () => {
  expect(valleyOf(quadratic(-2.83, grid(-4, -2, 0.25)))?.lrLog10).toBeCloseTo(-2.83, 6);
});

describe("at the edge", () => {
  test("losses that only fall say that the best LR is the highest, or beyond", () => {
    const valley = valleyOf(quadratic(-1, grid(-4, -2, 0.5)));
    expect(valley).toMatchObject({ side: "highest", lrLog10: -2 });
  });

  test("losses that only rise: the lowest, or beyond", () => {
    expect(valleyOf(quadratic(-5, grid(-4, -2, 0.5)))?.side).toBe("lowest");
  });

  test("where higher LRs broke, the highest that did not is no edge", () => {
    const broke = [Number.NaN, Number.POSITIVE_INFINITY].map((loss, i) => ({
      lr: 10 ** (-1.5 + i / 2),
      loss,
    }));
    const valley = valleyOf([...quadratic(-1, grid(-4, -2, 0.5)), ...broke]);
    expect(valley?.side).toBeNull();
    expect(valley?.lrLog10).toBe(-2);
    expect(valley?.brokeLog10).toBeCloseTo(-1.5, 12);
  });

  test("one LR is no valley", () => {
    expect(valleyOf([{ lr: 0.01, loss: 1 }])?.side).not.toBeNull();
  });
});

test("every training broke: nothing", () => {
  expect(valleyOf([{ lr: 0.1, loss: Number.NaN }])).toBeNull();
});

test("an LR at which one seed broke is too high, whatever the other seed came to", () => {
  const both = quadratic(-2, grid(-4, -2, 0.5)).flatMap((each) => [
    { ...each, seed: "1" },
    { ...each, seed: "2", loss: each.lr > 5e-3 ? Number.NaN : each.loss },
  ]);
  expect(valleyOf(both)?.points.at(-1)?.lrLog10).toBeCloseTo(-2.5, 9);
});

test("what seeds differ in at all LRs alike does not move the bottom, though they share not all LRs", () => {
  const logs = grid(-4, -2, 0.25);
  const one = quadratic(-3, logs).map((each) => ({ ...each, seed: "1" }));
  const two = quadratic(-3, logs)
    .filter((_, i) => i < 6)
    .map((each) => ({ ...each, loss: each.loss + 0.7, seed: "2" }));
  expect(valleyOf([...one, ...two])?.lrLog10).toBeCloseTo(-3, 6);
});

test("one bad training among many does not move the bottom far", () => {
  const clean = quadratic(-3, grid(-4, -2, 0.15));
  const bad = clean.map((each, i) => (i === 9 ? { ...each, loss: each.loss + 0.5 } : each));
  expect(Math.abs((valleyOf(bad)?.lrLog10 as number) + 3)).toBeLessThan(0.06);
});

test("of noisy valleys the standard error is about what the bottoms scatter", () => {
  const draw = random(3, "valley");
  const found = Array.from({ length: 300 }, () =>
    valleyOf(
      quadratic(-3, grid(-4, -2, 0.2)).map(({ lr, loss }) => ({
        lr,
        loss: loss + 0.05 * draw.normal(),
      })),
    ),
  );
  const errors = found.map((each) => (each?.lrLog10 as number) + 3);
  const spread = Math.sqrt(errors.reduce((sum, e) => sum + e * e, 0) / errors.length);
  const told = Math.sqrt(
    found.reduce((sum, each) => sum + (each?.standardError as number) ** 2, 0) / found.length,
  );
  expect(told / spread).toBeGreaterThan(0.6);
  expect(told / spread).toBeLessThan(1.6);
});

test("another unit of the loss, or another zero, moves nothing", () => {
  const draw = random(5, "units");
  const rows = quadratic(-2.9, grid(-4, -2, 0.2)).map(({ lr, loss }) => ({
    lr,
    loss: loss + 0.02 * draw.normal(),
  }));
  const own = valleyOf(rows);
  for (const [times, plus] of [
    [1e6, 0],
    [1, -50],
    [1e-4, 3],
    [1e300, 0],
    [1e-170, 0],
  ] as const) {
    const other = valleyOf(rows.map(({ lr, loss }) => ({ lr, loss: times * loss + plus })));
    expect(other?.lrLog10).toBeCloseTo(own?.lrLog10 as number, 4);
    expect(other?.standardError).toBeCloseTo(own?.standardError as number, 4);
  }
});
