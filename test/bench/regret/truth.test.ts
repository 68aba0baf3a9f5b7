import { describe, expect, test } from "vitest";
import { gridRegret } from "./regret.mjs";
import { PAIRS } from "./tasks/list.mjs";
import { readTruth, truthText } from "./truth-file.mjs";

type Column = readonly (readonly (number | null)[])[];

const truth = readTruth();
const found = Object.entries(truth.pairs);

test("the file is of the tasks that are listed, and small", () => {
  const ids = PAIRS.map(({ id }) => id);
  expect(new Set(ids).size).toBe(ids.length);
  expect(Object.keys(truth.pairs).filter((id) => !ids.includes(id))).toEqual([]);
  expect(found.length).toBeGreaterThanOrEqual(44);
  expect(truthText(truth).length).toBeLessThan(1_200_000);
  expect(JSON.parse(truthText(truth))).toEqual(truth);
});

describe("the tasks of one difficulty", () => {
  const of = (kind: string) => PAIRS.filter(({ task }) => task.kind === kind);

  test.each([
    ["plain", 81],
    ["tiny", 14],
    ["saturation", 6],
    ["fine-tune", 6],
    ["raw-scale", 4],
  ])("%s: at least %i pairs", (kind, count) => {
    expect(of(kind).length).toBeGreaterThanOrEqual(count);
  });

  test("half of the tiny tables, with optimizers of every family, are held back", () => {
    const tiny = of("tiny");
    const heldBack = tiny.filter(({ task }) => task.heldBack);
    expect(heldBack.length).toBe(tiny.length / 2);
    expect([...new Set(heldBack.map(({ optimizer }) => optimizer))].sort()).toEqual([
      ...["adam", "adamw", "momentum", "rmsprop", "sgd"],
    ]);
  });
});

test("every optimizer, batch size and horizon is there", () => {
  const there = PAIRS.filter(({ id }) => truth.pairs[id] !== undefined);
  const of = (values: readonly (string | number)[]) => [...new Set(values)].sort();
  expect(of(there.map(({ optimizer }) => optimizer))).toEqual([
    ...["adadelta", "adagrad", "adam", "adamw", "momentum", "rmsprop", "sgd"],
  ]);
  expect(of(there.map(({ task }) => task.batch))).toEqual(expect.arrayContaining([128, 16, 32, 4]));
  expect(of(there.map(({ horizon }) => horizon))).toEqual([2000, 400, 800]);
});

test.each(found)("%s: a dense grid around a best LR that trains", (_, pair) => {
  const { log10Lrs, end, best } = pair;
  expect([...log10Lrs].sort((a, b) => a - b)).toEqual(log10Lrs);
  expect([end.length, best.length]).toEqual([log10Lrs.length, log10Lrs.length]);
  const { log10Best, regrets } = gridRegret(pair);
  for (const measure of ["best", "end"] as const) {
    const at = log10Lrs.indexOf(log10Best[measure]);
    expect(pair[measure][at]?.length).toBeGreaterThanOrEqual(2);
    const gaps = [-1, 0].map((i) => (log10Lrs[at + i + 1] ?? 9) - (log10Lrs[at + i] ?? -9));
    expect(Math.min(...gaps)).toBeLessThanOrEqual(0.5);
    expect(Math.min(...regrets[measure])).toBe(0);
  }
});

describe("the tune slice", () => {
  const judged = found.filter(([, pair]) => pair.tuneEnd !== undefined);

  test.each(judged)("%s: beside every loss of the test slice", (_, pair) => {
    for (const column of [pair.tuneEnd, pair.tuneBest, pair.bestByTune]) {
      expect(column?.map((runs) => runs.length)).toEqual(pair.end.map((runs) => runs.length));
    }
    pair.end.forEach((runs, row) => {
      runs.forEach((end, seed) => {
        const of = (column?: Column) => column?.[row]?.[seed] as number | null;
        expect([of(pair.tuneEnd) === null, of(pair.bestByTune) === null]).toEqual([
          ...[end === null, end === null],
        ]);
        if (end === null) return;
        expect(of(pair.tuneBest)).toBeLessThanOrEqual(of(pair.tuneEnd) as number);
        expect(of(pair.best)).toBeLessThanOrEqual(of(pair.bestByTune) as number);
      });
    });
  });

  test("every pair of one difficulty has it, with four seeds at every LR", () => {
    for (const { id } of PAIRS.filter(({ task }) => task.kind !== "plain")) {
      const pair = truth.pairs[id];
      if (pair === undefined) continue;
      expect(pair.tuneEnd?.every((runs) => runs.length === 4)).toBe(true);
    }
  });
});
