import { execFileSync } from "node:child_process";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { lineCutter } from "../../../src/trainer/process/line-cutter.ts";
import { readLine } from "../../../src/trainer/process/messages.ts";
import { splitCommand } from "../../../src/trainer/process/split-command.ts";
import { streamTail } from "../../../src/trainer/process/tail.ts";
import { parseTolerantJson } from "../../../src/trainer/process/tolerant-json.ts";
import { posix, testWith } from "../../helpers/needs.ts";

describe("splitCommand", () => {
  test.each([
    ["python train.py", ["python", "train.py"]],
    ["  python\ttrain.py  ", ["python", "train.py"]],
    [`python "my train.py" --tag 'a b' c\\ d`, ["python", "my train.py", "--tag", "a b", "c d"]],
    [`a ''`, ["a", ""]],
    [`a "" b`, ["a", "", "b"]],
    [`pre'mid'"post"`, ["premidpost"]],
    [`a "x\\"y\\\\z\\n"`, ["a", 'x"y\\z\\n']],
    [`a '\\n'`, ["a", "\\n"]],
    ["a $HOME ~ *.py", ["a", "$HOME", "~", "*.py"]],
    ["a \\\n b", ["a", "b"]],
    [`a '|' "&&" \\;`, ["a", "|", "&&", ";"]],
    ["a {x} [y] #z", ["a", "{x}", "[y]", "#z"]],
  ])("%j", (command, words) => {
    expect(splitCommand(command)).toEqual(words);
  });

  test.each([
    ["", /names no program/],
    ["   ", /names no program/],
    ["'' a", /names no program/],
    ["a 'b", /the quote ' is not closed/],
    ['a "b', /the quote " is not closed/],
    ["a b\\", /lone backslash/],
    ["a | b", /\| outside of quotes needs a shell: add --shell/],
    ["a > log", /> outside of quotes needs a shell/],
  ])("%j is refused", (command, message) => {
    expect(() => splitCommand(command)).toThrow(message);
  });

  testWith(posix, "splits as /bin/sh does", () => {
    // Nothing in it that a shell expands or takes for an operator or a comment.
    const piece = fc.constantFrom("a", "b", " ", "  ", "'", '"', "\\", "é", "=", "-", ",", "x y");
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
        const command = `prog ${pieces.join("")}`;
        let mine: string[];
        try {
          mine = splitCommand(command);
        } catch {
          return;
        }
        const script = `set -- ${command}\nfor word do printf '%s\\0' "$word"; done`;
        const theirs = execFileSync("/bin/sh", ["-c", script], { encoding: "utf8" });
        expect(theirs.split("\0").slice(0, -1)).toEqual(mine);
      }),
      { numRuns: 60, seed: 4 },
    );
  });
});

describe("lineCutter", () => {
  test("gives the lines, however the bytes are cut", () => {
    const line = fc.stringMatching(/^[^\r\n]{0,20}$/);
    fc.assert(
      fc.property(fc.array(line), fc.array(fc.nat(30)), (lines, cuts) => {
        const bytes = Buffer.from(lines.map((one, i) => `${one}${i % 2 ? "\r\n" : "\n"}`).join(""));
        const seen: string[] = [];
        const cutter = lineCutter(200, (one) => seen.push(one));
        let at = 0;
        for (const cut of [...cuts, bytes.length]) {
          expect(cutter.push(bytes.subarray(at, at + cut))).toBe(true);
          at += cut;
        }
        expect(seen).toEqual(lines);
        expect(cutter.rest()).toBe("");
      }),
    );
  });

  test("a line at the limit passes, one byte more does not", () => {
    const seen: number[] = [];
    const cutter = lineCutter(10, (line) => seen.push(line.length));
    expect(cutter.push(Buffer.from("0123456789\n01234"))).toBe(true);
    expect(cutter.rest()).toBe("01234");
    expect(cutter.push(Buffer.from("567890\nnext\n"))).toBe(false);
    expect(cutter.push(Buffer.from("more\n"))).toBe(false);
    expect(seen).toEqual([10]);
  });
});

describe("parseTolerantJson", () => {
  test.each([
    ['{"a": NaN}', { a: "NaN" }],
    ['{"a": -Infinity, "b": [Infinity]}', { a: "-Infinity", b: ["Infinity"] }],
    ['{"a": "NaN, Infinity \\" NaN", "b": NaN}', { a: 'NaN, Infinity " NaN', b: "NaN" }],
    ['{"NaN": NaN}', { NaN: "NaN" }],
    ['{"a": 1e400}', { a: Number.POSITIVE_INFINITY }],
  ])("%s", (text, value) => {
    expect(parseTolerantJson(text)).toEqual(value);
  });

  test.each(["{'a': 1}", '{"a": nan}', '{"a": NaNs}', '{"a": 1', '{"a": NaN} x'])(
    "%s is refused",
    (text) => {
      expect(() => parseTolerantJson(text)).toThrow(SyntaxError);
    },
  );

  test("is JSON.parse for JSON", () => {
    fc.assert(
      fc.property(fc.json(), (text) => {
        expect(parseTolerantJson(text)).toEqual(JSON.parse(text));
      }),
    );
  });
});

describe("readLine", () => {
  test.each([
    "",
    "epoch 1",
    '{"loss": 1}',
    '["lrf"]',
    'x {"lrf":"ok","id":1}',
    '{"a":1,"lrf":"ok"}',
  ])("%j is ordinary output", (line) => {
    expect(readLine(line)).toEqual({ kind: "output" });
  });

  test.each([
    ['{"lrf":"ready"}', "wrong-protocol", "speaks protocol undefined"],
    ['{"lrf":"ready","protocol":"1"}', "wrong-protocol", 'speaks protocol "1" (string)'],
    ['{"lrf":"ready","protocol":1,"capabilities":"restore"}', "broken-message", '"capabilities"'],
    ['{"lrf":"ready","protocol":1,"info":[]}', "broken-message", '"info"'],
    ['{"lrf":"ready","protocol":1,"info":{"batchSize":0}}', "broken-message", '"info.batchSize"'],
    ['{"lrf":"ready","protocol":1,"info":{"optimizer":""}}', "broken-message", '"info.optimizer"'],
    ['{"lrf":"result","id":"1","loss":1}', "wrong-id", "must be an integer"],
    ['{"lrf":"result","loss":1}', "wrong-id", "must be an integer, got undefined"],
    ['{"lrf":"result","id":1}', "bad-loss", "got undefined"],
    ['{"lrf":"result","id":1,"loss":1,"lr":null}', "broken-message", '"lr"'],
    ['{"lrf":"result","id":1,"loss":1,"skipped":1}', "broken-message", '"skipped"'],
    ['{"lrf":7}', "broken-message", "unknown kind 7"],
    ['{"lrf":"ok","id":1', "broken-message", "not JSON"],
  ])("%s is broken", (line, code, why) => {
    expect(readLine(line)).toMatchObject({
      kind: "broken",
      code,
      why: expect.stringContaining(why),
    });
  });

  test("never throws", () => {
    fc.assert(
      fc.property(fc.json(), (json) => {
        expect(["message", "broken"]).toContain(readLine(`{"lrf":${json}}`).kind);
      }),
    );
  });
});

test("streamTail keeps the last lines, and bounded memory of them", () => {
  const tail = streamTail();
  expect(tail.lines()).toEqual([]);
  for (let i = 0; i < 10_000; i++) tail.push(Buffer.from(`line ${i}\n`));
  tail.push(Buffer.from(`${"é".repeat(1000)}\n\n`));
  const lines = tail.lines();
  expect(lines).toHaveLength(12);
  expect(lines[10]).toBe("line 9999");
  expect(lines[11]).toBe(`${"é".repeat(400)}…`);
});
