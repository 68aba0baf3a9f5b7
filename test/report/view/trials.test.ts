import { describe, expect, test } from "vitest";
import {
  averagedLosses,
  finalLoss,
  shownTrial,
  trialSentences,
  trialsTable,
} from "../../../src/report/view/trials.ts";
import { trialsFigure } from "../../../src/report/view/trials-figure.ts";
import { wordsOf } from "../../../src/words/index.ts";
import { makeTrial } from "../fixtures.ts";

const en = wordsOf("en");

const good = makeTrial("good", 0.01, 0.5);
const bad = makeTrial("bad", 0.001, 0.9);
const left = makeTrial("left", 0.1, 0.1, { abandoned: true });
const shown = [good, bad, left].map((trial) => shownTrial(trial.label, trial));

describe("final loss", () => {
  test("the last held-out loss after an update", () => {
    expect(finalLoss(good)).toBe(good.heldOut.at(-1)?.loss);
  });
  test("without one, the mean of the last tenth of the batch losses", () => {
    const trial = { ...good, heldOut: [], losses: [9, 9, 9, 9, 9, 9, 9, 9, 9, 1] };
    expect(finalLoss(trial)).toBe(1);
    expect(finalLoss({ ...trial, heldOut: [{ stepsDone: 0, loss: 3 }] })).toBe(1);
  });
  test("null when it is not finite or there is none", () => {
    expect(finalLoss({ ...good, heldOut: [], losses: [1, Number.NaN] })).toBeNull();
    expect(finalLoss({ ...good, heldOut: [], losses: [] })).toBeNull();
  });
});

test("batch losses are averaged around each place, and a straight line stays one", () => {
  const line = Array.from({ length: 50 }, (_, i) => 2 - i / 50);
  averagedLosses(line).forEach((value, i) => {
    expect(value).toBeCloseTo(line[i] as number, 12);
  });
  expect(averagedLosses([1, 2, Number.NaN])).toEqual([1, 2]);
});

test("says which one won, by how much, and what all of them cost", () => {
  const [won, cost] = trialSentences(shown, en);
  const margin = (finalLoss(bad) ?? 0) - (finalLoss(good) ?? 0);
  expect(won).toBe(
    `good ends lowest, at ${Number(finalLoss(good)?.toPrecision(4))}: ${Number(margin.toPrecision(4))} below bad.`,
  );
  const close = makeTrial("close", 0.02, 0.5001);
  const tie = trialSentences(
    [good, close].map((trial) => shownTrial(trial.label, trial)),
    en,
  )[0];
  expect(tie).toContain("too little to tell the two apart");
  expect(cost).toBe("Cost: 150 updates in 3 trainings.");
  expect(trialSentences(shown.slice(2), en)[0]).toBe("None of them came to its end.");
  expect(trialSentences(shown.slice(0, 1), en)[0]).toContain("nothing is left to compare");
});

test("the table: one that was given up has no final loss", () => {
  const { rows } = trialsTable("t", "T", shown, en);
  expect(rows.map((row) => row[0])).toEqual(["good", "bad", "left"]);
  expect(rows[0]?.[4]).toBe("0");
  expect(rows[2]?.slice(2)).toEqual(["30 of 60", "–", "–", "given up early: clearly behind"]);
});

test("the chart has a log axis to choose where no loss is 0 or below", () => {
  const range = trialsFigure("probes", "Probes", shown, en).yRanges?.log;
  const least = Math.min(...shown.flatMap(({ trial }) => averagedLosses(trial.losses)));
  expect(range?.[0]).toBeLessThan(Math.log10(least));
  expect(range?.[1]).toBeGreaterThan(range?.[0] ?? 0);
  const below = shownTrial("below", { ...good, losses: good.losses.map((loss) => loss - 9) });
  expect(trialsFigure("probes", "Probes", [below], en).yRanges?.log).toBeNull();
});

test("the chart: a line and squares for each, no two alike", () => {
  const many = Array.from({ length: 18 }, (_, i) => shownTrial(`t${i}`, makeTrial("", 0.01, 0.5)));
  const { data, key } = trialsFigure("probes", "Probes", many, en);
  expect(data).toHaveLength(36);
  const styles = key.map(({ swatch }) => JSON.stringify(swatch));
  expect(new Set(styles).size).toBe(18);
});
