import { expect, test } from "vitest";
import { descend, leaveOneOut } from "./leave-one-out.mjs";

const inUse = { a: 3, b: 3 };
const candidates = { a: [1, 2, 4], b: [1, 2, 4] };

test("constants that depend on each other are found together; ties stay with what is in use", () => {
  const valley = ({ a, b }: typeof inUse) => (a - b) ** 2 / 2 + a;
  expect(descend(inUse, candidates, valley)).toEqual({ a: 1, b: 1 });
  expect(descend(inUse, candidates, () => 7)).toBe(inUse);
});

test("each task gets what costs least on the others; null stands for all of them", () => {
  const tasks = ["wine", "wine", "iris", "moons"];
  // Each pair has its own best value of a; b costs all alike.
  const best = [1, 1, 4, 2];
  const costs = ({ a, b }: typeof inUse) => best.map((value) => Math.abs(a - value) + b);
  const chosen = leaveOneOut(tasks, inUse, candidates, costs);
  expect([...chosen.keys()]).toEqual(["wine", "iris", "moons", null]);
  // Without wine: iris and moons, 3 lies as near as anything between 2 and 4.
  expect(chosen.get("wine")).toEqual({ a: 3, b: 1 });
  expect(chosen.get("iris")).toEqual({ a: 1, b: 1 });
  expect(chosen.get("moons")).toEqual({ a: 1, b: 1 });
  expect(chosen.get(null)).toEqual({ a: 1, b: 1 });
});

test("costs are worked out once for the same constants", () => {
  let calls = 0;
  const costs = ({ a }: typeof inUse) => {
    calls += 1;
    return [a, a, a];
  };
  leaveOneOut(["x", "y", "z"], { a: 3 } as typeof inUse, { a: [1, 2] }, costs);
  expect(calls).toBe(3);
});
