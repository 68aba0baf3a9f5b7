import { expect, test } from "vitest";
import { diagnose } from "../../src/diagnose/index.ts";
import { trainingFigure } from "../../src/report/view/training-figure.ts";
import { wordsOf } from "../../src/words/index.ts";

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
    const [low, high] = figure?.yRanges.linear ?? [0, 0];
    expect(low).toBeLessThanOrEqual(shifted[1] as number);
    expect(high).toBeGreaterThanOrEqual(shifted[0] as number);
    expect(high - low).toBeLessThan(20 * Math.abs((shifted[0] as number) - (shifted[1] as number)));
  },
);
