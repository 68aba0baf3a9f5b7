import { describe, expect, test } from "vitest";
import { NOTES } from "../../src/contract/notes.ts";
import type { Note } from "../../src/core/note.ts";
import { noteText, wordsOf } from "../../src/words/index.ts";
import { zhNotes } from "../../src/words/zh/notes.ts";

/** Codes that no page ever shows, and why; all others need Chinese words. */
const NEVER_ON_A_PAGE: Readonly<Record<string, string>> = {
  "kept-quoted": "said by `apply` in the terminal",
  "was-quoted": "said by `apply` in the terminal",
  "was-not-a-number": "said by `apply` in the terminal",
  "inline-comment": "said by `apply` in the terminal",
  "duplicate-key": "said by `apply` in the terminal",
  "also-changes": "said by `apply` in the terminal",
  "not-in-profile": "said by `apply --profile` in the terminal",
  "field-skipped": "said by `apply --map` in the terminal",
  "result-changed": "said by `apply --check` in the terminal",
  "native-unverified": "said by `install-native` in the terminal",
  resumed: "said by `diagnose` in the terminal",
  gaps: "said by `diagnose` in the terminal",
  "no-lr": "part of the error that refuses a training log",
  "lr-falls": "part of the error that refuses a training log",
  "constant-lr": "part of the error that refuses a training log",
  "narrow-lr": "part of the error that refuses a training log",
  "lr-settles": "part of the error that refuses a training log",
};

const ENDS = { loss: 0.5, otherLoss: 0.75, lowerShare: 0.2, kind: "held-out" };
const RUNG = { lr: 0.01, start: 2, end: 1, kind: "training" };

/** Data by which the codes with several templates choose, one for each template. */
const CHOICES: Readonly<Record<string, readonly Note["data"][]>> = {
  "centred-minimum": [{ of: "held-out" }, { of: "smoothed" }],
  "probe-at-edge": [{ side: "lowest" }, { side: "highest" }],
  "hardly-learned": [{ share: 0.93 }],
  probes: [
    { bestLr: 0.1, probedLr: 0.1 },
    { bestLr: 0.1, probedLr: 0.03 },
  ],
  rule: [{}, { beware: "the loss never falls" }],
  "too-few-points": [{}, { rule: "steep" }],
  flat: [{}, { rule: "smith-lower" }],
  "initial-lr": [{}, { suggestedLr: 0.1 }],
  decay: [{ decaySteps: 0 }, { decaySteps: 20 }],
  "over-fitting": [{}, { offers: [{ kind: "lower-lr", lr: 0.003 }] }],
  "batch-size": [{}, { exponent: 0, lrAtFourfold: 0.1 }, { exponent: 0.5, lrAtFourfold: 0.2 }],
  "per-epoch": [{ epochs: 1 }, { epochs: 5 }],
  warmup: [{ warmupSteps: 0 }, { warmupSteps: 10 }],
  floor: [{ floorLr: 0 }, { floorLr: 1e-5 }],
  milestones: [{ milestones: [] }, { milestones: [30, 60] }],
  "schedule-choice": [
    { asked: true, kind: "cosine" },
    { kind: "cosine" },
    { kind: "warmup-stable-decay" },
    { kind: "step" },
  ],
  "budget-spent": [
    { swept: 380, budget: 400 },
    { swept: 400, budget: 400 },
  ],
  "not-verified": [
    {},
    { cause: "no-plan" },
    { cause: "cancelled" },
    { cause: "failed", why: "？" },
  ],
  "verified-default-lr": [
    ENDS,
    { ...ENDS, lowerShare: -0.2 },
    { ...ENDS, lowerShare: 0.001 },
    { ...ENDS, otherLoss: 0.5 },
    { ...ENDS, loss: Number.NaN },
    { ...ENDS, otherLoss: "NaN" },
    { ...ENDS, loss: null, otherLoss: null },
  ],
  "verified-runner-up": [ENDS],
  "verification-lost": [{ role: "default-lr" }, { role: "runner-up" }],
  "ladder-choice": [{}, { atEnd: true }],
  "ladder-rung": [
    { ...RUNG, verdict: "good" },
    { ...RUNG, verdict: "too-slow" },
    { ...RUNG, verdict: "oscillating" },
    { ...RUNG, verdict: "diverged" },
    { ...RUNG, verdict: "diverged", end: Number.NaN },
  ],
};

const SAMPLES: Readonly<Record<string, unknown>> = {
  lr: 0.01,
  loss: 0.5,
  count: 1200,
  short: 0.25,
  text: "adam",
  names: ["甲", "乙"],
  counts: [30, 60],
};

const zh = wordsOf("zh");
const codes = Object.keys(NOTES);
const shown = codes.filter((code) => !Object.hasOwn(NEVER_ON_A_PAGE, code));
const placeholders = (template: string) =>
  [...template.matchAll(/\{(\w+):(\w+)\}/g)] as unknown as [string, string, string][];

/** The templates of a code with the data that choose them. */
function templates(code: string): { template: string; data: Note["data"] }[] {
  const entry = zhNotes[code];
  if (typeof entry === "string") return [{ template: entry, data: {} }];
  if (entry === undefined) return [];
  return (CHOICES[code] ?? []).map((data) => ({ template: entry(data), data }));
}

/** Three English words in a row; what is to be typed does not count. */
function englishIn(text: string): string | undefined {
  const prose = text.replace(/`[^`]*`/g, "").replace(/--[\w-]+/g, "");
  return /[A-Za-z']{2,}(?:[ ,]+[A-Za-z']{2,}){2,}/.exec(prose)?.[0];
}

describe("every note that a page can show has Chinese words", () => {
  test("the sources hold the codes that are looked for", () => {
    expect(codes.length).toBeGreaterThan(90);
    expect(codes).toEqual(expect.arrayContaining(["not-verified", "ladder-rung", "overfitting"]));
    expect(Object.keys(NEVER_ON_A_PAGE).filter((code) => !codes.includes(code))).toEqual([]);
    expect(Object.keys(zhNotes).filter((code) => !shown.includes(code))).toEqual([]);
  });

  test.each(shown)("%s", (code) => {
    const choices = templates(code);
    expect(choices.length).toBeGreaterThan(0);
    for (const { template, data } of choices) {
      const samples = placeholders(template).map(([, format, field]) => [field, SAMPLES[format]]);
      const text = noteText(
        { code, message: "Only in English.", data: { ...Object.fromEntries(samples), ...data } },
        zh,
      );
      expect(text).not.toBe("Only in English.");
      expect(text).toMatch(/\p{Script=Han}{3}/u);
      expect(text).not.toMatch(/[{}]|undefined|NaN|null/);
      expect(englishIn(text)).toBeUndefined();
    }
  });

  test.each(shown)("%s: the numbers it names are in the note's data", (code) => {
    const known = Object.entries(NOTES).flatMap(([each, described]) =>
      each === code ? [described].flat().flatMap((fields) => Object.keys(fields)) : [],
    );
    const fields = templates(code).flatMap(({ template }) =>
      placeholders(template).map(([, , field]) => field),
    );
    expect(fields.filter((field) => !known.includes(field))).toEqual([]);
  });
});

test("what is English is found", () => {
  expect(englishIn("损失 and it never falls")).toBeDefined();
  expect(
    englishIn("运行 `lr-finder doctor now` 或 --repeats 3，fastai、Lightning"),
  ).toBeUndefined();
});
