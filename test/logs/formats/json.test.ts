import { describe, expect, test } from "vitest";
import { longerText } from "../../../src/logs/formats/json-values.ts";
import { createLogParser, parseLog, sweepFromLog } from "../../../src/logs/index.ts";
import { LRS, lossAt, valuesOf } from "../support.ts";

const losses = LRS.map(lossAt);
const codes = (table: { warnings: readonly { code: string }[] }) =>
  table.warnings.map(({ code }) => code);

describe("shapes", () => {
  test.each([
    ["torch-lr-finder, Lightning", { lr: LRS, loss: losses }],
    ["fastai", { lrs: LRS, losses }],
    ["one object inside", { history: { lr: LRS, loss: losses } }],
    ["rows", LRS.map((lr, i) => ({ _step: i, "train/lr": lr, "train/loss": losses[i] }))],
    [
      "rows with nested fields",
      LRS.map((lr, i) => ({ train: { learningRate: lr, loss: losses[i] } })),
    ],
    ["numbers as text", { lr: LRS.map(String), loss: losses.map(String) }],
  ])("%s", (_, value) => {
    for (const indent of [undefined, 2]) {
      const [run] = sweepFromLog(parseLog(JSON.stringify(value, null, indent), "a.json")).runs;
      expect(run?.lrs).toEqual(LRS);
      expect(run?.losses).toEqual(losses);
    }
  });

  test("rows of numbers are columns by their place", () => {
    const table = parseLog(JSON.stringify(LRS.map((lr, i) => [i, lr, losses[i]])), "a.json");
    expect(sweepFromLog(table, { lr: "1", loss: "2" }).runs[0]?.lrs).toEqual(LRS);
  });

  test("Python's bare NaN and Infinity, but not inside texts", () => {
    const table = parseLog(
      '{"lr": 0.1, "loss": NaN, "x": "NaN"}\n{"lr": 1, "loss": -Infinity}\n',
      "a",
    );
    expect(valuesOf(table, "loss")).toEqual([Number.NaN, Number.NEGATIVE_INFINITY]);
    const document = parseLog('{"lr": [0.1, 1],\n "loss": [NaN, Infinity]}', "a");
    expect(valuesOf(document, "loss")).toEqual([Number.NaN, Number.POSITIVE_INFINITY]);
  });
});

describe("bad input", () => {
  test("nested without end", () => {
    expect(() => parseLog("[".repeat(5_000_000), "deep")).toThrow(/nested deeper than 1000 levels/);
  });

  test("prints among the lines, and a line that is cut off", () => {
    const table = parseLog(
      '{"lr":0.1,"loss":1}\nEpoch 1 done\n{"lr":1,"loss":2}\n{"lr":2,"lo',
      "a",
    );
    expect(valuesOf(table, "loss")).toEqual([1, 2]);
    expect(codes(table)).toEqual(["skipped-lines", "cut-off"]);
    expect(table.warnings[0]?.data).toEqual({ file: "a", lines: 1, firstLine: 2 });
  });

  test("more prints than records", () => {
    expect(() => parseLog('{"lr":1,"loss":2}\nx\ny\n', "a.jsonl")).toThrow(/line 2 and 1 more/);
  });

  test("a document that is cut off, and one that is something else", () => {
    expect(() => parseLog('{"lr": [1, 2,\n', "a.json")).toThrow(/a\.json is not whole JSON/);
    expect(() => parseLog('{"name": "x",\n "n": 3}', "a.json")).toThrow(/no log that is known/);
    expect(() => parseLog("[1, 2]", "a.json")).toThrow(/no log that is known/);
  });

  test("arrays of unequal length", () => {
    expect(() => parseLog('{"lr": [1, 2], "loss": [1]}', "a.json")).toThrow(
      '2 entries in "lr" and 1 in "loss"',
    );
  });

  test("a result of a newer version, and the answer without the points", () => {
    expect(() => parseLog('{"version": 99, "record": {}}', "r.json")).toThrow(/newer lr-finder/);
    expect(() => parseLog('{"version": 1, "suggestion": {}, "sweep": {}}', "r.json")).toThrow(
      /the answer without the losses/,
    );
  });

  test("a cell that is no number is named when it is needed", () => {
    const table = parseLog('{"lr":0.1,"loss":"tensor(2.3)"}\n{"lr":1,"loss":2}\n', "a.jsonl");
    expect(() => sweepFromLog(table)).toThrow(
      'row 1, "loss": expected a number, got "tensor(2.3)"',
    );
  });
});

test("lines that grow", () => {
  const parser = createLogParser("a.jsonl");
  const push = (text: string) => parser.push(new TextEncoder().encode(text));
  push('{"lr":0.1,"loss":1}\n{"lr":0.2,');
  expect(valuesOf(parser.view(), "loss")).toEqual([1]);
  push('"loss":2}\n');
  expect(valuesOf(parser.view(), "loss")).toEqual([1, 2]);
});

test("a text that must be read at once has a longest length", () => {
  const half = " ".repeat(100_000_000);
  const held = longerText(half, half, "big.json");
  expect(held.length).toBe(200_000_000);
  expect(() => longerText(held, " ", "big.json")).toThrow(
    "big.json holds over 200 MB that would have to be read at once: give it as CSV or as JSON lines",
  );
});
