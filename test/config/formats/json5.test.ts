import { describe, expect, test } from "vitest";
import { json5Format } from "../../../src/config/index.ts";
import { addTo, errorOf, noteCodes, setIn } from "../support.ts";

describe("only the value's bytes change", () => {
  test.each([
    ["bare key", "{lr: .5}", "lr", "{lr: 0.003}"],
    [
      "hexadecimal, comments",
      "{lr: 0x1F, /* lr: 1 */ b: 1, // d\n}",
      "lr",
      "{lr: 0.003, /* lr: 1 */ b: 1, // d\n}",
    ],
    ["single quotes", "{'a.b': '0.1',}", '"a.b"', "{'a.b': 0.003,}"],
    [
      "signs before a point",
      "{a: '-.5', lr: -.5, b: +.5 /* -.5 */}",
      "lr",
      "{a: '-.5', lr: 0.003, b: +.5 /* -.5 */}",
    ],
    ["Infinity", "{a: {lr: -Infinity}}", "a.lr", "{a: {lr: 0.003}}"],
    ["escaped key", "{l\\u0072: 1}", "lr", "{l\\u0072: 0.003}"],
    ["item", "[+1, {lr: 2.,},]", "1.lr", "[+1, {lr: 0.003,},]"],
    ["mark and CRLF", "\uFEFF{\r\n lr: 1,\r\n}", "lr", "\uFEFF{\r\n lr: 0.003,\r\n}"],
    [
      "a __proto__ beside it",
      "{__proto__: {lr: 9}, lr: 1}",
      "lr",
      "{__proto__: {lr: 9}, lr: 0.003}",
    ],
  ])("%s", (_name, text, path, expected) => {
    expect(setIn(json5Format, text, path, 0.003)).toBe(expected);
  });

  test("an equal number that JSON would not read is written again", () => {
    expect(setIn(json5Format, "{lr: .5}", "lr", 0.5)).toBe("{lr: 0.5}");
    expect(setIn(json5Format, "{lr: 5e-1}", "lr", 0.5)).toBe("{lr: 5e-1}");
  });

  test("strings keep their quotes", () => {
    expect(setIn(json5Format, "{k: 'x'}", "k", `it's "q"\n`)).toBe(`{k: 'it\\'s "q"\\n'}`);
    expect(noteCodes(json5Format, "{lr: '0.1'}", "lr")).toEqual(["was-quoted"]);
  });
});

test.each([
  ["{lr: 1, lr: 2}", "key-ambiguous"],
  ["{lr: '$\u007BX}'}", "key-not-editable"],
  ["{a: 1}", "key-not-found"],
  ["{lr: 1", "config-unreadable"],
  ["{lr 1}", "config-unreadable"],
  ["", "config-unreadable"],
])("%j: %s", (text, code) => {
  expect(errorOf(() => setIn(json5Format, text, "lr", 0.1)).code).toBe(code);
});

describe("a missing key is written as its neighbours", () => {
  test.each([
    ["{a: 1}", "{a: 1, lr: 0.003}"],
    ["{'a': 1,}", "{'a': 1, 'lr': 0.003,}"],
    ['{"a":1}', '{"a":1,"lr":0.003}'],
    ["{\n  // c\n  a: 1, // d\n}", "{\n  // c\n  a: 1, // d\n  lr: 0.003,\n}"],
    ["{}", "{lr: 0.003}"],
  ])("%j", (text, expected) => {
    expect(addTo(json5Format, text, "lr")).toBe(expected);
  });

  test("strings take the file's quotes", () => {
    expect(addTo(json5Format, "{a: 'x'}", "kind", "cosine")).toBe("{a: 'x', kind: 'cosine'}");
  });
});
