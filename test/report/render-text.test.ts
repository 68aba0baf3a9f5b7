import { describe, expect, test } from "vitest";
import { renderText } from "../../src/report/render-text.ts";
import { HOSTILE, healthyLoss, makeResult, rulesOf, SCENES } from "./fixtures.ts";

describe("a found LR", () => {
  const text = renderText(SCENES.healthy());

  test("starts with the answer and ends with the files", () => {
    expect(text.split("\n")[0]).toBe("Recommended learning rate: 0.0021 (high confidence)");
    expect(
      text.endsWith("Result: reports/digits/result.json\nReport: reports/digits/report.html\n"),
    ).toBe(true);
  });

  test("has reasons, warnings, plan and the table of rules in columns", () => {
    expect(text).toContain("  - The loss falls fastest, by 1.5 a decade, around 1.0e-3.\n");
    expect(text).toContain("Warnings\n  - Training ran on WebAssembly");
    expect(text).toContain("Cosine decay over 10,000 steps (25 epochs)");
    const rows = text.split("\n").filter((line) => /^ {2}(valley|steep|minimum) /.test(line));
    const ends = rows.map((row) => /^ +\S+ +\S+/.exec(row)?.[0].length);
    expect(rows.length).toBe(3);
    expect(new Set(ends).size).toBe(1);
  });

  test("wraps sentences at 88 columns", () => {
    const rules = text.indexOf("\nRules\n");
    const lines = text.slice(0, rules).split("\n");
    expect(lines.filter((line) => line.length > 88)).toEqual([]);
  });
});

test("no suggestion: the reason first", () => {
  const lines = renderText(SCENES.flat()).split("\n");
  expect(lines[0]).toBe("No suggestion: The loss does not react to the learning rate");
  expect(lines[1]).toBe("  The loss stays within its noise of 0.004 from 1.0e-6 to 1.0.");
});

test("files that were not written are left out", () => {
  const text = renderText({ ...SCENES.flat(), files: { result: null, report: null } });
  expect(text).not.toMatch(/Result:|Report:/);
});

test("no terminal escape gets through, whatever the names hold", () => {
  const result = makeResult({ loss: healthyLoss, name: `\u001b[31m${HOSTILE}` });
  const text = renderText({
    ...result,
    rules: rulesOf({ "\u001b]0;x\u0007": { lr: null, note: "\u001b[2J\n" } }),
    files: { result: "a\u001b[1m", report: null },
  });
  expect(text.replaceAll("\n", "")).not.toMatch(/[\p{Cc}\u202A-\u202E]/u);
});

test("speaks the language that is asked for", () => {
  const text = renderText(SCENES.healthy(), "zh");
  expect(text).toMatch(/^建议的学习率: \S+ \(可信度高\)\n/);
  expect(text).toContain("\n规则\n");
  expect(text).not.toMatch(/Warnings|Why|Name |Rules|confidence/);
});
