import { describe, expect, test } from "vitest";
import type { Note } from "../../src/core/note.ts";
import { diagnose } from "../../src/diagnose/index.ts";
import { judgeRuns, parseLog } from "../../src/logs/index.ts";
import { trainingFigure } from "../../src/report/view/training-figure.ts";
import { findingText, LANGUAGES, noteText, wordsOf } from "../../src/words/index.ts";
import { everyFinding } from "./every-finding.ts";
import { logOf, noiseOf } from "./logs.ts";

/** Losses that blow up and are no numbers from step 8 on. */
const BROKEN = [6.3, 4.6, 7.2, 40.1, 166, 15017, 8e10, 5.4e31, Infinity];
const brokenLog = (count = 200) => ({
  steps: Array.from({ length: count }, (_, i) => i),
  losses: Array.from({ length: count }, (_, i) => BROKEN[i] ?? Number.NaN),
});

test("a healthy log is said to fall from the loss that it begins with", () => {
  const losses = Array.from({ length: 60 }, (_, i) => (i === 0 ? 1.249 : 0.04 + 0.05 / (1 + i)));
  const { summary, note } = diagnose({ steps: [...losses.keys()], losses });
  expect(summary).toContain("fell from 1.249 to");
  expect(note.data.startLoss).toBe(1.249);
});

test("of a log that broke, all losses and steps are told, as beside its chart", () => {
  const log = brokenLog();
  const diagnosis = diagnose(log);
  expect(diagnosis.summary).toBe("One finding in 200 losses, steps 0 to 199.");
  expect(diagnosis).toMatchObject({ count: 200, steps: [0, 199] });
  expect(diagnosis.note.data).toMatchObject({ losses: 200, fromStep: 0, toStep: 199 });
});

test.each([1, -1, 1e-6])(
  "the readable part of a training that blew up shows what came before: x %d",
  (size) => {
    const { steps, losses } = brokenLog();
    const shifted = losses.map((loss) => loss * Math.abs(size) + (size < 0 ? -10 : 0));
    const log = { steps, losses: shifted };
    const figure = trainingFigure("t", null, log, diagnose(log), wordsOf("en"));
    const [low, high] = figure?.yRanges?.linear ?? [0, 0];
    expect(low).toBeLessThanOrEqual(shifted[1] as number);
    expect(high).toBeGreaterThanOrEqual(shifted[0] as number);
    expect(high - low).toBeLessThan(20 * Math.abs((shifted[0] as number) - (shifted[1] as number)));
  },
);

describe("of a log by epochs, no sentence says steps", () => {
  const words = LANGUAGES.map((name) => [name, wordsOf(name)] as const);
  const counted = { en: /\bsteps? \d|\d steps?\b/, zh: /\d 步|步数/ };

  test.each(words)("every finding in %s", (name, said) => {
    for (const { log } of everyFinding()) {
      const { findings, note } = diagnose({ ...log, unit: "epoch" });
      const texts = findings.flatMap((finding) => {
        const { message, advice } = findingText(finding, said);
        return [message, ...advice, said.diagnosis.steps(...finding.steps, finding.unit)];
      });
      for (const text of [...texts, noteText(note, said)]) expect(text).not.toMatch(counted[name]);
    }
  });

  test.each([
    ["an epoch column", "epoch,loss,val_loss\n", 1],
    ["a step column", "step,loss,val_loss\n", 1],
  ])("%s", (_, header) => {
    const rows = Array.from({ length: 40 }, (_, i) => {
      const held = i < 8 ? 1 / (1 + i) : 0.12 + 0.02 * (i - 8);
      return `${i + 1},${1 / (1 + i)},${held}`;
    });
    const [judged] = judgeRuns(parseLog(`${header}${rows.join("\n")}\n`, "log.csv"), {});
    const unit = header.startsWith("epoch") ? "epoch" : "step";
    expect(judged?.diagnosis.summary).toContain(`${unit}s 1 to 40`);
    const advice = judged?.diagnosis.findings.flatMap((each) => each.advice).join(" ");
    expect(advice).toContain(`keep the checkpoint of ${unit} 9`);
  });

  test("a history of Keras", () => {
    const loss = Array.from({ length: 40 }, (_, i) => 1 / (1 + i));
    const val_loss = loss.map((each, i) => (i < 8 ? each : 0.12 + 0.02 * (i - 8)));
    const of = (history: object) =>
      judgeRuns(parseLog(JSON.stringify(history), "history.json"), {})[0]?.diagnosis.summary;
    expect(of({ loss, val_loss })).toContain("epochs 0 to 39");
    expect(of({ loss })).toContain("steps 0 to 39");
  });
});

test("a long log that does not fall says what to try, a short one does not", () => {
  const noise = noiseOf(5);
  const flat = (count: number, lr?: number) =>
    diagnose(logOf(count, () => 2.3 + 0.05 * noise(), lr === undefined ? {} : { lr: () => lr }));
  const unclear = [1, 2, 3, 4, 5, 6]
    .map(() => flat(400, 1e-6))
    .find(({ status }) => status === "unclear");
  expect(unclear?.note).toMatchObject({
    code: "diagnosis-noisy",
    data: { try: "higher", lr: 1e-6 },
  });
  expect(unclear?.summary).toContain("raise it ten times, from 1.0e-6 to 1.0e-5");
  expect(noteText(unclear?.note as Note, wordsOf("zh"))).toContain("提高十倍");
  expect(flat(20).summary).not.toContain("raise");
});
