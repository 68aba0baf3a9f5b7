import { describe, expect, test } from "vitest";
import { random } from "../../src/core/random.ts";
import { emaDebiased, RECORDERS, type RecorderName } from "../../src/curve/index.ts";
import { readLog } from "../../src/logs/files/index.ts";
import { parseLog, pickColumns, sweepFromLog } from "../../src/logs/index.ts";
import { looksSmoothed, recognisedAverage } from "../../src/logs/smoothing.ts";
import { expected, fixture, LRS, lossAt } from "./support.ts";

const closeTo = (values: readonly number[], digits: number) =>
  values.map((value) => expect.closeTo(value, digits));

describe("Lightning's metrics.csv", () => {
  test("LR and loss of every step, as the training step saw them", async () => {
    const { table } = await readLog(fixture("lightning"));
    expect(table.format).toBe("lightning-csv");
    const picked = pickColumns(table);
    expect([picked.lr?.name, picked.loss?.name, picked.heldOut?.name]).toEqual([
      "lr-Adam",
      "train_loss_step",
      "val_loss",
    ]);
    const log = sweepFromLog(table);
    const { lrs, losses } = expected<{ lrs: number[]; losses: number[] }>("lightning");
    expect(log.runs[0]?.lrs).toEqual(closeTo(lrs, 12));
    expect(log.runs[0]?.losses).toEqual(closeTo(losses, 5));
    expect(log.runs[0]?.heldOut.map(({ stepIndex }) => stepIndex)).toEqual([19, 39, 59]);
    expect(log.hints.optimizer).toBe("adam");
    expect(log.warnings).toEqual([]);
  });

  test("the mean of an epoch is taken only when asked for, and then it is said", async () => {
    const { table } = await readLog(fixture("lightning"));
    expect(pickColumns(table, { loss: "train_loss_epoch" }).warnings).toMatchObject([
      { code: "smoothed-losses" },
    ]);
  });
});

describe("Hugging Face's trainer_state.json", () => {
  test("of a folder with checkpoints the last one, with all losses", async () => {
    const { table, source } = await readLog(fixture("transformers"));
    expect(source).toMatch(/checkpoint-60/);
    expect(table.format).toBe("trainer-state");
    const log = sweepFromLog(table);
    const { losses, lrsOfNextStep } = expected<{ losses: number[]; lrsOfNextStep: number[] }>(
      "transformers",
    );
    // It rounds to four digits.
    expect(log.runs[0]?.losses).toEqual(closeTo(losses, 3));
    expect(log.runs[0]?.lrs).toEqual(closeTo(lrsOfNextStep, 9));
    expect(log.hints.stepsPerEpoch).toBe(60);
    expect(log.runs[0]?.heldOut.map(({ stepIndex }) => stepIndex)).toEqual([19, 39, 59]);
    const [note] = log.warnings;
    expect(note?.code).toBe("lr-may-lead");
    expect(note?.data.factor).toBeCloseTo(10 ** (6 / 59), 2);
  });
});

describe("torch-lr-finder's history", () => {
  test("its moving average is noticed", async () => {
    const log = sweepFromLog((await readLog(fixture("torch-lr-finder.json"))).table);
    expect(log.warnings.map(({ code }) => code)).toEqual(["looks-smoothed"]);
  });

  test("and taken back out, exactly", async () => {
    const { table } = await readLog(fixture("torch-lr-finder.json"));
    const log = sweepFromLog(table, { recordedBy: "torch-lr-finder" });
    const { raw } = expected<{ raw: number[] }>("torch-lr-finder");
    const off = log.runs[0]?.losses.map((loss, i) => Math.abs(loss / (raw[i] as number) - 1)) ?? [];
    expect(off).toHaveLength(raw.length);
    expect(Math.max(...off)).toBeLessThan(1e-9);
    expect(log.warnings).toEqual([]);
  });
});

describe("averaged losses", () => {
  const raw = LRS.map(lossAt);

  test("fastai's average is undone; a NaN stays", () => {
    const losses = [...emaDebiased(raw.slice(0, 90)), Number.NaN];
    const found = RECORDERS.fastai.undo(losses);
    expect(found.slice(0, 90)).toEqual(closeTo(raw.slice(0, 90), 9));
    expect(found[90]).toBeNaN();
  });

  test("noise decides: raw, averaged, and none at all", () => {
    const noisy = (seed: number) =>
      LRS.map((lr, i) => lossAt(lr, 0) + 0.1 * Math.sin(1e4 * Math.sin((i + 1) * (seed + 7.77))));
    const seeds = Array.from({ length: 40 }, (_, seed) => seed);
    const share = (of: (losses: number[]) => readonly number[]) =>
      seeds.filter((seed) => looksSmoothed(of(noisy(seed)))).length / seeds.length;
    expect(share((losses) => losses)).toBeLessThan(0.1);
    expect(share((losses) => emaDebiased(losses))).toBeGreaterThan(0.5);
    expect(looksSmoothed(LRS.map((lr) => lossAt(lr, 0)))).toBe(false);
    expect(looksSmoothed([1, 2, 1.5])).toBe(false);
  });
});

describe("averages are recognised by themselves", () => {
  const noisy = (seed: number, noise: number) => {
    const draw = random(seed, "averages");
    return LRS.map((lr) => lossAt(lr, 0) + noise * draw.normal());
  };
  const share = (tool: RecorderName | null, names: { lr: string; loss: string }, noise: number) => {
    const seeds = Array.from({ length: 100 }, (_, seed) => seed);
    const found = seeds.filter((seed) => {
      const raw = noisy(seed, noise);
      const losses = tool === null ? raw : RECORDERS[tool].smooth(raw);
      return recognisedAverage({ losses, lrs: LRS, names })?.tool === tool;
    });
    return found.length / seeds.length;
  };
  const plain = { lr: "lr", loss: "loss" };

  test.each([0, 0.02, 0.1])("Lightning's by its ramp, with noise %d", (noise) => {
    expect(share("lightning", plain, noise)).toBe(1);
  });

  test("fastai's by its steps, where the names are its own", () => {
    expect(share("fastai", { lr: "lrs", loss: "losses" }, 0.1)).toBeGreaterThan(0.9);
    expect(share("fastai", plain, 0.1)).toBeGreaterThan(0.5);
  });

  test.each([0, 0.02, 0.1, 0.3])("raw losses are left as they are, with noise %d", (noise) => {
    const raw = (names: typeof plain) =>
      Array.from({ length: 100 }, (_, seed) =>
        recognisedAverage({ losses: noisy(seed, noise), lrs: LRS, names }),
      ).filter((found) => found !== null).length;
    expect(raw(plain)).toBeLessThanOrEqual(2);
    expect(raw({ lr: "lrs", loss: "losses" })).toBeLessThanOrEqual(5);
  });

  test("a dump of Lightning's is undone and said; `none` leaves it", () => {
    const [beta, n] = [0.98, 40];
    const lrs = Array.from({ length: n }, (_, i) => 1e-6 * 10 ** ((5 * i) / (n - 1)));
    const losses = lrs.map((_, k) => (1 - beta ** (k + 1)) / (1 - beta ** (k + 2)));
    const table = parseLog(JSON.stringify({ lr: lrs, loss: losses }), "lr_find.json");
    const log = sweepFromLog(table);
    expect(log.runs[0]?.losses).toEqual(lrs.map(() => expect.closeTo(1, 9)));
    expect(log.warnings).toMatchObject([{ code: "average-undone", data: { tool: "lightning" } }]);
    expect(sweepFromLog(table, { recordedBy: "none" }).runs[0]?.losses).toEqual(losses);
  });
});
