import { expect, test } from "vitest";
import { countOf } from "../../src/words/en/format.ts";
import { numbers } from "../../src/words/format.ts";
import { wordsOf } from "../../src/words/index.ts";

const { format } = wordsOf("en");

test.each([
  [0, "0"],
  [999, "999"],
  [1000, "1,000"],
  [1234567, "1,234,567"],
])("count %d", (value, text) => expect(format.count(value)).toBe(text));

test("nouns follow their count", () => {
  expect(countOf(1, "step")).toBe("1 step");
  expect(countOf(2000, "step")).toBe("2,000 steps");
});

test.each([
  [0.1234, "0.12 s"],
  [12.345, "12.3 s"],
  [59.96, "60 s"],
  [200, "3 min 20 s"],
  [3599.9, "1 h 0 min"],
  [3900, "1 h 5 min"],
])("duration %d", (seconds, text) => expect(format.duration(seconds)).toBe(text));

test("a loss has a real minus sign, a missing one a dash", () => {
  expect(format.loss(-0.25)).toBe("−0.25");
  expect(format.loss(1e30)).toBe("1.000e+30");
  expect(format.loss(Number.NEGATIVE_INFINITY)).toBe("−Infinity");
  expect(format.loss(undefined)).toBe("–");
});

test("numbers take the signs of a language, learning rates those of a config", () => {
  const german = numbers(",", ".");
  expect(german.count(1234567)).toBe("1.234.567");
  expect(german.loss(-0.25)).toBe("−0,25");
  expect(german.number(1234.5)).toBe("1234,5");
  expect(german.lr(0.0012)).toBe("0.0012");
  expect(german.separators).toBe(",.");
});

test("lists read as sentences", () => {
  expect(format.list([])).toBe("");
  expect(format.list(["a"])).toBe("a");
  expect(format.list(["a", "b", "c"])).toBe("a, b and c");
});

test("dates lose their fractions; what is no date is shown as it came", () => {
  expect(format.date("2026-11-22T13:05:09.123Z")).toBe("2026-11-22 13:05 UTC");
  expect(format.date("yesterday")).toBe("yesterday");
});
