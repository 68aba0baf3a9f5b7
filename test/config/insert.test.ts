import { describe, expect, test } from "vitest";
import {
  CONFIG_FORMATS,
  jsonFormat,
  parseConfig,
  planInsert,
  yamlFormat,
} from "../../src/config/index.ts";
import { applySplices, invertSplices } from "../../src/config/text-changes.ts";
import { addTo, errorOf } from "./support.ts";

describe("JSON", () => {
  test.each([
    ["{}", "lr", '{"lr": 0.003}'],
    ["{ }", "lr", '{ "lr": 0.003 }'],
    ["{\n}", "lr", '{\n  "lr": 0.003\n}'],
    ["{\n  // c\n}", "lr", '{\n  // c\n  "lr": 0.003\n}'],
    ['{"a":1}', "lr", '{"a":1,"lr":0.003}'],
    ['{"a":1}', "o.lr", '{"a":1,"o":{"lr":0.003}}'],
    ['{ "a": 1 }', "lr", '{ "a": 1, "lr": 0.003 }'],
    ['{"a": 1,}', "lr", '{"a": 1, "lr": 0.003,}'],
    ['{"a": 1 /* c */}', "lr", '{"a": 1, "lr": 0.003 /* c */}'],
    ['{\n\t"a" : 1\n}', "lr", '{\n\t"a" : 1,\n\t"lr" : 0.003\n}'],
    ['{\r\n  "a": 1 // c\r\n}', "lr", '{\r\n  "a": 1, // c\r\n  "lr": 0.003\r\n}'],
    ['{\n  "a": 1, // c\n}', "lr", '{\n  "a": 1, // c\n  "lr": 0.003,\n}'],
    [
      '{\n  "o": {\n    "a": 1\n  }\n}',
      "o.p.lr",
      '{\n  "o": {\n    "a": 1,\n    "p": {\n      "lr": 0.003\n    }\n  }\n}',
    ],
    ['{"a": "1", "b": "2", "c": "x"}', "lr", '{"a": "1", "b": "2", "c": "x", "lr": "0.003"}'],
    ['[{"a": 1}]', "0.lr", '[{"a": 1, "lr": 0.003}]'],
    ['{"a": 1}', '"a.b"', '{"a": 1, "a.b": 0.003}'],
  ])("%j at %s", (text, path, expected) => {
    expect(addTo(jsonFormat, text, path)).toBe(expected);
  });
});

describe("YAML", () => {
  test.each([
    ["", "lr", "lr: 0.003\n"],
    ["# c\n", "o.lr", "# c\no:\n  lr: 0.003\n"],
    ["a: 1 # c", "lr", "a: 1 # c\nlr: 0.003"],
    ["a: 1\r\nb: 2\r\n", "lr", "a: 1\r\nb: 2\r\nlr: 0.003\r\n"],
    ["a:    1\nbbb:  2\n", "lr", "a:    1\nbbb:  2\nlr:   0.003\n"],
    ["a:\n    b: 1\nc: 2\n", "a.d.lr", "a:\n    b: 1\n    d:\n        lr: 0.003\nc: 2\n"],
    ["a: {b: 1}\n", "a.lr", "a: {b: 1, lr: 0.003}\n"],
    ["a: {b: 1, }\n", "a.o.lr", "a: {b: 1, o: {lr: 0.003}, }\n"],
    ["{}", "lr", "{lr: 0.003}"],
    ["'a': 1\n", "lr", "'a': 1\n'lr': 0.003\n"],
    ["a:\nb:\n", "lr", "a:\nb:\nlr: 0.003\n"],
    [
      "a:\n  b:\n  - 1\n  - c: 2 # x\n\n# tail\n",
      "lr",
      "a:\n  b:\n  - 1\n  - c: 2 # x\nlr: 0.003\n\n# tail\n",
    ],
    ["g:\n- a: 1\n- b: 2\n", "g.0.lr", "g:\n- a: 1\n  lr: 0.003\n- b: 2\n"],
    ["a: |\n  x\n", "lr", "lr: 0.003\na: |\n  x\n"],
    ["&k a: 1\n", "lr", "&k a: 1\nlr: 0.003\n"],
    ["d: &d {x: 1}\n<<: *d\n", "lr", "d: &d {x: 1}\n<<: *d\nlr: 0.003\n"],
    ["d: &d {lr: 1}\na:\n  <<: *d\n", "a.lr", "d: &d {lr: 1}\na:\n  <<: *d\n  lr: 0.003\n"],
    ["a: 1\n---\nb: 2\n", "0.lr", "a: 1\nlr: 0.003\n---\nb: 2\n"],
    ["a: 1\n...\n", "lr", "a: 1\nlr: 0.003\n...\n"],
    ["\uFEFFa: 1\n", '"x y"', '\uFEFFa: 1\n"x y": 0.003\n'],
  ])("%j at %s", (text, path, expected) => {
    expect(addTo(yamlFormat, text, path)).toBe(expected);
  });

  test("strings and lists", () => {
    expect(addTo(yamlFormat, "a: 1\n", "k", "cosine")).toBe("a: 1\nk: cosine\n");
    expect(addTo(yamlFormat, "a: 1\n", "k", "a: b")).toBe('a: 1\nk: "a: b"\n');
    expect(addTo(yamlFormat, "a: 1\n", "m", [30, 60])).toBe("a: 1\nm: [30, 60]\n");
  });
});

describe("where no key can go", () => {
  test.each([
    ["a: 1\n", "a", "there already"],
    ["a: 1\n", "a.b", "a is no mapping"],
    ["a:\n", "a.b", "a is empty"],
    ["a: [1]\n", "a.1", "item 1 of a list of 1"],
    ["a: [1]\n", "a.x", "item x of a list of 1"],
    ["b: &b {x: 1}\na: *b\n", "a.lr", "alias *b"],
    ["a: $\u007Bb}\nb: {x: 1}\n", "a.lr", "filled in from"],
    ["d: &d {o: {x: 1}}\na: {<<: *d}\n", "a.o.lr", "merged mapping"],
    ["a: {}\na: {}\n", "a.lr", "more than once"],
    ["a: 1\n---\nb: 1\n", "lr", "start the path with 0 to 1"],
  ])("%j at %s", (text, path, why) => {
    const error = errorOf(() => addTo(yamlFormat, text, path));
    expect([error.code, error.message]).toEqual([
      "key-not-creatable",
      expect.stringContaining(why),
    ]);
  });

  test.each(Object.values(CONFIG_FORMATS))("$name: no __proto__", (format) => {
    for (const path of ["__proto__", "a.constructor", '"prototype".x']) {
      expect(errorOf(() => addTo(format, "", path)).code).toMatch(/bad-key-path|config-unreadable/);
    }
  });
});

test("the new line is told, keys are added one after the other, and the splices lead back", () => {
  const text = "a: 1\nb:\n  c: 2\n";
  const number = { kind: "number", value: 0.5, literal: "0.5", as: "lr" } as const;
  const first = planInsert(parseConfig(text, yamlFormat), ["b", "lr"], number);
  expect([first.text, first.line]).toEqual(["a: 1\nb:\n  c: 2\n  lr: 0.5\n", 4]);
  const second = planInsert(first.tree, ["x"], number);
  expect([second.text, second.line]).toEqual([`${first.text}x: 0.5\n`, 5]);
  const back = applySplices(second.text, invertSplices(first.text, second.splices));
  expect(applySplices(back, invertSplices(text, first.splices))).toBe(text);
});
