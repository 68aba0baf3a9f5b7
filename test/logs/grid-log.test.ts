import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { random } from "../../src/core/random.ts";
import { gridFromLog, parseLog, resultFromGrids } from "../../src/logs/index.ts";
import { gridPoints, recommendFromGrid } from "../../src/suggest/index.ts";
import { repoFile } from "../helpers/cli.ts";
import { LRS, lossAt, sweepCsv } from "./support.ts";

const ISSUE: readonly (readonly [number, number])[] = [
  [0.1, 2.3],
  [0.03, 0.9],
  [0.01, 0.5],
  [0.003, 0.42],
  [0.001, 0.6],
  [0.0003, 1.1],
  [0.0001, 1.6],
  [0.00003, 2.0],
  [0.00001, 2.2],
];
const table = (header: string, ...rows: readonly (readonly (string | number)[])[]) =>
  parseLog(`${[header, ...rows.map((row) => row.join(","))].join("\n")}\n`, "grid.csv");
const found = (header: string, ...rows: readonly (readonly (string | number)[])[]) =>
  gridFromLog(table(header, ...rows));

test("the range leaves out an LR whose loss is several times the lowest, however high others end", () => {
  const grid = [6.16, 5.48, 2.55, 0.121, 0.0738, 0.057, 0.0531, 0.272];
  const lrs = [1e-4, 3e-4, 1e-3, 3e-3, 0.01, 0.03, 0.1, 0.3];
  const rows = lrs.map((lr, i) => ({ lr, loss: grid[i] as number }));
  const answer = recommendFromGrid(gridPoints(rows, false));
  if (answer.status === "none") throw new Error(answer.reason);
  expect(answer.range[0]).toBeGreaterThan(3e-3);
  expect(answer.range[0]).toBeLessThan(0.01);
  expect(answer.range[1]).toBeGreaterThan(0.1);
  expect(answer.range[1]).toBeLessThan(0.2);
});

describe("trainings over several factors", () => {
  const lrs = [1, 1.5, 2, 3, 4, 6, 8].map((times) => times * 1e-3);
  const cells = [16, 64].flatMap((batch) => [100, 400].map((steps) => [batch, steps] as const));
  const rows = cells.flatMap(([batch, steps]) =>
    lrs.map((lr, i) => [batch, steps, lr, 2 + (i - 3) ** 2 / 10] as const),
  );

  test("LRs as close as people try them, cell by cell, with lengths in steps", () => {
    expect(found("batch_size,steps,lr,loss", ...rows)?.varying).toEqual(["batch_size", "steps"]);
  });

  test("with seeds, and with names of runs of their own", () => {
    const seeds = rows.flatMap((row) => [1, 2].map((seed) => [seed, ...row]));
    expect(found("seed,batch_size,steps,lr,loss", ...seeds)).not.toBeNull();
    const named = rows.map((row, i) => [`run-${i}`, ...row]);
    expect(found("run,batch_size,steps,lr,loss", ...named)).not.toBeNull();
  });

  test("the example's table", () => {
    const text = readFileSync(repoFile("examples/logs/trainings.csv"), "utf8");
    expect(gridFromLog(parseLog(text, "trainings.csv"))?.varying).toEqual(["width", "batch_size"]);
  });

  test.each([
    [
      "a schedule within each epoch",
      "epoch,lr,loss",
      Array.from({ length: 120 }, (_, i) => [i / 40, 0.1 * (1 - i / 121), 3 / (1 + i)]).map(
        ([epoch, ...rest]) => [Math.floor(epoch as number), ...rest],
      ),
    ],
    [
      "a cycle of LRs in each epoch",
      "epoch,lr,loss",
      Array.from({ length: 120 }, (_, i) => [
        Math.floor(i / 40),
        0.1 * (1 - (i % 40) / 41),
        3 / (1 + i),
      ]),
    ],
    [
      "several runs, epoch by epoch",
      "run,epoch,lr,loss",
      Array.from({ length: 10 }, (_, epoch) =>
        lrs.map((lr, run) => [`r${run}`, epoch, lr, 3 / (1 + epoch)]),
      ).flat(),
    ],
  ])("not %s", (_, header, each) => {
    expect(found(header, ...each)).toBeNull();
  });
});

describe("a table of trainings is told from the log of one", () => {
  const shuffled = [3, 7, 0, 5, 1, 8, 2, 6, 4].map((i) => ISSUE[i] as readonly [number, number]);
  const twice = [...ISSUE].reverse().flatMap(([lr, loss]) => [
    [lr, loss],
    [lr, loss + 0.02],
  ]);

  test.each([
    ["falling LRs", "lr,loss", ISSUE],
    ["rising ones", "lr,loss", [...ISSUE].reverse()],
    ["in no order", "learning_rate,val_loss", shuffled],
    ["repeats", "lr,loss", twice],
    ["all of them again", "lr,loss", [...[...ISSUE].reverse(), ...[...ISSUE].reverse()]],
    [
      "rows of a sweep, with names",
      "run_name,learning_rate,batch_size,final_val_loss",
      ISSUE.map(([lr, loss], i) => [`run-${i}`, lr, 32, loss]),
    ],
    [
      "Optuna's trials",
      "number,value,datetime_start,params_lr,state",
      shuffled.map(([lr, loss], i) => [i, loss, "2026-01-01 10:00:00", lr, "COMPLETE"]),
    ],
    [
      "a table of runs of Weights & Biases",
      "Name,State,lr,_step,epoch,train_loss,val_loss",
      ISSUE.map(([lr, loss], i) => [`wild-sea-${i}`, "finished", lr, 1000, 3, loss - 0.1, loss]),
    ],
    [
      "MLflow's runs",
      "run_id,metrics.val_loss,params.learning_rate,status",
      ISSUE.map(([lr, loss], i) => [`a${i}f`, loss, lr, "FINISHED"]),
    ],
    [
      "Ray Tune's results",
      "loss,training_iteration,trial_id,config/lr",
      ISSUE.map(([lr, loss], i) => [loss, 10, `f${i}c_0000${i}`, lr]),
    ],
  ])("%s", (_, header, rows) => {
    const grid = found(header, ...rows);
    expect(grid?.rows).toHaveLength(rows.length);
    expect(grid?.varying).toEqual([]);
    const { lr, losses } = gridPoints(grid?.rows ?? [], false)[5] ?? {};
    expect(lr).toBe(0.003);
    expect(losses?.[0]).toBe(0.42);
  });

  const range = (n: number, of: (i: number) => number) =>
    Array.from({ length: n }, (_, i) => of(i));
  test.each([
    ["a sweep", sweepCsv()],
    [
      "a schedule that falls",
      range(60, (i) => 0.1 * 0.9 ** i).map((lr, i) => `${lr},${1 / (i + 1)}`),
    ],
    ["steps of LR", range(60, (i) => 0.1 ** (1 + Math.floor(i / 20))).map((lr) => `${lr},1`)],
    [
      "a schedule that halves",
      range(9, (i) => 0.1 / 2 ** i).map((lr, i) => `${lr},${1 / (i + 1)}`),
    ],
    ["warm restarts", range(60, (i) => 0.1 * (1 - (i % 10) / 11)).map((lr) => `${lr},1`)],
    ["few points of a sweep", ["0.001,2", "0.1,1", "1,3"]],
  ])("%s is none", (_, rows) => {
    const text = typeof rows === "string" ? rows : `lr,loss\n${rows.join("\n")}\n`;
    expect(gridFromLog(parseLog(text, "log.csv"))).toBeNull();
  });

  test("nor is anything that counts steps or epochs", () => {
    const rows = ISSUE.map(([lr, loss], i) => [i, lr, loss]);
    expect(found("step,lr,loss", ...rows)).toBeNull();
    expect(found("epoch,lr,loss", ...rows)).toBeNull();
  });

  test("what varies besides the LR is said, and the lowest loss counts", () => {
    const rows = ISSUE.flatMap(([lr, loss]) => [
      [lr, 32, loss, 0.9],
      [lr, 64, loss + 1, 0.8],
    ]);
    const grid = found("lr,batch_size,loss,accuracy", ...rows);
    expect(grid?.varying).toEqual(["batch_size"]);
    expect(grid?.warnings).toMatchObject([{ code: "grid-varies" }]);
    expect(gridPoints(grid?.rows ?? [], true)[5]?.loss).toBe(0.42);
  });
});

describe("the best LR of a grid", () => {
  const answer = (rows: readonly (readonly [number, number])[]) =>
    recommendFromGrid(
      gridPoints(
        rows.map(([lr, loss]) => ({ lr, loss })),
        false,
      ),
    );

  test("lies at the bottom of its valley, with the valley as its range", () => {
    const suggestion = answer(ISSUE);
    if (suggestion.status !== "found") throw new Error("none");
    expect(suggestion.lr).toBeGreaterThan(0.003);
    expect(suggestion.lr).toBeLessThan(0.01);
    // 0.42 + 0.05 (2.3 - 0.42) = 0.514: between 0.001 (0.6) and 0.003, and just above 0.01 (0.5).
    expect(suggestion.range[0]).toBeCloseTo(0.003 * (1 / 3) ** (0.094 / 0.18), 6);
    expect(suggestion.range[1]).toBeCloseTo(0.01 * 3 ** (0.014 / 0.4), 6);
    expect(suggestion).toMatchObject({ method: "grid", confidence: "medium" });
  });

  test("is found wherever it is, whatever the scale and sign of the losses", () => {
    const draw = random(3, "grid");
    for (let i = 0; i < 200; i++) {
      const [centre, step, scale, offset] = [
        -4 + 2 * draw.float(),
        0.3 + 0.3 * draw.float(),
        10 ** (6 * draw.float() - 3),
        10 * draw.normal(),
      ];
      const rows = Array.from({ length: 9 }, (_, k): [number, number] => {
        const log = -5 + k * step;
        return [10 ** log, scale * ((log - centre) ** 2 + offset)];
      });
      const inside = centre > -5 + step && centre < -5 + 7 * step;
      const suggestion = answer(rows);
      if (suggestion.status !== "found") throw new Error("none");
      const [low, high] = suggestion.range;
      expect(low <= suggestion.lr && suggestion.lr <= high).toBe(true);
      if (inside) expect(Math.log10(suggestion.lr)).toBeCloseTo(centre, 6);
    }
  });

  test("at an end of the grid is little sure; trainings that broke are worst", () => {
    const falling = ISSUE.slice(3).map(([lr, loss]) => [lr, loss] as const);
    expect(answer(falling)).toMatchObject({
      confidence: "low",
      reasons: [{}, { code: "grid-at-edge" }, {}],
    });
    const broken = answer([...ISSUE.slice(2), [0.03, Number.NaN], [0.1, Number.POSITIVE_INFINITY]]);
    expect(broken).toMatchObject({ status: "found" });
    const none = answer([
      [0.1, Number.NaN],
      [0.2, Number.NaN],
      [0.3, Number.NaN],
    ]);
    expect(none).toMatchObject({ status: "none", reason: "diverged-at-once" });
  });

  test("repeats say how sure it is", () => {
    const twice = ISSUE.flatMap(([lr, loss]) => [
      [lr, loss - 0.005] as const,
      [lr, loss + 0.005] as const,
    ]);
    expect(answer(twice)).toMatchObject({ confidence: "high" });
    const noisy = ISSUE.flatMap(([lr, loss]) => [
      [lr, loss - 0.6] as const,
      [lr, loss + 0.6] as const,
    ]);
    expect(answer(noisy)).toMatchObject({
      confidence: "low",
      reasons: [{}, { code: "grid-noise" }],
    });
  });

  test("makes a whole result, with a plan and a curve to draw", () => {
    const grid = found("lr,loss", ...ISSUE);
    if (grid === null) throw new Error("none");
    const result = resultFromGrids([grid], {
      name: "grid",
      createdAt: "2026-01-01T00:00:00.000Z",
      versions: {},
      horizon: { schedule: "auto", per: "step", totalSteps: 1000 },
    });
    expect(result.status).toBe("found");
    expect(result.plan?.schedule.totalSteps).toBe(1000);
    expect(result.record.runs[0]?.losses).toHaveLength(9);
    expect(Object.values(result.methods).every((lr) => lr === null)).toBe(true);
    expect(result.warnings).toEqual([]);
  });
});

test("LRs that a grid and a sweep share are told by their number", () => {
  const rows = LRS.map((lr, i) => [lr, lossAt(lr, i)]);
  expect(found("lr,loss", ...rows)).toBeNull();
});
