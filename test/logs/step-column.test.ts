import { describe, expect, test } from "vitest";
import { parseLog, trainingLogFrom } from "../../src/logs/index.ts";
import { judgeRuns } from "../../src/logs/judge.ts";

const csv = (header: string, rows: number, row: (i: number) => readonly (number | string)[]) =>
  `${[header, ...Array.from({ length: rows }, (_, i) => row(i).join(","))].join("\n")}\n`;
const codes = (warnings: readonly { readonly code: string }[]) => warnings.map(({ code }) => code);

describe("steps", () => {
  test("that begin again with every epoch are counted on", () => {
    const read = trainingLogFrom(
      parseLog(
        csv("epoch,step,loss", 6, (i) => [Math.floor(i / 2), 10 * (i % 2), 6 - i]),
        "a.csv",
      ),
    );
    expect([...read.steps]).toEqual([0, 10, 11, 21, 22, 32]);
    expect(codes(read.warnings)).toContain("steps-within-epochs");
  });

  test("of two epochs are not a run that was resumed once", () => {
    const table = parseLog(
      csv("epoch,batch,loss", 40, (i) => [i < 20 ? 1 : 2, 1 + (i % 20), 60 - i]),
      "a.csv",
    );
    const [judged] = judgeRuns(table, {});
    expect(judged?.diagnosis.count).toBe(40);
    expect(codes(judged?.warnings ?? [])).toEqual(["steps-within-epochs"]);
  });

  test("of a run that was resumed go back, and its epochs with them", () => {
    const epochs = [0, 0, 1, 1, 1, 1, 2, 2];
    const steps = [0, 1, 0, 1, 0, 1, 0, 1];
    const table = parseLog(
      csv("epoch,step,loss", 8, (i) => [epochs[i] as number, steps[i] as number, 9 - i]),
      "a.csv",
    );
    const read = trainingLogFrom(table);
    // Of three falls two are with a new epoch: that is no log of epochs.
    expect([...read.steps]).toEqual(steps);
  });

  test("the column that goes back least often is taken", () => {
    const read = trainingLogFrom(
      parseLog(
        csv("epoch,step,global_step,loss", 6, (i) => [Math.floor(i / 2), i % 2, i, 6 - i]),
        "a.csv",
      ),
    );
    expect(read.columns.step).toBe("global_step");
    expect([...read.steps]).toEqual([0, 1, 2, 3, 4, 5]);
  });

  test("a column that never changes counts nothing", () => {
    const read = trainingLogFrom(
      parseLog(
        csv("batch,loss", 6, (i) => [32, 6 - i]),
        "a.csv",
      ),
    );
    expect([...read.steps]).toEqual([0, 1, 2, 3, 4, 5]);
  });

  test("in no order are put in order in time that does not grow with their square", () => {
    const rows = 200_000;
    const text = csv("step,loss,val_loss", rows, (i) => [rows - i, 1, 2]);
    const begun = performance.now();
    const read = trainingLogFrom(parseLog(text, "a.csv"));
    expect(performance.now() - begun).toBeLessThan(5000);
    expect(read.heldOut[9]).toEqual({ after: 9, step: 10, loss: 2 });
  });
});

describe("held-out losses", () => {
  test("that are 0 at first were not measured", () => {
    const table = parseLog(
      csv("epoch,loss,val_loss", 20, (i) => [i + 1, 3 - i / 10, i < 19 ? 0 : 2.9]),
      "a.csv",
    );
    const [judged] = judgeRuns(table, {});
    expect(codes(judged?.warnings ?? [])).toEqual(["held-out-zeros"]);
    expect(codes(judged?.diagnosis.findings ?? [])).not.toContain("over-fitting");
  });
});

describe("a table of runs without their course", () => {
  test("is not diagnosed as one training", () => {
    const table = parseLog(
      csv("run_name,learning_rate,loss", 5, (i) => [`r${i}`, 0.001, 2 - i / 10]),
      "a.csv",
    );
    expect(() => judgeRuns(table, {})).toThrow(/a table of several trainings, one in a row/);
    expect(judgeRuns(table, { loss: "loss" })).toHaveLength(1);
  });

  test("names that count steps are those of one training", () => {
    const table = parseLog(
      csv("name,loss", 5, (i) => [`epoch_${i}`, 2 - i / 10]),
      "a.csv",
    );
    expect(judgeRuns(table, {})).toHaveLength(1);
  });
});

test("a setting that is printed once does not split a log into runs, nor is it its LR", () => {
  const lines = ["run: 1", "run: 1", "run: 2", "run: 2", "learning_rate: 0.5"];
  const log = [
    ...lines,
    ...Array.from({ length: 40 }, (_, i) => `step ${i} loss ${40 - i}.5 lr 0.25`),
  ];
  const read = trainingLogFrom(parseLog(`${log.join("\n")}\n`, "a.log"));
  expect([read.columns.lr, read.losses.length]).toEqual(["lr", 40]);
});

test("rows of JSON lines that hold arrays are rows", () => {
  const rows = [0, 1, 2].map((i) =>
    JSON.stringify({ train_loss: 3 - i, ap: [i, 0.5, 0.25], epoch: i }),
  );
  const table = parseLog(`${rows.join("\n")}\n`, "log.txt");
  expect(table.format).toBe("jsonl");
  expect([...trainingLogFrom(table).losses]).toEqual([3, 2, 1]);
});

describe("several processes in one log", () => {
  test("the losses of each step are averaged, and it is said", () => {
    const table = parseLog(
      csv("step,loss", 160, (i) => [10 * Math.floor(i / 4), 60 - Math.floor(i / 4) + (i % 4)]),
      "a.csv",
    );
    const [judged] = judgeRuns(table, {});
    expect(judged?.diagnosis.count).toBe(40);
    expect(codes(judged?.warnings ?? [])).toEqual(["losses-averaged"]);
  });

  test("a run that was resumed a few times is none", () => {
    const table = parseLog(
      csv("step,loss", 40, (i) => [i < 20 ? i : i - 10, 60 - i]),
      "a.csv",
    );
    const [judged] = judgeRuns(table, {});
    expect(codes(judged?.warnings ?? [])).toEqual(["resumed"]);
  });
});
