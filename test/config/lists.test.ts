import { describe, expect, test } from "vitest";
import { errorOf, setJson, setYaml } from "./support.ts";

describe("YAML lists of integers keep their style", () => {
  test.each([
    ["flow", "m: [30, 60] # c\n", [10, 20], "m: [10, 20] # c\n"],
    ["flow, tight", "m: [30,60]\n", [10, 60, 90], "m: [10,60,90]\n"],
    ["flow, one", "m: [30]\n", [10, 20], "m: [10, 20]\n"],
    ["flow, shorter", "m: [ 30, 60, 90 ]\n", [30], "m: [ 30 ]\n"],
    [
      "flow, many lines",
      "m: [\n  30, # a\n  60, # b\n]\n",
      [30, 60, 90],
      "m: [\n  30, # a\n  60,\n  90, # b\n]\n",
    ],
    ["empty", "m: []\n", [1, 2], "m: [1, 2]\n"],
    [
      "block",
      "m:\n  - 30 # a\n  # b\n  - 60 # c\nx: 1\n",
      [31, 61],
      "m:\n  - 31 # a\n  # b\n  - 61 # c\nx: 1\n",
    ],
    [
      "block, longer",
      "m:\n- 30\n- 60 # c\nx: 1\n",
      [30, 60, 90, 120],
      "m:\n- 30\n- 60 # c\n- 90\n- 120\nx: 1\n",
    ],
    [
      "block, shorter",
      "m:\n  - 30 # a\n  - 60 # c\n  - 90\nx: 1\n",
      [30],
      "m:\n  - 30 # a\nx: 1\n",
    ],
    ["block at the end", "m:\n  - 30", [1, 2], "m:\n  - 1\n  - 2"],
    ["block with CRLF", "m:\r\n  - 30", [1, 2], "m:\r\n  - 1\r\n  - 2"],
    ["block in a block", "- - 30\n  - 60\n- 1\n", [30, 60, 90], "- - 30\n  - 60\n  - 90\n- 1\n"],
    ["scalar", "m: 30 # c\n", [30, 60], "m: [30, 60] # c\n"],
    ["nothing", "m:\n", [30, 60], "m: [30, 60]\n"],
    ["equal", "m: [ 30,60 ]\n", [30, 60], "m: [ 30,60 ]\n"],
    ["octal to PyYAML", "m: [010, 60]\n", [10, 60], "m: [10, 60]\n"],
    ["floats", "m: [0.1, 2]\n", [0.5, 2], "m: [0.5, 2]\n"],
  ])("%s", (_name, text, value, expected) => {
    expect(setYaml(text, text.startsWith("-") ? "0" : "m", value)).toBe(expected);
  });
});

describe("JSON", () => {
  test.each([
    ["one line", '{"m": [30, 60]}', [10, 20, 30], '{"m": [10, 20, 30]}'],
    ["tight", '{"m":[30,60]}', [10, 20, 30], '{"m":[10,20,30]}'],
    ["lines", '{"m": [\n\t30,\n\t60\n]}', [30, 60, 90], '{"m": [\n\t30,\n\t60,\n\t90\n]}'],
    ["one in lines", '{"m": [\r\n  30\r\n]}', [30, 60], '{"m": [\r\n  30,\r\n  60\r\n]}'],
    ["shorter", '{"m": [30, 60, 90,]}', [5], '{"m": [5,]}'],
    ["null", '{"m": null}', [30, 60], '{"m": [30, 60]}'],
  ])("%s", (_name, text, value, expected) => {
    expect(setJson(text, "m", value)).toBe(expected);
  });
});

test.each([[[]], [[1, Number.NaN]]])("a list of %j is refused", (value) => {
  expect(errorOf(() => setYaml("m: [1]\n", "m", value)).code).toBe("bad-option");
});

test("a list with a mapping or an alias in it is not replaced", () => {
  for (const text of ["m: [{a: 1}]\n", "a: &a 1\nm: [*a]\n"]) {
    expect(errorOf(() => setYaml(text, "m", [1, 2])).code).toBe("key-not-editable");
  }
});
