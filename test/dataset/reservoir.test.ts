import { expect, test } from "vitest";
import { random } from "../../src/core/random.ts";
import { reservoir, sampleIndices } from "../../src/dataset/reservoir.ts";

function sample(size: number, count: number, seed: number): number[] {
  const kept: number[] = [];
  const places = reservoir(size, random(seed, "test"));
  for (let item = 0; item < count; item++) {
    const slot = places.offer();
    if (slot >= 0) kept[slot] = item;
  }
  return kept;
}

test("fewer items than the size are all kept, in order", () => {
  expect(sample(5, 3, 1)).toEqual([0, 1, 2]);
  expect(sample(5, 5, 1)).toEqual([0, 1, 2, 3, 4]);
});

test("every item is kept equally often", () => {
  const counts = new Array<number>(40).fill(0);
  const runs = 4000;
  for (let seed = 0; seed < runs; seed++) {
    const kept = sample(10, 40, seed);
    expect(new Set(kept).size).toBe(10);
    for (const item of kept) counts[item] = (counts[item] as number) + 1;
  }
  // Binomial: mean runs / 4 = 1000, deviation sqrt(4000 x 0.25 x 0.75) = 27.4.
  for (const count of counts) expect(Math.abs(count - 1000)).toBeLessThan(4.5 * 27.4);
});

test("a sample of indices rises, has no repeats and depends on the seed", () => {
  const indices = [...sampleIndices(1000, 50, random(1))];
  expect(indices).toHaveLength(50);
  expect(new Set(indices).size).toBe(50);
  expect(indices).toEqual([...indices].sort((a, b) => a - b));
  expect([...sampleIndices(1000, 50, random(1))]).toEqual(indices);
  expect([...sampleIndices(1000, 50, random(2))]).not.toEqual(indices);
  expect([...sampleIndices(4, 50, random(1))]).toEqual([0, 1, 2, 3]);
});
