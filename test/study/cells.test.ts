import { describe, expect, test } from "vitest";
import { cellsOf, MOST_TASKS } from "../../src/study/cells.ts";
import type { Axis } from "../../src/study/index.ts";

const axis = (kind: Axis["kind"], values: readonly (number | string)[]): Axis => ({ kind, values });

describe("cells", () => {
  test("full: every combination, the last axis fastest", () => {
    const axes = { batch: axis("batch", [16, 64]), width: axis("size", [1, 2, 3]) };
    const cells = cellsOf({ axes, design: "full", repeats: 1 });
    expect(cells.map(({ batch, width }) => [batch, width])).toEqual([
      [16, 1],
      [16, 2],
      [16, 3],
      [64, 1],
      [64, 2],
      [64, 3],
    ]);
  });

  test("corners: lowest and highest of each axis, the middle, and two more batch sizes", () => {
    const axes = {
      batch: axis("batch", [256, 8, 16, 32, 64, 128]),
      width: axis("size", [128, 32, 64]),
      optimizer: axis("names", ["sgd", "adam"]),
    };
    const cells = cellsOf({ axes, design: "corners", repeats: 1 });
    const of = (name: string) =>
      cells
        .filter(({ optimizer }) => optimizer === name)
        .map(({ batch, width }) => `${batch} ${width}`);
    expect(of("sgd").sort()).toEqual(
      ["8 32", "8 128", "256 32", "256 128", "64 64", "16 64", "128 64"].sort(),
    );
    expect(of("adam")).toEqual(of("sgd"));
  });

  test("a study of a million cells is refused before anything is made", () => {
    const hundred = axis(
      "plain",
      Array.from({ length: 100 }, (_, i) => i + 1),
    );
    const started = performance.now();
    expect(() =>
      cellsOf({ axes: { a: hundred, b: hundred, c: hundred }, design: "full", repeats: 1 }),
    ).toThrow("1,000,000 tasks (a 100 x b 100 x c 100), and 200,000 is the most");
    expect(performance.now() - started).toBeLessThan(2000);
    expect(MOST_TASKS).toBeGreaterThanOrEqual(100_000);
  });
});
