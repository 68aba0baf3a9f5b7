import { expect, test } from "vitest";
import { deriveSeed, random } from "../../src/core/random.ts";

const draws = (seed: number, stream: string, count = 1000) => {
  const source = random(seed, stream);
  return Array.from({ length: count }, () => source.float());
};

test("a seed and a name give the same numbers every time, another of either gives others", () => {
  expect(draws(1, "a")).toEqual(draws(1, "a"));
  expect(draws(2, "a")).not.toEqual(draws(1, "a"));
  expect(draws(1, "b")).not.toEqual(draws(1, "a"));
});

test("neighbouring seeds are unrelated from the first draw on", () => {
  const first = Array.from({ length: 2000 }, (_, seed) => draws(seed, "x", 1)[0] as number);
  const mean = first.reduce((sum, value) => sum + value) / first.length;
  // Standard error of a mean of 2000 uniforms: 0.0065.
  expect(Math.abs(mean - 0.5)).toBeLessThan(0.03);
  const lag = first.slice(1).map((value, i) => (value - 0.5) * ((first[i] as number) - 0.5));
  const correlation = (lag.reduce((sum, value) => sum + value) / lag.length) * 12;
  expect(Math.abs(correlation)).toBeLessThan(0.1);
});

test("a saved state continues with the same numbers", () => {
  const source = random(3);
  source.normal();
  const state = source.getState();
  const once = [source.float(), source.int(10), source.normal()];
  source.setState(JSON.parse(JSON.stringify(state)));
  expect([source.float(), source.int(10), source.normal()]).toEqual(once);
});

test("a shuffle keeps the values and reaches every order", () => {
  const source = random(4);
  const seen = new Set<string>();
  for (let i = 0; i < 500; i++) {
    const values = [1, 2, 3, 4];
    source.shuffle(values);
    expect([...values].sort()).toEqual([1, 2, 3, 4]);
    seen.add(values.join());
  }
  expect(seen.size).toBe(24);
});

test("normal deviates have mean 0 and deviation 1", () => {
  const source = random(5);
  const values = Array.from({ length: 20_000 }, () => source.normal());
  const mean = values.reduce((sum, value) => sum + value) / values.length;
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
  expect(Math.abs(mean)).toBeLessThan(0.03);
  expect(Math.abs(variance - 1)).toBeLessThan(0.05);
});

test("derived seeds are 32-bit and differ by name", () => {
  expect(deriveSeed(1, "a")).not.toBe(deriveSeed(1, "b"));
  expect(Number.isInteger(deriveSeed(1, "a")) && deriveSeed(1, "a") >= 0).toBe(true);
  expect(deriveSeed(1, "a")).toBeLessThan(2 ** 32);
});
