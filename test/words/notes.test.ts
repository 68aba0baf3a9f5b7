import { describe, expect, test } from "vitest";
import { type NoteCode, note } from "../../src/contract/make-note.ts";
import { REMARKS } from "../../src/contract/notes.ts";
import type { Note } from "../../src/core/note.ts";
import { makePlan } from "../../src/plan/index.ts";
import { analyst, recordingOf, settingsOf } from "../../src/report/analysis/index.ts";
import { LANGUAGES, noteText, remarkText, wordsOf } from "../../src/words/index.ts";
import { englishIn } from "../helpers/chinese.ts";
import { SCENES } from "../report/fixtures.ts";
import { SAMPLES } from "./note-samples.ts";
import { writtenNotes } from "./written-notes.ts";

/** All of whose data may be left out. */
const MAY_BE_EMPTY: readonly NoteCode[] = [
  "not-in-profile",
  "unknown-optimizer",
  "cut-off",
  "damaged-gzip",
];
const MESSAGE = "Only in English.";
const translated = LANGUAGES.map((name) => [name, wordsOf(name)] as const).filter(
  ([, { notes }]) => notes !== null,
);
const codes = Object.keys(SAMPLES) as NoteCode[];
const en = wordsOf("en");

describe.each(translated)("every note in %s", (name, words) => {
  test.each(codes)("%s", (code) => {
    for (const data of SAMPLES[code]) {
      const text = noteText({ code, message: MESSAGE, data }, words);
      expect(text).not.toBe(MESSAGE);
      expect(text).not.toMatch(/[{}]|undefined|NaN|null/);
      // Of a language in another script the words can be told from English ones.
      if (name === "zh") {
        expect(text).toMatch(/\p{Script=Han}{3}/u);
        expect(englishIn(text)).toEqual([]);
      }
      // As a file has it: what is not finite stands there as text.
      const read = JSON.parse(
        JSON.stringify(data, (_, each) => (Number.isNaN(each) ? "NaN" : each)),
      );
      expect(noteText({ code, message: MESSAGE, data: read }, words)).toBe(text);
    }
  });

  test.each(["no-such-code", "constructor", "__proto__", ""])("%j: its own message", (code) => {
    expect(noteText({ code, message: MESSAGE, data: {} }, words)).toBe(MESSAGE);
  });

  test("data of another version: its own message", () => {
    for (const code of codes) {
      const [sample = {}] = SAMPLES[code];
      for (const [field, value] of Object.entries(sample)) {
        if (value === undefined) continue;
        const odd = { ...sample, [field]: { of: "another version" } };
        expect(noteText({ code, message: MESSAGE, data: odd }, words)).toBe(MESSAGE);
      }
      if (Object.keys(sample).length > 0 && !MAY_BE_EMPTY.includes(code)) {
        expect(noteText({ code, message: MESSAGE, data: {} }, words)).toBe(MESSAGE);
      }
    }
  });

  test.each(realNotes().map((each) => [each.code, each] as const))(
    "%s as it is really written",
    (_, each) => {
      expect(noteText(each, words)).not.toBe(each.message);
      expect(noteText(each, words)).not.toMatch(/[{}]|undefined|NaN/);
    },
  );
});

test("English is the message as it was written, whatever its code", () => {
  expect(noteText(note("no-rise", "…", { lastLr: 0.5, rise: 0 }), en)).toBe("…");
  expect(noteText({ code: "no-such-code", message: MESSAGE, data: {} }, en)).toBe(MESSAGE);
});

test("what a report's page makes again has its words there: rules' remarks, and why there is no LR", () => {
  const { remarks } = wordsOf("zh");
  for (const result of Object.values(SCENES).map((scene) => scene())) {
    const settings = settingsOf(result);
    for (const toLr of [null, 1e-5, 1e-3, 0.1]) {
      const { rules, suggestion } = analyst(recordingOf(result)).full({ ...settings, toLr });
      const made = Object.values(rules).flatMap(({ code, note: message = "", data = {} }) =>
        code === undefined ? [] : [{ code, message, data }],
      );
      if (suggestion?.status === "none") made.push(...suggestion.reasons.slice(0, 1));
      for (const each of made) {
        expect(Object.keys(REMARKS)).toContain(each.code);
        expect(remarkText(each, { remarks })).toMatch(/\p{Script=Han}/u);
      }
    }
  }
});

describe("whose losses they are", () => {
  const zh = wordsOf("zh");
  const inChinese = (each: Note) => noteText(each, zh);

  test("where a note really written says held-out or training losses, the Chinese one does", async () => {
    const written = await writtenNotes();
    expect(new Set(written.map(({ code }) => code)).size).toBeGreaterThan(30);
    expect(written.map(({ code }) => code)).toEqual(
      expect.arrayContaining(["whole-runs", "probes", "ladder-rung", "columns-left-out"]),
    );
    const wrong = written.flatMap((each) => {
      const text = inChinese(each);
      const lacks = (said: RegExp, wanted: RegExp) => said.test(each.message) && !wanted.test(text);
      return lacks(/held-out loss/, /验证集/) ||
        lacks(/held[- ]out|hold out/i, /验证集|留出/) ||
        lacks(/training loss/i, /训练损失|训练.*损失/)
        ? [`${each.code}: ${each.message} / ${text}`]
        : [];
    });
    expect([...new Set(wrong)]).toEqual([]);
  });

  test("whatever data say that losses are held-out ones", () => {
    for (const code of codes) {
      for (const data of SAMPLES[code]) {
        if (!("kind" in data) || data.kind !== "held-out") continue;
        const text = inChinese({ code, message: MESSAGE, data });
        if (text.includes("损失")) expect(text).toMatch(/验证集/);
      }
    }
  });

  test("of an older document nothing is said", () => {
    const [sample] = SAMPLES["whole-runs"].filter(({ kind }) => kind === undefined);
    const text = inChinese({ code: "whole-runs", message: MESSAGE, data: { ...sample } });
    expect(text).toContain("使损失从");
  });
});

test("the numbers are those of the data", () => {
  expect(noteText(note("no-rise", "…", { lastLr: 0.5, rise: 0 }), wordsOf("zh"))).toContain("0.5");
});

test("what is English is found", () => {
  expect(englishIn("损失 and it never falls")).not.toEqual([]);
  expect(englishIn("运行 `lr-finder doctor now` 或 --repeats 3，fastai、Lightning")).toEqual([]);
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
