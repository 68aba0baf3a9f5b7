import { expect, test } from "vitest";
import {
  checkDelimiter,
  checkInteger,
  checkOneOf,
  checkPositive,
  checkRange,
  decimal,
  nearest,
} from "../../src/core/check.ts";
import { InputError } from "../../src/core/errors.ts";

test("a good value comes back as it is", () => {
  expect(checkInteger("steps", 10, 10)).toBe(10);
  expect(checkPositive("lr", 1e-9)).toBe(1e-9);
  expect(checkRange("beta", 0, 0, 1)).toBe(0);
  expect(checkOneOf("mode", "exp", ["exp", "linear"])).toBe("exp");
});

test.each([
  [";", ";"],
  ["\t", "\t"],
  ["\\t", "\t"],
  ["🙂", "🙂"],
  ["auto", "auto"],
])("the delimiter %j is %j", (given, meant) => {
  expect(checkDelimiter("delimiter", given)).toBe(meant);
});

test.each(["", ",,", '"', "\n", "\0", "\\n", undefined, 1])("no delimiter: %j", (given) => {
  expect(() => checkDelimiter("delimiter", given)).toThrow("`delimiter` must be one character");
});

test.each([
  [
    () => checkInteger("steps", 2.5, 10),
    "`steps` must be an integer of at least 10, got 2.5 (number)",
  ],
  [
    () => checkInteger("steps", "9", 1, 5),
    '`steps` must be an integer from 1 to 5, got "9" (string)',
  ],
  [() => checkInteger("steps", undefined, 1), "got undefined"],
  [() => checkPositive("lr", 0), "`lr` must be a finite number above 0, got 0 (number)"],
  [() => checkPositive("lr", Number.POSITIVE_INFINITY), "got Infinity (number)"],
  [
    () => checkRange("beta", Number.NaN, 0, 1),
    "`beta` must be a number from 0 to 1, got NaN (number)",
  ],
  [() => checkRange("beta", [1], 0, 1), "got an array of 1"],
])("a bad value is named with what was expected (%#)", (check, message) => {
  expect(check).toThrow(InputError);
  expect(check).toThrow(message);
});

test("a misspelt name gets the nearest one", () => {
  const optimizers = ["sgd", "momentum", "adam", "adamw", "rmsprop", "adagrad"] as const;
  expect(() => checkOneOf("optimizer", "Adm", optimizers)).toThrow('Did you mean "adam"?');
  expect(nearest("momentun", optimizers)).toBe("momentum");
  expect(nearest("rms", optimizers)).toBe("rmsprop");
  expect(nearest("exponential", ["linear", "exp"])).toBe("exp");
  expect(nearest("zzzzzz", optimizers)).toBeUndefined();
  expect(nearest("", optimizers)).toBeUndefined();
});

test.each([
  ["rows", ["loss", "report", "epochs"]],
  ["open", ["per", "out", "preset"]],
  ["shampoo", ["sgd", "momentum", "adam", "rmsprop"]],
  ["x", ["y"]],
  // The same letters, and one letter of three: other words.
  ["nope", ["open", "run", "report"]],
  ["gpu", ["native", "wasm", "cpu"]],
  ["law", ["raw", "saw"]],
])("of %j nothing is near", (name, candidates) =>
  expect(nearest(name, candidates)).toBeUndefined(),
);

test.each([
  ["lsos", "loss"],
  ["rnu", "run"],
  ["rum", "run"],
  ["los", "loss"],
  ["epoch", "epochs"],
  ["epohcs", "epochs"],
  ["evaluate", "evaluate-every"],
  ["seedling", "seed"],
  ["evaluation", "evaluate-every"],
])("%j is near to %j", (name, meant) => {
  expect(nearest(name, ["loss", "epochs", "evaluate-every", "seed", "run"])).toBe(meant);
});

test("a number is what people write, in decimals", () => {
  for (const text of ["5", "0.1", ".5", "5.", "1e-3", "-2", "+4", "1E5"]) {
    expect(decimal(text)).toBe(Number(text));
  }
  for (const text of ["0x10", " 5", "5 ", "", "Infinity", "NaN", "1_000", "0b1", "5,5", "1e"]) {
    expect(decimal(text)).toBeUndefined();
  }
});
