import { describe, expect, test } from "vitest";
import type { Evaluation } from "../../src/contract/index.ts";
import { random } from "../../src/core/random.ts";
import { measureHeldOut } from "../../src/sweep/held-out.ts";
import { journalLine, type RunEvent, readJournal, runSweep } from "../../src/sweep/index.ts";
import { runTrial } from "../../src/sweep/run-trial.ts";
import type { Trainer } from "../../src/trainer/types.ts";
import { scriptedTrainer } from "../helpers/scripted-trainer.ts";

/** A trainer that gives these evaluations, one after the other. */
function evaluating(...evaluations: readonly (number | Evaluation)[]): Trainer {
  let next = 0;
  return scriptedTrainer(() => 1, { evaluate: async () => evaluations[next++] as Evaluation });
}

const measure = (given: number | Evaluation) => measureHeldOut(evaluating(given));

/** Losses of some rows: row i has loss i. */
const rows = (count: number) => Array.from({ length: count }, (_, i) => i);

describe("what is recorded of an evaluation", () => {
  test("only what is known", async () => {
    expect(await measure(2)).toEqual({ loss: 2 });
    expect(await measure({ loss: 2, count: 7 })).toEqual({ loss: 2, count: 7 });
    const known = { loss: 2, count: 7, standardError: 0.5 };
    expect(await measure(known)).toEqual(known);
  });

  test("row losses give mean, count and standard error", async () => {
    // Squares around the mean 3: 4 + 1 + 9 = 14, over 2 and 3.
    expect(await measure({ losses: [1, 2, 6] })).toEqual({
      loss: 3,
      count: 3,
      standardError: expect.closeTo(Math.sqrt(14 / 6), 12),
      rowLosses: [1, 2, 6],
    });
    expect(await measure({ losses: [1, 2, 6], standardError: 9 })).toMatchObject({
      standardError: 9,
    });
    expect(await measure({ losses: [4] })).toEqual({ loss: 4, count: 1, rowLosses: [4] });
  });

  test("seven digits of each row", async () => {
    const losses = [1.23456789, -1.23456789e9, 1.23456789e-9, 0];
    expect(await measure({ losses })).toMatchObject({
      rowLosses: [1.234568, -1234568000, 1.234568e-9, 0],
    });
  });

  test.each([
    // Row i has loss i: of 200 rows group 0 has rows 0 and 128, and group 127 has row 127 alone.
    [128, (group: number) => group],
    [200, (group: number) => (group < 72 ? group + 64 : group)],
    [256, (group: number) => group + 64],
    [10_000, (group: number) => group + 64 * (group < 16 ? 78 : 77)],
  ])("%i rows are 128 numbers, row i in group i mod 128", async (count, meanOf) => {
    const { rowLosses } = await measure({ losses: rows(count) });
    expect(rowLosses).toEqual(rows(128).map(meanOf));
  });

  test("rows that are not finite are not kept, nor is their standard error", async () => {
    expect(await measure({ losses: [1, Number.POSITIVE_INFINITY] })).toEqual({
      loss: Number.POSITIVE_INFINITY,
      count: 2,
    });
  });
});

describe("what cannot be used fails the training, in the words of the API", () => {
  test.each<[unknown, string]>([
    [
      undefined,
      "what `evaluate` gives must be a number or an object with `loss` or `losses`, got undefined",
    ],
    [
      { loss: 1, count: 0.5 },
      "the `count` that `evaluate` gives must be an integer of at least 1, got 0.5 (number)",
    ],
    [
      { loss: 2, losses: [1, 2] },
      "the `loss` that `evaluate` gives must be the mean of its losses, which is 1.5, got 2 (number)",
    ],
  ])("%j", async (given, says) => {
    const trainer = evaluating(given as Evaluation);
    const options = { label: "probe", steps: 2, lrAt: () => 1 };
    const { trial, failure } = await runTrial(trainer, options);
    expect(failure).toMatchObject({
      code: "bad-evaluation",
      message: expect.stringContaining(says),
    });
    expect(failure?.message).toContain("while evaluating after step 2 of a probe");
    expect(trial).toMatchObject({ losses: [1, 1], heldOut: [], stopReason: "trainer-ended" });
    const sweep = await runSweep(evaluating(given as Evaluation), { steps: 10, evaluateEvery: 5 });
    expect(sweep.failure).toMatchObject({
      code: "bad-evaluation",
      message: expect.stringContaining(says),
    });
    expect(sweep.record.runs[0]?.losses).toHaveLength(5);
  });

  test("another number of losses than before, in a sweep or a trial after it", async () => {
    const losses = (count: number) => ({ losses: rows(count) });
    const trainer = evaluating(losses(3), 2, losses(3), losses(3), losses(4));
    const sweep = await runSweep(trainer, { steps: 10, evaluateEvery: 5 });
    expect(sweep.failure).toBeNull();
    const { trial, failure } = await runTrial(trainer, {
      label: "probe",
      steps: 2,
      lrAt: () => 1,
      evaluateAfter: [0, 1, 2],
    });
    expect(failure).toMatchObject({
      code: "bad-evaluation",
      message: expect.stringContaining("gives 4 `losses` where it gave 3 before"),
      data: { before: 3, now: 4 },
    });
    expect(trial.heldOut).toHaveLength(2);
  });
});

const heldOutTrainer = (lossOf: (step: number) => number, count = 300) => {
  const noise = random(15, "rows");
  const row = Array.from({ length: count }, () => noise.normal());
  const trainer = scriptedTrainer(() => 1, {
    evaluate: async () => ({ losses: row.map((each) => lossOf(trainer.state - 7) + each / 3) }),
  });
  return trainer;
};

test("a sweep's points have count and standard error, and no rows", async () => {
  const events: RunEvent[] = [];
  const { record } = await runSweep(
    heldOutTrainer((step) => step),
    { steps: 10, evaluateEvery: 5 },
    { onEvent: (event) => events.push(event) },
  );
  const points = record.runs[0]?.heldOut ?? [];
  expect(points).toHaveLength(2);
  for (const point of points) {
    expect(Object.keys(point).sort()).toEqual([
      "count",
      "loss",
      "lr",
      "standardError",
      "stepIndex",
    ]);
    expect(events).toContainEqual({ type: "held-out", run: 0, ...point });
  }
});

describe("a trial that has ended keeps the rows of its last and of its best point", () => {
  const evaluateAfter = [0, 1, 2, 3, 4, 5, 6];
  const train = async (lossOf: (step: number) => number, steps = 6) => {
    const events: RunEvent[] = [];
    const trainer = heldOutTrainer(lossOf);
    await trainer.snapshot();
    const { trial } = await runTrial(
      trainer,
      { label: "probe", steps, lrAt: () => 0.1, evaluateAfter },
      { onEvent: (event) => events.push(event) },
    );
    return { trial, events };
  };

  test.each<[string, (step: number) => number, number[]]>([
    ["best in the middle", (step) => (step - 3) ** 2, [3, 6]],
    ["best at the end", (step) => -step, [6]],
    ["best at the start", (step) => step, [0, 6]],
    ["all alike", () => 1, [0, 6]],
    ["the last not finite", (step) => (step === 6 ? Number.NaN : step), [0]],
    ["none finite", () => Number.NaN, []],
  ])("%s", async (_name, lossOf, kept) => {
    const { trial, events } = await train(lossOf);
    const withRows = trial.heldOut.filter(({ rowLosses }) => rowLosses !== undefined);
    expect(withRows.map(({ stepsDone }) => stepsDone)).toEqual(kept);
    expect(trial.heldOut.map(({ stepsDone }) => stepsDone)).toEqual(evaluateAfter);
    // While it goes on, every point has them.
    const written = events.filter(({ type }) => type === "trial-held-out");
    expect(written).toHaveLength(7);
    for (const event of written) {
      if (event.type === "trial-held-out" && Number.isFinite(event.loss)) {
        expect(event.rowLosses).toHaveLength(128);
      }
    }
  });

  test("and its journal gives the same numbers", async () => {
    const { trial, events } = await train((step) => Math.cos(step));
    const header = {
      type: "header",
      version: 1,
      options: (await runSweep(scriptedTrainer(() => 1))).record.options,
      info: scriptedTrainer(() => 1).info,
      setup: {},
    } as const;
    const text = [header, ...events].map((entry) => `${journalLine(entry)}\n`).join("");
    expect(readJournal(text).finishedTrials).toEqual([trial]);
    // An evaluation takes about a kilobyte.
    expect(text.length / evaluateAfter.length).toBeLessThan(2000);
  });
});
