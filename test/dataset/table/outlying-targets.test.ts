import { expect, test } from "vitest";
import { random } from "../../../src/core/random.ts";
import { loadData } from "../../../src/dataset/load.ts";
import { outlyingTargets } from "../../../src/dataset/table/outlying-targets.ts";
import { csv, tempFiles } from "../support.ts";

const files = tempFiles();
const rows = (count: number) => Array.from({ length: count }, (_, i) => i + 2);

function normal(count: number, seed: number): number[] {
  const draws = random(seed);
  return Array.from({ length: count }, () => draws.normal());
}

test("one huge target in a file is named with its row", async () => {
  const targets = normal(300, 1);
  const value = (i: number) => (i === 122 ? 1e12 : (targets[i] as number));
  const path = files.write(
    "one.csv",
    csv("x,y", 300, (i) => `${(i * 31) % 17},${value(i)}`),
  );
  const { warnings } = await loadData(path, { target: "y", seed: 0 });
  const found = warnings.find(({ code }) => code === "outlying-targets");
  expect(found?.data).toMatchObject({ column: "y", rows: [124], values: [1e12], count: 1 });
  expect(found?.message).toContain("in row 124,");
});

test.each([1, 2, 3, 4, 5])("ordinary targets are not, whatever their tails: seed %d", (seed) => {
  const bell = normal(500, seed);
  const tails = {
    bell,
    lognormal: bell.map((each) => Math.exp(1.5 * each)),
    cubes: bell.map((each) => each ** 3),
    shifted: bell.map((each) => 1e9 + each),
    "mostly zero": bell.map((each) => (each > 1.5 ? each : 0)),
    clusters: bell.map((each, i) => each + (i % 4 === 0 ? 1000 : 0)),
  };
  for (const [name, values] of Object.entries(tails)) {
    expect([name, outlyingTargets("y", values, rows(500))]).toEqual([name, []]);
  }
});

test("signs, sizes and places do not matter; many far ones are a distribution", () => {
  const bell = normal(400, 9);
  for (const [size, shift] of [
    [1, 0],
    [1e-6, 5],
    [-1e6, -3],
  ] as const) {
    const values = bell.map((each, i) => size * (i === 7 || i === 300 ? 1e4 : each) + shift);
    expect(outlyingTargets("y", values, rows(400))[0]?.data.rows).toEqual([9, 302]);
  }
  const many = bell.map((each, i) => (i % 40 === 0 ? 1e4 : each));
  expect(outlyingTargets("y", many, rows(400))).toEqual([]);
  const huge = bell.map((each, i) => (i === 0 ? 1.7e308 : each));
  expect(outlyingTargets("y", huge, rows(400))[0]?.data.rows).toEqual([2]);
  expect(outlyingTargets("y", [...bell.slice(0, 15), 1e9], rows(16))).toEqual([]);
});
