import { describe, expect, test } from "vitest";
import { renderText } from "../../src/report/render-text.ts";
import { HOSTILE, healthyLoss, makeResult, rulesOf, SCENES } from "./fixtures.ts";

describe("a found LR", () => {
  const text = renderText(SCENES.healthy());

  const answer = `
Recommended learning rate: 0.0021
  Range       Anything from 0.0009 to 0.0048 cannot be told from it on this
              curve.
  Confidence  High confidence that it is a good one (how exact it is, the range
              says): the curve is clear.
  Schedule    Cosine decay over 10,000 steps (25 epochs): warm up from 2.1e-5 to
              0.0021 over 500 steps, then fall from 0.0021 to 0, changing every
              step.
  Result      reports/digits/result.json
  Report      reports/digits/report.html
`;

  test("ends with the answer: LR, range, confidence, schedule, files", () => {
    expect(text.slice(-answer.length)).toBe(answer);
  });

  test("in short it is the warnings, the first reason and the answer", () => {
    const short = renderText(SCENES.healthy(), "en", { detail: "short" });
    expect(short).toBe(`Why (--verbose says more)
  - The loss falls fastest, by 1.5 a decade, around 1.0e-3.

Warnings
  - Training ran on WebAssembly; native TensorFlow is several times faster.
${answer}`);
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

  test.each([30, 50, 80, 100])(
    "of %i columns: lines keep to it, and no word is lost or split",
    (columns) => {
      const wrapped = renderText(SCENES.healthy(), "en", { columns });
      const words = (all: string) => all.split(/\s+/).sort();
      expect(words(wrapped)).toEqual(words(text));
      // The columns of the rules need what they need, and so do paths.
      const tooLong = wrapped.split("\n").filter((line) => line.length > Math.max(columns, 60));
      expect(tooLong).toEqual([]);
    },
  );

  test("refuses what is no width, no detail and no option", () => {
    const render = (options: object) => () => renderText(SCENES.healthy(), "en", options);
    expect(render({ columns: 3 })).toThrow("`columns`");
    expect(render({ detail: "long" })).toThrow("`detail`");
    expect(render({ width: 80 })).toThrow("`width`");
  });
});

test("no suggestion: that, its reason and the files come last", () => {
  const text = renderText(SCENES.flat());
  const lines = text.slice(text.indexOf("\nNo suggestion") + 1).split("\n");
  expect(lines[0]).toBe("No suggestion: The loss does not react to the learning rate");
  expect(lines[1]).toBe("  The loss stays within its noise of 0.004 from 1.0e-6 to 1.0.");
  expect(lines.slice(2).every((line) => line === "" || /^ {2}(Result|Report) /.test(line))).toBe(
    true,
  );
});

test("files that were not written are left out", () => {
  const text = renderText({ ...SCENES.flat(), files: { result: null, report: null } });
  expect(text).not.toMatch(/^ {2}(Result|Report) /m);
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
  expect(text).toMatch(
    /^建议的学习率: \S+\n {2}范围 .*\n {2}可信度 {2}效果良好的可信度：高（精确程度见范围）：曲线清晰。$/m,
  );
  expect(text).toContain("\n规则\n");
  expect(text).not.toMatch(/Warnings|Why|Name |Rules|[Cc]onfidence/);
});
