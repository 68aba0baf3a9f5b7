import { describe, expect, test } from "vitest";
import { strictTextNumber } from "../../../src/config/formats/build-tree.ts";
import { candidateKeys, iniFormat } from "../../../src/config/index.ts";
import { addTo, errorOf, noteCodes, setIn } from "../support.ts";

describe("only the value's bytes change", () => {
  test.each([
    ["equals", "[a]\nlr = 0.1\n", "a.lr", "[a]\nlr = 0.003\n"],
    ["colon", "[a]\nlr: 0.1\n", "a.lr", "[a]\nlr: 0.003\n"],
    ["inline comment", "[a]\nlr = 0.1  ; c\n", "a.lr", "[a]\nlr = 0.003  ; c\n"],
    [
      "no comment without a blank",
      "[a]\nu = a;b\nlr = 1;2\n",
      "a.lr",
      "[a]\nu = a;b\nlr = 0.003\n",
    ],
    ["key in other case", "[a]\nLR=0.1\n", "a.lr", "[a]\nLR=0.003\n"],
    ["indented keys", "[a]\n\tlr = 1\n\tb = 2\n", "a.lr", "[a]\n\tlr = 0.003\n\tb = 2\n"],
    ["empty", "[a]\nlr =\nb = 1\n", "a.lr", "[a]\nlr = 0.003\nb = 1\n"],
    ["empty, tight", "[a]\nlr=\n", "a.lr", "[a]\nlr=0.003\n"],
    ["empty with a comment", "[a]\nlr = # c\n", "a.lr", "[a]\nlr = 0.003 # c\n"],
    ["quotes are a part of it", '[a]\nlr = "0.1"\n', "a.lr", "[a]\nlr = 0.003\n"],
    ["over lines", "[a]\nlr = 1\n  2\n\n  # c\n  3\nb = 1\n", "a.lr", "[a]\nlr = 0.003\nb = 1\n"],
    ["before the first section", "lr=1\n[a]\nx=1\n", "lr", "lr=0.003\n[a]\nx=1\n"],
    ["section with dots", "[tool.train]\nlr=1\n", '"tool.train".lr', "[tool.train]\nlr=0.003\n"],
    ["DEFAULT itself", "[DEFAULT]\nlr=1\n[a]\n", "DEFAULT.lr", "[DEFAULT]\nlr=0.003\n[a]\n"],
    [
      "own value beside DEFAULT",
      "[DEFAULT]\nlr=1\n[a]\nlr=2",
      "a.lr",
      "[DEFAULT]\nlr=1\n[a]\nlr=0.003",
    ],
    ["mark and CRLF", "\uFEFF[a]\r\nlr = 1\r\n", "a.lr", "\uFEFF[a]\r\nlr = 0.003\r\n"],
  ])("%s", (_name, text, path, expected) => {
    expect(setIn(iniFormat, text, path, 0.003)).toBe(expected);
  });

  test("strings, but none that a reader would take for something else", () => {
    expect(setIn(iniFormat, "[a]\nk = linear ; c\n", "a.k", "one cycle")).toBe(
      "[a]\nk = one cycle ; c\n",
    );
    for (const bad of ["50%", "a ; b", "$\u007Bx}", "a\nb", " a", ""]) {
      expect(errorOf(() => setIn(iniFormat, "[a]\nk = x\n", "a.k", bad)).code).toBe("bad-option");
    }
    expect(errorOf(() => setIn(iniFormat, "[a]\nm = 3\n", "a.m", [1, 2])).message).toContain(
      "list",
    );
  });

  test("notes: an inline comment, a number in quotes", () => {
    expect(noteCodes(iniFormat, "[a]\nlr = 0.1 ; c\n", "a.lr")).toEqual(["inline-comment"]);
    expect(noteCodes(iniFormat, "[a]\nlr = '0.1'\n", "a.lr")).toEqual(["was-quoted"]);
    expect(noteCodes(iniFormat, "[a]\nlr = 0.1\n", "a.lr")).toEqual([]);
  });
});

describe("what is not written, and where the source is", () => {
  test.each([
    ["from DEFAULT", "[DEFAULT]\nlr = 1\n[a]\nb = 2\n", "a.lr", "default-section", "DEFAULT.lr", 2],
    ["same section", "[a]\nbase = 1\nlr = %(base)s\n", "a.lr", "interpolation", "a.base", 2],
    [
      "name in DEFAULT",
      "[a]\nlr = %(x)s\n[DEFAULT]\nx = 1",
      "a.lr",
      "interpolation",
      "DEFAULT.x",
      4,
    ],
    ["other section", "[a]\nlr = $\u007Bb:x}\n[b]\nx = 1", "a.lr", "interpolation", "b.x", 4],
  ])("%s", (_name, text, path, reason, source, line) => {
    const error = errorOf(() => setIn(iniFormat, text, path, 0.1));
    expect(error.data).toMatchObject({ reason, source: { path: source, line } });
    expect(error.message).toContain(`Its source is ${source} (line ${line})`);
  });

  test.each([
    ["[a]\nlr = 1\nlr = 2\n", "a.lr", "key-ambiguous"],
    ["[a]\nLR = 1\nlr = 2\n", "a.lr", "key-ambiguous"],
    ["[a]\nx=1\n[a]\nlr=1\n", "a.lr", "key-ambiguous"],
    ["[a]\nlr\n", "a.lr", "key-not-editable"],
    ["[a]\nlr = 1\n", "a", "key-not-editable"],
    ["[a]\nlr = 1\n", "A.lr", "key-not-found"],
    ["[a\nlr = 1\n", "a.lr", "config-unreadable"],
    ["[a]\nlr 1\n", "a.lr", "config-unreadable"],
  ])("%j at %s: %s", (text, path, code) => {
    expect(errorOf(() => setIn(iniFormat, text, path, 0.1)).code).toBe(code);
  });
});

describe("a missing key", () => {
  test.each([
    ["into a section", "[a]\nb : 1\n\n[c]\n", "a.lr", "[a]\nb : 1\nlr : 0.003\n\n[c]\n"],
    [
      "aligned",
      "[a]\nlong   = 2\nb      = 3\n",
      "a.lr",
      "[a]\nlong   = 2\nb      = 3\nlr     = 0.003\n",
    ],
    [
      "behind a value over lines",
      "[a]\nb = 1\n  2\n\n[c]\n",
      "a.lr",
      "[a]\nb = 1\n  2\nlr = 0.003\n\n[c]\n",
    ],
    ["into an empty section", "[a] ; c\n[b]\nx=1\n", "a.lr", "[a] ; c\nlr=0.003\n[b]\nx=1\n"],
    ["a section more", "[a]\nb = 1", "d.lr", "[a]\nb = 1\n\n[d]\nlr = 0.003"],
    ["into nothing", "", "d.lr", "[d]\nlr = 0.003\n"],
    ["CRLF", "[a]\r\nb=1\r\n", "a.lr", "[a]\r\nb=1\r\nlr=0.003\r\n"],
  ])("%s", (_name, text, path, expected) => {
    expect(addTo(iniFormat, text, path)).toBe(expected);
  });

  test.each(["lr", "a.b.c", "a.b.lr", 'a."x=y"', 'a."#x"', '"x]".lr'])("not at %s", (path) => {
    const error = errorOf(() => addTo(iniFormat, "[a]\nb = 1\n", path));
    expect(error.code).toBe("key-not-creatable");
  });
});

test("candidates", () => {
  const text = "[a]\nLR = 0.1\nlr_decay = 3\n[b]\nlearning_rate = 1e-3 ; c\n";
  expect(candidateKeys(text, iniFormat).map(({ path, value }) => [path, value])).toEqual([
    ["a.LR", 0.1],
    ["b.learning_rate", 0.001],
  ]);
});

test("numbers as float() and Number() both read them", () => {
  expect(["1", "1.", ".5", "+1e-5", "1E+05"].map(strictTextNumber)).toEqual([1, 1, 0.5, 1e-5, 1e5]);
  const none = ["1_0", "0x1F", "inf", "nan", "", "1e", "1e999", "1 "];
  expect(none.map(strictTextNumber)).toEqual(none.map(() => null));
});
