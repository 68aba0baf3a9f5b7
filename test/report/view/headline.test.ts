import { expect, test } from "vitest";
import { headline } from "../../../src/report/view/headline.ts";
import { wordsOf } from "../../../src/words/index.ts";
import { healthyLoss, makeResult } from "../fixtures.ts";

const by = (method: string, language: "en" | "zh") => {
  const result = makeResult({ loss: healthyLoss });
  if (result.status === "none") throw new Error("no suggestion");
  const suggestion = { ...result.suggestion, method };
  return headline({ ...result, suggestion }, wordsOf(language)).sentences;
};

test("the range is said to come from what was tried: a curve, probes or a ladder", () => {
  expect(by("centred-minimum", "en")[0]).toMatch(/cannot be told from it on this curve/);
  expect(by("probes", "en")[0]).toMatch(/^By the probes, anything from/);
  expect(by("ladder", "en")[0]).toMatch(/^By the ladder, anything from/);
  expect(by("ladder", "zh")[0]).toMatch(/^按阶梯来看/);
  expect(by("ladder", "en")[1]).not.toMatch(/curve|probes/);
});

test("a rule of any name reads a curve", () => {
  expect(by("constructor", "en")[0]).toMatch(/on this curve/);
});
