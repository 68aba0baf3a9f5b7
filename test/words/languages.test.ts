import { describe, expect, test } from "vitest";
import { note } from "../../src/contract/notes.ts";
import type { Note } from "../../src/core/note.ts";
import { makePlan } from "../../src/plan/index.ts";
import { analyst, recordingOf, settingsOf } from "../../src/report/analysis/index.ts";
import { en, noteText, wordsOf } from "../../src/words/index.ts";
import { SCENES } from "../report/fixtures.ts";

const zh = wordsOf("zh");

/** Texts of a catalogue by their paths; functions are called with sample values. */
function texts(part: unknown, path = ""): [string, string][] {
  if (typeof part === "string") return [[path, part]];
  if (part === null || typeof part !== "object") return [];
  return Object.entries(part).flatMap(([name, inner]) => texts(inner, `${path}.${name}`));
}

describe("the Chinese catalogue", () => {
  test("has every entry of the English one, and says each in Chinese", () => {
    const english = new Map(texts(en));
    const chinese = texts(zh);
    expect(chinese.map(([path]) => path).sort()).toEqual([...english.keys()].sort());
    const untranslated = chinese.filter(([path, text]) => text === english.get(path));
    expect(untranslated.map(([path]) => path)).toEqual([".dash"]);
    for (const [path, text] of chinese) {
      if (path !== ".dash" && path !== ".tag") expect(text).toMatch(/\p{Script=Han}/u);
    }
  });
});

/** Notes as the code really writes them. */
function realNotes(): Note[] {
  const suggestions = [SCENES.healthy(), SCENES.flat(), SCENES.repeats()].flatMap((result) => {
    const { suggestion } = analyst(recordingOf(result)).full(settingsOf(result));
    return suggestion?.reasons ?? [];
  });
  const plans = [
    makePlan({ lr: 0.01, optimizer: "adam", epochs: 20, stepsPerEpoch: 100 }),
    makePlan({ lr: 0.01, optimizer: "sgd", totalSteps: 3000, stepsPerEpoch: 100, per: "epoch" }),
    makePlan({ lr: 0.01, optimizer: "sgd", epochs: 20, stepsPerEpoch: 100, schedule: "step" }),
    makePlan({ lr: 0.01, optimizer: "adam", stepsPerEpoch: 100 }),
  ].flatMap(({ reasons }) => reasons);
  return [...suggestions, ...plans];
}

describe("notes in Chinese", () => {
  test.each(realNotes().map((each) => [each.code, each] as const))(
    "%s: filled from its own data",
    (_, each) => {
      const text = noteText(each, zh);
      expect(text).not.toBe(each.message);
      expect(text).toMatch(/\p{Script=Han}/u);
      expect(text).not.toMatch(/[{}]|undefined|NaN/);
    },
  );

  test("the numbers are those of the data", () => {
    const told = note("no-rise", "…", { lastLr: 0.5, rise: 0 });
    expect(noteText(told, zh)).toContain("0.5");
    expect(noteText(told, en)).toBe("…");
  });

  test("an unknown code, or data that lack a number, keep the English message", () => {
    for (const code of ["no-such-code", "no-rise", "constructor"]) {
      expect(noteText({ code, message: "As it is.", data: {} }, zh)).toBe("As it is.");
    }
  });
});
