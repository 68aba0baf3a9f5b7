import { describe, expect, test } from "vitest";
import { byCodePoint, resolveTarget } from "../../src/dataset/target.ts";
import { expectInputError } from "./support.ts";

const numbers = (count: number, value: (i: number) => number) =>
  ({ kind: "numbers", values: Array.from({ length: count }, (_, i) => value(i)) }) as const;
const labels = (...values: string[]) => ({ kind: "labels", values }) as const;

describe("detection", () => {
  test.each([
    ["0 and 1", numbers(20, (i) => i % 2), "classification"],
    ["20 integers, 5 rows each", numbers(100, (i) => i % 20), "classification"],
    ["21 integers", numbers(210, (i) => i % 21), "regression"],
    ["20 integers, fewer than 5 rows each", numbers(99, (i) => i % 20), "regression"],
    ["two fractions", numbers(20, (i) => (i % 2) / 2), "regression"],
    ["many fractions", numbers(50, (i) => i / 7), "regression"],
    ["text", labels("a", "b", "a", "b"), "classification"],
  ] as const)("%s: %s", (_name, values, task) => {
    expect(resolveTarget("t", values, "auto").task).toBe(task);
  });

  test("the task can be given", () => {
    expect(
      resolveTarget(
        "t",
        numbers(50, (i) => i % 25),
        "classification",
      ).classes,
    ).toHaveLength(25);
    const { task, values } = resolveTarget(
      "t",
      numbers(20, (i) => i % 2),
      "regression",
    );
    expect([task, values[1]]).toEqual(["regression", 1]);
  });
});

test("numeric classes are sorted by value, negative zero is zero", () => {
  const target = resolveTarget(
    "t",
    numbers(30, (i) => [10, 2, -0, 0, -1][i % 5] as number),
    "auto",
  );
  expect(target.classes).toEqual(["-1", "0", "2", "10"]);
  expect([...target.values.slice(0, 5)]).toEqual([3, 2, 1, 1, 0]);
});

test("text classes are sorted by code point, in any order of rows", () => {
  const target = resolveTarget("t", labels("b", "Z", "é", "a", "b", "Z", "é", "a"), "auto");
  expect(target.classes).toEqual(["Z", "a", "b", "é"]);
  expect([...target.values.slice(0, 4)]).toEqual([2, 0, 3, 1]);
  // By UTF-16 units the surrogates of the first would come before the second.
  expect(byCodePoint("\u{1f600}", "\uffee")).toBeGreaterThan(0);
  expect(byCodePoint("ab", "a")).toBeGreaterThan(0);
});

describe("targets that cannot be learned", () => {
  test("constant number", () =>
    expectInputError(
      () =>
        resolveTarget(
          "t.csv",
          numbers(20, () => 4),
          "auto",
        ),
      "constant-target",
      "t.csv",
      "4",
    ));
  test("single class", () =>
    expectInputError(
      () => resolveTarget("t.csv", labels("a", "a"), "auto"),
      "single-class",
      "t.csv",
      '"a"',
    ));
  test("regression on text", () =>
    expectInputError(
      () => resolveTarget("t.csv", labels("a", "b"), "regression"),
      "text-target",
      "`task`",
      "t.csv",
      '"a"',
    ));
  test("classification on fractions", () =>
    expectInputError(
      () =>
        resolveTarget(
          "t.csv",
          numbers(50, (i) => i / 7),
          "classification",
        ),
      "float-target",
      "`task`",
      "t.csv",
      "50",
    ));
  test("a class for each row", () =>
    expectInputError(
      () => resolveTarget("t.csv", labels("a", "b", "c"), "auto"),
      "too-many-classes",
      "t.csv",
      "3 classes in 3 rows",
    ));
});
