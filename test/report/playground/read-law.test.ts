import { describe, expect, test } from "vitest";
import { parseLog } from "../../../src/logs/index.ts";
import { type LawRequest, readLaw } from "../../../src/report/playground/app/read-law.ts";
import { lawForm } from "../../../src/report/playground/law-form.ts";
import { optionsAsFields } from "../../../src/report/playground/options-as-fields.ts";
import { LANGUAGES, wordsOf } from "../../../src/words/index.ts";
import { BEST_LR_THERE, TRAININGS } from "./logs.ts";

const en = wordsOf("en");
const law = (request: Partial<LawRequest> = {}, text = TRAININGS, words = en) =>
  readLaw(
    parseLog(text, "runs.csv"),
    {},
    { columns: null, at: {}, optimizer: "", ...request },
    words,
    (said) => optionsAsFields(said, words),
  );

/** The LR in the heading. */
const lrIn = (body: string) => Number(/<strong class="lr">([^<]+)</.exec(body)?.[1]);

describe("the law of a table", () => {
  test("without a point: the figures, and that a point is wanted, in the page's own words", () => {
    const { body, figures, columns } = law();
    expect(columns).toEqual([
      { name: "batch", kind: "batch", range: [16, 256] },
      { name: "tokens", kind: "horizon", range: [1e7, 1e9] },
    ]);
    expect(figures.length).toBeGreaterThanOrEqual(3);
    expect(body).toContain(en.law.noPoint);
    expect(body).toContain(`“${en.playground.law.factors}”`);
    expect(body).not.toMatch(/--[a-z]+\b(?!=)[^"<>]*<\/(?:p|li)>/);
  });

  test("at a point: the LR that the table was made with", () => {
    const { body } = law({ at: { batch: 1024, tokens: 1e9 } });
    expect(Math.abs(Math.log10(lrIn(body) / BEST_LR_THERE))).toBeLessThan(0.25);
  });

  test("kinds that are given count: a column that is left out is none of the factors", () => {
    const { columns, body } = law({
      columns: [
        { name: "batch", kind: "plain" },
        { name: "tokens", kind: "left-out" },
      ],
      at: { batch: 256 },
    });
    expect(columns.map(({ kind }) => kind)).toEqual(["plain", "left-out"]);
    expect(body).toContain(en.law.kind("plain", undefined));
    expect(body).not.toContain("tokens to the power");
  });

  test("columns of names: a law each; a column that was not taken can be", () => {
    const [head, ...rows] = TRAININGS.trimEnd().split("\n");
    const named = rows.flatMap((row, i) => [`${row},adam,${i % 7}`, `${row},sgd,${i % 5}`]);
    const { columns, body } = law({}, [`${head},optimizer,jobs`, ...named].join("\n"));
    expect(columns).toContainEqual({ name: "optimizer", kind: "names", range: null });
    expect(body).toContain("runs, adam");
    expect(body).toContain("runs, sgd");
  });

  test("a point that lacks a factor, and one that is no factor, are refused by name", () => {
    expect(() => law({ at: { batch: 512 } })).toThrow(/lacks "tokens"/);
    const columns = [{ name: "batch", kind: "batch" as const }];
    expect(() => law({ columns, at: { batch: 512, tokens: 1 } })).toThrow(/tokens/);
  });

  test.each(LANGUAGES)("%s: no option of the command line is named", (language) => {
    const { body, columns } = law({}, TRAININGS, wordsOf(language));
    expect(body).not.toMatch(/ --[a-z]|（--[a-z]/);
    const form = lawForm(columns, wordsOf(language)).toString();
    expect(form.match(/<select/g)).toHaveLength(2);
    expect(form).not.toContain("undefined");
  });

  test("names of columns are text", () => {
    const [head, ...rows] = TRAININGS.split("\n");
    const text = [(head as string).replace("tokens", "<img src=x> tokens"), ...rows].join("\n");
    const { body, columns } = law({}, text);
    expect(body).not.toContain("<img");
    expect(lawForm(columns, en).toString()).not.toContain("<img");
  });
});
