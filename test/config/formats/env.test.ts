import { describe, expect, test } from "vitest";
import { candidateKeys, envFormat } from "../../../src/config/index.ts";
import { addTo, errorOf, noteCodes, setIn } from "../support.ts";

describe("only the value's bytes change", () => {
  test.each([
    ["plain", "A=x\nLR=1\n", "A=x\nLR=0.003\n"],
    ["export and comment", "export LR=1  # c\n", "export LR=0.003  # c\n"],
    ["double quotes", 'LR="0.1"\n', 'LR="0.003"\n'],
    ["single quotes", "LR='0.1' # c\n", "LR='0.003' # c\n"],
    ["blanks around", "  LR = 0.1  \n", "  LR = 0.003  \n"],
    ["colon", "LR: 0.1\n", "LR: 0.003\n"],
    ["the last of two", "LR=1\nB=2\nLR=3\n", "LR=1\nB=2\nLR=0.003\n"],
    ["a comment without a blank gets one", "LR=0.1#c\n", "LR=0.003 #c\n"],
    ["empty", "LR=\nB=1", "LR=0.003\nB=1"],
    ["empty with a comment", "LR= # c\n", "LR=0.003 # c\n"],
    ["not inside a text over lines", 'A="x\nLR=9\n"\nLR=1\n', 'A="x\nLR=9\n"\nLR=0.003\n'],
    ["a word", "LR=auto", "LR=0.003"],
    ["mark and CRLF", "\uFEFFLR=1\r\nB=2\r\n", "\uFEFFLR=0.003\r\nB=2\r\n"],
  ])("%s", (_name, text, expected) => {
    expect(setIn(envFormat, text, "LR", 0.003)).toBe(expected);
  });

  test("an equal value, in quotes or not, changes no byte", () => {
    for (const text of ["LR=3e-3\n", 'LR="0.0030"\n']) {
      expect(setIn(envFormat, text, "LR", 0.003)).toBe(text);
    }
  });

  test("strings get quotes where they need them; lists are refused", () => {
    expect(setIn(envFormat, "K=a\n", "K", "x y")).toBe("K='x y'\n");
    expect(setIn(envFormat, 'K="a"\n', "K", "it's")).toBe('K="it\'s"\n');
    expect(errorOf(() => setIn(envFormat, "K=a\n", "K", "$X")).code).toBe("key-not-editable");
    expect(errorOf(() => setIn(envFormat, "K=1\n", "K", [1, 2])).message).toContain("list");
  });

  test("notes", () => {
    expect(noteCodes(envFormat, "LR=1 # c\n", "LR")).toEqual(["inline-comment"]);
    expect(noteCodes(envFormat, "LR=1\nLR=2\n", "LR")).toEqual(["duplicate-key"]);
    expect(noteCodes(envFormat, 'LR="1"\n', "LR")).toEqual([]);
  });
});

test.each([
  ["LR=$X\nX=1\n", "X"],
  ["X=1\nLR=$\u007BX}\n", "X"],
  ["X=1\nLR=$\u007BX:-0.1}\n", "X"],
])("%j is not expanded: the source is named", (text, path) => {
  const error = errorOf(() => setIn(envFormat, text, "LR", 0.1));
  expect(error.data).toMatchObject({ reason: "interpolation", source: { path } });
});

test.each([
  ["LR\n", "key-not-editable"],
  ["[a]\nLR=1\n", "config-unreadable"],
  ["LR 1\n", "config-unreadable"],
  ["lr=1\n", "key-not-found"],
])("%j: %s", (text, code) => {
  expect(errorOf(() => setIn(envFormat, text, "LR", 0.1)).code).toBe(code);
});

describe("a missing key", () => {
  test.each([
    ["into nothing", "", "NEW=0.003\n"],
    ["behind comments", "# c", "# c\nNEW=0.003"],
    ["behind the last", "A=1\n# t\n", "A=1\nNEW=0.003\n# t\n"],
    ["with export", "export A=x # c\n", "export A=x # c\nexport NEW=0.003\n"],
    ["in the numbers' quotes", 'A="1"\nB="x"\n', 'A="1"\nB="x"\nNEW="0.003"\n'],
    ["spaced, CRLF", "A = x\r\n", "A = x\r\nNEW = 0.003\r\n"],
  ])("%s", (_name, text, expected) => {
    expect(addTo(envFormat, text, "NEW")).toBe(expected);
  });

  test.each(["a.b", '"x y"', '"9a"'])("not at %s", (path) => {
    expect(errorOf(() => addTo(envFormat, "A=1\n", path)).code).toBe("key-not-creatable");
  });
});

test("candidates: one for each key, the last", () => {
  const found = candidateKeys("LR=1\nMAX_LR='0.5'\nLR=2\n", envFormat);
  expect(found.map(({ path, value, line }) => [path, value, line])).toEqual([
    ["MAX_LR", 0.5, 2],
    ["LR", 2, 3],
  ]);
});
