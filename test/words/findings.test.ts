import { describe, expect, test } from "vitest";
import { FINDINGS, type FindingCode } from "../../src/contract/findings.ts";
import { parse, type Schema } from "../../src/contract/schema.ts";
import {
  diagnose,
  FINDING_CODES,
  type Finding,
  type TrainingLog,
} from "../../src/diagnose/index.ts";
import { findingText, LANGUAGES, noteText, wordsOf } from "../../src/words/index.ts";
import { everyFinding } from "../diagnose/every-finding.ts";

const found = everyFinding();
const kindOf = ({ code, data }: Finding) => `${code} ${"kind" in data ? data.kind : ""}`.trim();

test("the logs show every finding of every kind", () => {
  const kinds = (code: FindingCode) => {
    const schema = FINDINGS[code];
    return "kinds" in schema ? schema.kinds.map((kind) => `${code} ${kind}`) : [code];
  };
  expect(new Set(found.map(({ finding }) => kindOf(finding)))).toEqual(
    new Set(FINDING_CODES.flatMap(kinds)),
  );
});

describe.each(LANGUAGES)("every finding in %s", (language) => {
  const words = wordsOf(language);
  test.each(found.map((each) => [kindOf(each.finding), each] as const))("%s", (_, { finding }) => {
    const schema: Schema = FINDINGS[finding.code];
    expect(parse(schema, finding.data).ok).toBe(true);
    const text = findingText(finding, words);
    expect(text.advice).toHaveLength(finding.advice.length);
    const english = [finding.message, ...finding.advice];
    for (const [i, said] of [text.message, ...text.advice].entries()) {
      expect(said).not.toMatch(/[{}]|undefined|null/);
      if (language !== "en") {
        expect(said).not.toBe(english[i]);
        expect(figuresIn(said)).toEqual(expect.arrayContaining(figuresIn(english[i] as string)));
      }
    }
    if (language === "zh") expect(text.message).toMatch(/\p{Script=Han}{2}/u);
  });

  test("as a file has it: the same", () => {
    for (const { finding } of found) {
      const data = JSON.parse(JSON.stringify(finding.data));
      expect(findingText({ ...finding, data }, words)).toMatchObject({
        ...findingText(finding, words),
        ...(language === "en" && { data }),
      });
    }
  });
});

test("data of another version: as it was written", () => {
  for (const { finding } of found) {
    const { message, advice } = findingText({ ...finding, data: {} }, wordsOf("zh"));
    expect({ message, advice }).toEqual({ message: finding.message, advice: finding.advice });
  }
});

test.each(["zh"] as const)(
  "the whole in %s has the numbers of the English sentence",
  (language) => {
    const logs: TrainingLog[] = [
      ...found.map(({ log }) => log),
      { steps: [], losses: [] },
      { steps: [3], losses: [1] },
      { steps: steps(40), losses: steps(40).map((i) => 3 * 0.9 ** i) },
      { steps: steps(40), losses: steps(40).map((i) => 1 + 0.2 * ((i * 7) % 5)) },
    ];
    for (const { note, summary } of logs.map(diagnose)) {
      const said = noteText(note, wordsOf(language));
      expect(note.message).toBe(summary);
      expect(said).not.toBe(summary);
      expect(figuresIn(said)).toEqual(expect.arrayContaining(figuresIn(summary)));
    }
  },
);

/** The numbers of a sentence: those that English has as words (`One finding`) are in no list. */
function figuresIn(text: string): string[] {
  return text.match(/(?<![A-Za-z])-?\d+(?:\.\d+)?(?:e[+-]?\d+)?/g) ?? [];
}

function steps(count: number): number[] {
  return Array.from({ length: count }, (_, i) => i);
}
