import { describe, expect, test } from "vitest";
import { strictTomlNumber } from "../../../src/config/formats/toml/index.ts";
import { candidateKeys, tomlFormat } from "../../../src/config/index.ts";
import { addTo, errorOf, noteCodes, setIn } from "../support.ts";

describe("only the value's bytes change", () => {
  test.each([
    ["root", "lr = 1 # c\n", "lr", "lr = 0.003 # c\n"],
    ["tight", "lr=1", "lr", "lr=0.003"],
    ["table", "[opt]\nlr=1e-3\n", "opt.lr", "[opt]\nlr=0.003\n"],
    ["quoted table", '[a."b.c"]\nlr = 1\n', 'a."b.c".lr', '[a."b.c"]\nlr = 0.003\n'],
    ["array of tables", "[[g]]\nlr=1\n[[g]]\nlr=2\n", "g.1.lr", "[[g]]\nlr=1\n[[g]]\nlr=0.003\n"],
    ["in such a table", "[[g]]\n[g.o]\nlr=1\n", "g.0.o.lr", "[[g]]\n[g.o]\nlr=0.003\n"],
    ["inline", "o = { lr = 1_000, b = 2 }", "o.lr", "o = { lr = 0.003, b = 2 }"],
    ["dotted", "o.lr = 1\no.x=2\n", "o.lr", "o.lr = 0.003\no.x=2\n"],
    ["dotted in inline", "o = {p.lr = 1}", "o.p.lr", "o = {p.lr = 0.003}"],
    [
      "a table told in two places",
      "[a.b]\nx=1\n[a]\nlr=1\n",
      "a.lr",
      "[a.b]\nx=1\n[a]\nlr=0.003\n",
    ],
    ["array item", "m = [\n  1, # a\n  2,\n]\n", "m.1", "m = [\n  1, # a\n  0.003,\n]\n"],
    ["string", "lr = '0.1' # c\n", "lr", "lr = 0.003 # c\n"],
    ["text over lines", 'lr = """\n1\n"""\nb = 1\n', "lr", "lr = 0.003\nb = 1\n"],
    ["infinity", "lr = +inf\n", "lr", "lr = 0.003\n"],
    ["mark and CRLF", "\uFEFFlr = 1\r\nb = 2\r\n", "lr", "\uFEFFlr = 0.003\r\nb = 2\r\n"],
    ["keys of Object", "constructor.x = 1\nlr = 1\n", "lr", "constructor.x = 1\nlr = 0.003\n"],
  ])("%s", (_name, text, path, expected) => {
    expect(setIn(tomlFormat, text, path, 0.003)).toBe(expected);
  });

  test("equal values in any spelling change no byte", () => {
    for (const text of ["lr = 3e-3\n", "lr = 0.003_0\n", "lr = +3.0E-03\n"]) {
      expect(setIn(tomlFormat, text, "lr", 0.003)).toBe(text);
    }
  });

  test("strings keep their quotes, lists their lines", () => {
    expect(setIn(tomlFormat, "k = 'lin'\n", "k", "cosine")).toBe("k = 'cosine'\n");
    expect(setIn(tomlFormat, "k = 'lin'\n", "k", "it's")).toBe('k = "it\'s"\n');
    expect(setIn(tomlFormat, "m = [\n  1,\n  2, # c\n]\n", "m", [3, 4, 5])).toBe(
      "m = [\n  3,\n  4,\n  5, # c\n]\n",
    );
  });

  test("a number in quotes becomes a number, with a note", () => {
    expect(noteCodes(tomlFormat, 'lr = "1e-3"\n', "lr")).toEqual(["was-quoted"]);
  });
});

describe("what is not written", () => {
  test.each([
    ["[o]\nlr = 1\n", "o", "key-not-editable"],
    ["[[g]]\nlr = 1\n", "g", "key-not-editable"],
    ["[[g]]\nlr = 1\n", "g.1.lr", "key-not-found"],
    ['base = 1\nlr = "$\u007Bbase}"\n', "lr", "key-not-editable"],
    ["lr = 1\nlr = 2\n", "lr", "config-unreadable"],
    ["lr = 1.\n", "lr", "config-unreadable"],
    ["lr = .5\n", "lr", "config-unreadable"],
    ["lr = {a = 1,}\n", "lr", "config-unreadable"],
    ["lr: 1\n", "lr", "config-unreadable"],
    ["lr = 1\n", "__proto__.lr", "bad-key-path"],
  ])("%j at %s: %s", (text, path, code) => {
    expect(errorOf(() => setIn(tomlFormat, text, path, 0.1)).code).toBe(code);
  });

  test("broken text names line and column", () => {
    const error = errorOf(() => setIn(tomlFormat, "a = 1\r\nb = = 2\r\n", "a", 0.1));
    expect(error.message).toContain("is not valid TOML: line 2, column 5");
  });
});

describe("a missing key", () => {
  test.each([
    ["into nothing", "", "lr", "lr = 0.003\n"],
    ["behind the root's keys", "a=1 # c\n\n[x]\ny=1\n", "lr", "a=1 # c\nlr=0.003\n\n[x]\ny=1\n"],
    ["before the first table", "[x]\ny=1\n", "lr", "lr = 0.003\n\n[x]\ny=1\n"],
    [
      "into a table",
      "[x]\n  y  = 1\n  zz = 2\n\n[z]\n",
      "x.lr",
      "[x]\n  y  = 1\n  zz = 2\n  lr = 0.003\n\n[z]\n",
    ],
    ["into an empty table", "[x] # c\n[y]\n", "x.lr", "[x] # c\nlr = 0.003\n[y]\n"],
    ["into an inline table", "o = { a = 1 }", "o.lr", "o = { a = 1, lr = 0.003 }"],
    ["into an empty one", "o = {}", "o.lr", "o = {lr = 0.003}"],
    ["beside dotted keys", "o.a = 1\nb = 2", "o.lr", "o.a = 1\nb = 2\no.lr = 0.003"],
    ["a table more", "a = 1\r\n", "o.p.lr", "a = 1\r\n\r\n[o.p]\r\nlr = 0.003\r\n"],
    [
      "an item of tables",
      "[[o]]\na = 1\n[[o]]\nb = 1\n",
      "o.0.lr",
      "[[o]]\na = 1\nlr = 0.003\n[[o]]\nb = 1\n",
    ],
    ["deeper in one", "[[o]]\na = 1\n[[o]]\n", "o.0.p.lr", "[[o]]\na = 1\np.lr = 0.003\n[[o]]\n"],
    [
      "a table with only subtables",
      "# c\n[x.z]\ny=1",
      "x.lr",
      "[x]\nlr = 0.003\n\n# c\n[x.z]\ny=1",
    ],
  ])("%s", (_name, text, path, expected) => {
    expect(addTo(tomlFormat, text, path)).toBe(expected);
  });
});

test("candidates in tables and arrays", () => {
  const text = "[opt]\nlr = 1e-3\n[[g]]\nbase_lr = 0.5\nx = {max_lr = 2}\n";
  expect(candidateKeys(text, tomlFormat).map(({ path, value }) => [path, value])).toEqual([
    ["opt.lr", 0.001],
    ["g.0.base_lr", 0.5],
    ["g.0.x.max_lr", 2],
  ]);
});

test("numbers as tomllib reads them", () => {
  const numbers = ["1", "+1", "-0", "1e-5", "1.0E+05", "1_000", "0.1e1", "9223372036854775807"];
  const none = [
    "1.",
    ".5",
    "01",
    "1__0",
    "inf",
    "nan",
    "0x1F",
    "1e",
    "9223372036854775808",
    "1e999",
  ];
  expect(numbers.map(strictTomlNumber)).not.toContain(null);
  expect(none.map(strictTomlNumber)).toEqual(none.map(() => null));
});
