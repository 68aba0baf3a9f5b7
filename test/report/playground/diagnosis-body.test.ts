import { expect, test } from "vitest";
import { judgeRuns, parseLog } from "../../../src/logs/index.ts";
import { diagnosisBody } from "../../../src/report/playground/diagnosis-body.ts";
import { optionsAsFields } from "../../../src/report/playground/options-as-fields.ts";
import { LANGUAGES, wordsOf } from "../../../src/words/index.ts";
import { OVER_FITTING, TWO_RUNS } from "./logs.ts";

const textOf = (html: string) => html.replace(/<[^>]*>/g, " ").replaceAll("&#39;", "'");

test("each run has its verdict, its findings with advice, and what was read", () => {
  const judged = judgeRuns(parseLog(TWO_RUNS, "wandb.csv"), {});
  const html = diagnosisBody(judged, [], wordsOf("en")).toString();
  expect(html.match(/<h1/g)).toHaveLength(2);
  const text = textOf(html);
  for (const { diagnosis, read } of judged) {
    expect(text).toContain(diagnosis.summary);
    expect(text).toContain(`“${read.columns.loss}”`);
    for (const { message, advice } of diagnosis.findings)
      for (const said of [message, ...advice]) expect(text).toContain(said);
  }
  expect(html).toContain('class="finding error"');
});

test.each(LANGUAGES)("%s: without English of another language, and without options", (language) => {
  const judged = judgeRuns(parseLog(OVER_FITTING, "log.csv"), {});
  const words = wordsOf(language);
  const text = textOf(diagnosisBody(judged, [], words).toString());
  expect(text).toContain(words.diagnosis.codes["over-fitting"]);
  expect(text).toContain(words.diagnosis.noLr);
  expect(text).not.toMatch(/ --[a-z]|undefined/);
  if (language === "zh") expect(text).not.toMatch(/[A-Za-z']{2,}(?:[ ,]+[A-Za-z']{2,}){3,}/);
});

test("names are text", () => {
  const judged = judgeRuns(parseLog(OVER_FITTING, "<img src=x>.csv"), {});
  expect(diagnosisBody(judged, [], wordsOf("en")).toString()).not.toContain("<img");
});

test.each([
  [
    "Name one with `--run`, or its losses with `--loss-column`",
    "Name one with “Run”, or its losses with “Column of the loss”",
  ],
  ["--lr COLUMN names it", "“Column of the learning rate” names it"],
  [
    "raise `--steps`, or lower --start-lr",
    "raise the sweep's steps, or lower the sweep's first LR",
  ],
  ["more --repeats may settle it", "more repeats of the sweep may settle it"],
  ["Give --total-steps.", "Give “Length of the run, in updates”."],
  ["`pattern` must be", "“Pattern of text lines” must be"],
])("%s", (message, shown) => {
  expect(optionsAsFields(message, wordsOf("en"))).toBe(shown);
});
