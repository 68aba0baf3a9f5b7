import { describe, expect, test } from "vitest";
import { lawsOf } from "../../src/study/laws.ts";
import type { StudyRows } from "../../src/study/rows.ts";

/** Tasks whose best LR is 0.01 at a batch of 16, and goes with its square root. */
const best = (batch: number) => 0.01 * Math.sqrt(batch / 16);
const task = (batch: number, more: Partial<StudyRows> = {}): StudyRows => ({
  factors: { batch },
  seed: 0,
  optimizer: "adam",
  rowsAre: null,
  rows: [],
  lr: best(batch),
  rangeLog10: 0.3,
  status: "found",
  ...more,
});
const axes = { batch: { kind: "batch", values: [16, 32, 64, 128] } } as const;
const batches = axes.batch.values;

describe("the law of a study", () => {
  test("follows the LRs that its tasks suggest", () => {
    const [one, ...others] =
      lawsOf(
        { name: "s", axes, at: { batch: 256 } },
        batches.map((each) => task(each)),
      ) ?? [];
    expect(others).toEqual([]);
    expect(one?.names).toEqual({});
    expect(one?.law).toMatchObject({ status: "found", at: { batch: 256 } });
    if (one?.law.status !== "found") throw new Error("no law");
    expect(Math.abs(Math.log10(one.law.lr / best(256)))).toBeLessThan(0.15);
    expect(one.law.interval80[0]).toBeLessThan(best(256));
    expect(one.law.interval80[1]).toBeGreaterThan(best(256));
  });

  test("follows whole runs at enough LRs before what a task suggests, and probes never", () => {
    const rows = (batch: number) =>
      [-1, -0.5, 0, 0.5, 1].map((off) => ({
        lr: best(batch) * 10 ** off,
        loss: 1 + off ** 2,
        steps: 100,
        seed: 0,
      }));
    const lr = 1;
    const at = { batch: 128 };
    const whole = batches.map((each) =>
      task(each, { rowsAre: "whole-runs", rows: rows(each), lr }),
    );
    const [one] = lawsOf({ name: "s", axes, at }, whole) ?? [];
    expect(one?.law.cells[0]?.rows).toBe(5);
    expect(Math.abs(Math.log10((one?.law.cells[0]?.lr ?? 0) / best(16)))).toBeLessThan(0.1);
    const probes = batches.map((each) => task(each, { rowsAre: "probes", rows: rows(each), lr }));
    expect(lawsOf({ name: "s", axes, at }, probes)?.[0]?.law.cells[0]?.lr).toBeCloseTo(1);
  });

  test("is one for each name, and none where nothing is measured or no axis has numbers", () => {
    const optimizer = { kind: "names", values: ["sgd", "adam"] } as const;
    const both = { ...axes, optimizer };
    const tasks = ["sgd", "adam"].flatMap((name) =>
      batches.map((batch) => task(batch, { factors: { batch, optimizer: name }, optimizer: name })),
    );
    const laws = lawsOf({ name: "s", axes: both, at: { batch: 64 } }, tasks);
    expect(laws?.map(({ names }) => names)).toEqual([{ optimizer: "sgd" }, { optimizer: "adam" }]);
    expect(lawsOf({ name: "s", axes: { optimizer }, at: null }, tasks)).toBeNull();
    expect(lawsOf({ name: "s", axes, at: null }, [])).toBeNull();
    const none = [task(16, { lr: null, rangeLog10: null, status: "none" })];
    expect(lawsOf({ name: "s", axes, at: null }, none)).toBeNull();
  });

  test("says why there is no LR where no point is given", () => {
    const [one] =
      lawsOf(
        { name: "s", axes, at: null },
        batches.map((each) => task(each)),
      ) ?? [];
    expect(one?.law).toMatchObject({ status: "none", reason: "no-point" });
  });
});
