import { describe, expect, test } from "vitest";
import { fitLawToDraw, type LawOptions, type LawRow } from "../../../src/law/index.ts";
import { factorFigure } from "../../../src/report/law/factor-figure.ts";
import { renderLaw } from "../../../src/report/law/index.ts";
import { valleysFigure } from "../../../src/report/law/valleys-figure.ts";
import { LANGUAGES, wordsOf } from "../../../src/words/index.ts";

const LRS = Array.from({ length: 9 }, (_, i) => 10 ** (-4 + i / 4));
const rows: LawRow[] = [50, 200].flatMap((size) =>
  [16, 64, 256].flatMap((batch) =>
    LRS.map((lr, i) => ({
      factors: { "<b>size": size, batch },
      lr,
      loss:
        1 +
        0.2 *
          (Math.log10(lr) + 3 - 0.4 * Math.log10(batch / 64) + 0.3 * Math.log10(size / 100)) ** 2 +
        0.001 * ((7 * i + batch) % 5),
    })),
  ),
);
const options: LawOptions = {
  factors: { "<b>size": "size", batch: "batch" },
  at: { "<b>size": 1000, batch: 256 },
  totalSteps: 4000,
  name: "a <script> table",
};
const fitted = fitLawToDraw(rows, options);
if (fitted.law.status === "none") throw new Error("no law");
const { law } = fitted;
const words = wordsOf("en");

/** What a reader sees of markup. */
const textOf = (html: string) =>
  html
    .replace(/<(style|script|svg)[\s\S]*?<\/\1>/g, " ")
    .replace(/<[^>]*>/g, " ")
    .replaceAll("&lt;", "<")
    .replaceAll("&gt;", ">")
    .replaceAll("&#39;", "'")
    .replaceAll("&quot;", '"');

describe.each(LANGUAGES)("the page in %s", (language) => {
  const html = renderLaw([fitted], { language });
  const text = textOf(html);

  test("has the LR, both intervals, what to measure next and the schedule", () => {
    const numbers = [law.lr, ...law.interval80, ...law.interval95];
    for (const number of numbers) expect(text).toContain(String(number));
    const next = law.nextMeasurement;
    if (next === null) throw new Error("no next measurement");
    for (const value of Object.values(next.factors)) expect(text).toContain(String(value));
    expect(text).toMatch(/4,000/);
  });

  test("has a row for every cell and every factor", () => {
    for (const { lr } of law.cells) expect(text).toContain(String(lr));
  });

  test("shows names as they are, and runs none of them", () => {
    expect(html).not.toContain("<script> table");
    expect(html).not.toContain("<b>size");
    expect(text).toContain("<b>size");
  });

  test("fetches nothing", () => {
    expect(html).toContain("default-src &#39;none&#39;");
    expect(html).not.toMatch(/(?:src|href)="https?:/);
  });
});

test("every figure of the page in English is in the Chinese one", () => {
  const numbersOf = (language: "en" | "zh") =>
    new Set(textOf(renderLaw([fitted], { language })).match(/\d[\d.,e-]*\d|\d/g) ?? []);
  const zh = numbersOf("zh");
  expect([...numbersOf("en")].filter((number) => !zh.has(number))).toEqual([]);
});

test("a law without an LR says why, and draws no point", () => {
  const none = fitLawToDraw(rows, { ...options, at: { "<b>size": 1e6, batch: 256 } });
  expect(none.law.status).toBe("none");
  const text = textOf(renderLaw([none]));
  expect(text).toContain("No learning rate");
  expect(text).toContain("decades beyond");
  const figure = factorFigure(none, 0, words);
  expect(figure?.key.map(({ id }) => id)).not.toContain("target");
});

test("a law of no point does not say that there is no LR: its cells have some", () => {
  const { at: _, ...open } = options;
  const none = fitLawToDraw(rows, open);
  expect(none.law).toMatchObject({ status: "none", reason: "no-point" });
  for (const [language, title] of [
    ["en", "No point was asked for"],
    ["zh", "没有指定要预测的点"],
  ] as const) {
    expect(textOf(renderLaw([none], { language }))).toContain(title);
  }
  expect(textOf(renderLaw([none]))).not.toContain("No learning rate");
});

test("against a factor: cells, law, band, published laws and the point", () => {
  const figure = factorFigure(fitted, 1, words);
  expect(figure?.key.map(({ id }) => id)).toEqual([
    "band",
    "law",
    "sqrt",
    "linear",
    "cells",
    "target",
  ]);
  const point = figure?.data.at(-1);
  expect(point?.x).toEqual([256]);
  expect(point?.y).toEqual([law.lr]);
});

test("a factor of one value is not drawn", () => {
  const same = fitLawToDraw(
    rows.filter(({ factors }) => factors.batch === 64),
    { ...options, at: { "<b>size": 100, batch: 64 } },
  );
  expect(factorFigure(same, 1, words)).toBeNull();
});

test("valleys touch 0 at their lowest, and their bottoms are joined", () => {
  const figure = valleysFigure(fitted, words);
  for (const { y } of figure?.data.slice(0, -1) ?? []) {
    expect(Math.min(...y.filter((value) => value !== null))).toBe(0);
  }
  expect(figure?.data.at(-1)?.x).toHaveLength(law.cells.length);
});

test("cells without losses (optima alone) leave the valleys out", () => {
  const optima = [16, 64, 256].map((batch) => ({
    factors: { batch },
    lr: batch / 1e4,
    standardErrorLog10: 0.1,
  }));
  const bare = fitLawToDraw(optima, { factors: { batch: "batch" }, at: { batch: 512 } });
  expect(valleysFigure(bare, words)).toBeNull();
  expect(renderLaw([bare])).toContain("Learning rate");
});
