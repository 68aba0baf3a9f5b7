// The page has fields and no command line: what it says names no option.
import { describe, expect, test } from "vitest";
import type { NoteCode } from "../../../src/contract/make-note.ts";
import { deskHere } from "../../../src/report/playground/app/desk.ts";
import type { ReadSettings } from "../../../src/report/playground/app/read-file.ts";
import { diagnosisBody } from "../../../src/report/playground/diagnosis-body.ts";
import { noteOnPage, optionsAsFields } from "../../../src/report/playground/options-as-fields.ts";
import { LANGUAGES, wordsOf } from "../../../src/words/index.ts";
import { SAMPLES } from "../../words/note-samples.ts";
import { OVER_FITTING, TWO_RUNS } from "./logs.ts";

const NOTHING_SAID: ReadSettings = {
  ...{ optimizer: "", lr: "", loss: "", heldOut: "", step: "", run: "", pattern: "" },
  ...{ totalSteps: null, recordedBy: "" },
};

/** A sweep of n steps from 1e-6 on over some decades, its losses by the LR and the step. */
const sweep = (n: number, decades: number, loss: (log10: number, i: number) => number) =>
  `step,lr,loss\n${Array.from({ length: n }, (_, i) => {
    const log10 = -6 + (decades * i) / (n - 1);
    return `${i},${10 ** log10},${loss(log10, i)}`;
  }).join("\n")}\n`;

const noise = (i: number) => Math.sin(12.9898 * i * i) * 0.5;
const valley = (log10: number) =>
  2.3 - 1.5 / (1 + Math.exp(-3 * (log10 + 3))) + 20 ** (log10 + 0.2);

const LOGS: Readonly<Record<string, string>> = {
  "a sweep": sweep(100, 7, valley),
  "a noisy one": sweep(100, 7, (at, i) => valley(at) + noise(i)),
  "a flat one": sweep(100, 7, (_, i) => 2 + 0.01 * noise(i)),
  "one that rises": sweep(100, 7, (at, i) => 8 + at + 0.01 * noise(i)),
  "one that still falls": sweep(100, 4, (at, i) => valley(at) + 0.01 * noise(i)),
  "one that diverges at once": sweep(30, 7, (_, i) => (i < 4 ? 2 + 9 ** i : Number.NaN)),
  "few points": sweep(12, 7, valley),
  "very few points": sweep(6, 7, valley),
  "a smoothed one": (() => {
    let mean = valley(-6);
    return sweep(200, 7, (at, i) => {
      mean = 0.95 * mean + 0.05 * (valley(at) + 0.1 * noise(i));
      return mean;
    });
  })(),
  "several columns of losses": sweep(60, 7, valley)
    .replace("step,lr,loss", "step,lr,loss,train_loss,val_loss")
    .replace(/^(\d.*),([^,\n]+)$/gm, "$1,$2,$2,$2"),
  "an over-fitting training": OVER_FITTING,
  "two trainings": TWO_RUNS,
};

/** Notes on what the page does not read: trainings of a search, tables of data, studies. */
const NOT_OF_LOGS: readonly NoteCode[] = [
  ...(["data-target", "ladder-none", "study-tasks-failed"] as const),
  ...(["training-loss-only", "rows-held-out", "unseeded-draws", "secrets-left-out"] as const),
  ...(["row-number-column", "mixed-column", "too-many-levels", "same-name-columns"] as const),
  "lr-overridden",
];

test("no note, of any kind that it may have, names an option", () => {
  const words = wordsOf("zh");
  const naming = Object.entries(SAMPLES).flatMap(([code, samples]) => {
    const texts = samples.map((data) => noteOnPage({ code, message: "", data }, words));
    return texts.some((text) => /--[a-z]/.test(text)) ? [code] : [];
  });
  expect(naming.sort()).toEqual([...NOT_OF_LOGS].sort());
});

test.each([
  [
    "Whole runs tell: --budget full.",
    "Whole runs tell: a search by lr-finder with the budget “full”.",
  ],
  [
    "It rose. --budget standard trains.",
    "It rose. A search by lr-finder with the budget “standard” trains.",
  ],
  ["A larger --budget tell more.", "A larger budget of a search tell more."],
  ["0.1 is better: --for best.", "0.1 is better: the aim “best” of a search by lr-finder."],
  ["Give `--lr COLUMN`.", "Give “Column of the learning rate”."],
])("options in a sentence: %s", (message, onPage) => {
  expect(optionsAsFields(message, wordsOf("en"))).toBe(onPage);
});

describe.each(LANGUAGES)("in the playground (%s)", (language) => {
  const words = wordsOf(language);
  const desk = deskHere(language);

  async function said(text: string, settings = NOTHING_SAID): Promise<string[]> {
    const { found, faults } = await desk.read(new File([text], "log.csv"), settings, () => {});
    expect(found.length + faults.length).toBeGreaterThan(0);
    return [
      ...faults,
      ...found.flatMap((read) => {
        if (read.kind === "training") {
          const body = diagnosisBody([read.judgement], [read.figure], words).toString();
          return [body.replace(/<[^>]*>/g, " ")];
        }
        if (read.kind !== "result") return [];
        const { headline, reasons, warnings, planReasons, verificationReasons } = read.view;
        const notes = [...reasons, ...warnings, ...planReasons, ...verificationReasons];
        return [...headline.sentences, ...notes.map(({ text: note }) => note)];
      }),
    ];
  }

  test.each(Object.keys(LOGS))("%s", async (name) => {
    const all = await said(LOGS[name] as string);
    expect(all.filter((text) => /--[a-z]/.test(text))).toEqual([]);
  });

  test("a warning names the field that ends it", async () => {
    const { playground: text } = words;
    const plain = (await said(LOGS["a sweep"] as string)).join("\n");
    expect(plain).toContain(`“${text.length}”`);
    expect(plain).toContain(`“${text.optimizer}”`);
    const told = { ...NOTHING_SAID, totalSteps: 5000, optimizer: "adam" };
    const after = (await said(LOGS["a sweep"] as string, told)).join("\n");
    expect(after).not.toContain(`“${text.length}”`);
    expect(after).not.toContain(`“${text.optimizer}”`);
    expect(after).toMatch(/5,?000/);
  });

  test("who recorded the losses can be said", async () => {
    const { playground: text } = words;
    const smoothed = LOGS["a smoothed one"] as string;
    expect((await said(smoothed)).join("\n")).toContain(`“${text.recordedBy}”`);
    const raw = await said(smoothed, { ...NOTHING_SAID, recordedBy: "none" });
    expect(raw.join("\n")).not.toContain(`“${text.recordedBy}”`);
  });
});
