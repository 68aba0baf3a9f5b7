import { describe, expect, test } from "vitest";
import type { Trial } from "../../src/contract/index.ts";
import { comparableRows } from "../../src/study/rows.ts";

const trial = (lr: number, steps: number, loss: number, more: Partial<Trial> = {}): Trial => ({
  label: `probe at ${lr}`,
  purpose: { kind: "probe", lr },
  peakLr: lr,
  seed: 0,
  plannedSteps: steps,
  lrs: [lr],
  losses: [1],
  heldOut: [
    { stepsDone: 0, loss: 2 },
    { stepsDone: steps, loss },
  ],
  stopReason: "completed",
  stopDetail: "",
  ...more,
});
const whole = (lr: number, loss: number, more: Partial<Trial> = {}) =>
  trial(lr, 100, loss, {
    purpose: { kind: "whole-run", lr, schedule: "cosine", ...(more.purpose as object) },
  });

describe("rows that can be compared", () => {
  test("are probes of the longest length that has two", () => {
    const trials = [
      trial(0.1, 10, 1),
      trial(0.2, 20, 0.5),
      trial(0.4, 20, 0.7),
      trial(0.3, 40, 0.1),
    ];
    expect(comparableRows(trials)).toEqual({
      rowsAre: "probes",
      rows: [
        { lr: 0.2, loss: 0.5, steps: 20, seed: 0 },
        { lr: 0.4, loss: 0.7, steps: 20, seed: 0 },
      ],
    });
  });

  test("are whole runs where there are any; not those on other rows", () => {
    const other = { purpose: { divided: true } } as unknown as Partial<Trial>;
    const trials = [
      trial(0.1, 10, 1),
      trial(0.2, 10, 1),
      whole(0.1, 0.4),
      whole(0.3, 0.3),
      whole(0.3, 0.2, other),
    ];
    const { rowsAre, rows } = comparableRows(trials);
    expect(rowsAre).toBe("whole-runs");
    expect(rows.map(({ loss }) => loss)).toEqual([0.4, 0.3]);
  });

  test("are infinite for one that broke, and lack one that was given up or had no held-out loss", () => {
    const trials = [
      trial(0.1, 10, 1),
      trial(0.2, 10, 0.5, { stopReason: "diverged" }),
      trial(0.3, 10, 0.4, { stopReason: "abandoned" }),
      trial(0.4, 10, 0.4, { heldOut: [] }),
      trial(0.5, 10, Number.NaN),
    ];
    expect(comparableRows(trials).rows.map(({ lr, loss }) => [lr, loss])).toEqual([
      [0.1, 1],
      [0.2, Number.POSITIVE_INFINITY],
      [0.5, Number.POSITIVE_INFINITY],
    ]);
    expect(comparableRows([trial(0.1, 10, 1)])).toEqual({ rowsAre: null, rows: [] });
  });
});
