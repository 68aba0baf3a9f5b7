import { expect, test } from "vitest";
import { formatLr } from "../../../src/core/format.ts";
import { facts, headline } from "../../../src/report/view/headline.ts";
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

test("what was swept ends where the sweep ended, and not where it was to end", () => {
  for (const result of [
    makeResult({ loss: healthyLoss }),
    makeResult({ loss: (lr) => (lr > 0.01 ? Number.NaN : 1) }),
  ]) {
    const last = Math.max(...result.record.runs.map(({ lrs }) => lrs.at(-1) as number));
    const said = facts(result, wordsOf("en")).find(({ label }) => label === "Swept");
    expect(said?.value).toBe(`${formatLr(result.sweep.startLr)} – ${formatLr(last)}`);
  }
});

test("the LR for the other aim is called better only where the answer is no guess", () => {
  const result = makeResult({ loss: healthyLoss });
  if (result.status === "none") throw new Error("no suggestion");
  const said = (confidence: "high" | "medium" | "low", language: "en" | "zh") => {
    const other = { for: "best", lr: 0.0562 } as const;
    const suggestion = { ...result.suggestion, confidence, other };
    return headline({ ...result, suggestion }, wordsOf(language)).sentences.find((each) =>
      each.includes("0.0562"),
    );
  };
  for (const confidence of ["high", "medium"] as const) {
    expect(said(confidence, "en")).toContain("0.0562 is better");
    expect(said(confidence, "zh")).toContain("0.0562 更好");
  }
  expect(said("low", "en")).not.toContain("is better");
  expect(said("low", "en")).toContain("noise decides");
  expect(said("low", "zh")).toContain("由噪声决定");
});
