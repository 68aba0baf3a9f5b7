import { describe, expect, test } from "vitest";
import { RECORDER_NAMES, RECORDERS } from "../../src/curve/index.ts";
import {
  classifyLog,
  isSweep,
  parseLog,
  sweepFromLog,
  trainingLogFrom,
} from "../../src/logs/index.ts";
import { LRS, lossAt, sweepCsv } from "./support.ts";

const csv = (...columns: (readonly number[])[]) => {
  const rows = columns[0]?.map((_, i) => columns.map((column) => column[i]).join(","));
  return `lr,loss\n${rows?.join("\n")}\n`;
};
const range = (n: number, f: (i: number) => number) => Array.from({ length: n }, (_, i) => f(i));
const table = (text: string) => parseLog(text, "log.csv");

describe("an ordinary training is told from a sweep", () => {
  const losses = range(100, (i) => 2 * Math.exp(-i / 30));
  test.each([
    ["a constant LR", "constant-lr", range(100, () => 0.01)],
    ["cosine decay", "lr-falls", range(100, (i) => 0.05 * (1 + Math.cos((Math.PI * i) / 100)))],
    [
      "one cycle",
      "lr-falls",
      range(100, (i) => (i < 30 ? 0.004 + i * 0.003 : 0.1 - (i - 30) * 0.001)),
    ],
    ["a warmup, then constant", "lr-settles", range(100, (i) => Math.min(0.1, 0.002 * (i + 1)))],
    ["a narrow rise", "narrow-lr", range(100, (i) => 0.01 + i * 1e-4)],
    ["warm restarts", "lr-falls", range(100, (i) => 0.1 - 0.0045 * (i % 20))],
    [
      "a triangle wave",
      "lr-falls",
      range(100, (i) => 0.001 + 0.01 * (10 - Math.abs((i % 20) - 10))),
    ],
  ])("%s", (_, code, lrs) => {
    const log = table(csv(lrs, losses));
    expect(classifyLog(log)).toMatchObject({ kind: "training", reason: { code } });
    expect(() => sweepFromLog(log)).toThrow(/ordinary training.*lr-finder diagnose log\.csv/);
    expect([...trainingLogFrom(log).losses]).toEqual(losses);
  });

  test("the row at which the LR falls is named", () => {
    const shuffled = [...LRS.slice(0, 50), 1e-5, ...LRS.slice(51)];
    expect(() => sweepFromLog(table(csv(shuffled, LRS.map(lossAt))))).toThrow(
      /the LR falls from .* to 1\.0e-5 at row 52 of log\.csv/,
    );
  });

  test("no learning rates: what there is, and diagnose", () => {
    expect(() => sweepFromLog(table("epoch,train_loss\n0,1\n"))).toThrow(
      /no column that is known to hold learning rates.*--lr-column.*diagnose.*"epoch", "train_loss"/,
    );
  });
});

describe("sweeps", () => {
  test("exponential and linear", () => {
    const linear = range(50, (i) => 0.001 + i * 0.01);
    expect(sweepFromLog(table(sweepCsv())).mode).toBe("exp");
    expect(sweepFromLog(table(csv(linear, linear))).mode).toBe("linear");
  });

  test("passes one after the other are repeats", () => {
    const twice = [...LRS, ...LRS];
    const log = sweepFromLog(table(csv(twice, twice.map(lossAt))));
    expect(log.runs.map(({ lrs }) => lrs)).toEqual([LRS, LRS]);
    expect(log.runs.map(({ seed }) => seed)).toEqual([0, 1]);
    expect(log.warnings.map(({ code }) => code)).toContain("several-passes");
  });

  test("the first non-finite loss ends a pass; the ladder is longer", () => {
    const losses = LRS.map((lr, i) => (i > 80 ? Number.NaN : lossAt(lr, i)));
    const { runs, ladder } = sweepFromLog(table(csv(LRS, losses)));
    expect(runs[0]?.losses).toHaveLength(82);
    expect(runs[0]?.losses.at(-1)).toBeNaN();
    expect(runs[0]?.stopReason).toBe("non-finite");
    expect(ladder).toEqual({ startLr: 1e-6, endLr: LRS.at(-1), steps: 100 });
  });

  test("an LR of 0 at the start is left out and said; one below 0 is refused", () => {
    const log = sweepFromLog(table(csv([0, ...LRS], [2, ...LRS.map(lossAt)])));
    expect(log.runs[0]?.lrs).toEqual(LRS);
    expect(log.warnings.map(({ code }) => code)).toContain("zero-lr");
    expect(() => sweepFromLog(table(csv(LRS.map(Math.log10), LRS.map(lossAt))))).toThrow(
      /row 2: a learning rate must be a finite number above 0, got -6\. Is it a logarithm/,
    );
  });

  test("two points and constant losses are sweeps; it is for the curve to say what they lack", () => {
    expect(sweepFromLog(table("lr,loss\n0.001,2\n0.1,1\n")).runs[0]?.losses).toEqual([2, 1]);
    expect(
      isSweep(
        table(
          csv(
            LRS,
            LRS.map(() => 1.5),
          ),
        ),
      ),
    ).toBe(true);
  });

  test("losses and LRs in rows of their own are joined by step", () => {
    const lines = LRS.flatMap((lr, i) => [
      JSON.stringify({ step: i, learning_rate: lr }),
      JSON.stringify({ step: i, loss: lossAt(lr, i) }),
      ...(i % 25 === 24 ? [JSON.stringify({ step: i, eval_loss: i })] : []),
    ]);
    const [run] = sweepFromLog(parseLog(lines.join("\n"), "log.jsonl")).runs;
    expect(run?.lrs).toEqual(LRS);
    expect(run?.losses).toEqual(LRS.map(lossAt));
    expect(run?.heldOut).toEqual(
      [24, 49, 74, 99].map((i) => ({ stepIndex: i, lr: LRS[i], loss: i })),
    );
  });

  test("without steps, a loss has the LR last written", () => {
    const lines = LRS.flatMap((lr, i) => [`{"lr":${lr}}`, `{"loss":${lossAt(lr, i)}}`]);
    expect(sweepFromLog(parseLog(lines.join("\n"), "log.jsonl")).runs[0]?.lrs).toEqual(LRS);
  });

  test("rows in another order than their steps", () => {
    const rows = LRS.map((lr, i) => `${i},${lr},${lossAt(lr, i)}`).reverse();
    const log = sweepFromLog(table(`step,lr,loss\n${rows.join("\n")}\n`));
    expect(log.runs[0]?.lrs).toEqual(LRS);
    expect(log.warnings.map(({ code }) => code)).toEqual(["sorted-by-step"]);
  });
});

test("a training's losses have the LR at or before them", () => {
  const log = trainingLogFrom(
    table("step,lr,loss,val_loss\n0,0.1,3,\n10,,2,\n20,0.05,1,\n20,,,1.5\n30,,nan,\n"),
  );
  expect([...log.steps]).toEqual([0, 10, 20, 30]);
  expect([...(log.lrs ?? [])]).toEqual([0.1, 0.1, 0.05, 0.05]);
  expect(log.heldOut).toEqual([{ after: 2, step: 20, loss: 1.5 }]);
  expect([...log.rowNumbers]).toEqual([2, 3, 4, 6]);
});

test.each(RECORDER_NAMES)("a log of %s's averages gives the losses that were averaged", (tool) => {
  const losses = Array.from({ length: 60 }, (_, i) => 2 + Math.cos(i / 5) + i / 100);
  const rows = RECORDERS[tool].smooth(losses).map((loss, i) => `${1e-6 * 1.2 ** i},${loss}`);
  const table = parseLog(`lr,loss\n${rows.join("\n")}\n`, "log.csv");
  const [run] = sweepFromLog(table, { recordedBy: tool }).runs;
  expect(run?.losses).toEqual(losses.map((loss) => expect.closeTo(loss, 9)));
});

test("more rows than can be joined are refused, and say how many may be", () => {
  const table = parseLog("lr,loss\n0.1,1\n0.2,2\n", "long.csv");
  const values = new Float64Array(10_000_001);
  const columns = table.columns.map((column) => ({ ...column, values }));
  const long = { ...table, columns, rows: values.length };
  const message =
    'long.csv has 10,000,001 rows of "loss", and up to 10,000,000 can be used: keep the part that matters, or every tenth row';
  expect(() => sweepFromLog(long)).toThrow(message);
  expect(() => trainingLogFrom(long)).toThrow(message);
});
