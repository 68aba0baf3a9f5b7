import { describe, expect, test } from "vitest";
import { planEdit, yamlFormat } from "../../src/config/index.ts";
import { errorOf, ref, setYaml } from "./support.ts";

describe("only the value's bytes change", () => {
  test.each([
    ["block", "a:\n  lr: 0.1 # rate\n  b: 2\n", "a.lr", "a:\n  lr: 0.003 # rate\n  b: 2\n"],
    ["flow", "a: {lr: 0.1, b: 2}\n", "a.lr", "a: {lr: 0.003, b: 2}\n"],
    ["flow list", "a: [ {lr: 0.1} , x ]\n", "a[0].lr", "a: [ {lr: 0.003} , x ]\n"],
    ["JSON in YAML", '{"a":{"lr":0.1}}', "a.lr", '{"a":{"lr":0.003}}'],
    [
      "list of maps",
      "groups:\n- lr: 1.0\n- lr: 2.0\n",
      "groups.1.lr",
      "groups:\n- lr: 1.0\n- lr: 0.003\n",
    ],
    ["double quotes", 'lr: "1e-3" # c\n', "lr", "lr: 0.003 # c\n"],
    ["single quotes", "lr: '0.1'\n", "lr", "lr: 0.003\n"],
    ["anchor", "lr: &lr 0.1 # c\nb: *lr\n", "lr", "lr: &lr 0.003 # c\nb: *lr\n"],
    ["tag", "lr: !!float 0.1\n", "lr", "lr: !!float 0.003\n"],
    ["tag and anchor", "lr: !!float  &x  1\n", "lr", "lr: !!float  &x  0.003\n"],
    ["empty", "lr:\nb: 1\n", "lr", "lr: 0.003\nb: 1\n"],
    ["empty at the end", "lr:", "lr", "lr: 0.003"],
    ["empty with blanks", "lr:   \n", "lr", "lr:   0.003\n"],
    ["empty with a comment", "lr: # set me\n", "lr", "lr: 0.003 # set me\n"],
    ["empty with an anchor", "lr: &a\nb: 1\n", "lr", "lr: &a 0.003\nb: 1\n"],
    ["empty with a tag", "lr: !!float\nb: 1\n", "lr", "lr: !!float 0.003\nb: 1\n"],
    ["empty in flow", "a: {lr: , b: 1}\n", "a.lr", "a: {lr: 0.003, b: 1}\n"],
    ["empty in flow, tight", "a: {b: 1, lr:}\n", "a.lr", "a: {b: 1, lr: 0.003}\n"],
    ["empty item", "a:\n-\n- 2\n", "a.0", "a:\n- 0.003\n- 2\n"],
    ["null", "lr: null # n\n", "lr", "lr: 0.003 # n\n"],
    ["tilde", "lr: ~\n", "lr", "lr: 0.003\n"],
    ["auto", "lr: auto\n", "lr", "lr: 0.003\n"],
    ["block text", "lr: |  # why\n  0.1\n\nb: 1\n", "lr", "lr: 0.003  # why\n\nb: 1\n"],
    ["folded text", "lr: >-\n  0.1\nb: 1\n", "lr", "lr: 0.003\nb: 1\n"],
    ["value on the next line", "lr:\n  # c\n  0.1\nb: 1\n", "lr", "lr:\n  # c\n  0.003\nb: 1\n"],
    ["explicit key", "? lr\n: 0.1\n", "lr", "? lr\n: 0.003\n"],
    ["quoted key", '"a.b":\n  "lr": 1\n', '"a.b".lr', '"a.b":\n  "lr": 0.003\n'],
    ["unicode key", "größe:\n  学习率: 1\n", "größe.学习率", "größe:\n  学习率: 0.003\n"],
    ["emoji", "🔥: {lr: 0.1} # 🚀\nx: 🎉\n", "🔥.lr", "🔥: {lr: 0.003} # 🚀\nx: 🎉\n"],
    ["CRLF", "a: 1\r\nlr: 0.1 # c\r\nb: 2\r\n", "lr", "a: 1\r\nlr: 0.003 # c\r\nb: 2\r\n"],
    ["CRLF, empty", "lr:\r\nb: 2\r\n", "lr", "lr: 0.003\r\nb: 2\r\n"],
    ["mark", "\uFEFFlr: 0.1\n", "lr", "\uFEFFlr: 0.003\n"],
    ["mark before a list", "\uFEFF- lr: 1\n- 2\n", "0.lr", "\uFEFF- lr: 0.003\n- 2\n"],
    ["mark and CRLF", "\uFEFF- 1\r\n-\r\n", "1", "\uFEFF- 1\r\n- 0.003\r\n"],
    ["no line end", "b: 2\nlr: 0.1", "lr", "b: 2\nlr: 0.003"],
    ["trailing blanks", "lr: 0.1  \t \n\n\n", "lr", "lr: 0.003  \t \n\n\n"],
    ["directive", "%YAML 1.1\n---\nlr: 1e-3\n", "lr", "%YAML 1.1\n---\nlr: 0.003\n"],
    ["numeric key", "0:\n  lr: 1\n", "0.lr", "0:\n  lr: 0.003\n"],
    ["only one document has it", "a: 1\n---\nlr: 0.1\n", "lr", "a: 1\n---\nlr: 0.003\n"],
    ["document index", "lr: 1\n---\nlr: 2\n", "1.lr", "lr: 1\n---\nlr: 0.003\n"],
    [
      "a key of its own beside a merge",
      "d: &d {lr: 1}\na:\n  <<: *d\n  lr: 2\n",
      "a.lr",
      "d: &d {lr: 1}\na:\n  <<: *d\n  lr: 0.003\n",
    ],
    ["duplicates elsewhere", "x: 1\nx: 2\nlr: 1\n", "lr", "x: 1\nx: 2\nlr: 0.003\n"],
    ["base 60 neighbours", "t: 1:30\nlr: 1\n", "lr", "t: 1:30\nlr: 0.003\n"],
  ])("%s", (_name, text, path, expected) => {
    expect(setYaml(text, path, 0.003)).toBe(expected);
  });

  test("a value that is already there changes no byte", () => {
    for (const text of ["lr: 0.0030 # c\n", "lr: 3.0e-3\n", "lr: +0.003\n"]) {
      const plan = planEdit(text, yamlFormat, [{ path: "lr", value: 0.003 }]);
      expect(plan).toEqual({ text, changes: [], notes: [], undo: [] });
    }
  });

  test("an equal value that PyYAML reads as a string is written again, with a note", () => {
    const plan = planEdit("lr: 3e-3\n", yamlFormat, [{ path: "lr", value: 0.003 }]);
    expect(plan.text).toBe("lr: 0.003\n");
    expect(plan.notes.map((note) => note.code)).toEqual(["was-not-a-number"]);
  });

  test("changes say path, old, new and line", () => {
    const text = "a: 1\r\nopt:\r\n  lr: '1e-3'\r\n---\r\nb: 1\r\n";
    const plan = planEdit(text, yamlFormat, [{ path: "opt.lr", value: 0.5 }]);
    expect(plan.changes).toEqual([{ path: "0.opt.lr", old: "1e-3", new: 0.5, line: 3 }]);
    expect(plan.notes.map((note) => note.code)).toEqual(["was-quoted"]);
  });

  test("a shared value is written and its users are named", () => {
    const text = "base: &base\n  lr: 0.1\na:\n  <<: *base\nb: *base\n";
    const plan = planEdit(text, yamlFormat, [{ path: "base.lr", value: 0.5 }]);
    expect(plan.notes[0]?.code).toBe("also-changes");
    expect(plan.notes[0]?.message).toMatch(/a\.<< \(line 4\), b \(line 5\)/);
  });

  test("a value that thousands share is told in a bounded sentence", () => {
    const users = Array.from({ length: 1000 }, (_, i) => `${"k".repeat(900)}${i}: *rate`);
    const text = `lr: &rate 0.1\n${users.join("\n")}\n`;
    const [note] = planEdit(text, yamlFormat, [{ path: "lr", value: 0.5 }]).notes;
    expect(note?.message).toMatch(/ and 980 more, which changes with it$/);
    expect(note?.message.length).toBeLessThan(10_000);
    expect(note?.data).toMatchObject({ users: { length: 1000 } });
  });
});

describe("what is not written", () => {
  test.each([
    ["alias", "base: &b 0.1\nlr: *b\n", "lr", "key-not-editable", "alias", "base", 1],
    ["inside an alias", "o: &o\n  lr: 1\np: *o\n", "p.lr", "key-not-editable", "alias", "o.lr", 2],
    [
      "merge key",
      "d: &d\n  lr: 1\na:\n  <<: *d\n",
      "a.lr",
      "key-not-editable",
      "merge-key",
      "d.lr",
      2,
    ],
    [
      "merge list",
      "d: &d {x: 1}\ne: &e {lr: 1}\na: {<<: [*d, *e]}\n",
      "a.lr",
      "key-not-editable",
      "merge-key",
      "e.lr",
      2,
    ],
    [
      "merge of a merge",
      "d: &d {lr: 1}\ne: &e {<<: *d}\na: {<<: *e}\n",
      "a.lr",
      "key-not-editable",
      "merge-key",
      "d.lr",
      1,
    ],
    [
      "interpolation",
      `t: {lr: 1}\nlr: ${ref("t.lr")}\n`,
      "lr",
      "key-not-editable",
      "interpolation",
      "t.lr",
      1,
    ],
    [
      "inside one",
      `t: {lr: 1}\no: ${ref("t")}\n`,
      "o.lr",
      "key-not-editable",
      "interpolation",
      "t.lr",
      1,
    ],
    [
      "second of two documents",
      "x: 1\n---\nb: &b 2\nlr: *b\n",
      "lr",
      "key-not-editable",
      "alias",
      "1.b",
      3,
    ],
  ])("%s, with the place of its source", (_name, text, path, code, reason, source, line) => {
    const error = errorOf(() => setYaml(text, path, 0.1));
    expect(error.code).toBe(code);
    expect(error.data).toMatchObject({ reason, source: { path: source, line } });
    expect(error.message).toContain(`Its source is ${source} (line ${line})`);
  });

  test.each([
    ["environment", `lr: ${ref("oc.env:LR")}\n`, "lr", "interpolation"],
    ["shell", "lr: $LR\n", "lr", "interpolation"],
    ["Jinja", 'lr: "{{ lr }}"\n', "lr", "interpolation"],
    ["circle", `a: ${ref("b")}\nb: ${ref("a")}\n`, "a", "interpolation"],
    ["unknown tag", "lr: !env LR\n", "lr", "tag"],
    ["string tag", "lr: !!str 0.1\n", "lr", "tag"],
    ["mapping", "opt:\n  lr: 1\n", "opt", "collection"],
    ["nested list", "lr: [[1], [2]]\n", "lr", "collection"],
    ["no value", "a: {lr}\n", "a.lr", "no-value"],
    ["no value in a set", "? lr\n? b\n", "lr", "no-value"],
  ])("%s", (_name, text, path, reason) => {
    const error = errorOf(() => setYaml(text, path, 0.1));
    expect(error.code).toBe("key-not-editable");
    expect(error.data.reason).toBe(reason);
  });

  test.each([
    ["twice in a mapping", "lr: 1\na: 2\nlr: 3\n", "lr", [1, 3]],
    ["in two documents", "lr: 1\n---\nlr: 3\n", "lr", [1, 3]],
    ["a mapping twice", "o: {lr: 1}\no: {lr: 1}\n", "o.lr", [1, 2]],
  ])("%s", (_name, text, path, lines) => {
    const error = errorOf(() => setYaml(text, path, 0.1));
    expect(error.code).toBe("key-ambiguous");
    expect((error.data.places as { line: number }[]).map((place) => place.line)).toEqual(lines);
  });

  test("a rate into an integer tag, a number into a list", () => {
    expect(errorOf(() => setYaml("lr: !!int 1\n", "lr", 0.1)).code).toBe("key-not-editable");
    expect(errorOf(() => setYaml("lr: [1, 2]\n", "lr", 0.1)).message).toContain("lr.0");
  });

  test("one value asked for twice, or a list and its item", () => {
    const edits = [
      { path: "m", value: [1, 2] },
      { path: "m.0", value: 3 },
    ];
    for (const pair of [edits, [...edits].reverse(), [edits[1], edits[1]]]) {
      const wanted = pair.filter((edit) => edit !== undefined);
      const error = errorOf(() => planEdit("m: [5, 6]\n", yamlFormat, wanted));
      expect(error.message).toContain("asked for twice");
    }
  });

  test.each([0, -0.1, Number.NaN, Number.POSITIVE_INFINITY])("a learning rate of %s", (value) => {
    expect(errorOf(() => setYaml("lr: 1\n", "lr", value)).code).toBe("unsafe-lr");
  });

  test.each([
    ["a: {b: 1\n", 1],
    ["a: 1\n\tb: 2\n", 2],
    ["a: b: c\n", 1],
    ["lr: *nowhere\n", 1],
    ['lr: "open\n', 1],
  ])("broken text %j: names the line", (text, line) => {
    const error = errorOf(() => setYaml(text, "lr", 0.1));
    expect(error.code).toBe("config-unreadable");
    expect(error.data.line).toBeGreaterThanOrEqual(line);
    expect(error.message).toMatch(/is not valid YAML: line \d+, column \d+: /);
  });
});
