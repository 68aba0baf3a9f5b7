import { expect, test } from "vitest";
import { resolveBudget } from "../../src/search/plan-search.ts";

const evaluates = { evaluate: async () => 1 };

test("standard where held-out rows can be evaluated, quick elsewhere", () => {
  expect(resolveBudget(undefined, evaluates, 800)).toEqual({ name: "standard", steps: 400 });
  expect(resolveBudget(undefined, {}, 800)).toEqual({ name: "quick", steps: 100 });
});

test("a share of a long run where that is more", () => {
  expect(resolveBudget("standard", evaluates, 20_000).steps).toBe(2000);
  expect(resolveBudget("thorough", evaluates, 20_000).steps).toBe(4000);
  expect(resolveBudget("thorough", evaluates, 800).steps).toBe(700);
  expect(resolveBudget("quick", evaluates, 1e6).steps).toBe(100);
});

test("an unknown name is refused with the known ones", () => {
  expect(() => resolveBudget("fast" as "quick", evaluates, 1)).toThrow(/quick, standard, thorough/);
});
