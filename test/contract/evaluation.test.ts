import { describe, expect, test } from "vitest";
import {
  type Evaluation,
  heldOutLoss,
  MOST_LOSSES,
  placed,
  readEvaluation,
} from "../../src/contract/index.ts";

/** What is wrong with it. */
function wrongWith(given: unknown): string {
  const read = readEvaluation(given);
  return read.ok ? "nothing" : placed(read);
}

const read = (given: number | Evaluation) => {
  const parsed = readEvaluation(given);
  expect(parsed.ok).toBe(true);
  return parsed.ok ? parsed.value : undefined;
};

const many = (length: number, loss = 1) => Array.from({ length }, () => loss);

describe("what may be given", () => {
  test.each<[number | Evaluation, object]>([
    [2.5, { loss: 2.5 }],
    [Number.NaN, { loss: Number.NaN }],
    [{ loss: -3 }, { loss: -3 }],
    [
      { loss: 2, count: 1, standardError: 0 },
      { loss: 2, count: 1, standardError: 0 },
    ],
    [{ losses: [1, 2, 6] }, { loss: 3, count: 3, losses: [1, 2, 6] }],
    [
      { loss: 3, losses: [1, 2, 6], count: 3 },
      { loss: 3, count: 3, losses: [1, 2, 6] },
    ],
    [{ losses: Float32Array.of(1, 2) }, { loss: 1.5, count: 2, losses: [1, 2] }],
    [
      { loss: 1, losses: many(MOST_LOSSES) },
      { loss: 1, count: MOST_LOSSES },
    ],
  ])("%j", (given, wanted) => {
    expect(read(given)).toMatchObject(wanted);
    expect(heldOutLoss(given)).toBe(read(given)?.loss);
  });

  test("a mean in single precision, also of losses that nearly cancel", () => {
    const losses = Array.from({ length: 1000 }, (_, i) => Math.sin(i) + 1e-6);
    const loss = losses.reduce((sum, each) => Math.fround(sum + each), 0) / losses.length;
    expect(read({ loss, losses })).toMatchObject({ loss });
  });

  test.each<[string, Evaluation]>([
    ["NaN", { loss: Number.NaN, losses: [1, Number.NaN], standardError: Number.NaN }],
    ["infinite", { loss: Number.POSITIVE_INFINITY, losses: [1, Number.POSITIVE_INFINITY] }],
    [
      "too large for the sum in float32",
      { loss: Number.POSITIVE_INFINITY, losses: many(10, 1e38) },
    ],
    ["a square too large for float32", { loss: 1e30, standardError: Number.POSITIVE_INFINITY }],
  ])("a diverged one: %s", (_name, given) => {
    const found = read(given);
    expect(found?.loss).toBe(given.loss);
    expect(found).not.toHaveProperty("standardError");
  });
});

describe("what may not", () => {
  test.each<[unknown, string]>([
    [undefined, "expected an object, got undefined"],
    ["1", 'expected an object, got "1" (string)'],
    [[1, 2], "expected an object, got an array of 2"],
    [{}, "at loss: expected a number, got undefined"],
    [{ count: 3 }, "at loss: expected a number, got undefined"],
    [{ loss: "high" }, 'at loss: expected a number, got "high" (string)'],
    [{ loss: 1, count: 0 }, "at count: expected an integer of at least 1, got 0 (number)"],
    [{ loss: 1, count: 2.5 }, "at count: expected an integer of at least 1, got 2.5 (number)"],
    [
      { loss: 1, standardError: -0.1 },
      "at standardError: expected a number of at least 0, got -0.1 (number)",
    ],
    [
      { loss: 1, standardError: Number.NaN },
      "at standardError: expected a number of at least 0, got NaN (number)",
    ],
    [
      { loss: Number.NaN, standardError: -1 },
      "at standardError: expected a number of at least 0, got -1 (number)",
    ],
    [{ losses: [] }, "at losses: expected an array of at least 1, got an array of 0"],
    [
      { losses: many(MOST_LOSSES + 1) },
      "at losses: expected an array of at most 10000, got an array of 10001",
    ],
    [{ losses: [1, null] }, "at losses.1: expected a number, got null"],
    [
      { losses: [1, 2], count: 3 },
      "at count: expected the number of its losses, which is 2, got 3 (number)",
    ],
    [
      { loss: 1.6, losses: [1, 2] },
      "at loss: expected the mean of its losses, which is 1.5, got 1.6 (number)",
    ],
    [
      { loss: Number.NaN, losses: [1, 2] },
      "at loss: expected the mean of its losses, which is 1.5, got NaN (number)",
    ],
    [
      { loss: 1.5, losses: [1, Number.NaN] },
      "at loss: expected the mean of its losses, which is NaN, got 1.5 (number)",
    ],
  ])("%j", (given, wrong) => {
    expect(wrongWith(given)).toBe(wrong);
  });

  test("the mean may be off by a ten-thousandth of the losses' size, and not by more", () => {
    expect(wrongWith({ loss: 1.5 * (1 + 0.9e-4), losses: [1, 2] })).toBe("nothing");
    expect(wrongWith({ loss: 1.5 * (1 + 1.1e-4), losses: [1, 2] })).toMatch(
      "the mean of its losses",
    );
  });
});
