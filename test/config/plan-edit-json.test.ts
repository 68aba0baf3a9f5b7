import { describe, expect, test } from "vitest";
import { jsonFormat, planEdit } from "../../src/config/index.ts";
import { errorOf, ref, setJson } from "./support.ts";

describe("only the value's bytes change", () => {
  test.each([
    ["compact", '{"lr":0.1,"b":2}', "lr", '{"lr":0.003,"b":2}'],
    ["tabs", '{\n\t"a":\t{ "lr" :\t1 }\n}', "a.lr", '{\n\t"a":\t{ "lr" :\t0.003 }\n}'],
    ["CRLF", '{\r\n  "lr": 1\r\n}\r\n', "lr", '{\r\n  "lr": 0.003\r\n}\r\n'],
    ["mark", '\uFEFF{"lr": 1}', "lr", '\uFEFF{"lr": 0.003}'],
    ["comments", '{ /* "lr": 5 */ "lr": 1 // lr\n}', "lr", '{ /* "lr": 5 */ "lr": 0.003 // lr\n}'],
    ["trailing commas", '{"a": [{"lr": 1,},],}', "a.0.lr", '{"a": [{"lr": 0.003,},],}'],
    ["string", '{"lr": "1e-3"}', "lr", '{"lr": 0.003}'],
    ["null", '{"lr": null}', "lr", '{"lr": 0.003}'],
    ["auto", '{"lr": "auto"}', "lr", '{"lr": 0.003}'],
    ["root list", '[{"lr": 1}, {"lr": 2}]', "[1].lr", '[{"lr": 1}, {"lr": 0.003}]'],
    ["dotted key", '{"a.b": 1, "a": {"b": 2}}', '"a.b"', '{"a.b": 0.003, "a": {"b": 2}}'],
    ["escaped key", '{"l\\u0072": 1}', "lr", '{"l\\u0072": 0.003}'],
    ["emoji", '{"🔥": {"lr": 1}, "x": "é🎉"}', "🔥.lr", '{"🔥": {"lr": 0.003}, "x": "é🎉"}'],
    ["no line end, blanks", ' {"lr": 1}  ', "lr", ' {"lr": 0.003}  '],
    ["keys of Object", '{"toString": 1, "lr": 2}', "lr", '{"toString": 1, "lr": 0.003}'],
    [
      "a __proto__ beside it",
      '{"__proto__": {"lr": 9}, "lr": 1}',
      "lr",
      '{"__proto__": {"lr": 9}, "lr": 0.003}',
    ],
    ["duplicates elsewhere", '{"x": 1, "x": 2, "lr": 1}', "lr", '{"x": 1, "x": 2, "lr": 0.003}'],
  ])("%s", (_name, text, path, expected) => {
    expect(setJson(text, path, 0.003)).toBe(expected);
  });

  test("an equal value in any spelling changes no byte", () => {
    for (const text of ['{"lr": 3e-3}', '{"lr": 0.00300}', '{"lr": 3E-03}']) {
      expect(setJson(text, "lr", 0.003)).toBe(text);
    }
  });

  test("a rate of 1 is a float for Python", () => {
    expect(setJson('{"lr": 0.5}', "lr", 1)).toBe('{"lr": 1.0}');
    expect(setJson('{"lr": 0.5}', "lr", 1e-7)).toBe('{"lr": 1.0e-7}');
  });

  test("strings and integers", () => {
    const text = '{"kind": "linear", "warmup": 10, "name": null}';
    const plan = planEdit(text, jsonFormat, [
      { path: "kind", value: 'co"sine\n' },
      { path: "warmup", value: 250, as: "integer" },
      { path: "name", value: "é🔥" },
    ]);
    expect(plan.text).toBe('{"kind": "co\\"sine\\n", "warmup": 250, "name": "é🔥"}');
  });
});

describe("what is not written", () => {
  test.each([
    ['{"lr": 1, "lr": 2}', "lr", "key-ambiguous"],
    [`{"lr": "${ref("LR")}"}`, "lr", "key-not-editable"],
    ['{"o": {"lr": 1}}', "o", "key-not-editable"],
    ['{"o": [1, 2]}', "o", "key-not-editable"],
    ['{"o": {"lr": 1}}', "lr", "key-not-found"],
    ['{"lr": 1}', "lr.x", "key-not-found"],
    ["{'lr': 1}", "lr", "config-unreadable"],
    ['{"lr": }', "lr", "config-unreadable"],
    ['{"lr": 1', "lr", "config-unreadable"],
    ['{"lr": 1} x', "lr", "config-unreadable"],
    ['{"lr": NaN}', "lr", "config-unreadable"],
    ["", "lr", "config-unreadable"],
  ])("%s at %s: %s", (text, path, code) => {
    expect(errorOf(() => setJson(text, path, 0.1)).code).toBe(code);
  });

  test("broken text names line and column", () => {
    const error = errorOf(() => setJson('{\r\n  "a": 1\r\n  "b": 2\r\n}', "a", 0.1));
    expect(error.message).toContain("line 3, column 3: a comma was expected");
  });
});
