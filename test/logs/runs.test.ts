import { describe, expect, test } from "vitest";
import {
  keepPickable,
  parseLog,
  pickColumns,
  sweepFromLog,
  sweepsFromLog,
  trainingLogFrom,
  trainingLogsFrom,
} from "../../src/logs/index.ts";
import { pickRuns } from "../../src/logs/pick-columns.ts";
import { LRS, lossAt, sweepCsv } from "./support.ts";

const table = (header: string, ...rows: string[]) =>
  parseLog(`${[header, ...rows].join("\n")}\n`, "log.csv", { keep: keepPickable() });
const rowsOf = (count: number, row: (i: number) => readonly (number | string)[]) =>
  Array.from({ length: count }, (_, i) => row(i).join(","));

/** What is read of a log with such columns: the losses of each run, its held-out sets, what is left out. */
function read(
  header: string,
  cells: (i: number, column: number) => number | string = (i) => i + 1,
) {
  const names = header.split(",");
  const log = table(header, ...rowsOf(60, (i) => names.map((_, k) => cells(i, k))));
  return pickRuns(log).map(({ run, loss, heldOutSets, leftOut, warnings }) => ({
    run,
    loss: loss?.name,
    heldOut: heldOutSets.map(({ name }) => name),
    leftOut: leftOut.map(({ name, why }) => `${name}: ${why}`),
    notes: warnings.map(({ code }) => code),
  }));
}

describe("one loss is taken", () => {
  const different = (i: number, column: number) => i + column / 10;

  test.each([
    ["loss_cls,total_loss", "total_loss", ["loss_cls: part"], ["columns-left-out"]],
    [
      "loss_cls,loss_bbox,loss",
      "loss",
      ["loss_cls: part", "loss_bbox: part"],
      ["columns-left-out"],
    ],
    ["total loss,cls loss", "total loss", ["cls loss: part"], ["columns-left-out"]],
    ["train_loss_step,train_loss_epoch", "train_loss_step", ["train_loss_epoch: average"], []],
    ["loss,smooth_loss", "loss", ["smooth_loss: average"], []],
    ["loss,total_loss", "total_loss", ["loss: part"], ["columns-left-out"]],
    ["Loss/train,Loss/val", "Loss/train", [], []],
    ["loss,loss_scale,grad_loss", "loss", [], []],
  ])("of %s", (header, loss, leftOut, notes) => {
    expect(read(header, different)).toMatchObject([{ run: null, loss, leftOut, notes }]);
  });

  test("not one with a single value beside another of many", () => {
    const cells = (i: number, column: number) => (column === 1 && i < 59 ? "" : 3 - i / 100);
    expect(read("train/loss,train/train_loss", cells)).toMatchObject([
      { loss: "train/loss", leftOut: ["train/train_loss: few-values"] },
    ]);
  });

  test("not a copy of another", () => {
    expect(read("loss,train_loss")).toMatchObject([
      { loss: "loss", leftOut: ["train_loss: same"] },
    ]);
  });

  test("parts without a whole are added up, and it is said", () => {
    const header = "epoch,train/box_loss,train/cls_loss,train/dfl_loss,val/box_loss,val/cls_loss";
    expect(read(header, different)).toMatchObject([
      {
        loss: "train/box_loss + train/cls_loss + train/dfl_loss",
        heldOut: ["val/box_loss + val/cls_loss"],
        notes: ["losses-summed", "losses-summed"],
      },
    ]);
    const log = table("box_loss,cls_loss", "1,2", ",5", "3,4");
    expect([...trainingLogFrom(log).losses]).toEqual([3, 7]);
  });
});

describe("of several that are as likely each is a run of its own", () => {
  const different = (i: number, column: number) => i + column / 10;

  test.each([
    ["g_loss,d_loss,d_x_loss"],
    ["policy_loss,value_loss"],
    ["loss_a,loss_b"],
    ["loss,train/loss"],
  ])("%s", (header) => {
    const names = header.split(",");
    expect(read(header, different).map(({ run, loss }) => [run, loss])).toEqual(
      names.map((name) => [name, name]),
    );
    const log = table(header, ...rowsOf(3, (i) => names.map((_, k) => different(i, k))));
    expect(() => pickColumns(log)).toThrow(/several.*Name one with `--run`/s);
    expect(() => trainingLogFrom(log)).toThrow(/several/);
    for (const run of names) {
      expect(trainingLogsFrom(log, { run })).toMatchObject([{ run: null, columns: { loss: run } }]);
      expect(trainingLogFrom(log, { loss: run }).run).toBeNull();
    }
    expect(() => pickRuns(log, { run: "other" })).toThrow(/no run "other".*It holds/);
  });

  test("held-out sets are sets of one run", () => {
    expect(read("loss,eval_a_loss,eval_b_loss", different)).toMatchObject([
      { run: null, loss: "loss", heldOut: ["eval_a_loss", "eval_b_loss"] },
    ]);
    expect(read("loss,val_loss,val_cls_loss", different)).toMatchObject([
      { heldOut: ["val_loss"], leftOut: ["val_cls_loss: part"] },
    ]);
  });
});

describe("exports of several runs", () => {
  test("columns that are named after runs, each with its own LR", () => {
    const header =
      "Step,base - train/loss,base - train/loss__MIN,base - lr,high - train/loss,high - lr";
    const log = table(header, ...rowsOf(20, (i) => [i, 4 - i / 10, 0, 0.1, 4 + i, 1]));
    const runs = trainingLogsFrom(log);
    expect(runs.map(({ run }) => run)).toEqual(["base", "high"]);
    expect(runs.map(({ lrs }) => lrs?.[3])).toEqual([0.1, 1]);
    expect([...(runs[1]?.losses ?? [])].slice(0, 2)).toEqual([4, 5]);
    expect(trainingLogsFrom(log, { loss: "high - train/loss" })).toMatchObject([{ run: null }]);
    expect(trainingLogsFrom(log, { loss: "train/loss" }).map(({ run }) => run)).toEqual([
      "base",
      "high",
    ]);
  });

  test("one such run is one log", () => {
    const log = table("Step,base - train/loss", ...rowsOf(20, (i) => [i, 4 - i / 10]));
    expect(trainingLogFrom(log)).toMatchObject({ run: null, columns: { step: "Step" } });
  });

  test.each([
    ["run_name", "a", "b"],
    ["trial", "1", "2"],
    ["Name", "gentle-sun-3", "wild-sea-4"],
  ])("rows that say which run they are of: %s", (column, one, other) => {
    const rows = [one, other].flatMap((run, k) => rowsOf(10, (i) => [run, i, 4 - k - i / 10]));
    const runs = trainingLogsFrom(table(`${column},step,loss`, ...rows));
    expect(runs.map(({ run }) => run)).toEqual([one, other]);
    expect(runs.map(({ losses }) => losses[0])).toEqual([4, 3]);
    expect(runs.map(({ rowNumbers }) => rowNumbers[0])).toEqual([2, 12]);
  });

  test("passes of a sweep with a column of seeds stay repeats of one", () => {
    const rows = [0, 1].flatMap((seed) => LRS.map((lr, i) => `${seed},${lr},${lossAt(lr, i)}`));
    expect(sweepFromLog(table("seed,lr,loss", ...rows)).runs).toHaveLength(2);
  });

  test("several sweeps side by side are several", () => {
    const rows = LRS.map((lr, i) => [lr, lossAt(lr, i), lossAt(lr, i) + 1].join(","));
    const sweeps = sweepsFromLog(table("lr,a - loss,b - loss", ...rows));
    expect(sweeps.map(({ run }) => run)).toEqual(["a", "b"]);
    expect(() => sweepFromLog(table("lr,a - loss,b - loss", ...rows))).toThrow(/several/);
    expect(sweepsFromLog(parseLog(sweepCsv(), "one.csv"))).toMatchObject([{ run: null }]);
  });
});
