import fc from "fast-check";
import { expect, test } from "vitest";
import { formatKeyPath, parseKeyPath } from "../../src/config/index.ts";
import { errorOf } from "./support.ts";

test.each([
  ["lr", ["lr"]],
  ["a.b.c", ["a", "b", "c"]],
  ["groups.0.lr", ["groups", "0", "lr"]],
  ["groups[0].lr", ["groups", "0", "lr"]],
  ["[1].lr", ["1", "lr"]],
  ["m[1][2]", ["m", "1", "2"]],
  ['"a.b".c', ["a.b", "c"]],
  ["'a.b'.c", ["a.b", "c"]],
  ["a\\.b.c", ["a.b", "c"]],
  ['x["a.b"]', ["x", "a.b"]],
  ['"say \\"hi\\"".x', ['say "hi"', "x"]],
  ["learning rate", ["learning rate"]],
  ["学习率.🔥", ["学习率", "🔥"]],
])("%s", (text, parts) => {
  expect(parseKeyPath(text)).toEqual(parts);
});

test.each([
  "",
  ".",
  "a.",
  ".a",
  "a..b",
  "a[",
  "a[x]",
  "a[]",
  "a[0",
  "a[0]b",
  '"a',
  '"a"b',
  '""',
  "a\\",
  "a.[0]",
  "__proto__.x",
  "a.constructor",
  "a.prototype.lr",
  "a['__proto__']",
  "a.__pro\\to__",
])("%j is refused", (text) => {
  expect(errorOf(() => parseKeyPath(text)).code).toBe("bad-key-path");
});

test("what is formatted is read back", () => {
  const part = fc
    .oneof(fc.string({ minLength: 1 }), fc.constantFrom('a"b', "x.y", "[0]", "\\", "'", " "))
    .filter((text) => !["__proto__", "constructor", "prototype"].includes(text));
  fc.assert(
    fc.property(fc.array(part, { minLength: 1, maxLength: 5 }), (parts) => {
      expect(parseKeyPath(formatKeyPath(parts))).toEqual(parts);
    }),
    { seed: 1, numRuns: 500 },
  );
});
